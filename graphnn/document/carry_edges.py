"""Edges and their way-points carried over: by the port they end at, those of a list port each by itself."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from graphnn.document.carry_values import NOTHING, Left, Place, by_key
from graphnn.document.model import DEFAULT_TARGET_PORT, Block, Document, Edge, parse_port
from graphnn.document.values import same

Ports: TypeAlias = dict[tuple[str, str], tuple[Edge, ...]]


def ports_of(edges: tuple[Edge, ...]) -> Ports:
    """Return the edges by the port they end at, those of a list port in its order."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.target_port.node, edge.target_port.name), []).append(edge)
    return {port: tuple(sorted(each, key=lambda edge: edge.target_port.index or 0)) for port, each in found.items()}


def list_port(before: Any, after: Any, onto: Any, place: Place, left: Left) -> Any:
    """Return the edges of a port carried over; of a list port, each edge by itself."""
    if same(before, after) or same(after, onto):
        return onto
    if same(before, onto):
        return after
    lists = [() if each is NOTHING else each for each in (before, after, onto)]
    if any(edge.target_port.index is None for edges in lists for edge in edges):
        left[place] = None
        return onto
    one, other, now = ([*_occurrences(edges)] for edges in lists)
    if set(one) == set(other):  # only their order changed
        left[place] = None
        return onto
    merged = [each for each in now if each in other or each not in one]
    previous = None
    for each in other:
        if each not in merged and each not in one:
            merged.insert(merged.index(previous) + 1 if previous in merged else 0, each)
        previous = each
    node, name = place[-2:]
    edges = tuple(Edge(source=source, target=f"{node}.{name}.{index}") for index, (source, _) in enumerate(merged))
    return edges or NOTHING


def _occurrences(edges: tuple[Edge, ...]) -> Iterator[tuple[str, int]]:
    """Yield what feeds each place of a list port, with how often it fed one before: a sum may take one thing twice."""
    counts: dict[str, int] = {}
    for edge in edges:
        counts[edge.source] = counts.get(edge.source, 0) + 1
        yield edge.source, counts[edge.source]


def edges_of(onto: Document | Block, ports: Ports) -> tuple[Edge, ...]:
    """Return the edges of ports, in the order of the document and otherwise as they come."""
    waiting = {edge.target: edge for edges in ports.values() for edge in edges}
    ordered = [waiting.pop(edge.target) for edge in onto.edges if edge.target in waiting]
    return (*ordered, *waiting.values())


def routes(
    before: Document | Block,
    after: Document | Block,
    onto: Document | Block,
    edges: tuple[Edge, ...],
    place: Place,
    left: Left,
) -> dict[str, Any]:
    """Return the way-points carried over: they follow their edge, which may have another place in its list port."""
    routes = []
    for graph in (before, after, onto):
        sources = {edge.target: edge.source for edge in graph.edges}
        routes.append({(sources.get(key, ""), *_port_of(key)): way for key, way in graph.view.waypoints.items()})
    merged = by_key(routes[0], routes[1], routes[2], (*place, "view", "waypoints"), left)
    found = {edge.target: (edge.source, *_port_of(edge.target)) for edge in edges}
    kept = {target: merged[identity] for target, identity in found.items() if identity in merged}
    taken = {edge.target for graph in (before, after, onto) for edge in graph.edges}
    return kept | {key: way for key, way in onto.view.waypoints.items() if key not in taken and key not in kept}


def _port_of(target: str) -> tuple[str, str]:
    port = parse_port(target, DEFAULT_TARGET_PORT)
    return port.node, port.name
