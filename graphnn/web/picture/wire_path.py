"""The course of a wire, as static/src/wire-path.js draws it on the canvas; a test compares the two.

A wire is a chain of cubic pieces. It passes a way-point level where it bends there, so it does not swing out beyond
the points that lead it between cards. Where wires run down, everything is turned about the diagonal.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graphnn.web.picture.marks import Piece, Spot

LEAST_RUN = -64
LEAST_BEND = 28
MOST_TURN = 76
LOOP_REACH = 76
LOOP_SHOULDER = 36
LEAST_RISE = 120
DETOUR = 116
SAME = 0.5


class _Heading(NamedTuple):
    """Which way a wire passes a point: x is -1, 0 or 1; y is the slope, or the sign where x is 0."""

    x: float
    y: float


_ONWARDS = _Heading(1, 0)


def wire_pieces(source: Spot, target: Spot, points: Sequence[Spot] = (), *, runs_down: bool = False) -> list[Piece]:
    """Return the pieces of a wire from one port to another, through its way-points."""
    way = [source, *points, target]
    if not runs_down:
        return _pieces(way)
    pieces = _pieces([_turned(spot) for spot in way])
    return [Piece(*(_turned(spot) for spot in piece)) for piece in pieces]


def _pieces(given: Sequence[Spot]) -> list[Piece]:
    way = _without_repeats(given)
    inner = [_heading_at(*way[place - 1 : place + 2]) for place in range(1, len(way) - 1)]
    headings = [_ONWARDS, *inner, _ONWARDS]
    return [
        piece
        for place in range(len(way) - 1)
        for piece in _between(way[place], way[place + 1], headings[place], headings[place + 1])
    ]


def _without_repeats(way: Sequence[Spot]) -> list[Spot]:
    first, *rest, end = way
    kept = [first]
    for spot in rest:
        if not _is_same(spot, kept[-1]) and not _is_same(spot, end):
            kept.append(spot)
    return [*kept, end]


def _heading_at(before: Spot, at: Spot, after: Spot) -> _Heading:
    in_x, in_y, out_x, out_y = at.x - before.x, at.y - before.y, after.x - at.x, after.y - at.y
    if in_x * out_x < 0 or (in_x == 0 and out_x == 0):
        return _Heading(0, _sign(in_y + out_y) or 1)
    x = _sign(in_x or out_x)
    if in_x == 0 or out_x == 0:
        return _Heading(x, 0)
    slope_in, slope_out = in_y / in_x, out_y / out_x
    return _Heading(x, 2 * slope_in * slope_out / (slope_in + slope_out) if slope_in * slope_out > 0 else 0)


def _between(start: Spot, end: Spot, leaving: _Heading, arriving: _Heading) -> Iterator[Piece]:
    run, rise = end.x - start.x, abs(end.y - start.y)
    ahead = run * leaving.x
    if leaving.x and leaving.x == arriving.x:
        if ahead < LEAST_RUN:
            yield from _loop(start, end, leaving.x)
            return
        bend = max(ahead / 2, min(rise / 2, 48), LEAST_BEND if ahead < LEAST_BEND else 0)
        yield Piece(
            _along(start, leaving, ahead / 3 if leaving.y else bend),
            _along(end, arriving, -ahead / 3 if arriving.y else -bend),
            end,
        )
    elif leaving.x and arriving.x:
        turn = max(LEAST_BEND, min(rise * 0.55, MOST_TURN))
        yield Piece(
            _along(start, _Heading(leaving.x, 0), turn + max(0, ahead)),
            _along(end, _Heading(arriving.x, 0), -turn - max(0, -ahead)),
            end,
        )
    else:
        along_run, along_rise = abs(run) / 2, rise / 2
        yield Piece(
            _along(start, leaving, along_run if leaving.x else along_rise),
            _along(end, arriving, -(along_run if arriving.x else along_rise)),
            end,
        )


def _loop(start: Spot, end: Spot, sign: float) -> Iterator[Piece]:
    """A wire that runs back between two ports passes below, or between, what they belong to."""
    middle_x, middle_y = (start.x + end.x) / 2, (start.y + end.y) / 2
    if abs(end.y - start.y) < LEAST_RISE:
        middle_y = max(start.y, end.y) + DETOUR
    middle = Spot(middle_x, middle_y)
    yield Piece(Spot(start.x + sign * LOOP_REACH, start.y), Spot(start.x + sign * LOOP_SHOULDER, middle_y), middle)
    yield Piece(Spot(end.x - sign * LOOP_SHOULDER, middle_y), Spot(end.x - sign * LOOP_REACH, end.y), end)


def _along(spot: Spot, heading: _Heading, length: float) -> Spot:
    if heading.x:
        return Spot(spot.x + heading.x * length, spot.y + heading.x * heading.y * length)
    return Spot(spot.x, spot.y + heading.y * length)


def _is_same(left: Spot, right: Spot) -> bool:
    return abs(left.x - right.x) < SAME and abs(left.y - right.y) < SAME


def _turned(spot: Spot) -> Spot:
    return Spot(spot.y, spot.x)


def _sign(value: float) -> float:
    return math.copysign(1, value) if value else 0
