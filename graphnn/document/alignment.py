"""Heights for the vertices of a layering: straight wires, enough room, no overlap.

Four candidates are made, aligning each vertex with its median neighbour back or on, packed to the top or to the
bottom; the mean of the middle two is balanced and keeps the distances. Unlike in the source, a node aligns with a
node rather than with a passing wire, so that the trunk of a residual network is straight and its shortcuts bend.

Source: Brandes and Köpf, 2002, https://doi.org/10.1007/3-540-45848-4_3; packing by longest paths over blocks.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from graphnn.document.layering import Layering

Layers = Sequence[Sequence[int]]


class Extent(NamedTuple):
    """How far a vertex reaches above and below the line of its wires."""

    above: float
    below: float

    @property
    def turned(self) -> "Extent":
        """The same upside down."""
        return Extent(self.below, self.above)


def aligned(layering: Layering, extents: Sequence[Extent], gap: float) -> list[float]:
    """Return the height at which the line of each vertex lies, from 0 down.

    Args:
        layering: The vertices in layers and order.
        extents: How far each vertex reaches.
        gap: The room between two that are one above the other.
    """
    turned_extents = [extent.turned for extent in extents]
    crossed = _crossed_by_wires(layering)
    candidates: list[list[float]] = []
    before, after = (
        _partners(layering, layering.before, layering.after),
        _partners(layering, layering.after, layering.before),
    )
    for partners, layers in ((before, layering.layers), (after, layering.layers[::-1])):
        for sign in (1, -1):
            turned = [layer[::sign] for layer in layers]
            root = _blocks(turned, partners, crossed)
            packed = _packed(turned, root, extents if sign == 1 else turned_extents, gap)
            candidates.append([sign * y for y in packed])
    return _balanced(candidates, extents)


def _crossed_by_wires(layering: Layering) -> set[tuple[int, int]]:
    """Return the edges, as pairs of vertices, that cross the inside of a long edge: these give way to it."""
    crossed: set[tuple[int, int]] = set()
    for previous, layer in pairwise(layering.layers):
        place = {vertex: index for index, vertex in enumerate(previous)}
        first, start = 0, 0
        for index, vertex in enumerate(layer):
            inside = _inside_of_wire(layering, vertex)
            if inside is None and index < len(layer) - 1:
                continue
            last = len(previous) if inside is None else place[inside]
            for end in layer[start : index + 1]:
                for source in layering.before[end]:
                    is_wire = layering.is_dummy(source) and layering.is_dummy(end)
                    if not is_wire and not first <= place[source] <= last:
                        crossed |= {(source, end), (end, source)}
            first, start = last, index + 1
    return crossed


def _inside_of_wire(layering: Layering, vertex: int) -> int | None:
    """Return the dummy before a dummy; None for all else."""
    if not layering.is_dummy(vertex) or not layering.is_dummy(layering.before[vertex][0]):
        return None
    return layering.before[vertex][0]


def _partners(
    layering: Layering, neighbours: Sequence[Sequence[int]], opposite: Sequence[Sequence[int]]
) -> list[list[int]]:
    """Return for each vertex the neighbours it may align with.

    Where a node has a node and a wire on one side, trunk and shortcut, it aligns with the node alone. With more
    neighbours than two it is the middle of a fan, in which wires count like nodes.
    """

    def is_free(node: int, side: Sequence[Sequence[int]]) -> bool:
        return len(side[node]) > 2 or all(layering.is_dummy(neighbour) for neighbour in side[node])

    partners: list[list[int]] = []
    for vertex, candidates in enumerate(neighbours):
        if layering.is_dummy(vertex):
            partners.append([other for other in candidates if layering.is_dummy(other) or is_free(other, opposite)])
        else:
            free = is_free(vertex, neighbours)
            partners.append([other for other in candidates if free or not layering.is_dummy(other)])
    return partners


def _blocks(layers: Layers, partners: Sequence[Sequence[int]], crossed: set[tuple[int, int]]) -> list[int]:
    """Return for each vertex the first of the block that lies on one line with it."""
    root = list(range(len(partners)))
    place = {vertex: index for layer in layers for index, vertex in enumerate(layer)}
    for layer in layers:
        last = -1
        for vertex in layer:
            for partner in _medians(sorted(partners[vertex], key=place.__getitem__)):
                if place[partner] > last and (partner, vertex) not in crossed:
                    root[vertex] = root[partner]
                    last = place[partner]
                    break
    return root


def _medians(vertices: list[int]) -> list[int]:
    return vertices[(len(vertices) - 1) // 2 : len(vertices) // 2 + 1]


def _packed(layers: Layers, root: list[int], extents: Sequence[Extent], gap: float) -> list[float]:
    """Return heights with each block on one line, as far up as the blocks above it allow, then without loose ends."""
    below: dict[int, dict[int, float]] = {first: {} for first in root}
    above_count = dict.fromkeys(below, 0)
    for layer in layers:
        for upper, lower in pairwise(layer):
            room = extents[upper].below + extents[lower].above + gap
            distances = below[root[upper]]
            if root[lower] not in distances:
                above_count[root[lower]] += 1
            distances[root[lower]] = max(room, distances.get(root[lower], 0))
    order = [first for first, blocks in above_count.items() if blocks == 0]
    y = dict.fromkeys(below, 0.0)
    for first in order:
        for lower, room in below[first].items():
            y[lower] = max(y[lower], y[first] + room)
            above_count[lower] -= 1
            if above_count[lower] == 0:
                order.append(lower)
    for first in reversed(order):
        if below[first]:
            y[first] = max(y[first], min(y[lower] - room for lower, room in below[first].items()))
    return [y[first] for first in root]


def _balanced(candidates: list[list[float]], extents: Sequence[Extent]) -> list[float]:
    """Return the mean of the middle two candidates, after lining them up with the narrowest."""

    def top(ys: Sequence[float]) -> float:
        return min(y - extent.above for y, extent in zip(ys, extents, strict=True))

    def bottom(ys: Sequence[float]) -> float:
        return max(y + extent.below for y, extent in zip(ys, extents, strict=True))

    narrowest = min(candidates, key=lambda ys: bottom(ys) - top(ys))
    edges: tuple[Callable[[Sequence[float]], float], ...] = (top, bottom, top, bottom)
    shifts = [edge(narrowest) - edge(ys) for ys, edge in zip(candidates, edges, strict=True)]
    columns = zip(*([y + shift for y in ys] for ys, shift in zip(candidates, shifts, strict=True)), strict=True)
    return [sum(sorted(column)[1:3]) / 2 for column in columns]
