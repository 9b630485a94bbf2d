"""Nodes and edges that come from two hands, made to fit each other.

What does not hold is left as the others have it: a node stays that others have built upon, an edge stays away whose
end they have deleted, and no cycle closes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from graphnn.document.carry_values import Left, Place
from graphnn.document.model import Document, Edge, Frame, Node
from graphnn.document.topology import find_cycle, source_node, target_node
from graphnn.document.values import same

Key = TypeVar("Key")
Value = TypeVar("Value")
Port: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GraphParts:
    """What of a graph refers to each other: nodes by id, edges by the port they end at, frames by key."""

    nodes: dict[str, Node]
    ports: dict[Port, tuple[Edge, ...]]
    frames: dict[str, Frame]


def settled(
    parts: GraphParts,
    *,
    onto: GraphParts,
    after: GraphParts,
    entries: frozenset[str],
    known_blocks: Collection[str] | None,
    place: Place,
    left: Left,
) -> GraphParts:
    """Return the parts with those taken back to what `onto` has that do not fit the others.

    Args:
        parts: What was carried over; changed in place.
        onto: What the others have.
        after: What the change leads to.
        entries: Nodes that the ports of a block lead to.
        known_blocks: The blocks there are; None where any may be.
        place: Where in the document the graph is.
        left: Takes in the places that were taken back.
    """
    settling = _Settling(parts, onto, after, entries, known_blocks)
    while (misfit := next(settling.misfits(), None)) is not None:
        kind, key = misfit[0], misfit[1:]
        settling.take_back(kind, key)
        left[(*place, kind, *key)] = None
    return parts


@dataclass(slots=True)
class _Settling:
    parts: GraphParts
    onto: GraphParts
    after: GraphParts
    entries: frozenset[str]
    known_blocks: Collection[str] | None

    def take_back(self, kind: str, key: tuple[str, ...]) -> None:
        """Put a node, with the edges that went with it, or the edges of a port back to what the others have."""
        parts, onto = self.parts, self.onto
        if kind == "edges":
            _put(parts.ports, (key[0], key[1]), onto.ports.get((key[0], key[1])))
            return
        if kind == "frames":
            _put(parts.frames, key[0], onto.frames.get(key[0]))
            return
        node_id = key[0]
        _put(parts.nodes, node_id, onto.nodes.get(node_id))
        if node_id in parts.nodes:
            for port, edges in onto.ports.items():
                if port not in parts.ports and any(node_id in (source_node(e), target_node(e)) for e in edges):
                    parts.ports[port] = edges

    def misfits(self) -> Iterator[tuple[str, ...]]:
        """Yield what is to be taken back: the kind of part and its key."""
        yield from self._loose_nodes()
        yield from self._loose_ends()
        yield from self._cycles()

    def _loose_nodes(self) -> Iterator[tuple[str, ...]]:
        nodes = self.parts.nodes
        for node_id, node in nodes.items():
            is_ours = not same(node, self.onto.nodes.get(node_id))
            owner, block = node.shares, node.block
            if owner is not None and owner not in nodes:
                if is_ours and owner in self.after.nodes:
                    yield "nodes", node_id
                elif not is_ours and owner in self.onto.nodes:
                    yield "nodes", owner
            if is_ours and block is not None and self.known_blocks is not None and block not in self.known_blocks:
                yield "nodes", node_id
        for node_id in self.entries:
            if node_id not in nodes and node_id in self.onto.nodes:
                yield "nodes", node_id

    def _loose_ends(self) -> Iterator[tuple[str, ...]]:
        nodes = self.parts.nodes
        for port, edges in self.parts.ports.items():
            is_ours = not same(edges, self.onto.ports.get(port))
            kept = {edge.source for edge in self.onto.ports.get(port, ())}
            for edge in edges:
                for node_id in (source_node(edge), target_node(edge)):
                    if node_id in nodes:
                        continue
                    if is_ours and node_id in self.after.nodes and edge.source not in kept:
                        yield "edges", *port
                    elif node_id in self.onto.nodes:
                        yield "nodes", node_id
                    elif is_ours and node_id in self.after.nodes:
                        yield "edges", *port
        for key, frame in self.parts.frames.items():
            is_ours = not same(frame, self.onto.frames.get(key))
            for node_id in frame.nodes:
                if node_id in nodes:
                    continue
                if is_ours and node_id in self.after.nodes:
                    yield "frames", key
                elif not is_ours and node_id in self.onto.nodes:
                    yield "nodes", node_id

    def _cycles(self) -> Iterator[tuple[str, ...]]:
        ours = {port for port, edges in self.parts.ports.items() if not same(edges, self.onto.ports.get(port))}
        if not ours:
            return
        edges = tuple(edge for each in self.parts.ports.values() for edge in each)
        cycle = find_cycle(Document.model_construct(nodes=self.parts.nodes, edges=edges))
        for source, target in zip(cycle or (), [*(cycle or ())[1:], *(cycle or ())[:1]], strict=True):
            for port in ours:
                if port[0] == target and any(source_node(edge) == source for edge in self.parts.ports[port]):
                    yield "edges", *port


def _put(entries: dict[Key, Value], key: Key, value: Value | None) -> None:
    if value is None:
        entries.pop(key, None)
    else:
        entries[key] = value
