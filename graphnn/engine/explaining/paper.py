"""The paper figures are drawn on: a size in pixels, and names short enough to fit."""

from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

WIDTH, HEIGHT = 340, 230
SMALL_WIDTH, SMALL_HEIGHT = 272, 112
UNITS_PER_INCH = 72


def blank(width: float, height: float) -> Drawing:
    """Return an empty drawing of a size in pixels."""
    return Drawing(figsize=(width / UNITS_PER_INCH, height / UNITS_PER_INCH), dpi=UNITS_PER_INCH)


def short(name: str, length: int = 14) -> str:
    """Return a name, cut off where it is too long."""
    return name if len(name) <= length else name[: length - 1] + "…"


def short_within(name: str, length: int) -> str:
    """Return a name with its middle left out where it is too long: names mostly differ, or are scored, at the ends.

    >>> short_within("Another extremely long name 0.9643", 24)
    'Another extre…ame 0.9643'
    """
    kept = (length - 1) * 3 // 5
    return name if len(name) <= length else f"{name[:kept].rstrip()}…{name[kept + 1 - length :].lstrip()}"


def text_width(text: str, size: float) -> float:
    """Return how wide a text of a size is, in pixels."""
    width, _, _ = TextToPath().get_text_width_height_descent(text, FontProperties(size=size), False)
    return float(width)
