"""The measures of a card, as static/src/geometry.js has them for the canvas; a test compares the two."""

from collections.abc import Mapping, Sequence
from typing import Final

from graphnn.web.elements.scene import Card, Chip
from graphnn.web.picture.marks import Spot
from graphnn.web.picture.wire_path import Reach

CARD_WIDTH: Final = 176.0
WIDE_CARD_WIDTH: Final = 200.0
BORDER: Final = 1
HEADER_HEIGHT: Final = 36
PORT_ROW_HEIGHT: Final = 20
PORT_ROWS_BOTTOM: Final = 8
THUMBNAILS_HEIGHT: Final = 42
CHIP_HEIGHT: Final = 22
CHIP_GAP: Final = 5
CHIPS_BOTTOM: Final = 10
FOOTER_HEIGHT: Final = 29
SIDE_PADDING: Final = 10
CHIP_PADDING: Final = 14
CHIP_FONT_SIZE: Final = 11.5
MOST_CHIP_ROWS: Final = 2

_NARROW: Final = frozenset("ijlrtfI.,:;'|!()[] ")
_WIDE: Final = frozenset("mwMW@%")


def card_width(card: Card) -> float:
    """Return how wide a card is."""
    return WIDE_CARD_WIDTH if card["thumbnails"] else CARD_WIDTH


def card_size(card: Card) -> tuple[float, float]:
    """Return width and height of a card."""
    width = card_width(card)
    rows, _ = chip_rows(card["chips"], inner_width(card))
    chips = len(rows) * (CHIP_HEIGHT + CHIP_GAP) - CHIP_GAP + CHIPS_BOTTOM if rows else 0
    thumbnails = THUMBNAILS_HEIGHT if card["thumbnails"] else 0
    port_rows = port_row_count(card)
    ports = port_rows * PORT_ROW_HEIGHT + PORT_ROWS_BOTTOM if port_rows else 0
    footer = FOOTER_HEIGHT if has_footer(card) else 0
    return width, float(2 * BORDER + HEADER_HEIGHT + ports + thumbnails + chips + footer)


def inner_width(card: Card) -> float:
    """Return how wide the chips of a card may be together."""
    return card_width(card) - 2 * (BORDER + SIDE_PADDING)


def has_footer(card: Card) -> bool:
    """Tell whether shape and count are shown below the rule."""
    return bool(card["left"] or card["right"]) or card["status"] == "unknown"


def port_row_count(card: Card) -> int:
    """Return how many rows name ports; a side with a single port needs none, nor do ports above and below."""
    if card["down"]:
        return 0
    counts = (len(card["inputs"]), len(card["outputs"]))
    return max(count if count > 1 else 0 for count in counts)


def port_places(card: Card) -> Mapping[str, Spot]:
    """Return the centre of every port by side and reference, as "in add.inputs.0", from the card's corner."""
    width, height = card_size(card)
    sides = (
        ("in", [port["target"] for port in card["inputs"]]),
        ("out", [port["source"] for port in card["outputs"]]),
    )
    places: dict[str, Spot] = {}
    for side, references in sides:
        count = len(references)
        for row, reference in enumerate(references):
            if card["down"]:
                spot = Spot(width * (row + 1) / (count + 1), 0 if side == "in" else height)
            else:
                spot = Spot(0 if side == "in" else width, port_height(row, count))
            places[f"{side} {reference}"] = spot
    return places


def port_reach(card: Card, place: Spot) -> Reach:
    """Return how far a card reaches to both sides of a port of its own, across the wires."""
    width, height = card_size(card)
    return Reach(place.x, width - place.x) if card["down"] else Reach(place.y, height - place.y)


def port_height(row: int, count: int) -> float:
    """Return how far below the top of a card a port lies at its side."""
    if count > 1:
        return BORDER + HEADER_HEIGHT + (row + 0.5) * PORT_ROW_HEIGHT
    return BORDER + HEADER_HEIGHT / 2


def chip_rows(chips: Sequence[Chip], width: float) -> tuple[list[list[Chip]], int]:
    """Share chips out over rows, as many as fit beside each other; return how many the last row cannot take, too."""
    rows: list[list[Chip]] = []
    used = float("inf")
    for place, chip in enumerate(chips):
        needed = min(chip_width(chip), width)
        if used + CHIP_GAP + needed > width:
            if len(rows) == MOST_CHIP_ROWS:
                return rows, len(chips) - place
            rows.append([chip])
            used = needed
        else:
            rows[-1].append(chip)
            used += CHIP_GAP + needed
    return rows, 0


def chip_width(chip: Chip) -> float:
    """Return about how wide a chip is."""
    text = f"{chip['name']} {chip['value']}" if chip["name"] else chip["value"]
    return CHIP_PADDING + text_width(text, CHIP_FONT_SIZE)


def text_width(text: str, size: float) -> float:
    """Return about what a text takes in Inter, in canvas units."""
    return sum(_letter_width(letter) for letter in text) * size


def _letter_width(letter: str) -> float:
    if letter in _NARROW:
        return 0.3
    if letter in _WIDE:
        return 0.86
    return 0.68 if "A" <= letter <= "Z" else 0.58
