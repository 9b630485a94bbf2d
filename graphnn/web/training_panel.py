"""The Training tab: how far a run is, its live charts, and its test score."""

import math

from nicegui import ui

from graphnn.protocol.events import Metrics, RunEvent, RunResumed
from graphnn.runs.curves import LEARNING_RATE, VALIDATION_PREFIX, CurvePoint, CurveReader, points_of
from graphnn.runs.record import RunRecord
from graphnn.web.elements.chart import Chart, Series
from graphnn.web.trainer import Trainer
from graphnn.web.words import duration_in_words

LOSS = "loss"

_SERIES: tuple[Series, ...] = (
    {"name": "training", "label": "training", "color": "training"},
    {"name": "validation", "label": "validation", "color": "validation"},
)

_OUTCOMES = {
    "finished": "Trained",
    "stopped": "Stopped",
    "paused": "Paused",
    "diverged": "Diverged",
    "refused": "Cannot train",
    "crashed": "Crashed",
}


class TrainingPanel:
    """Shows the run of one trainer; whoever opens the page later sees it from the start."""

    def __init__(self, trainer: Trainer) -> None:
        """Build the panel into the present slot."""
        self._trainer = trainer
        self._metric = "accuracy"
        with ui.element("div").classes("gn-run"):
            self._title = ui.label("Not trained yet").classes("gn-run-title")
            with (
                ui.element("div")
                .classes("gn-bar")
                .props('role="progressbar" aria-label="training progress"') as self._bar
            ):
                self._fill = ui.element("i")
            self._steps = ui.label().classes("gn-soft gn-number")
            self._rate = ui.label().classes("gn-soft gn-number")
            self._left = ui.label().classes("gn-soft gn-number")
            self._score = ui.label().classes("gn-score gn-number")
        self._message = ui.label().classes("gn-run-message")
        with ui.element("div").classes("gn-charts"):
            self._loss_chart = Chart().classes("gn-chart-box")
            self._metric_chart = Chart().classes("gn-chart-box")
        self.show_all()

    def show_all(self) -> None:
        """Show the run from its first event."""
        self._begin()
        events = self._trainer.events()
        for event in events:
            self._reader.take(event)
        points = points_of(events)
        if points:
            self._choose_metric(points[-1].metrics)
        for chart, name in self._charts:
            chart.load([(point.epoch, _values(point, name)) for point in points])
        self._show(self._trainer.record)

    def take(self, event: RunEvent | None) -> None:
        """Show an event; None begins a new run."""
        if event is None or isinstance(event, RunResumed):
            self.show_all()
            return
        if (point := self._reader.take(event)) is not None:
            self._choose_metric(point.metrics)
            for chart, name in self._charts:
                chart.push(point.epoch, _values(point, name))
        self._show(self._trainer.record)

    @property
    def _charts(self) -> tuple[tuple[Chart, str], ...]:
        return (self._loss_chart, LOSS), (self._metric_chart, self._metric)

    def _begin(self) -> None:
        self._reader = CurveReader()
        self._metric = "accuracy"
        self._loss_chart.reset("Loss", _SERIES, epochs=self._epochs)
        self._metric_chart.reset("Accuracy", _SERIES, epochs=self._epochs)

    @property
    def _epochs(self) -> int | None:
        return self._trainer.trained.training.epochs if self._trainer.trained else None

    def _choose_metric(self, metrics: Metrics) -> None:
        """Give the second chart to the first metric beside the loss."""
        names = [
            name for name in metrics if name not in (LOSS, LEARNING_RATE) and not name.startswith(VALIDATION_PREFIX)
        ]
        if names and self._metric not in names:
            self._metric = names[0]
            self._metric_chart.reset(names[0].replace("_", " ").capitalize(), _SERIES, epochs=self._epochs)

    def _show(self, record: RunRecord | None) -> None:
        if record is None:
            self._set("Not trained yet", "", "", "", 0.0)
            return
        done, in_all = record.steps_done, record.steps_in_all
        if record.ended is not None:
            duration = duration_in_words(record.ended.train_seconds)
            self._set(
                _OUTCOMES[record.ended.outcome], _steps(done, in_all), f"in {duration}", "", done / max(in_all, 1)
            )
        elif record.started is None:
            self._set(f"{record.stage}…", "", "", "", 0.0)
        else:
            epoch = min(len(record.epochs) + 1, record.started.epochs)
            rate = (
                f"{record.latest.steps_per_second:,.0f} steps/s"
                if record.latest and record.seconds_left is not None
                else ""
            )
            left = "" if record.seconds_left is None else f"{duration_in_words(record.seconds_left)} left"
            self._set(
                f"Epoch {epoch} of {record.started.epochs}", _steps(done, in_all), rate, left, done / max(in_all, 1)
            )
        self._score.set_text(_score(record.test.metrics) if record.test else "")
        message = record.ended.message if record.ended else ""
        self._message.set_text(message)
        self._message.set_visibility(bool(message))

    def _set(self, title: str, steps: str, rate: str, left: str, share: float) -> None:
        self._title.set_text(title)
        self._steps.set_text(steps)
        self._rate.set_text(rate)
        self._left.set_text(left)
        percent = math.floor(share * 1000) / 10
        self._fill.style(f"width: {percent}%")
        self._bar.props(f"aria-valuenow={percent}")
        self._message.set_visibility(False)


def _values(point: CurvePoint, name: str) -> dict[str, float | None]:
    """Return what a point says of one metric, of training and of validation."""
    named = {"training": name, "validation": f"{VALIDATION_PREFIX}{name}"}
    return {series: point.metrics[metric] for series, metric in named.items() if metric in point.metrics}


def _steps(done: int, in_all: int) -> str:
    return f"{done:,} of {in_all:,} steps" if in_all else ""


def _score(metrics: Metrics) -> str:
    words = [
        f"{name.replace('_', ' ')} {'not a number' if value is None else f'{value:.4f}'}"
        for name, value in metrics.items()
    ]
    return "Test  " + "  ".join(words)
