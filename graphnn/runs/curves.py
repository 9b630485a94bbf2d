"""The curves of a run, as points: what its events say of each metric, at which epoch, step and second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphnn.protocol.events import EpochEnd, Metrics, RunEvent, RunResumed, RunStarted, StepsEnd

VALIDATION_PREFIX = "val_"
LEARNING_RATE = "learning_rate"


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
                validation = {f"{VALIDATION_PREFIX}{name}": value for name, value in event.validation.items()}
                metrics = _with_rate({**event.metrics, **validation}, event.learning_rate)
                step = event.epoch * self._steps_per_epoch
                return CurvePoint(event.epoch, step, self._seconds, metrics, is_epoch_end=True)
            case _:
                pass
        return None


def points_of(events: Iterable[RunEvent]) -> list[CurvePoint]:
    """Return the points of a run; what was told of steps that a resumed run took again is left out."""
    reader, points, steps_per_epoch = CurveReader(), list[CurvePoint](), 1
    for event in events:
        if isinstance(event, RunStarted):
            steps_per_epoch = event.steps_per_epoch
        if isinstance(event, RunResumed):
            last = (event.epoch - 1) * steps_per_epoch + event.step
            points = [point for point in points if point.step <= last]
        if (point := reader.take(event)) is not None:
            points.append(point)
    return points


def _with_rate(metrics: Mapping[str, float | None], learning_rate: float | None) -> Metrics:
    return {**metrics, **({} if learning_rate is None else {LEARNING_RATE: learning_rate})}
