"""A matrix of counts by matplotlib: numbers in its cells where there is room, colours alone where classes are many."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import FancyBboxPatch, Patch, Rectangle

from graphnn.engine.data.model import Array
from graphnn.engine.explaining.palette import ACCENT, EDGE, LINE, ORANGE, TEXT
from graphnn.engine.explaining.paper import blank, short, text_width
from graphnn.protocol.figures import Matrix

WIDEST_CELL = 96
LARGEST_CELL, ROOMY_CELL, SMALLEST_CELL = 34, 20, 7
SIDE, CROWDED_SIDE = 300, 640
LINE_HEIGHT = 11
LABEL_SIZE = 9


def matrix(figure: Matrix) -> Drawing:
    """Return a matrix of counts; each cell can be found by its place."""
    rows, columns = len(figure.rows), len(figure.columns)
    cell = _with_room_for_names(cell_side(max(rows, columns)), figure.columns)
    every = math.ceil(LINE_HEIGHT / cell)  # of many names some are left out, so that none lies on another
    row_names, column_names = [short(n) for n in figure.rows[::every]], [short(n) for n in figure.columns[::every]]
    widest = max(text_width(name, LABEL_SIZE) for name in column_names)
    is_turned = widest > cell * every - 4
    left = 22 + max(text_width(name, LABEL_SIZE) for name in row_names)
    bottom = 22 + (widest if is_turned else LINE_HEIGHT)
    width, height = left + cell * columns + 6, bottom + cell * rows + 6
    drawing = blank(width, height)
    axes = drawing.add_axes((left / width, bottom / height, cell * columns / width, cell * rows / height))
    axes.set(xlim=(0, columns), ylim=(rows, 0), xlabel=figure.column_label, ylabel=figure.row_label)
    axes.set_xticks(np.arange(columns)[::every] + 0.5, column_names, rotation=90 if is_turned else 0)
    axes.set_yticks(np.arange(rows)[::every] + 0.5, row_names)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    counts = np.array(figure.counts)
    for patch in _cells(counts, is_roomy=cell >= ROOMY_CELL):
        axes.add_patch(patch)
    if cell >= ROOMY_CELL:
        _write_counts(axes, counts, cell)
    return drawing


def cell_side(count: int) -> int:
    """Return how wide a cell is, in pixels, by how many stand in a row.

    >>> [cell_side(count) for count in (2, 10, 30, 100, 1000)]
    [34, 30, 20, 7, 7]
    """
    return max(min(LARGEST_CELL, SIDE // count), min(ROOMY_CELL, CROWDED_SIDE // count), SMALLEST_CELL)


def _with_room_for_names(cell: int, names: Sequence[str]) -> int:
    """Return a wider cell where few classes have names that lie level in it; else the cell as it is."""
    wanted = math.ceil(max(text_width(short(name), LABEL_SIZE) for name in names)) + 8
    return max(cell, wanted) if wanted <= min(WIDEST_CELL, SIDE // len(names)) else cell


def _cells(counts: Array, *, is_roomy: bool) -> Iterator[Patch]:
    """Yield the cells by their share of their row: right ones on the diagonal, wrong ones beside it."""
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    if not is_roomy:
        yield Rectangle((0, 0), counts.shape[1], counts.shape[0], facecolor=to_rgba(EDGE, 0.05), edgecolor=LINE)
    for row, column in np.ndindex(counts.shape):
        share = counts[row, column] / totals[row, 0]
        if not share and not is_roomy:
            continue
        color = ACCENT if row == column else ORANGE
        # The root, or a few mistakes among thousands would not be seen.
        opacity = 0.04 if not share else 0.10 + 0.75 * math.sqrt(share)
        patch = (
            FancyBboxPatch((column + 0.04, row + 0.04), 0.92, 0.92, boxstyle="round,pad=0,rounding_size=0.12")
            if is_roomy
            else Rectangle((column, row), 1, 1)
        )
        patch.set(facecolor=to_rgba(color if share else EDGE, opacity), edgecolor="none", gid=f"cell-{row}-{column}")
        yield patch


def _write_counts(axes: Axes, counts: Array, cell: int) -> None:
    size = 9 if counts.max() < 10_000 else 7.5
    for row, column in zip(*np.nonzero(counts), strict=True):
        count = int(counts[row, column])
        words = f"{count:,}" if cell > 26 else str(count)
        axes.text(column + 0.5, row + 0.52, words, ha="center", va="center", fontsize=size, color=TEXT)
