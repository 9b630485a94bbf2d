"""The Training tab: how far a run is, its live charts, and its test score."""

import math
from collections.abc import Sequence

from nicegui import ui

from graphnn.catalogue.callbacks import VALIDATION_PREFIX
from graphnn.protocol.events import Metrics, RunEnded, RunEvent, RunResumed, RunStarted
from graphnn.runs.curves import LEARNING_RATE, CurvePoint
from graphnn.runs.record import LOSS, RunRecord
from graphnn.web.elements.chart import Chart, Place, Point, Series
from graphnn.web.trainer import Trainer
from graphnn.web.words import bytes_in_words, duration_in_words, metric_in_words

TRAINING, VALIDATION = "training", "validation"

_SERIES: tuple[Series, ...] = (
    {"name": TRAINING, "label": "training", "color": "--accent"},
    {"name": VALIDATION, "label": "validation", "color": "--k-reg", "hasDots": True},
)
_RATE: tuple[Series, ...] = ({"name": TRAINING, "label": "", "color": "--k-prep"},)

_OUTCOMES = {
    "finished": "Trained",
    "stopped": "Stopped",
    "paused": "Paused",
    "diverged": "Diverged",
    "refused": "Cannot train",
    "crashed": "Crashed",
}


def told(events: Sequence[RunEvent]) -> str:
    r"""Return what is read aloud of a run: that it began, and how it ended, with the reason where it failed.

    >>> told([RunEnded(time=0.0, outcome="stopped")])
    'Training ended: Stopped'
    >>> told([RunEnded(time=0.0, outcome="refused", message="It needs 3 GB.\nMake it smaller.")])
    'Training ended: Cannot train. It needs 3 GB.'
    """
    for event in reversed(events):
        match event:
            case RunEnded():
                reason = event.message.partition("\n")[0]
                return f"Training ended: {_OUTCOMES[event.outcome]}{'. ' if reason else ''}{reason}"
            case RunStarted():
                return "Training has begun"
            case RunResumed():
                return "Training goes on"
    return ""


class TrainingPanel:
    """Shows the run of one trainer; whoever opens the page later sees it from the start."""

    def __init__(self, trainer: Trainer) -> None:
        """Build the panel into the present slot."""
        self._trainer = trainer
        self._charts: dict[str, Chart] = {}
        self._first_rate: float | None = None
        self._marked: int | None = None
        with ui.element("div").classes("gn-run"):
            self._title = ui.label("Not trained yet").classes("gn-run-title")
            with (
                ui.element("div")
                .classes("gn-bar")
                .props('role="progressbar" aria-label="training progress"') as self._bar
            ):
                self._fill = ui.element("i")
            self._facts = ui.label().classes("gn-soft gn-number gn-run-facts")
            with self._facts:
                self._way = ui.tooltip("")
            self._score = ui.label().classes("gn-score gn-number")
        self._message = ui.label().classes("gn-run-message")
        self._grid = ui.element("div").classes("gn-charts")
        self.show_all()

    def show_all(self) -> None:
        """Show the run from its first event."""
        points = self._trainer.curve.points
        self._grid.clear()
        self._charts, self._first_rate, self._marked = {}, None, None
        self._add_chart(LOSS)
        for point in points[:1]:
            self._add_charts(point.metrics)
        for point in points:
            self._add_rate(point)
        for name, chart in self._charts.items():
            chart.load(_points(points, name))
        self._show(self._trainer.record)

    def take(self, events: Sequence[RunEvent] | None) -> None:
        """Show what has happened since; None begins another run."""
        if events is None or any(isinstance(event, RunResumed) for event in events):
            self.show_all()
            return
        points = self._trainer.curve.latest
        for point in points:
            self._add_charts(point.metrics)
            self._add_rate(point)
        if points:
            for name, chart in self._charts.items():
                chart.push(_points(points, name))
        if any(isinstance(event, RunEnded) for event in events):
            for chart in self._charts.values():
                chart.finish()
        self._show(self._trainer.record)

    def _add_charts(self, metrics: Metrics) -> None:
        """Give every metric a chart of its own; the first thing said of it is all there is."""
        for name in metrics:
            if name != LEARNING_RATE and not name.startswith(VALIDATION_PREFIX) and name not in self._charts:
                self._add_chart(name)

    def _add_rate(self, point: CurvePoint) -> None:
        """Give the learning rate a chart once it has changed: a straight line would say nothing."""
        rate = point.metrics.get(LEARNING_RATE)
        if self._first_rate is None:
            self._first_rate = rate
        elif rate != self._first_rate and LEARNING_RATE not in self._charts:
            self._add_chart(LEARNING_RATE).load(_points(self._trainer.curve.points, LEARNING_RATE))

    def _add_chart(self, name: str) -> Chart:
        with self._grid:
            chart = self._charts[name] = Chart().classes("gn-chart-box")
        chart.reset(metric_in_words(name), _RATE if name == LEARNING_RATE else _SERIES, end=self._end)
        return chart

    @property
    def _end(self) -> Place:
        """Where the run is to end, as far as it is known."""
        record, trained = self._trainer.record, self._trainer.trained
        if record is not None and record.ended is not None:
            return (None, None, None)  # Perhaps long before: the curve shall fill its place.
        epochs = trained.training.epochs if trained else None
        return (epochs, record.steps_in_all or None if record else None, None)

    def _mark_best(self, record: RunRecord) -> None:
        best = record.best_epoch
        # One epoch alone is no choice.
        if best is None or len(record.epochs) < 2 or best.epoch == self._marked or record.started is None:
            return
        self._marked = best.epoch
        step = best.epoch * record.started.steps_per_epoch
        seconds = next((point.seconds for point in self._trainer.curve.points if point.step >= step), None)
        for chart in self._charts.values():
            chart.mark_best((best.epoch, step, seconds))

    def _show(self, record: RunRecord | None) -> None:
        self._show_way(record)
        if record is None:
            self._set("Not trained yet", "", 0.0)
            return
        done, in_all = record.steps_done, record.steps_in_all
        if record.ended is not None:
            self._set(_OUTCOMES[record.ended.outcome], _facts_of_ended(record), done / max(in_all, 1))
        elif self._trainer.is_waiting:
            self._set("Waiting for its turn", "Another run is under way", 0.0)
        elif record.started is None:
            self._set(f"{record.stage}…", "", 0.0)
        else:
            epoch = min(len(record.epochs) + 1, record.started.epochs)
            self._set(f"Epoch {epoch:,} of {record.started.epochs:,}", _facts(record), done / max(in_all, 1))
        self._mark_best(record)
        self._score.set_text(_score(record.test.metrics) if record.test else "")
        message = record.ended.message if record.ended else ""
        self._message.set_text(message)
        self._message.set_visibility(bool(message))
        is_news = record.ended is not None and record.ended.outcome == "finished"  # nothing went wrong: an import
        self._message.classes(**{"add" if is_news else "remove": "is-news"})

    def _show_way(self, record: RunRecord | None) -> None:
        started = record.started if record else None
        way = ". ".join(filter(None, (started.way, started.device))) if started else ""
        self._way.set_text(way)
        self._way.set_visibility(bool(way))

    def _set(self, title: str, facts: str, share: float) -> None:
        self._title.set_text(title)
        self._facts.set_text(facts)
        percent = math.floor(share * 1000) / 10
        self._fill.style(f"width: {percent}%")
        self._bar.props(f"aria-valuenow={percent}")
        self._message.set_visibility(False)


