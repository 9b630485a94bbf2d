"""The blocks of a document as functions of Python, where that says the same as the blocks taken apart.

Most blocks are functions as they stand: their parameters are arguments, a repeated one is called in a loop. Where one
is not (its layers are shared by two instances, a parameter of it decides on what the layers within have as ports, …),
all are taken apart, and every layer is written out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphnn.analysis.blocks import with_blocks
from graphnn.catalogue.model import Catalogue, Kind, LayerType
from graphnn.document.expansion import Expansion
from graphnn.document.inside import ENTRY_TYPE, nodes_and_edges_inside
from graphnn.document.model import BLOCK_PREFIX, DEFAULT_SOURCE_PORT, Block, Document, Edge, Node, Port, parse_port
from graphnn.document.nesting import held, inner_first
from graphnn.document.values import containers, referred_parameter
from graphnn.exchange.python_network import LOOP_VARIABLE, NetworkSource, Signature
from graphnn.exchange.python_text import Variables, call, parameter_value

NAME = "name"
"""The last argument of each function: what the names of its layers begin with."""

_FUNCTIONS = (
    "build_model",
    "callbacks",
    "class_weights",
    "draw_points",
    "hold_out",
    "hold_out_last",
    "load_data",
    "main",
)
_OPAQUE = frozenset({Kind.SLICES, Kind.LAYER, Kind.LAYERS, Kind.OBJECTS})
"""The kinds of values that become more than a literal, and so cannot be an argument."""


@dataclass(frozen=True, slots=True)
class Network:
    """What is written of a network: the functions of its blocks, and the rest."""

    source: NetworkSource
    functions: tuple[list[str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Reference:
    """An argument of the function, where a value stands."""

    name: str

    def __repr__(self) -> str:
        return self.name


def block_functions(document: Document, expansion: Expansion, catalogue: Catalogue) -> Network:
    """Return a network with its blocks as functions, or taken apart where they are none.

    Args:
        document: The network.
        expansion: The same with its blocks taken apart.
        catalogue: The layers, and the document's own blocks.
    """
    used = _used(document)
    is_said = used and all(
        (
            any(catalogue.layers[node.type].is_output for node in document.nodes.values()),
            all("_".join(map(str, path)) == node_id for node_id, path in expansion.paths.items()),
            _are_plain(document.nodes, document.edges, catalogue),
            *(_is_function(document.blocks[name], catalogue) for name in used),
        )
    )
    if not is_said:
        return Network(NetworkSource(expansion.document, catalogue))
    functions = Variables((*_FUNCTIONS, "samples", "tf", "pd", LOOP_VARIABLE))
    signatures = {name: _signature(functions.name(name), document.blocks[name]) for name in used}
    written = (_function(document, name, catalogue, signatures) for name in used)
    return Network(NetworkSource(document, catalogue, signatures), tuple(written))


def _used(document: Document) -> tuple[str, ...]:
    """Return the blocks that take part, each after those it is made of."""
    waiting = [node.block for node in document.nodes.values() if node.block is not None]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += held(document.blocks[name])
    return tuple(name for name in inner_first(document.blocks) if name in used)


def _is_function(block: Block, catalogue: Catalogue) -> bool:
    """Tell whether a block can be said as a function."""
    leaving = {parse_port(port.source, DEFAULT_SOURCE_PORT).node for port in block.outputs}
    return (
        bool(block.inputs and block.outputs)
        and not any(_is_object(each.default) for each in block.parameters.values())
        and not any(catalogue.layers[node.type].is_input for node in block.nodes.values())
        and not any(block.nodes[name].state == "muted" for name in leaving)
        and _are_plain(block.nodes, nodes_and_edges_inside(block)[1], catalogue)
    )


def _are_plain(nodes: Mapping[str, Node], edges: Sequence[Edge], catalogue: Catalogue) -> bool:
    """Tell whether the instances among some nodes can be calls, and references among their values arguments."""
    shared = {node.shares for node in nodes.values() if node.shares is not None}
    fed = {(edge.target_port.node, edge.target_port.name) for edge in edges}
    for node_id, node in nodes.items():
        layer_type = catalogue.layers[node.type]
        if node.block is not None and node.state is None:
            is_own = node.shares is None and node_id not in shared and node.trainable
            is_fed = all((node_id, port.name) in fed for port in layer_type.inputs)
            if not is_own or not is_fed or any(map(_is_object, node.parameters.values())):
                return False
        if not all(_is_sayable(layer_type, name, value) for name, value in node.parameters.items()):
            return False
    return True


def _is_sayable(layer_type: LayerType, name: str, value: Any) -> bool:
    """Tell whether a value that refers to parameters of the block can be written with arguments in their places."""
    if not _refers(value):
        return True
    parameter = layer_type.parameter(name)
    if parameter is None or parameter.kind in _OPAQUE or parameter.registry == "cells":
        return False
    if any(name in (port.when, port.child) for port in layer_type.outputs):
        return False
    items = value if isinstance(value, tuple) else (value,)
    return all(referred_parameter(item) is not None or not _refers(item) for item in items)


def _refers(value: Any) -> bool:
    return any(referred_parameter(inner) is not None for _, inner in containers(value))


def _is_object(value: Any) -> bool:
    """Tell whether a value is written as a call, of which a repeated block would need one each time."""
    return any(isinstance(inner, Mapping) and referred_parameter(inner) is None for _, inner in containers(value))


def _signature(function: str, block: Block) -> Signature:
    names = Variables((NAME, LOOP_VARIABLE))
    ports = {port.name: names.name("port", port.name, spelled=port.name) for port in block.inputs}
    return Signature(function, ports, {each: names.name("value", each, spelled=each) for each in block.parameters})


@dataclass(frozen=True)
class _Body(NetworkSource):
    """The inside of a block on its way to Python; `own` is its function."""

    own: Signature = field(kw_only=True)

    @cached_property
    def variables(self) -> Variables:
        """The names in the function, its arguments among them."""
        functions = (signature.name for signature in self.signatures.values())
        modules = (module.partition(".")[0] for module in self.plugin_modules)
        taken = (*self.own.ports.values(), *self.own.parameters.values(), NAME, LOOP_VARIABLE)
        return Variables((*taken, *functions, *modules))

    def layer_name(self, name: str, *, is_numbered: bool = False) -> str:
        """Return the name of a layer, or of an instance: that of the block's own instance goes before."""
        return f'f"{{{NAME}}}_{name}{f"_{{{LOOP_VARIABLE}}}" if is_numbered else ""}"'

    def output(self, port: Port) -> str:
        """Return the variable of an output; of what enters the block, the argument."""
        return self.own.ports[port.name] if self.nodes[port.node].type == ENTRY_TYPE else super().output(port)


