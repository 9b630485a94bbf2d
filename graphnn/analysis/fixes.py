"""Cures that several rules offer: edits that put a node into a graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphnn.document.edits import AddNode, Connect, Edit, MoveNodes, Together
from graphnn.document.ids import fresh_id
from graphnn.document.model import Document, Edge, Node
from graphnn.document.topology import source_node, target_node
from graphnn.document.values import Json

COLUMN_WIDTH = 232.0
"""From one card's left edge to the next, as the layout places them."""

ROW_HEIGHT = 120.0
"""Cards whose upper edges are less than this apart stand in one row."""


def insert_before(document: Document, edges: Sequence[Edge], layer: str, parameters: Mapping[str, Json]) -> Edit:
    """Return the edit that puts one new node into edges that start at the same port."""
    new_id = fresh_id(document, layer)
    room = between(document, source_node(edges[0]), target_node(edges[0]))
    return Together(
        edits=(
            *room.moves,
            AddNode(id=new_id, node=Node(type=layer, parameters=parameters), position=room.position),
            Connect(source=edges[0].source, target=new_id),
            *(Connect(source=new_id, target=edge.target) for edge in edges),
        )
    )


@dataclass(frozen=True, slots=True)
class Room:
    """A free place for a node, and the edits that free it."""

    position: tuple[float, float] | None
    moves: tuple[Edit, ...] = ()


def between(document: Document, source: str, target: str) -> Room:
    """Return the place for a node between two: half-way where there is room, else where the second one makes way.

    What stands right of the second one in its row goes along, so that nothing comes to lie over another.
    """
    positions = document.view.positions
    if source not in positions or target not in positions:
        return Room(None)
    (left, top), (right, bottom) = positions[source], positions[target]
    is_in_row = abs(bottom - top) < ROW_HEIGHT
    if right - left >= 2 * COLUMN_WIDTH or (not is_in_row and abs(bottom - top) >= 2 * ROW_HEIGHT):
        return Room(((left + right) / 2, (top + bottom) / 2))
    moved = {
        node_id: (x + COLUMN_WIDTH, y)
        for node_id, (x, y) in positions.items()
        if node_id in document.nodes and x >= right and abs(y - bottom) < ROW_HEIGHT and node_id != source
    }
    return Room((right, bottom), (MoveNodes(positions=moved),))
