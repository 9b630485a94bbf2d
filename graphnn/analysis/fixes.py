"""Cures that several rules offer: edits that put a node into a graph."""

from collections.abc import Mapping, Sequence

from graphnn.document.edits import AddNode, Connect, Edit, Together
from graphnn.document.ids import fresh_id
from graphnn.document.model import Document, Edge, Node
from graphnn.document.topology import source_node, target_node
from graphnn.document.values import Json


def insert_before(document: Document, edges: Sequence[Edge], layer: str, parameters: Mapping[str, Json]) -> Edit:
    """Return the edit that puts one new node into edges that start at the same port."""
    new_id = fresh_id(document, layer)
    position = between(document, source_node(edges[0]), target_node(edges[0]))
    return Together(
        edits=(
            AddNode(id=new_id, node=Node(type=layer, parameters=parameters), position=position),
            Connect(source=edges[0].source, target=new_id),
            *(Connect(source=new_id, target=edge.target) for edge in edges),
        )
    )


def between(document: Document, source: str, target: str) -> tuple[float, float] | None:
    """Return the place in the middle between two nodes; None where one of them has none."""
    positions = document.view.positions
    if source not in positions or target not in positions:
        return None
    (left, top), (right, bottom) = positions[source], positions[target]
    return (left + right) / 2, (top + bottom) / 2
