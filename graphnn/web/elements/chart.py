"""The live training chart as an element: it keeps its points in the browser and is sent one at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypedDict

from nicegui.element import Element

from graphnn.web import assets


class Series(TypedDict):
    """One line of a chart: the key of its values, the word in the legend, and what it stands for."""

    name: str
    label: str
    color: Literal["training", "validation"]


class Chart(Element, component="chart.js"):
    """A chart over epochs; missing and non-finite values leave no trace, and any length of run stays cheap.

    Shown anew, as in a tab that was left and opened again, it is empty: `on_ready` then sends `reset` and `load`.
    """

    def __init__(self, on_ready: Callable[[], None] | None = None) -> None:
        assets.register_module()
        super().__init__()
        if on_ready is not None:
            self.on("ready", lambda _event: on_ready())

    def reset(self, title: str, series: Sequence[Series], *, epochs: int | None = None) -> None:
        """Begin anew.

        Args:
            title: What is drawn, as "Loss".
            series: The lines, in the order of the legend.
            epochs: How long the run is to be; the axis then has its final length from the start.
        """
        self.run_method("reset", title, list(series), epochs)

    def push(self, x: float, values: Mapping[str, float | None]) -> None:
        """Add one point to some or all lines; `x` is in epochs and may be a fraction."""
        self.run_method("push", x, dict(values))

    def load(self, points: Sequence[tuple[float, Mapping[str, float | None]]]) -> None:
        """Show all these points in place of those there, in rising order of x."""
        self.run_method("load", [(x, dict(values)) for x, values in points])
