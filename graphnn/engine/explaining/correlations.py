"""Correlations as a square of colours: blue where one falls as the other rises, orange where both rise."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import FancyBboxPatch

from graphnn.engine.explaining.palette import EDGE, ORANGE, TEXT
from graphnn.engine.explaining.paper import blank, short, text_width
from graphnn.protocol.figures import Correlations

BLUE = "#3a5bd9"
LARGEST_CELL, SMALLEST_CELL, SQUARE = 36, 22, 330
SHORTEST_OPACITY = 0.05


def correlations(figure: Correlations) -> Drawing:
    """Return the square, each cell with its number where there is room."""
    count = len(figure.names)
    cell = max(SMALLEST_CELL, min(LARGEST_CELL, SQUARE // max(count, 1)))
    names = 14 + max((text_width(short(name), 9) for name in figure.names), default=0)
    width = height = names + cell * count + 6
    drawing = blank(width, height)
    axes = drawing.add_axes((names / width, names / height, cell * count / width, cell * count / height))
    axes.set(xlim=(0, count), ylim=(count, 0))
    axes.set_xticks(np.arange(count) + 0.5, [short(name) for name in figure.names], rotation=90)
    axes.set_yticks(np.arange(count) + 0.5, [short(name) for name in figure.names])
    axes.grid(False)
    axes.spines[:].set_visible(False)
    for row, values in enumerate(figure.rows):
        for column, value in enumerate(values):
            color = EDGE if value is None else ORANGE if value > 0 else BLUE
            opacity = SHORTEST_OPACITY + 0.8 * abs(value or 0)
            patch = FancyBboxPatch((column + 0.04, row + 0.04), 0.92, 0.92, boxstyle="round,pad=0,rounding_size=0.12")
            patch.set(facecolor=to_rgba(color, opacity), edgecolor="none")
            axes.add_patch(patch)
            if value is not None and cell >= 28:
                words = f"{value:.2f}".replace("0.", ".").replace("-", "−")
                axes.text(column + 0.5, row + 0.52, words, ha="center", va="center", fontsize=8.5, color=TEXT)
    return drawing
