"""One card as marks: frame, head, names of ports, chips, footer and ports, to the measures of the canvas."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal

from graphnn.web.elements.scene import Card, Chip
from graphnn.web.picture.fonts import face
from graphnn.web.picture.marks import Box, Curve, Disc, Mark, Piece, Spot, Text
from graphnn.web.picture.measures import (
    BORDER,
    CHIP_FONT_SIZE,
    CHIP_GAP,
    CHIP_HEIGHT,
    FOOTER_HEIGHT,
    HEADER_HEIGHT,
    PORT_ROW_HEIGHT,
    PORT_ROWS_BOTTOM,
    SIDE_PADDING,
    chip_rows,
    has_footer,
    inner_width,
    port_places,
    port_row_count,
)
from graphnn.web.picture.tokens import Tokens

CARD_RADIUS: Final = 10.0
OPACITIES: Final[Mapping[str | None, float]] = {None: 1.0, "bypassed": 0.5, "muted": 0.25}
RISE: Final = 0.36
"""How far below the middle of a line its letters stand, in sizes."""


def card_marks(card: Card, size: tuple[float, float], tokens: Tokens) -> Iterator[Mark]:
    """Yield the marks of a card, as wide and tall as given."""
    opacity = OPACITIES[card["state"]]
    marks = [*_frame(card, size, tokens), *_head(card, size, tokens)]
    top = card["y"] + BORDER + HEADER_HEIGHT
    if rows := port_row_count(card):
        marks += _port_names(card, size, top, tokens)
        top += rows * PORT_ROW_HEIGHT + PORT_ROWS_BOTTOM
    if card["chips"]:
        marks += _chips(card, top, tokens)
    if has_footer(card):
        marks += _footer(card, size, tokens)
    for place, spot in port_places(card).items():
        if place.startswith("out ") or not _is_spare(card, place):
            marks.append(
                Disc(
                    x=card["x"] + spot.x,
                    y=card["y"] + spot.y,
                    radius=4,
                    fill=tokens.raise_,
                    stroke=tokens.edge,
                    width=2,
                )
            )
    yield from (replace(mark, opacity=mark.opacity * opacity) for mark in marks)
    if card["status"] in ("fault", "warning"):
        yield from _fault_mark(card, size, tokens)


def _is_spare(card: Card, place: str) -> bool:
    """Tell whether a port is the free one of a list, which a picture has no use for."""
    ports = [port for port in card["inputs"] if port["index"] is not None]
    return len(card["inputs"]) > 1 and bool(ports) and place == f"in {ports[-1]['target']}"


def _frame(card: Card, size: tuple[float, float], tokens: Tokens) -> Iterator[Mark]:
    width, height = size
    x, y = card["x"], card["y"]
    if not card["dashed"]:
        for spread, drop, opacity in ((3.0, 4.0, 0.02), (1.5, 3.0, 0.025), (0.0, 1.5, 0.04)):
            yield Box(
                x=x - spread,
                y=y - spread + drop,
                width=width + 2 * spread,
                height=height + 2 * spread,
                radius=CARD_RADIUS + spread,
                fill="#101828",
                opacity=opacity,
            )
    stroke = tokens.edge if card["dashed"] else tokens.line_2
    if card["status"] == "fault":
        stroke = tokens.bad
    elif card["status"] == "warning":
        stroke = tokens.warn
    yield Box(
        x=x + 0.5,
        y=y + 0.5,
        width=width - 1,
        height=height - 1,
        radius=CARD_RADIUS - 0.5,
        fill=tokens.panel if card["dashed"] else tokens.raise_,
        stroke=stroke,
        is_dashed=card["dashed"],
    )


def _head(card: Card, size: tuple[float, float], tokens: Tokens) -> Iterator[Mark]:
    left, right = card["x"] + BORDER + SIDE_PADDING, card["x"] + size[0] - BORDER - SIDE_PADDING
    middle = card["y"] + BORDER + HEADER_HEIGHT / 2
    if card["state"] == "bypassed":
        yield _line(Spot(card["x"], middle), Spot(card["x"] + size[0], middle), tokens.edge, 2)
    title = face(600).fitted(card["title"], 13, (right - left) * 0.74)
    title_width = face(600).width(title, 13)
    if card["state"] == "bypassed":
        yield Box(x=left - 4, y=middle - 9, width=title_width + 24, height=18, radius=4, fill=tokens.raise_)
    yield Box(x=left, y=middle - 4, width=8, height=8, radius=3, fill=tokens.of_category(card["category"]))
    yield _text(left + 16, middle, title, 13, tokens.text, weight=600)
    room = right - left - 24 - title_width
    subtitle = face(400).fitted(card["subtitle"], 11, room)
    if room > 20 and subtitle:
        if card["state"] == "bypassed":
            subtitle_width = face(400).width(subtitle, 11)
            yield Box(
                x=right - subtitle_width - 4,
                y=middle - 9,
                width=subtitle_width + 8,
                height=18,
                radius=4,
                fill=tokens.raise_,
            )
        yield _text(right, middle, subtitle, 11, tokens.faint, anchor="end")


def _port_names(card: Card, size: tuple[float, float], top: float, tokens: Tokens) -> Iterator[Mark]:
    half = size[0] / 2 - 16
    inputs = [
        port["label"] or (str(port["index"] + 1) if port["index"] is not None else port["name"])
        for port in card["inputs"]
    ]
    outputs = [port["label"] or port["name"] for port in card["outputs"]]
    if len(inputs) > 1:
        for row, name in enumerate(inputs):
            if not _is_spare(card, f"in {card['inputs'][row]['target']}"):
                middle = top + (row + 0.5) * PORT_ROW_HEIGHT
                yield _text(card["x"] + 13, middle, face(400).fitted(name, 11, half), 11, tokens.soft)
    if len(outputs) > 1:
        for row, name in enumerate(outputs):
            middle = top + (row + 0.5) * PORT_ROW_HEIGHT
            fitted = face(400).fitted(name, 11, half)
            yield _text(card["x"] + size[0] - 13, middle, fitted, 11, tokens.soft, anchor="end")


def _chips(card: Card, top: float, tokens: Tokens) -> Iterator[Mark]:
    room = inner_width(card)
    rows, hidden = chip_rows(card["chips"], room)
    for place, row in enumerate(rows):
        x, y = card["x"] + BORDER + SIDE_PADDING, top + place * (CHIP_HEIGHT + CHIP_GAP)
        right = x + room
        for chip in row:
            marks = list(_chip(chip, x, y, right - x, tokens))
            yield from marks
            x += marks[0].width + CHIP_GAP  # type: ignore[union-attr]  # the first is its box
        if hidden and place == len(rows) - 1:
            more = face(400).fitted(f"+{hidden}", CHIP_FONT_SIZE, max(right - x, 24))
            yield _text(x, y + CHIP_HEIGHT / 2, more, CHIP_FONT_SIZE, tokens.soft)


def _chip(chip: Chip, x: float, y: float, room: float, tokens: Tokens) -> Iterator[Mark]:
    regular = face(400)
    name = f"{chip['name']} " if chip["name"] else ""
    name_width = regular.width(name, CHIP_FONT_SIZE)
    value = regular.fitted(chip["value"], CHIP_FONT_SIZE, room - 14 - name_width)
    width = 14 + name_width + regular.width(value, CHIP_FONT_SIZE)
    middle = y + CHIP_HEIGHT / 2
    yield Box(
        x=x + 0.5,
        y=y + 0.5,
        width=width - 1,
        height=CHIP_HEIGHT - 1,
        radius=4.5,
        fill=tokens.field,
        stroke=tokens.line,
    )
    if name:
        yield _text(x + 7, middle, name.rstrip(), CHIP_FONT_SIZE, tokens.soft)
    yield _text(x + 7 + name_width, middle, value, CHIP_FONT_SIZE, tokens.text)


def _footer(card: Card, size: tuple[float, float], tokens: Tokens) -> Iterator[Mark]:
    top = card["y"] + size[1] - BORDER - FOOTER_HEIGHT + 0.5
    left, right = card["x"] + BORDER, card["x"] + size[0] - BORDER
    yield _line(Spot(left, top), Spot(right, top), tokens.line, 1)
    is_unknown = card["status"] == "unknown"
    shape = "–" if is_unknown else card["left"] or ""
    count = "" if is_unknown else card["right"] or ""
    middle, colour = top + FOOTER_HEIGHT / 2, tokens.faint if is_unknown else tokens.soft
    room = right - left - 2 * SIDE_PADDING - 8 - face(400).width(count, CHIP_FONT_SIZE)
    yield _text(left + SIDE_PADDING, middle, face(400).fitted(shape, CHIP_FONT_SIZE, room), CHIP_FONT_SIZE, colour)
    if count:
        yield _text(right - SIDE_PADDING, middle, count, CHIP_FONT_SIZE, colour, anchor="end")


def _fault_mark(card: Card, size: tuple[float, float], tokens: Tokens) -> Iterator[Mark]:
    x, y = card["x"] + size[0] - BORDER - 18, card["y"] + BORDER
    colour = tokens.bad if card["status"] == "fault" else tokens.warn
    yield Disc(x=x, y=y, radius=8, fill=colour, stroke=colour, width=0)
    yield _text(x, y, "!", 11, tokens.raise_, weight=600, anchor="middle")


def _text(
    x: float,
    middle: float,
    text: str,
    size: float,
    fill: str,
    *,
    weight: Literal[400, 600] = 400,
    anchor: Literal["start", "middle", "end"] = "start",
) -> Text:
    return Text(x=x, y=middle + RISE * size, text=text, size=size, weight=weight, fill=fill, anchor=anchor)


def _line(start: Spot, end: Spot, stroke: str, width: float) -> Curve:
    return Curve(start=start, pieces=(Piece(start, end, end),), stroke=stroke, width=width)
