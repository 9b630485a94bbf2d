"""The graph file as frozen data: nodes, edges, data, training recipe and view.

This is what format 1 means once it is read; `codec` turns bytes into it and back. A document only has to be
well formed here: whether its layers exist, fit and train is for `analysis` and the engine to say, as
diagnostics, so a half-drawn network is a document too.
"""

# Longer than 300 lines: the whole format in one place, since its parts refer to each other.

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from graphnn.document.data import Data as Data
from graphnn.document.data import DataColumn as DataColumn
from graphnn.document.data import FilePath
from graphnn.document.data import FileSource as FileSource
from graphnn.document.data import Split as Split
from graphnn.document.data import Windows as Windows
from graphnn.document.values import (
    MAX_VALUE_DEPTH,
    Frozen,
    FrozenMapping,
    Json,
    Key,
    KeyedMapping,
    containers,
    depth,
    empty_mapping,
    referred_parameter,
)

FORMAT_VERSION: Final = 1
MAX_NODES = 2_000
MAX_EDGES = 10_000
MAX_REPEAT = 20_000
MAX_CALLBACKS = 100
MAX_WAYPOINTS = 1_000
MAX_DRAWN = 1_000
BLOCK_PREFIX = "block."

DEFAULT_SOURCE_PORT = "output"
DEFAULT_TARGET_PORT = "inputs"

NODE_ID_PATTERN = r"[A-Za-z_][A-Za-z0-9_]{0,63}"
_PORT = re.compile(rf"({NODE_ID_PATTERN})(?:\.([A-Za-z_][A-Za-z0-9_]{{0,63}}))?(?:\.(0|[1-9][0-9]{{0,3}}))?")


class Port(NamedTuple):
    """One end of an edge: a node's port, and the place in it where the port takes a list."""

    node: str
    name: str
    index: int | None = None  # type: ignore[assignment]  # hides tuple.index, which no port has a use for


def parse_port(text: str, default: str) -> Port:
    """Return the port that a reference such as `"lstm.state_h"` or `"join.inputs.1"` names.

    Raises:
        ValueError: If the text is no reference.

    >>> parse_port("join.inputs.1", "inputs")
    Port(node='join', name='inputs', index=1)
    """
    match = _PORT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a port. Write it as node, node.port or node.port.index.")
    node, name, index = match.groups()
    return Port(node, name or default, None if index is None else int(index))


def format_port(port: Port, default: str) -> str:
    """Return the shortest reference that names the port.

    >>> format_port(Port("hidden", "inputs"), "inputs")
    'hidden'
    """
    if port.index is not None:
        return f"{port.node}.{port.name}.{port.index}"
    return port.node if port.name == default else f"{port.node}.{port.name}"


def _source(text: str) -> str:
    port = parse_port(text, DEFAULT_SOURCE_PORT)
    if port.index is not None:
        raise ValueError(f"{text!r}: an output has no index. Write {port.node}.{port.name}.")
    return format_port(port, DEFAULT_SOURCE_PORT)


def _target(text: str) -> str:
    return format_port(parse_port(text, DEFAULT_TARGET_PORT), DEFAULT_TARGET_PORT)


def _node_id(text: str) -> str:
    if text == "__proto__":
        raise ValueError("the id __proto__ is refused, since a browser gives it a meaning of its own. Choose another.")
    return text


def _closed(value: Json) -> Json:
    if any(referred_parameter(inner) is not None for _, inner in containers(value)):
        raise ValueError("a default cannot refer to a parameter. Write the value itself.")
    return value


def _shortest_target(text: str) -> str:
    if _target(text) != text:
        raise ValueError(f"{text!r}: not the shortest form of the port. Write {_target(text)}.")
    return text


def _sorted(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(ids)))


NodeId = Annotated[str, StringConstraints(pattern=rf"^{NODE_ID_PATTERN}$"), AfterValidator(_node_id)]
NodeType = Annotated[str, StringConstraints(min_length=1, max_length=128)]
BlockName = NodeId
MAX_TITLE_LENGTH = 200
Title = Annotated[str, StringConstraints(max_length=MAX_TITLE_LENGTH)]
Description = Annotated[str, StringConstraints(max_length=100_000)]
SourcePort = Annotated[str, AfterValidator(_source)]
TargetPort = Annotated[str, AfterValidator(_target)]


class Node(Frozen):
    """One layer, op, Input or Output of the graph; its id in the document becomes the Keras layer's name."""

    type: NodeType = Field(description="A Keras layer class, ops.<name>, block.<name>, or a plug-in's registered name.")
    parameters: FrozenMapping[Json] = Field(
        default_factory=empty_mapping, description="By name, only where they differ from the default."
    )
    label: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="Shown in place of the id."
    )
    shares: NodeId | None = Field(
        default=None, description="The node whose layer, weights included, this node applies again."
    )
    state: Literal["bypassed", "muted"] | None = Field(
        default=None, description="bypassed: the input passes through; muted: as if absent."
    )
    trainable: bool = True
    repeat: Annotated[int, Field(ge=1, le=MAX_REPEAT)] = Field(
        default=1, description="Of a block: how often it stands in a row, each time with weights of its own."
    )

    @property
    def block(self) -> str | None:
        """The name of the block this node is an instance of; None for a layer."""
        return self.type.removeprefix(BLOCK_PREFIX) if self.type.startswith(BLOCK_PREFIX) else None


