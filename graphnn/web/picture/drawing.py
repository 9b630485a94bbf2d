"""A whole graph as marks: its cards and wires, laid out and dressed as the canvas does it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from graphnn.web.elements.scene import Card, Wire
from graphnn.web.picture.card_marks import card_marks
from graphnn.web.picture.fonts import face
from graphnn.web.picture.marks import Box, Curve, Mark, Picture, Piece, Spot, Text
from graphnn.web.picture.measures import card_size, port_places, port_reach
from graphnn.web.picture.tokens import Tokens
from graphnn.web.picture.wire_path import wire_pieces

MARGIN: Final = 40.0
HEADING_HEIGHT: Final = 44.0
TITLE_SIZE: Final = 16.0
HALO: Final = 4.0
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def draw(
    cards: Mapping[str, Card],
    wires: Mapping[str, Wire],
    tokens: Tokens,
    *,
    title: str = "",
    note: str = "",
    halos: Mapping[str, str] = _NONE,
    strokes: Mapping[str, str] = _NONE,
) -> Picture:
    """Return the picture of cards and wires, under a heading.

    Args:
        cards: By node id.
        wires: By the port they end at.
        tokens: The colours.
        title: What the network is called.
        note: Set behind the title, as how many parameters it has.
        halos: Colours of rings around cards, by node id.
        strokes: Colours of wires that have one of their own, by the port they end at.
    """
    sizes = {node_id: card_size(card) for node_id, card in cards.items()}
    drawn = ((target, _wire(wire, cards, tokens)) for target, wire in wires.items())
    curves = [replace(curve, stroke=strokes.get(target, curve.stroke)) for target, curve in drawn if curve is not None]
    marks: list[Mark] = [*curves]
    spots = [spot for curve in curves for spot in _seen(curve)]
    for node_id, card in cards.items():
        if node_id in halos:
            marks.append(_halo(card, sizes[node_id], halos[node_id]))
        marks += card_marks(card, sizes[node_id], tokens)
        corner = Spot(card["x"], card["y"])
        spots += [corner, Spot(corner.x + sizes[node_id][0], corner.y + sizes[node_id][1])]
    first = min((card["x"] for card in cards.values()), default=0.0)
    (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*(spots or [Spot(0, 0)]), strict=True))
    heading = _heading(title, note, Spot(MARGIN + first - left, MARGIN + TITLE_SIZE), tokens)
    head = MARGIN + (HEADING_HEIGHT if heading else 0)
    shift = Spot(MARGIN - left, head - top)
    heading_end = max((mark.x + face(mark.weight).width(mark.text, mark.size) for mark in heading), default=0.0)
    return Picture(
        width=max(right - left + 2 * MARGIN, heading_end + MARGIN),
        height=bottom - top + head + MARGIN,
        background=tokens.bg,
        marks=(*heading, *(_shifted(mark, shift) for mark in marks)),
    )


def _halo(card: Card, size: tuple[float, float], colour: str) -> Box:
    """Return what shows around a card when the card is drawn upon it."""
    x, y = card["x"] - HALO, card["y"] - HALO
    return Box(x=x, y=y, width=size[0] + 2 * HALO, height=size[1] + 2 * HALO, radius=13, fill=colour)


def _seen(curve: Curve) -> Iterator[Spot]:
    """Yield points that a curve passes, enough to tell how far it swings out."""
    start = curve.start
    yield start
    for first, second, end in curve.pieces:
        for part in range(1, 9):
            t = part / 8
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            yield Spot(
                a * start.x + b * first.x + c * second.x + d * end.x,
                a * start.y + b * first.y + c * second.y + d * end.y,
            )
        start = end


def _heading(title: str, note: str, at: Spot, tokens: Tokens) -> list[Text]:
    if not title:
        return []
    x, y = at
    heading = Text(x=x, y=y, text=title, size=TITLE_SIZE, weight=600, fill=tokens.text)
    x += face(600).width(title, TITLE_SIZE) + 14
    return [heading, *([Text(x=x, y=y, text=note, size=13, weight=400, fill=tokens.soft)] if note else [])]


def _wire(wire: Wire, cards: Mapping[str, Card], tokens: Tokens) -> Curve | None:
    source, target = (cards.get(wire[end].partition(".")[0]) for end in ("source", "target"))
    if source is None or target is None:
        return None
    start = port_places(source).get(f"out {wire['source']}")
    end = port_places(target).get(f"in {wire['target']}")
    if start is None or end is None:
        return None
    is_refused = wire["status"] == "refused"
    first = Spot(source["x"] + start.x, source["y"] + start.y)
    last = Spot(target["x"] + end.x, target["y"] + end.y)
    points = [Spot(point["x"], point["y"]) for point in wire["points"]]
    reaches = (port_reach(source, start), port_reach(target, end))
    return Curve(
        start=first,
        pieces=tuple(wire_pieces(first, last, points, runs_down=wire["down"], cards=reaches)),
        stroke=tokens.bad if is_refused else tokens.edge,
        width=2,
        is_dashed=is_refused,
    )


def _shifted(mark: Mark, by: Spot) -> Mark:
    if not isinstance(mark, Curve):
        return replace(mark, x=mark.x + by.x, y=mark.y + by.y)
    moved = tuple(Piece(*(Spot(spot.x + by.x, spot.y + by.y) for spot in piece)) for piece in mark.pieces)
    return replace(mark, start=Spot(mark.start.x + by.x, mark.start.y + by.y), pieces=moved)
