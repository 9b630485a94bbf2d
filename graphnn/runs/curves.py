"""The curves of a run, as points: what its events say of each metric, at which epoch, step and second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphnn.protocol.events import EpochEnd, Metrics, RunEvent, RunResumed, RunStarted, StepsEnd
from graphnn.runs.record import LOSS, metrics_of

LEARNING_RATE = "learning_rate"

MOST_POINTS = 1000
"""A page that opens is sent fewer than twice as many, whatever the length of the run."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The metrics at one place of a run, by Keras' names; those of the validation start with `val_`."""

    epoch: float
    """Whole at the end of an epoch, a fraction within."""
    step: int
    """Over all epochs."""
    seconds: float
    """Of training; the time a run lay paused does not count."""
    metrics: Metrics
    is_epoch_end: bool = False


class CurveReader:
    """Takes the events of a run in order and turns them into points."""

    def __init__(self) -> None:
        """Begin with a run that has said nothing yet."""
        self._steps_per_epoch = 1
        self._began = 0.0
        self._seconds = 0.0

    def take(self, event: RunEvent) -> CurvePoint | None:
        """Return the point that an event stands for, if it does."""
        match event:
            case RunStarted():
                self._steps_per_epoch = event.steps_per_epoch
                self._began = event.time - self._seconds
            case StepsEnd():
                self._seconds = event.time - self._began
                step = (event.epoch - 1) * self._steps_per_epoch + event.step
                metrics = _with_rate(event.metrics, event.learning_rate)
                return CurvePoint(step / self._steps_per_epoch, step, self._seconds, metrics)
            case EpochEnd():
                self._seconds = event.time - self._began
                metrics = _with_rate(metrics_of(event), event.learning_rate)
                step = event.epoch * self._steps_per_epoch
                return CurvePoint(event.epoch, step, self._seconds, metrics, is_epoch_end=True)
            case _:
                pass
        return None


@dataclass(slots=True)
class Curve:
    """The points of a run as they come: few enough to send at any length of run, none that was taken back."""

    points: list[CurvePoint] = field(default_factory=list)
    latest: list[CurvePoint] = field(default_factory=list)
    """Those of the events that were taken last."""
    _reader: CurveReader = field(default_factory=CurveReader)
    _steps_per_epoch: int = 1

    def take(self, events: Iterable[RunEvent]) -> None:
        """Take note of events."""
        self.latest = []
        for event in events:
            self._take(event)

    def _take(self, event: RunEvent) -> None:
        match event:
            case RunStarted():
                self._steps_per_epoch = event.steps_per_epoch
            case RunResumed():
                last = (event.epoch - 1) * self._steps_per_epoch + event.step
                self.points = [point for point in self.points if point.step <= last]
            case _:
                pass
        if (point := self._reader.take(event)) is not None:
            self.latest.append(point)
            self.points.append(point)
            if len(self.points) >= 2 * MOST_POINTS:
                self.points = _thinned(self.points)


def _thinned(points: list[CurvePoint]) -> list[CurvePoint]:
    """Return about half as many points: of each four the ones with the least and the greatest loss, and the last."""
    kept: list[CurvePoint] = []
    for start in range(0, len(points) - 1, 4):
        group = points[start : min(start + 4, len(points) - 1)]
        ordered = sorted(group, key=lambda point: (point.metrics.get(LOSS) or 0.0, point.step))
        kept += sorted({id(each): each for each in (ordered[0], ordered[-1])}.values(), key=lambda each: each.step)
    return [*kept, points[-1]]


def _with_rate(metrics: Mapping[str, float | None], learning_rate: float | None) -> Metrics:
    return {**metrics, **({} if learning_rate is None else {LEARNING_RATE: learning_rate})}