class Edge(Frozen):
    """A tensor's way from one port to another; a port takes one edge, so the target identifies it."""

    source: SourcePort
    target: TargetPort

    @cached_property
    def source_port(self) -> Port:
        """The port the tensor comes from."""
        return parse_port(self.source, DEFAULT_SOURCE_PORT)

    @cached_property
    def target_port(self) -> Port:
        """The port the tensor goes to."""
        return parse_port(self.target, DEFAULT_TARGET_PORT)


class BlockParameter(Frozen):
    """What an instance of a block can set; inside the block, {"$parameter": name} stands for its value."""

    default: Annotated[Json, AfterValidator(_closed)]


class BlockInput(Frozen):
    """A port through which a tensor enters a block, and the ports inside that it feeds."""

    name: NodeId = Field(default=DEFAULT_TARGET_PORT, description="The port of an instance.")
    targets: Annotated[tuple[TargetPort, ...], Field(min_length=1)] = Field(description="Ports of nodes inside.")


class BlockOutput(Frozen):
    """A port through which a tensor leaves a block, and the port inside that it comes from."""

    name: NodeId = Field(default=DEFAULT_SOURCE_PORT, description="The port of an instance.")
    source: SourcePort = Field(description="A port of a node inside.")


Waypoints = Annotated[tuple[tuple[float, float], ...], Field(min_length=1, max_length=MAX_WAYPOINTS)]
Direction = Literal["left-to-right", "top-to-bottom"]


Colour = Literal["grey", "iris", "blue", "teal", "green", "amber", "red", "pink"]
Width = Annotated[float, Field(ge=80, le=2_000)]


class Frame(Frozen):
    """A titled rectangle around nodes that belong together; it has no place but theirs."""

    nodes: Annotated[tuple[NodeId, ...], Field(min_length=1)] = Field(description="The nodes it is around.")
    title: Title = ""
    colour: Colour = "grey"


class Note(Frozen):
    """Words on the canvas."""

    text: Annotated[str, StringConstraints(max_length=10_000)] = Field(default="", description="Markdown.")
    position: tuple[float, float] = Field(description="The upper left corner, in canvas units.")
    width: Width = 240.0
    colour: Colour = "amber"


class View(Frozen):
    """How the graph lies on the canvas; never part of the experiment."""

    positions: FrozenMapping[tuple[float, float]] = Field(
        default_factory=empty_mapping, description="The upper left corner of each node, in canvas units."
    )
    waypoints: KeyedMapping[Annotated[Key, AfterValidator(_shortest_target)], Waypoints] = Field(
        default_factory=empty_mapping,
        description="The points that an edge passes on its way, in order, by the port it ends at.",
    )
    direction: Direction = Field(default="left-to-right", description="Which way the edges run.")
    frames: Annotated[KeyedMapping[NodeId, Frame], Field(max_length=MAX_DRAWN)] = Field(
        default_factory=empty_mapping, description="Frames around nodes, by a key of their own."
    )
    notes: Annotated[KeyedMapping[NodeId, Note], Field(max_length=MAX_DRAWN)] = Field(
        default_factory=empty_mapping, description="Notes on the canvas, by a key of their own."
    )
    collapsed: Annotated[tuple[NodeId, ...], AfterValidator(_sorted)] = Field(
        default=(), description="The nodes whose cards are small."
    )


class Block(Frozen):
    """A reusable sub-network: a node of type block.<name> stands for all of its nodes."""

    parameters: KeyedMapping[NodeId, BlockParameter] = Field(
        default_factory=empty_mapping, description="What instances can set, by name."
    )
    nodes: KeyedMapping[NodeId, Node] = Field(default_factory=empty_mapping, description="By id.")
    edges: tuple[Edge, ...] = Field(default=(), description="What feeds what.")
    inputs: tuple[BlockInput, ...] = Field(default=(), description="Where tensors enter.")
    outputs: tuple[BlockOutput, ...] = Field(default=(), description="Where tensors leave.")
    view: View = Field(default=View(), description="How the inside lies on the canvas; no part of the experiment.")

    @model_validator(mode="after")
    def _is_well_formed(self) -> Self:
        _check_graph(self.nodes, self.edges, [target for port in self.inputs for target in port.targets])
        for kind, ports in (("inputs", self.inputs), ("outputs", self.outputs)):
            names = Counter(port.name for port in ports)
            if (twice := next((name for name, count in names.items() if count > 1), None)) is not None:
                raise ValueError(f"{kind}: two of them are called {twice}. Give each its own name.")
        values = (
            (f"nodes.{key}.parameters.{name}", value)
            for key, node in self.nodes.items()
            for name, value in node.parameters.items()
        )
        defaults = ((f"parameters.{key}.default", each.default) for key, each in self.parameters.items())
        for place, value in (*values, *defaults):
            # A block lies two levels deeper in the file than the nodes of the document.
            if depth(value) > MAX_VALUE_DEPTH - 2:
                raise ValueError(f"{place}: nested too deeply for a block. Make it flatter.")
        return self


