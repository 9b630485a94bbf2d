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
LOOP_REACH = 42
LEAST_RISE = 120
DETOUR = 116
HANG, ABOVE_CARDS = 48, 38
"""Cards reach farther below their ports than above: a wire between two rows lies lower than half way, but never nearer
above the lower ports than where their cards begin, and a gap."""
SAME = 0.5
CLEARANCE = 16
"""How far from the cards at its ends a wire that runs back passes, where they are taller than it would think."""


class _Heading(NamedTuple):
    """Which way a wire passes a point: x is -1, 0 or 1; y is the slope, or the sign where x is 0."""

    x: float
    y: float


class Reach(NamedTuple):
    """How far a card reaches above and below its port; left and right of one where wires run down."""

    before: float = 0
    after: float = 0


_ONWARDS = _Heading(1, 0)
_NO_CARDS = (Reach(), Reach())


def wire_pieces(
    source: Spot,
    target: Spot,
    points: Sequence[Spot] = (),
    *,
    runs_down: bool = False,
    cards: tuple[Reach, Reach] = _NO_CARDS,
) -> list[Piece]:
    """Return the pieces of a wire from one port to another, through its way-points, clear of the cards at its ends."""
    way = [source, *points, target]
    if not runs_down:
        return _pieces(way, HANG, cards)
    pieces = _pieces([_turned(spot) for spot in way], 0, cards)
    return [Piece(*(_turned(spot) for spot in piece)) for piece in pieces]


def _pieces(given: Sequence[Spot], hang: float, cards: tuple[Reach, Reach]) -> list[Piece]:
    way = _without_repeats(given)
    inner = [_heading_at(*way[place - 1 : place + 2]) for place in range(1, len(way) - 1)]
    headings = [_ONWARDS, *inner, _ONWARDS]
    reaches = [(cards[0] if place == 0 else Reach(), Reach()) for place in range(len(way) - 1)]
    reaches[-1] = (reaches[-1][0], cards[1])
    return [
        piece
        for place, reach in enumerate(reaches)
        for piece in _between(way[place : place + 2], headings[place : place + 2], hang, reach)
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
        is_level_in, is_level_out = abs(in_y) < SAME, abs(out_y) < SAME
        if is_level_in != is_level_out:  # It turns around on the side where it is not level.
            return _Heading(_sign(in_x if is_level_in else out_x), 0)
        return _Heading(0, _sign(in_y + out_y) or 1)
    x = _sign(in_x or out_x)
    if in_x == 0 or out_x == 0:
        return _Heading(x, 0)
    slope_in, slope_out = in_y / in_x, out_y / out_x
    return _Heading(x, 2 * slope_in * slope_out / (slope_in + slope_out) if slope_in * slope_out > 0 else 0)


def _between(
    ends: Sequence[Spot], headings: Sequence[_Heading], hang: float, cards: tuple[Reach, Reach]
) -> Iterator[Piece]:
    (start, end), (leaving, arriving) = ends, headings
    run, rise = end.x - start.x, abs(end.y - start.y)
    ahead = run * leaving.x
    if leaving.x and leaving.x == arriving.x:
        if ahead < LEAST_RUN:
            yield from _loop(start, end, _middle(start, end, hang, cards), leaving.x)
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


def _middle(start: Spot, end: Spot, hang: float, cards: tuple[Reach, Reach]) -> float:
    """Return the height at which a wire runs back: between what its ends belong to, or below both."""
    sides = (
        (spot.y, spot.y - reach.before, spot.y + reach.after) for spot, reach in zip((start, end), cards, strict=True)
    )
    (upper, _, upper_end), (lower, lower_start, lower_end) = sorted(sides, key=lambda side: side[0])
    rise = lower - upper
    sunk = (upper + lower) / 2 + max(0, min(hang, rise / 2 - ABOVE_CARDS))
    if rise >= LEAST_RISE and lower_start - upper_end >= 2 * CLEARANCE:
        return min(max(sunk, upper_end + CLEARANCE), lower_start - CLEARANCE)
    return max(upper_end + CLEARANCE, lower_end + CLEARANCE, lower + DETOUR if rise < LEAST_RISE else sunk)


def _loop(start: Spot, end: Spot, middle_y: float, sign: float) -> Iterator[Piece]:
    """A wire that runs back between two ports passes below, or between, what they belong to."""
    below, above = Spot(start.x, middle_y), Spot(end.x, middle_y)
    out = sign * min(LOOP_REACH, abs(middle_y - start.y) * 2 / 3)
    back = sign * min(LOOP_REACH, abs(middle_y - end.y) * 2 / 3)
    # Each end turns around beside its card, so that the way back between them lies clear of both.
    yield Piece(Spot(start.x + out, start.y), Spot(start.x + out, middle_y), below)
    yield Piece(below, above, above)
    yield Piece(Spot(end.x - back, middle_y), Spot(end.x - back, end.y), end)


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
