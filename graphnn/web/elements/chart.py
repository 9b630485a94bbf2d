"""The live training chart as an element: it keeps its points in the browser and is sent one at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import NotRequired, TypeAlias, TypedDict

from nicegui.element import Element

from graphnn.web import assets

Place: TypeAlias = tuple[float | None, float | None, float | None]
"""Where a point stands on each axis: epoch, which may be a fraction, step over all epochs, and second."""

Point: TypeAlias = tuple[Place, Mapping[str, float | None]]
"""A place, and the value of some or all lines there."""


class Series(TypedDict):
    """One line of a chart: the key of its values, the word in the legend, and how it looks."""

    name: str
    label: str
    color: str
    """The name of a token of the theme, as "--accent"."""
    hasDots: NotRequired[bool]
    isDashed: NotRequired[bool]


class Chart(Element, component="chart.js"):
    """A chart of metrics; missing and non-finite values leave no trace, and any length of run stays cheap.

    Shown anew, as in a tab that was left and opened again, it is empty: `on_ready` then sends `reset` and `load`.
    """

    def __init__(self, on_ready: Callable[[], None] | None = None) -> None:
        assets.register_module()
        super().__init__()
        if on_ready is not None:
            self.on("ready", lambda _event: on_ready())

    def reset(self, title: str, series: Sequence[Series], *, end: Place = (None, None, None)) -> None:
        """Begin anew.

        Args:
            title: What is drawn, as "Loss".
            series: The lines, in the order of the legend.
            end: Where the run is to end, as far as it is known; the axis then has its final length from the start.
        """
        self.run_method("reset", title, list(series), end)

    def push(self, points: Sequence[Point]) -> None:
        """Add points to some or all lines, in rising order."""
        self.run_method("push", _plain(points))

    def load(self, points: Sequence[Point]) -> None:
        """Show all these points in place of those there, in rising order."""
        self.run_method("load", _plain(points))

    def finish(self) -> None:
        """End the axis where the points end: no more will come."""
        self.run_method("finish")

    def mark_best(self, place: Place | None) -> None:
        """Mark the best epoch, which ends at this place; None takes the mark away."""
        self.run_method("markBest", place)


class ChartTools(Element, component="chart_tools.js"):
    """What charts are drawn against, their scale and smoothing; the browser's own affair."""

    def __init__(self) -> None:
        assets.register_module()
        super().__init__()


def _plain(points: Sequence[Point]) -> list[tuple[Place, dict[str, float | None]]]:
    return [(place, dict(values)) for place, values in points]
