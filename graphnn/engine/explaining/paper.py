"""The paper figures are drawn on: a size in pixels, and names short enough to fit."""

from matplotlib.figure import Figure as Drawing

WIDTH, HEIGHT = 340, 230
SMALL_WIDTH, SMALL_HEIGHT = 272, 112
UNITS_PER_INCH = 72


def blank(width: float, height: float) -> Drawing:
    """Return an empty drawing of a size in pixels."""
    return Drawing(figsize=(width / UNITS_PER_INCH, height / UNITS_PER_INCH), dpi=UNITS_PER_INCH)


def short(name: str, length: int = 14) -> str:
    """Return a name, cut off where it is too long."""
    return name if len(name) <= length else name[: length - 1] + "…"
