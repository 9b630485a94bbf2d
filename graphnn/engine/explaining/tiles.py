"""Small pictures, sheets of them, and tables, laid out by matplotlib."""

import math

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Drawing

from graphnn.engine.explaining.palette import FAINT, SOFT, TEXT
from graphnn.engine.explaining.paper import blank, short, text_width
from graphnn.engine.explaining.pictures import NEGATIVE, POSITIVE, opacity_of, unpacked
from graphnn.protocol.figures import Pictures, Sheet, Table

WORDS_LENGTH, TITLE_SIZE = 22, 8.5


def pictures(figure: Pictures) -> Drawing:
    """Return pictures side by side, each with its words, and the scale of weights."""
    tiles = [unpacked(tile.picture) for tile in figure.tiles]
    columns = max(1, min(figure.columns, len(tiles)))
    rows = max(1, math.ceil(len(tiles) / columns))
    side, gap = 58, 8
    # As wide as the widest picture is, such as a pair side by side, and as the words above and below it need.
    wide = max((side * min(pixels.shape[1] / pixels.shape[0], 3) for pixels in tiles), default=side)
    words = [short(word, WORDS_LENGTH) for tile in figure.tiles for word in (tile.title, tile.note)]
    wide = max([wide, *(text_width(word, TITLE_SIZE) for word in words)])
    head = 13 if any(tile.title for tile in figure.tiles) else 0
    foot = 13 if any(tile.note for tile in figure.tiles) else 0
    bar = 56 if figure.scale is not None else 0
    width, height = columns * (wide + gap) + gap + bar, rows * (side + head + foot + gap) + gap
    drawing = blank(width, height)
    for number, (tile, pixels) in enumerate(zip(figure.tiles, tiles, strict=True)):
        row, column = divmod(number, columns)
        left, top = gap + column * (wide + gap), gap + row * (side + head + foot + gap) + head
        axes = drawing.add_axes((left / width, 1 - (top + side) / height, wide / width, side / height))
        axes.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="none")
        axes.set_axis_off()
        middle = (left + wide / 2) / width
        title, note = short(tile.title, WORDS_LENGTH), short(tile.note, WORDS_LENGTH)
        drawing.text(middle, 1 - (top - 3) / height, title, ha="center", va="bottom", fontsize=TITLE_SIZE)
        drawing.text(middle, 1 - (top + side + 2) / height, note, ha="center", va="top", fontsize=8, color=FAINT)
    if figure.scale is not None:
        _color_bar(drawing, width, height, figure.scale, right=bar)
    return drawing


def sheet(figure: Sheet) -> Drawing:
    """Return a sheet of pictures, and the scale of weights."""
    pixels = unpacked(figure.picture)
    bar, gap = 56 if figure.scale is not None else 0, 6
    longest = max(pixels.shape[:2])
    zoom = max(min(sheet_side(figure) / longest, 24), 1) if longest <= 1000 else 1000 / longest
    # One picture, as of a kernel with few inputs, may be a narrow strip: it is drawn wide enough to be seen.
    least = 60 if figure.count == 1 else 0
    across, down = max(pixels.shape[1] * zoom, least), max(pixels.shape[0] * zoom, least)
    width, height = across + bar + 2 * gap, max(down + 2 * gap, 70)
    drawing = blank(width, height)
    size = (across / width, down / height)
    axes = drawing.add_axes((gap / width, 1 - size[1] - gap / height, *size))
    axes.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="none", aspect="auto")
    axes.set_axis_off()
    if figure.scale is not None:
        _color_bar(drawing, width, height, figure.scale, right=bar)
    return drawing


def sheet_side(figure: Sheet) -> int:
    """Return how long the longer side of a sheet is drawn at least, in pixels: the more pictures, the longer."""
    return 240 if figure.count <= 4 else 420


def table(figure: Table) -> Drawing:
    """Return a table as a picture; of a long one its beginning."""
    rows = [list(figure.columns), *[[_written(cell) for cell in row] for row in figure.rows[:60]]]
    lengths = [max(text_width(row[place], 9.5) for row in rows) + 20 for place in range(len(figure.columns))]
    width, height = sum(lengths) + 12, 20.0 * len(rows) + 12
    drawing = blank(width, height)
    for number, row in enumerate(rows):
        left = 8.0
        for cell, length in zip(row, lengths, strict=True):
            color = SOFT if number == 0 else TEXT
            drawing.text(left / width, 1 - (16 + 20 * number) / height, cell, fontsize=9.5, color=color, va="center")
            left += length
    return drawing


def _color_bar(drawing: Drawing, width: float, height: float, scale: float, *, right: float) -> None:
    """Draw what the colours of weights mean: from -scale over nothing to +scale, as opaque as in the pictures."""
    tall = min(height - 24, 150)
    axes = drawing.add_axes(((width - right + 6) / width, (height - tall) / 2 / height, 9 / width, tall / height))
    values = np.linspace(1, -1, 128)
    colors = [(*np.array(NEGATIVE if v < 0 else POSITIVE) / 255, float(opacity_of(np.abs(v)))) for v in values[::-1]]
    axes.imshow(
        np.arange(128)[::-1, np.newaxis],
        cmap=LinearSegmentedColormap.from_list("weights", colors),
        aspect="auto",
        extent=(0, 1, -1, 1),
    )
    axes.yaxis.tick_right()
    axes.set_xticks([])
    axes.set_yticks([-1, 0, 1], [f"−{scale:.2g}", "0", f"{scale:.2g}"])
    axes.grid(False)
    axes.spines[:].set_visible(False)


def _written(cell: object) -> str:
    return "–" if cell is None else f"{cell:.4g}" if isinstance(cell, float) else str(cell)