def _function(document: Document, name: str, catalogue: Catalogue, signatures: Mapping[str, Signature]) -> list[str]:
    """Return the function of a block as lines of Python."""
    block, own = document.blocks[name], signatures[name]
    nodes, edges = nodes_and_edges_inside(block)
    nodes = {
        node_id: node.model_copy(update={"parameters": _with_references(node.parameters, own)})
        for node_id, node in nodes.items()
    }
    inner = document.model_copy(update={"nodes": nodes, "edges": edges})
    body = _Body(inner, with_blocks(inner, catalogue), signatures, own=own)
    defaults = [
        f"{own.parameters[each.name]}={parameter_value(each, each.default, catalogue)}"
        for each in catalogue.layers[f"{BLOCK_PREFIX}{name}"].parameters
    ]
    returned = [body.output(parse_port(port.source, DEFAULT_SOURCE_PORT)) for port in block.outputs]
    return [
        *call(f"def {own.name}(", [*own.ports.values(), *defaults, "*", NAME], "):"),
        f'    """Return what the block makes of its input; the names of its layers begin with {NAME}."""',
        *body.layers(),
        f"    return {', '.join(returned)}",
    ]


def _with_references(value: Any, own: Signature) -> Any:
    """Return values with the function's arguments where they refer to parameters of the block."""
    if (name := referred_parameter(value)) is not None:
        return _Reference(own.parameters[name])
    if isinstance(value, Mapping):
        return {key: _with_references(item, own) for key, item in value.items()}
    return tuple(_with_references(item, own) for item in value) if isinstance(value, tuple) else value
