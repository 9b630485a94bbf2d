"""Two documents in one picture: what is only in one of them, and what differs, in the colours of the page."""

from dataclasses import dataclass
from typing import Final

from graphnn.catalogue.model import Catalogue
from graphnn.document.differences import differences, renamed_nodes
from graphnn.document.layout import place_missing
from graphnn.document.model import Document, Edge
from graphnn.document.topology import source_node, target_node
from graphnn.document.updated import updated
from graphnn.document.values import same
from graphnn.document.wiring import renamed
from graphnn.web.cards import Drawing
from graphnn.web.picture.drawing import draw
from graphnn.web.picture.measures import CARD_WIDTH
from graphnn.web.picture.svg import svg
from graphnn.web.picture.tokens import PAGE

ADDED, REMOVED, CHANGED = "var(--ok)", "var(--bad)", "var(--warn)"
_ROOM: Final = 110.0
"""So far below another card one is put that would lie upon it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two documents: in a picture, by node, and in words."""

    picture: str
    added: frozenset[str]
    removed: frozenset[str]
    changed: frozenset[str]
    sentences: tuple[str, ...]


def compared(before: Document, after: Document, catalogue: Catalogue) -> Comparison:
    """Return what differs between two documents; the picture shows the later one, and what of the earlier is gone."""
    names = renamed_nodes(before, after)
    added = frozenset(after.nodes.keys() - before.nodes.keys() - set(names.values()))
    removed = frozenset(before.nodes.keys() - after.nodes.keys() - names.keys())
    kept = {names.get(node_id, node_id): node for node_id, node in before.nodes.items() if node_id not in removed}
    changed = frozenset(
        node_id for node_id, node in kept.items() if node_id in names.values() or not same(node, after.nodes[node_id])
    )
    edges = before.edges
    for old_id, new_id in names.items():
        edges = renamed(edges, old_id, new_id)
    both = _both(before, place_missing(after), removed, edges)
    sources = {edge.target: edge.source for edge in edges}
    strokes = {edge.target: ADDED for edge in after.edges if sources.get(edge.target) != edge.source}
    later = {edge.target for edge in after.edges}
    strokes |= {edge.target: REMOVED for edge in both.edges if edge.target not in later}
    halos = dict.fromkeys(added, ADDED) | dict.fromkeys(removed, REMOVED) | dict.fromkeys(changed, CHANGED)
    drawing = Drawing(both, catalogue, None, (), {})
    picture = draw(drawing.cards(), drawing.wires(), PAGE, halos=halos, strokes=strokes)
    return Comparison(
        picture=svg(picture, title=f"{before.name}, compared"),
        added=added,
        removed=removed,
        changed=changed,
        sentences=tuple(each.sentence for each in differences(before, after)),
    )


def _both(before: Document, after: Document, removed: frozenset[str], edges: tuple[Edge, ...]) -> Document:
    """Return the later document with the nodes of the earlier that are gone, and the wires that are."""
    nodes = {**after.nodes, **{node_id: before.nodes[node_id] for node_id in removed}}
    positions = dict(after.view.positions)
    old = place_missing(before).view.positions
    for node_id in removed:
        x, y = old[node_id]
        for _ in positions:  # so many cards can be in the way
            if not any(abs(x - left) < CARD_WIDTH and abs(y - top) < _ROOM for left, top in positions.values()):
                break
            y += _ROOM
        positions[node_id] = (x, y)
    taken = {edge.target for edge in after.edges}
    gone = [
        edge for edge in edges if edge.target not in taken and source_node(edge) in nodes and target_node(edge) in nodes
    ]
    return updated(
        after, nodes=nodes, edges=(*after.edges, *gone), view=updated(after.view, positions=positions, waypoints={})
    )
