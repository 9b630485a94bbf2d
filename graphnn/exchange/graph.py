"""One graph under way: the document's own, or the inside of a block that a model within a model becomes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from graphnn.document.model import (
    DEFAULT_SOURCE_PORT,
    DEFAULT_TARGET_PORT,
    MAX_NODES,
    Block,
    BlockInput,
    BlockOutput,
    Edge,
    Node,
    Port,
    format_port,
)
from graphnn.errors import ModelError

_MAX_ID: Final = 64
_ENTRANCE: Final = "$"
"""Begins what stands for an entrance of a block, and is no id of any node."""

_PASSED_ON: Final = "Identity"
"""The layer that an output leaves through which is one of the block's inputs: ports of a block lead to nodes."""

Sources = tuple[Port, ...]
"""The outputs of nodes."""


class TooLarge(ModelError):
    """The model has more layers than a graph may; there is no use in looking at the others."""


@dataclass(slots=True)
class Names:
    """Ids that are taken; those that differ by case alone are one."""

    taken: set[str] = field(default_factory=set)

    def fresh(self, name: str) -> str:
        """Return an id that is free, as near to a name as ids may be.

        >>> names = Names()
        >>> names.fresh("block1/conv"), names.fresh("Block1_conv"), names.fresh("1x1")
        ('block1_conv', 'Block1_conv_2', 'layer_1x1')
        """
        stem = re.sub(r"[^A-Za-z0-9_]", "_", name)[: _MAX_ID - 6]
        stem = stem if re.match(r"[A-Za-z_]", stem) and stem != "__proto__" else f"layer_{stem}"[: _MAX_ID - 6]
        candidate, number = stem, 1
        while candidate.lower() in self.taken:
            number += 1
            candidate = f"{stem}_{number}"
        self.taken.add(candidate.lower())
        return candidate


@dataclass(slots=True)
class Graph:
    """The nodes and edges there are, who owns a layer that others share, and the way to it through blocks.

    `entered` are the names of a block's entrances, each with the ports that it feeds. `entrances` are, by instance in
    this graph, the ports through which each tensor enters; none where the model makes nothing of it.
    """

    way: tuple[str, ...] = ()
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    owners: dict[tuple[tuple[str, ...], int], str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    entered: list[tuple[str, list[str]]] = field(default_factory=list)
    entrances: dict[str, tuple[str | None, ...]] = field(default_factory=dict)

    def enter(self, names: Sequence[str]) -> Sources:
        """Give the graph entrances, named after these, and return what stands for each of them."""
        free = Names()
        for name in names:
            self.entered.append((free.fresh(name) if len(names) > 1 else DEFAULT_TARGET_PORT, []))
        return tuple(Port(f"{_ENTRANCE}{rank}", DEFAULT_SOURCE_PORT) for rank in range(len(names)))

    def add(self, node_id: str, node: Node) -> None:
        """Add a node.

        Raises:
            TooLarge: If a graph may have no more.
        """
        if len(self.nodes) >= MAX_NODES:
            raise TooLarge(f"More than {MAX_NODES:,} layers, which is the limit of a graph.")
        self.nodes[node_id] = node

    def connect(self, source: Port, target: Port) -> None:
        """Lead a tensor to a port of a node."""
        end = format_port(target, DEFAULT_TARGET_PORT)
        if source.node.startswith(_ENTRANCE):
            self.entered[int(source.node.removeprefix(_ENTRANCE))][1].append(end)
        else:
            self.edges.append(Edge(source=format_port(source, DEFAULT_SOURCE_PORT), target=end))

    def block(self, outputs: Sources, names: Sequence[str]) -> Block:
        """Return the graph as a block with these outputs, named after the layers they come from.

        An entrance that nothing uses is none of the block's.
        """
        leaving = tuple(map(self._left_through, outputs))
        free = Names()
        ports = [free.fresh(name) if len(names) > 1 else DEFAULT_SOURCE_PORT for name in names]
        return Block(
            nodes=self.nodes,
            edges=tuple(self.edges),
            inputs=tuple(BlockInput(name=name, targets=tuple(targets)) for name, targets in self.entered if targets),
            outputs=tuple(
                BlockOutput(name=name, source=format_port(source, DEFAULT_SOURCE_PORT))
                for name, source in zip(ports, leaving, strict=True)
            ),
        )

    def _left_through(self, source: Port) -> Port:
        if not source.node.startswith(_ENTRANCE):
            return source
        node_id = self.names.fresh(_PASSED_ON.lower())
        self.add(node_id, Node(type=_PASSED_ON))
        self.connect(source, Port(node_id, DEFAULT_TARGET_PORT))
        return Port(node_id, DEFAULT_SOURCE_PORT)
