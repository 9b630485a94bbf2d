"""Charts by matplotlib: matrices, lines, points and bars."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import MaxNLocator

from graphnn.engine.explaining.palette import ACCENT, EDGE, FAINT, GROUPS, ORANGE, PANEL, TEXT
from graphnn.engine.explaining.paper import HEIGHT, SMALL_HEIGHT, SMALL_WIDTH, WIDTH, blank, short
from graphnn.engine.explaining.pictures import unpacked
from graphnn.protocol.figures import Bars, Curves, Histogram, Matrix, Numbers, Scatter


def chart(figure: Curves | Scatter | Bars | Histogram) -> Drawing:
    """Return a chart with its axes, and a legend beside it where it tells something."""
    match figure:
        case Curves(is_small=True):
            return _small_curves(figure)
        case Curves():
            return _charted(_curves, figure, legend=sum(curve.role != "part" for curve in figure.curves) > 1)
        case Scatter():
            return _charted(_scatter, figure, legend=len(figure.groups) > 1, is_square=figure.surface is not None)
        case Bars():
            return _charted(_bars, figure, legend=len(figure.series) > 1)
        case Histogram():
            return _charted(_histogram, figure, legend=len(figure.series) > 1)


def _small_curves(figure: Curves) -> Drawing:
    drawing = blank(SMALL_WIDTH, SMALL_HEIGHT)
    left, bottom = 26 / SMALL_WIDTH, 18 / SMALL_HEIGHT
    axes = drawing.add_axes((left, bottom, 1 - left - 4 / SMALL_WIDTH, 1 - bottom - 18 / SMALL_HEIGHT))
    _curves(axes, figure)
    axes.set(xlabel="", ylabel="")
    axes.yaxis.set_major_locator(MaxNLocator(4))
    for band in figure.bands:
        color, middle = (ACCENT if band.is_marked else FAINT), (band.low + band.high) / 2
        if band.high - band.low > 3:  # a word's width
            above = axes.get_xaxis_transform()
            axes.text(middle, 1.04, band.name, ha="center", fontsize=9.5, color=color, transform=above)
    return drawing


def matrix(figure: Matrix) -> Drawing:
    """Return a matrix of counts; each cell can be found by its place."""
    rows, columns = len(figure.rows), len(figure.columns)
    names = 8 + 5.4 * min(max(map(len, figure.rows)), 14)
    cell = max(20, min(34, 300 // max(rows, 1)))
    left, bottom = 20 + names, 18 + (16 if max(map(len, figure.columns)) <= 4 else min(names, 70))
    width, height = left + cell * columns + 6, bottom + cell * rows + 6
    drawing = blank(width, height)
    axes = drawing.add_axes((left / width, bottom / height, cell * columns / width, cell * rows / height))
    axes.set(xlim=(0, columns), ylim=(rows, 0), xlabel=figure.column_label, ylabel=figure.row_label)
    axes.set_xticks(
        np.arange(columns) + 0.5, [short(name) for name in figure.columns], rotation=0 if bottom < 40 else 90
    )
    axes.set_yticks(np.arange(rows) + 0.5, [short(name) for name in figure.rows])
    axes.grid(False)
    axes.spines[:].set_visible(False)
    counts = np.array(figure.counts)
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for row in range(rows):
        for column in range(columns):
            share = counts[row, column] / totals[row, 0]
            color = ACCENT if row == column else ORANGE
            # The root, or a few mistakes among thousands would not be seen.
            opacity = 0.04 if not share else 0.10 + 0.75 * math.sqrt(share)
            patch = FancyBboxPatch((column + 0.04, row + 0.04), 0.92, 0.92, boxstyle="round,pad=0,rounding_size=0.12")
            patch.set(
                facecolor=to_rgba(color if share else EDGE, opacity), edgecolor="none", gid=f"cell-{row}-{column}"
            )
            axes.add_patch(patch)
            if counts[row, column]:
                size = 9 if counts.max() < 10_000 else 7.5
                axes.text(
                    column + 0.5,
                    row + 0.52,
                    f"{counts[row, column]:,}" if cell > 26 else str(counts[row, column]),
                    ha="center",
                    va="center",
                    fontsize=size,
                    color=TEXT,
                )
    return drawing


def _charted(
    paint: Callable[[Axes, Any], None],
    figure: Curves | Scatter | Bars | Histogram,
    *,
    legend: bool,
    is_square: bool = False,
) -> Drawing:
    """Return a chart: axes painted by a function, the legend beside them."""
    names = 92 if legend else 0
    width, height = (HEIGHT + names + 40, HEIGHT + 20) if is_square else (WIDTH + names, HEIGHT)
    drawing = blank(width, height)
    left, bottom, top = 48, 36, 8
    axes = drawing.add_axes(
        (left / width, bottom / height, (width - names - left - 12) / width, (height - bottom - top) / height)
    )
    paint(axes, figure)
    if isinstance(figure, Curves | Scatter | Histogram):
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=figure.x_label == "epoch"))
    if legend:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.2, labelspacing=0.35)
    return drawing


def _curves(axes: Axes, figure: Curves) -> None:
    axes.set(xlabel=figure.x_label, ylabel=figure.y_label)
    for band in figure.bands:
        if band.is_marked:
            axes.axvspan(band.low, band.high, color=ACCENT, alpha=0.08, linewidth=0)
    colored = 0
    for curve in figure.curves:
        x, y = _plain(curve.x), _plain(curve.y)
        match curve.role:
            case "part":
                axes.plot(x, y, color=ORANGE, linewidth=0.9, alpha=0.45, zorder=2)
            case "guide":
                axes.plot(x, y, color=EDGE, linewidth=1.2, linestyle=(0, (4, 3)), label=curve.name, zorder=2)
            case "truth":
                axes.plot(x, y, color=ORANGE, linewidth=1.6, label=curve.name, zorder=3)
            case "prediction":
                axes.plot(x, y, color=GROUPS[colored % len(GROUPS)], label=curve.name, zorder=4)
                colored += 1
    axes.margins(x=0.01, y=0.06)


def _scatter(axes: Axes, figure: Scatter) -> None:
    axes.set(xlabel=figure.x_label, ylabel=figure.y_label)
    if figure.surface is not None:
        plane = figure.surface
        axes.imshow(
            unpacked(plane.picture),
            extent=(plane.left, plane.right, plane.bottom, plane.top),
            aspect="auto",
            interpolation="bilinear",
        )
        axes.grid(False)
    count = sum(len(group.x) for group in figure.groups)
    size = 22 if count < 300 else 12 if figure.surface is not None else 7
    for place, group in enumerate(figure.groups):
        axes.scatter(
            _plain(group.x),
            _plain(group.y),
            s=size,
            color=GROUPS[place % len(GROUPS)],
            alpha=0.9 if figure.surface else 0.55,
            linewidths=0.6 if figure.surface else 0,
            edgecolors=PANEL,
            label=group.name,
        )
    if figure.is_diagonal_drawn:
        low = min(axes.get_xlim()[0], axes.get_ylim()[0])
        high = max(axes.get_xlim()[1], axes.get_ylim()[1])
        axes.plot([low, high], [low, high], color=TEXT, linewidth=1, linestyle=(0, (4, 3)), scalex=False, scaley=False)


def _bars(axes: Axes, figure: Bars) -> None:
    places, width = np.arange(len(figure.names)), 0.74 / len(figure.series)
    for number, series in enumerate(figure.series):
        shift = (number - (len(figure.series) - 1) / 2) * width
        axes.bar(
            places + shift, _plain(series.values), width * 0.94, color=GROUPS[number % len(GROUPS)], label=series.name
        )
    longest = max(map(len, figure.names), default=0)
    is_crowded = longest * len(figure.names) > 44
    shown = places if len(places) <= 24 else places[:: math.ceil(len(places) / 12)]
    axes.set_xticks(
        shown,
        [short(figure.names[place]) for place in shown],
        rotation=35 if is_crowded and longest > 2 else 0,
        ha="right" if is_crowded and longest > 2 else "center",
    )
    axes.set_ylabel(figure.value_label)
    axes.grid(False, axis="x")


def _histogram(axes: Axes, figure: Histogram) -> None:
    axes.set_xlabel(figure.x_label)
    for number, series in enumerate(figure.series):
        color = GROUPS[number % len(GROUPS)]
        axes.stairs(
            _plain(series.values), figure.edges, fill=True, color=color, alpha=0.35 if len(figure.series) > 1 else 0.75
        )
        axes.stairs(_plain(series.values), figure.edges, color=color, linewidth=1.2, label=series.name)
    axes.margins(x=0.01)
    axes.set_ylim(bottom=0)


def _plain(values: Numbers) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)