def _points(points: Sequence[CurvePoint], name: str) -> list[Point]:
    """Return what points say of one metric, of training and of validation."""
    named = {TRAINING: name, VALIDATION: f"{VALIDATION_PREFIX}{name}"}
    return [
        (
            (point.epoch, point.step, round(point.seconds, 3)),
            {series: point.metrics[metric] for series, metric in named.items() if metric in point.metrics},
        )
        for point in points
    ]


def _facts(record: RunRecord) -> str:
    """Say how fast a run goes and what it takes, with the time left first."""
    latest, left = record.latest, record.seconds_left
    if latest is None:
        return ""
    return _joined(
        "" if left is None else f"{duration_in_words(left)} left",
        f"{latest.steps_per_second:,.0f} steps/s" if latest.steps_per_second > 0 else "",
        "" if latest.learning_rate is None else f"rate {latest.learning_rate:.3g}",
        bytes_in_words(latest.memory_bytes) if latest.memory_bytes else "",
        f"{latest.cpu_cores:.1f} cores" if latest.cpu_cores else "",
        _way(record),
    )


def _facts_of_ended(record: RunRecord) -> str:
    done, in_all = record.steps_done, record.steps_in_all
    return _joined(
        f"{done:,} of {in_all:,} steps" if in_all else "",
        f"in {duration_in_words(record.train_seconds)}",
        _way(record),
    )


def _way(record: RunRecord) -> str:
    """Return what takes the steps, where it is not the CPU as ever, and how; why is for who points at it."""
    if record.started is None:
        return ""
    device, _, lacking = record.started.device.partition("; ")
    return _joined(
        lacking.partition(",")[0] or (device if device.startswith("GPU") else ""),
        record.started.way.partition(":")[0],
    )


def _joined(*facts: str) -> str:
    return "   ".join(fact for fact in facts if fact)


def _score(metrics: Metrics) -> str:
    words = [
        f"{name.replace('_', ' ')} {'not a number' if value is None else f'{value:.4f}'}"
        for name, value in metrics.items()
    ]
    return _joined("Test", *words)
