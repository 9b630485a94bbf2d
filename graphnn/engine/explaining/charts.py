"""Charts by matplotlib: lines, points and bars."""

import itertools
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from graphnn.engine.explaining.palette import ACCENT, EDGE, FAINT, GROUPS, ORANGE, PANEL, TEXT
from graphnn.engine.explaining.paper import (
    HEIGHT,
    SMALL_HEIGHT,
    SMALL_WIDTH,
    UNITS_PER_INCH,
    WIDTH,
    blank,
    short,
    short_within,
    text_width,
)
from graphnn.engine.explaining.pictures import unpacked
from graphnn.protocol.figures import Bars, Curves, Histogram, Numbers, Scatter, Series

PLOT_WIDTH, PLOT_HEIGHT = 264, 186
"""Within the axes, in pixels; the words around them come on top."""

LEGEND_LINES, LEGEND_LENGTH = 14, 28
LABEL_SIZE, BAND_SIZE = 9, 9.5
COUNTED = ("epoch", "step", "step ahead", "words")
"""What only whole numbers tell of."""


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
        low, high = axes.get_xlim()
        room = (band.high - band.low) / (high - low) * axes.get_position().width * SMALL_WIDTH
        if text_width(band.name, BAND_SIZE) <= room:
            above = axes.get_xaxis_transform()
            axes.text(middle, 1.04, band.name, ha="center", fontsize=BAND_SIZE, color=color, transform=above)
    return drawing


def _charted(
    paint: Callable[[Axes, Any], None],
    figure: Curves | Scatter | Bars | Histogram,
    *,
    legend: bool,
    is_square: bool = False,
) -> Drawing:
    """Return a chart: axes painted by a function, with room for the words around them and a legend beside them."""
    drawing = blank(WIDTH, HEIGHT)
    axes = drawing.add_axes((0, 0, 1, 1))
    paint(axes, figure)
    if isinstance(figure, Curves | Scatter | Histogram):
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=figure.x_label in COUNTED))
    for axis in (axes.xaxis, axes.yaxis):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            axis.set_major_formatter(_Grouped())
    names = _add_legend(axes) if legend else 0.0
    left, bottom, top, right = _room_left(axes), _room_below(axes), 8, 12
    across, up = (PLOT_HEIGHT, PLOT_HEIGHT) if is_square else (PLOT_WIDTH, PLOT_HEIGHT)
    width, height = left + across + right + names, bottom + up + top
    drawing.set_size_inches(width / UNITS_PER_INCH, height / UNITS_PER_INCH)
    axes.set_position((left / width, bottom / height, across / width, up / height))
    return drawing


class _Grouped(ScalarFormatter):
    """Writes numbers as they are written all over the page, with their thousands apart."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return what stands beside a tick."""
        return re.sub(r"(?<![.\d])\d{4,}", lambda digits: f"{int(digits[0]):,}", super().__call__(x, pos))


def _add_legend(axes: Axes) -> float:
    """Add a legend beside the axes, of the first lines where there are many; return its width."""
    handles, labels = axes.get_legend_handles_labels()
    names = [short_within(label, LEGEND_LENGTH) for label in labels[:LEGEND_LINES]]
    if len(labels) > LEGEND_LINES:
        handles, names[-1] = (
            [*handles[: LEGEND_LINES - 1], Line2D([], [])],
            f"and {len(labels) - LEGEND_LINES + 1:,} more",
        )
    legend = axes.legend(
        handles, names, loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.2, labelspacing=0.35
    )
    for handle in legend.legend_handles:
        if isinstance(handle, PathCollection):
            handle.set_sizes([22])
            handle.set_alpha(1)
    return 34 + max((text_width(name, LABEL_SIZE) for name in names), default=0)


def _room_left(axes: Axes) -> float:
    """Return how much room the words left of the axes take."""
    labels = [text_width(label.get_text(), LABEL_SIZE) for label in axes.get_yticklabels()]
    left = 22 + max(labels, default=0)
    names = axes.get_xticklabels()
    if names and (turned := names[0].get_rotation()):  # The first name leans out to the left.
        low, high = axes.get_xlim()
        first = (axes.get_xticks()[0] - low) / (high - low) * PLOT_WIDTH
        left = max(left, text_width(names[0].get_text(), LABEL_SIZE) * math.cos(math.radians(turned)) - first + 12)
    return left


def _room_below(axes: Axes) -> float:
    """Return how much room the words below the axes take."""
    names = axes.get_xticklabels()
    turned = names[0].get_rotation() if names else 0
    longest = max((text_width(name.get_text(), LABEL_SIZE) for name in names), default=0)
    tall = longest * math.sin(math.radians(turned)) + LABEL_SIZE if turned else LABEL_SIZE + 4
    return 8 + tall + (15 if axes.get_xlabel() else 0)


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
                marker = "o" if np.isfinite(y).sum() == 1 else None  # A line of one point is not seen.
                axes.plot(x, y, color=GROUPS[colored % len(GROUPS)], label=curve.name, zorder=4, marker=marker)
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
    colors = itertools.cycle(GROUPS)
    size = 22 if count < 300 else 12 if figure.surface is not None else 7
    for group in figure.groups:
        axes.scatter(
            _plain(group.x),
            _plain(group.y),
            s=size,
            color=EDGE if group.is_background else next(colors),
            zorder=1 if group.is_background else 2,
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
    if not any(value for series in figure.series for value in series.values):
        axes.set_ylim(0, 1)  # There is nothing to see, and no bar that could be below it.
    _count_in_whole_numbers(axes, figure.series)


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
    _count_in_whole_numbers(axes, figure.series)


def _count_in_whole_numbers(axes: Axes, series: Sequence[Series]) -> None:
    values = [value for each in series for value in each.values if value is not None]
    if values and all(value == int(value) for value in values):
        axes.yaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))


def _plain(values: Numbers) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)
