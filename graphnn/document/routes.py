"""The way-points of edges while edges and nodes change: they stay with their edge, or go with it."""

from collections.abc import Mapping
from typing import TypeAlias

from graphnn.document.edits import Point
from graphnn.document.model import Document, Edge
from graphnn.document.updated import updated

Routes: TypeAlias = Mapping[str, tuple[Point, ...]]


def with_routes_of(old: Document, new: Document) -> Document:
    """Return a new document whose edges keep the way-points they have in the old one.

    An edge is told by where it comes from and at which port it ends; its place in a list port may have moved up.
    """
    routes = old.view.waypoints
    if not routes or new.edges is old.edges:
        return new
    before = {edge.target: edge for edge in old.edges}
    after = {edge.target: edge for edge in new.edges}
    moved = {_identity(edge): edge.target for edge in new.edges}
    kept: dict[str, tuple[Point, ...]] = {}
    for target, points in routes.items():
        edge = before.get(target)
        if edge is None:
            if target not in after:  # a file may hold points of an edge that it lacks
                kept[target] = points
        elif (now := after.get(target)) is not None and now.source == edge.source:
            kept[target] = points
        elif (elsewhere := moved.get(_identity(edge))) is not None:
            kept[elsewhere] = points
    return updated(new, view=updated(new.view, waypoints=kept))


def renamed_routes(routes: Routes, old_id: str, new_id: str) -> dict[str, tuple[Point, ...]]:
    """Return the way-points with one node under another id."""
    kept = {target: points for target, points in routes.items() if target.partition(".")[0] != new_id}
    return {
        f"{new_id}{target[len(old_id) :]}" if target.partition(".")[0] == old_id else target: points
        for target, points in kept.items()
    }


def moved_routes(document: Document, positions: Mapping[str, Point]) -> Routes:
    """Return the way-points after nodes went to new places: those between two that moved alike move with them."""
    routes = document.view.waypoints
    if not routes:
        return routes
    old = document.view.positions
    steps = {
        node_id: (x - old[node_id][0], y - old[node_id][1]) for node_id, (x, y) in positions.items() if node_id in old
    }
    moved = dict(routes)
    for edge in document.edges:
        step = steps.get(edge.source_port.node)
        if edge.target in routes and step is not None and step == steps.get(edge.target_port.node):
            moved[edge.target] = tuple((x + step[0], y + step[1]) for x, y in routes[edge.target])
    return moved


def _identity(edge: Edge) -> tuple[str, str, str]:
    return edge.source, edge.target_port.node, edge.target_port.name
