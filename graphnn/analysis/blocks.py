"""Blocks as something to place, like a layer, and the rules of blocks themselves."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.ends import end_types
from graphnn.analysis.subject import Rule, Subject
from graphnn.catalogue.model import BLOCK_CATEGORY, Catalogue, Kind, LayerType, Parameter, PortType
from graphnn.document.edits import RemoveBlock, ReplaceNode
from graphnn.document.model import (
    BLOCK_PREFIX,
    DEFAULT_TARGET_PORT,
    Block,
    Document,
    Port,
    parse_port,
)
from graphnn.document.nesting import inner_first, nesting
from graphnn.document.values import Json, referred_parameter


def with_blocks(document: Document, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with the document's own blocks in it.

    A parameter of a block takes what the parameter inside takes that it stands for.

    >>> from graphnn.catalogue.load import load_catalogue
    >>> list(with_blocks(Document(blocks={"residual": Block()}), load_catalogue()).layers)[-1]
    'block.residual'
    """
    if not document.blocks:
        return catalogue
    layers = dict(catalogue.layers)
    types: dict[str, LayerType] = {}
    for name in inner_first(document.blocks):
        types[name] = layers[f"{BLOCK_PREFIX}{name}"] = _block_type(name, document.blocks[name], layers)
    own = {types[name].name: types[name] for name in document.blocks}
    own |= {end.name: end for end in end_types(document)}
    return catalogue.model_copy(update={"layers": MappingProxyType({**catalogue.layers, **own})})


def with_offered_blocks(document: Document, catalogue: Catalogue) -> Document:
    """Return the document with the blocks that plug-ins offer, its own first where names are alike."""
    if not catalogue.blocks:
        return document
    return document.model_copy(update={"blocks": MappingProxyType({**catalogue.blocks, **document.blocks})})


def blocks_to_bring(type: str, document: Document, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the offered blocks that a document must take over to use one of them: it and those within it."""
    needed: list[str] = []
    waiting = [type.removeprefix(BLOCK_PREFIX)] if type.startswith(BLOCK_PREFIX) else []
    for name in waiting:
        if name not in needed and name not in document.blocks and name in catalogue.blocks:
            needed.append(name)
            waiting += [node.block for node in catalogue.blocks[name].nodes.values() if node.block is not None]
    return tuple(needed)


def _block_type(name: str, block: Block, layers: Mapping[str, LayerType]) -> LayerType:
    count = len(block.nodes)
    return LayerType(
        name=f"{BLOCK_PREFIX}{name}",
        category=BLOCK_CATEGORY,
        doc=f"A block of {count} node{'s' if count != 1 else ''}, made in this document.",
        parameters=tuple(_parameter(key, each.default, block, layers) for key, each in block.parameters.items()),
        inputs=tuple(
            PortType(
                name=port.name,
                is_optional=all(
                    _is_optional(parse_port(each, DEFAULT_TARGET_PORT), block, layers) for each in port.targets
                ),
            )
            for port in block.inputs
        ),
        outputs=tuple(PortType(name=port.name) for port in block.outputs),
    )


def _parameter(name: str, default: Json, block: Block, layers: Mapping[str, LayerType]) -> Parameter:
    for node in block.nodes.values():
        layer_type = layers.get(node.type)
        for key, value in node.parameters.items():
            inner = layer_type.parameter(key) if layer_type is not None and referred_parameter(value) == name else None
            if inner is not None:
                changes = {"name": name, "default": default, "required": False, "suggestion": None, "main": True}
                return inner.model_copy(update=changes)
    return Parameter(name=name, kind=Kind.ANY, default=default, main=True)


def _is_optional(port: Port, block: Block, layers: Mapping[str, LayerType]) -> bool:
    node = block.nodes.get(port.node)
    layer_type = layers.get(node.type) if node is not None else None
    port_type = layer_type.input(port.name) if layer_type is not None else None
    return port_type is not None and port_type.is_optional


def repeated_layer(subject: Subject) -> Iterator[Diagnostic]:
    """A layer with a number of repeats, which only blocks have."""
    for node_id, node in subject.nodes.items():
        if node.repeat > 1 and node.block is None:
            once = node.model_copy(update={"repeat": 1})
            yield Diagnostic(
                code="node/repeat",
                nodes=(node_id,),
                message=f"{subject.named(node_id)} is repeated {node.repeat} times, which only a block can be.",
                hint="Use it once, or make a block of it.",
                fix=Fix(label="Use it once", edit=ReplaceNode(id=node_id, node=once)),
            )


def contains_itself(subject: Subject) -> Iterator[Diagnostic]:
    """Blocks that contain each other in a circle; where they are used, their instances say so."""
    found = nesting(subject.document.blocks)
    if found.cycle is None:
        return
    endless = subject.document.blocks.keys() - found.sizes.keys()
    if not any(node.block in endless for node in subject.nodes.values()):
        way = " → ".join((*found.cycle, found.cycle[0]))
        yield Diagnostic(
            code="block/cycle", message=f"A block contains itself: {way}.", hint="Take one of these out of the other."
        )


def unused_block(subject: Subject) -> Iterator[Diagnostic]:
    """A block of which there is no instance."""
    document = subject.document
    graphs = (document.nodes, *(block.nodes for block in document.blocks.values()))
    used = {node.block for nodes in graphs for node in nodes.values()}
    for name in document.blocks:
        if name not in used:
            yield Diagnostic(
                code="block/unused",
                severity="warning",
                message=f"The block {name} is not used.",
                hint="Place it, or remove it.",
                fix=Fix(label=f"Remove the block {name}", edit=RemoveBlock(name=name)),
            )


def end_in_block(subject: Subject) -> Iterator[Diagnostic]:
    """An Input or Output inside a block, whose ports are its ends; asked of the flat graph."""
    for node_id in (*subject.inputs, *subject.outputs):
        yield Diagnostic(
            code="block/end",
            nodes=(node_id,),
            message=f"{subject.named(node_id)} stands inside a block, and data comes and goes in the document only.",
            hint="Name the inputs and outputs of the block instead.",
        )


BLOCK_RULES: tuple[Rule, ...] = (repeated_layer, contains_itself, unused_block)
