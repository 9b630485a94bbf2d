"""Places for the vertices of a layering: long graphs in several bands, and the way of every long edge.

Coordinates here are `along`, the way edges run, and `across`. A graph much longer than it is broad is cut between
two layers where few edges pass, as text is cut into lines, and the bands lie one after the other. An edge over
several layers keeps the room that its dummies have between the nodes; where it passes from one band to the next, it
turns around in a track of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt
from typing import NamedTuple, TypeAlias

from graphnn.document.layering import Layering

LONGEST_BAND = 2_000.0
"""A shorter graph is never cut."""
BAND_SHAPE = 1.8
"""How much wider than tall a graph of several bands should be on the screen, about."""
CHANNEL_MARGIN = 28.0
TRACK = 16.0


class Spot(NamedTuple):
    """A point by how far along and how far across it lies."""

    along: float
    across: float


Way: TypeAlias = tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The room that a vertex needs: its length along, and how far it reaches on both sides of its wires' line."""

    length: float
    before: float
    after: float


@dataclass(slots=True)
class _Band:
    layers: range
    start: float = 0.0  # across, of its first track or node
    starts: dict[int, float] = field(default_factory=dict)  # along, of each layer
    ends: dict[int, float] = field(default_factory=dict)


class Places:
    """Where everything lies: `lines` is the line of each vertex across, `spots` the near corner of each node."""

    def __init__(
        self, layering: Layering, lines: Sequence[float], boxes: Sequence[Box], *, gap: float, runs_down: bool
    ) -> None:
        """Place the vertices, whose lines across are known but for the bands."""
        self._layering = layering
        self._boxes = boxes
        self._layer_of = {vertex: depth for depth, layer in enumerate(layering.layers) for vertex in layer}
        self._lengths = [max(boxes[vertex].length for vertex in layer) for layer in layering.layers]
        self._next = self._chains()
        self._crossing: dict[int, list[tuple[int, int]]] = {}
        self._bands = self._cut(lines, gap, runs_down=runs_down)
        self._band_of = [place for place, band in enumerate(self._bands) for _ in band.layers]
        self.lines = self._stacked(lines, gap)
        self.spots = {
            vertex: Spot(self._start(vertex), self.lines[vertex] - boxes[vertex].before)
            for vertex in range(layering.node_count)
        }

    def way(self, source: int, target: int) -> Way:
        """Return the points between a node and one that it feeds, none where the way is straight."""
        spots: list[Spot] = []
        vertex = source
        while vertex != target:
            following = self._following(vertex, target)
            if following is None:
                return ()
            spots += self._passage(vertex, following)
            if following != target:
                depth = self._layer_of[following]
                band = self._bands[self._band_of[depth]]
                spots += [
                    Spot(band.starts[depth], self.lines[following]),
                    Spot(band.ends[depth], self.lines[following]),
                ]
            vertex = following
        return _simplified(spots)

    def _following(self, vertex: int, target: int) -> int | None:
        if self._layering.is_dummy(vertex):
            return self._layering.after[vertex][0]
        return self._next.get((vertex, target))

    def _chains(self) -> dict[tuple[int, int], int]:
        """Return for each edge, by its nodes, the vertex that comes next on its way."""
        first: dict[tuple[int, int], int] = {}
        for vertex in range(self._layering.node_count):
            for each in self._layering.after[vertex]:
                end = each
                while self._layering.is_dummy(end):
                    end = self._layering.after[end][0]
                first[vertex, end] = each
        return first

    def _start(self, vertex: int) -> float:
        depth = self._layer_of[vertex]
        return self._bands[self._band_of[depth]].starts[depth]

    def _passage(self, vertex: int, following: int) -> list[Spot]:
        """Return the points at which an edge turns around between two bands; none within a band."""
        depth = self._layer_of[vertex]
        band, next_band = self._band_of[depth], self._band_of[self._layer_of[following]]
        if band == next_band:
            return []
        crossing = self._crossing[depth]
        # The outermost edge of a band has the last track, so that none crosses another where they turn.
        track = len(crossing) - 1 - crossing.index((vertex, following))
        across = self._bands[next_band].start + CHANNEL_MARGIN + track * TRACK
        end = self._bands[band].ends[depth]
        start = self._bands[next_band].starts[self._layer_of[following]]
        turn = [Spot(end, across), Spot(start, across)]
        # From a node that ends before its layer does, first to the end of the layer: wires turn around there.
        is_short = self._boxes[vertex].length < self._lengths[depth] and not self._layering.is_dummy(vertex)
        return [Spot(end, self.lines[vertex]), *turn] if is_short else turn

    def _cut(self, lines: Sequence[float], gap: float, *, runs_down: bool) -> list[_Band]:
        layers = self._layering.layers
        length = sum(self._lengths) + gap * (len(layers) - 1)
        breadth = max(line + box.after for line, box in zip(lines, self._boxes, strict=True)) - min(
            line - box.before for line, box in zip(lines, self._boxes, strict=True)
        )
        breadth += 2 * CHANNEL_MARGIN + TRACK
        count = 1
        if length > LONGEST_BAND:
            count = max(1, int(sqrt(length / breadth * (BAND_SHAPE if runs_down else 1 / BAND_SHAPE))))
        cuts = self._best_cuts(count)
        edges = [0, *cuts, len(layers)]
        return [_Band(range(first, last)) for first, last in pairwise(edges)]

    def _best_cuts(self, count: int) -> list[int]:
        """Return the layers that begin a new band: near even parts, where the fewest edges are cut."""
        layers = self._layering.layers
        part = len(layers) / count
        after = self._layering.after
        # What passes behind a layer: the tensors first, then the edges they take.
        passing = [
            (sum(bool(after[vertex]) for vertex in layer), sum(len(after[vertex]) for vertex in layer))
            for layer in layers
        ]
        cuts: list[int] = []
        for number in range(1, count):
            ideal = number * part
            near = range(max(1, int(ideal - part / 4)), min(len(layers), int(ideal + part / 4) + 2))
            cut = min(near, key=lambda depth, ideal=ideal: (passing[depth - 1], abs(depth - ideal)))  # type: ignore[misc]
            if not cuts or cut > cuts[-1]:
                cuts.append(cut)
        return cuts

    def _stacked(self, lines: Sequence[float], gap: float) -> list[float]:
        """Return the lines with each band after the one before it, and give each layer its place along."""
        stacked = list(lines)
        across = 0.0
        for number, band in enumerate(self._bands):
            along = 0.0
            for depth in band.layers:
                band.starts[depth], band.ends[depth] = along, along + self._lengths[depth]
                along += self._lengths[depth] + gap
            vertices = [vertex for depth in band.layers for vertex in self._layering.layers[depth]]
            band.start = across
            if number > 0:
                last = self._bands[number - 1].layers[-1]
                crossing = [
                    (vertex, following)
                    for vertex in self._layering.layers[last]
                    for following in self._layering.after[vertex]
                ]
                self._crossing[last] = crossing
                across += 2 * CHANNEL_MARGIN + (len(crossing) - 1) * TRACK
            shift = across - min(lines[vertex] - self._boxes[vertex].before for vertex in vertices)
            for vertex in vertices:
                stacked[vertex] = lines[vertex] + shift
            across = max(stacked[vertex] + self._boxes[vertex].after for vertex in vertices)
        return stacked


def _simplified(spots: list[Spot]) -> Way:
    """Return the points without those that lie on the straight line between their neighbours, along the way."""
    kept: list[Spot] = []
    for spot in spots:
        if len(kept) > 1 and kept[-2].across == kept[-1].across == spot.across:
            kept[-1] = spot
        else:
            kept.append(spot)
    return tuple(kept)
