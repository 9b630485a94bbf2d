"""The curves of several runs over each other: one line each, of the metric that is chosen."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from nicegui import ui

from graphnn.catalogue.callbacks import VALIDATION_PREFIX
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.compare import curve_names
from graphnn.runs.curves import Curve
from graphnn.runs.shelf import ShelvedRun
from graphnn.web.elements.chart import Chart, Point

COLORS = ("--accent", "--k-reg", "--k-prep", "--k-attn", "--k-conv", "--k-norm", "--k-rnn", "--k-shape")


@dataclass(slots=True)
class _Line:
    """The curve of one run, read as far as its events go."""

    folder: RunFolder
    label: str = ""
    curve: Curve = field(default_factory=Curve)
    offset: int = 0

    def read(self) -> bool:
        """Read what has been told since; tell whether it was anything."""
        events, self.offset = self.folder.events(self.offset)
        self.curve.take(events)
        return bool(events)


class Overlay:
    """A chart of the runs that were chosen, and which metric it shows."""

    def __init__(self) -> None:
        """Build it into the present slot."""
        self.colors: dict[str, str] = {}
        """The token of each run that was chosen, in the order of choice."""
        self._lines: dict[str, _Line] = {}
        self._metric: str | None = None
        self._drawn: tuple[str | None, tuple[str, ...]] = (None, ())
        with ui.element("div").classes("gn-runs-charts"):
            self._select = ui.select([], on_change=lambda event: self._choose_metric(event.value))
            self._select.props('dense borderless options-dense aria-label="Curve" popup-content-class="gn-menu"')
            self._chart = Chart(self._draw).classes("gn-chart-box")

    def choose(self, names: Sequence[str]) -> None:
        """Choose runs by name; one that was chosen before keeps its colour."""
        kept = {name: color for name, color in self.colors.items() if name in names}
        for name in names:
            if name not in kept:
                free = [color for color in COLORS if color not in kept.values()]
                kept[name] = free[0] if free else COLORS[len(kept) % len(COLORS)]
        self.colors = kept

    async def show(self, runs: Sequence[ShelvedRun]) -> None:
        """Bring the curves of these runs up to date."""
        lines = {}
        for run in runs:
            known = self._lines.get(run.folder.name)
            line = lines[run.folder.name] = known or _Line(run.folder)
            line.label = _label(run)
        self._lines = lines
        has_more = [await asyncio.to_thread(line.read) for line in lines.values()]
        names = curve_names(
            name for line in lines.values() for point in line.curve.points[-1:] for name in point.metrics
        )
        if names != list(self._select.options):
            self._select.set_options(names_in_words(names), value=self._metric if self._metric in names else None)
        if self._metric not in names:
            self._metric = names[0] if names else None
            self._select.set_value(self._metric)
        if any(has_more) or self._drawn != (self._metric, tuple(lines)):
            self._draw()

    def _choose_metric(self, name: str | None) -> None:
        if name is not None and name != self._metric:
            self._metric = name
            self._draw()

    def _draw(self) -> None:
        self._drawn = (self._metric, tuple(self._lines))
        series = [
            {"name": name, "label": line.label, "color": self.colors.get(name, COLORS[0])}
            for name, line in self._lines.items()
        ]
        self._chart.reset("", series)  # type: ignore[arg-type]  # a literal in a comprehension
        points: list[Point] = []
        for name, line in self._lines.items():
            points += [
                ((point.epoch, point.step, round(point.seconds, 3)), {name: point.metrics[self._metric]})
                for point in line.curve.points
                if self._metric is not None and self._metric in point.metrics
            ]
        self._chart.load(sorted(points, key=lambda point: point[0][0] or 0))


def names_in_words(names: Sequence[str]) -> dict[str, str]:
    """Return the curves with what they are called.

    >>> names_in_words(["val_loss", "loss"])
    {'val_loss': 'Validation loss', 'loss': 'Training loss'}
    """
    return {name: f"{_split(name)} {_base(name).replace('_', ' ')}" for name in names}


def _split(name: str) -> str:
    return "Validation" if name.startswith(VALIDATION_PREFIX) else "Training"


def _base(name: str) -> str:
    return name.removeprefix(VALIDATION_PREFIX)


def _label(run: ShelvedRun) -> str:
    """Return what a run is called beside its line: its tags, else when it began, as in the table."""
    if run.remarks.tags:
        return ", ".join(run.remarks.tags)
    return "in the queue" if run.record.began is None else time.strftime("%H:%M:%S", time.localtime(run.record.began))