class Configured(Frozen):
    """A Keras object by class name and the parameters that differ from its defaults."""

    type: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    parameters: FrozenMapping[Json] = Field(default_factory=empty_mapping)


ClassWeight = Annotated[float, Field(ge=0, le=1e9)]


class Training(Frozen):
    """The recipe by which the network is trained."""

    epochs: Annotated[int, Field(ge=1, le=1_000_000)] = 5
    batch_size: Annotated[int, Field(ge=1, le=10_000_000)] = 32
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    optimizer: Configured = Configured(type="Adam")
    callbacks: tuple[Configured, ...] = Field(
        default=(), max_length=MAX_CALLBACKS, description="What watches the epochs and acts, in this order."
    )
    class_weights: Literal["balanced"] | FrozenMapping[ClassWeight] | None = Field(
        default=None,
        description="How much a sample of each class counts, by the class' name or number; balanced: rare ones more.",
    )
    weights: FilePath | None = Field(
        default=None,
        description="A model of Keras (.keras or .h5), by its path below the document's folder or one of "
        "graphnn's own: layers of the same names start with its weights.",
    )
    precision: Literal["float32", "mixed_float16", "mixed_bfloat16"] = Field(
        default="float32", description="mixed: layers compute in 16 bits, weights stay in 32."
    )
    jit_compile: Literal["auto"] | bool = Field(
        default="auto", description="Whether XLA compiles the steps; auto: where the steps ahead repay it."
    )
    streaming: Literal["auto"] | bool = Field(
        default="auto",
        description="Whether samples stay in their file and are read as they are needed; "
        "auto: where memory does not hold them.",
    )
    device: Literal["auto", "cpu", "gpu"] = Field(
        default="auto", description="What computes; auto: a GPU where there is one. Without the GPU asked for, the CPU."
    )


class Document(Frozen):
    """A whole graph file.

    >>> Document(nodes={"image": Node(type="Input")}).nodes["image"].type
    'Input'
    """

    graphnn: Literal[1] = Field(default=FORMAT_VERSION, description="The version of the format.")
    name: Title = Field(default="Untitled", description="What people call the network.")
    description: Description = Field(default="", description="Markdown.")
    nodes: KeyedMapping[NodeId, Node] = Field(default_factory=empty_mapping, description="By id.")
    edges: tuple[Edge, ...] = Field(default=(), description="What feeds what.")
    blocks: KeyedMapping[BlockName, Block] = Field(
        default_factory=empty_mapping, description="Reusable sub-networks by name; nodes of type block.<name> use them."
    )
    data: Data | None = Field(default=None, description="What the network learns from.")
    training: Training = Field(default=Training(), description="The recipe by which it is trained.")
    view: View = Field(default=View(), description="How the graph lies on the canvas; no part of the experiment.")

    @model_validator(mode="after")
    def _is_well_formed(self) -> Self:
        _check_graph(self.nodes, self.edges, ())
        return self

    @property
    def experiment(self) -> "Document":
        """The document without its views: what decides the outcome of a run."""
        blocks = {name: block.model_copy(update={"view": View()}) for name, block in self.blocks.items()}
        return self.model_copy(update={"view": View(), "blocks": MappingProxyType(blocks)})

    def edge_into(self, target: str) -> Edge | None:
        """Return the edge that ends at a target port, written in its shortest form."""
        return next((edge for edge in self.edges if edge.target == target), None)


def _check_graph(nodes: Mapping[str, Node], edges: tuple[Edge, ...], entries: Sequence[str]) -> None:
    """Raise if a graph is too large, or two edges, or entries of a block, end at one port."""
    if (fault := size_fault(len(nodes), len(edges) + len(entries))) is not None:
        raise ValueError(fault)
    targets = Counter([*(edge.target for edge in edges), *entries])
    if len(targets) < len(edges) + len(entries):
        twice = next(target for target, count in targets.items() if count > 1)
        raise ValueError(f"edges: {twice} is the target of two edges. Delete one, or give each its own index.")
    ports = [*(edge.target_port for edge in edges), *(parse_port(entry, DEFAULT_TARGET_PORT) for entry in entries)]
    whole = {(port.node, port.name) for port in ports if port.index is None}
    for port in ports:
        if port.index is not None and (port.node, port.name) in whole:
            raise ValueError(
                f"edges: {port.node}.{port.name} is the target of edges with and without index. Give each its own."
            )


def size_fault(node_count: int, edge_count: int) -> str | None:
    """Return what is wrong with so large a graph, or None."""
    if node_count > MAX_NODES:
        return f"nodes: {node_count:,} nodes; {MAX_NODES:,} is the limit. Take some away."
    if edge_count > MAX_EDGES:
        return f"edges: {edge_count:,} edges; {MAX_EDGES:,} is the limit. Take some away."
    return None
