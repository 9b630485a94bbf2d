"""What a run has come to, gathered from its events."""

import math
from dataclasses import dataclass, field

from graphnn.catalogue.callbacks import VALIDATION_PREFIX
from graphnn.protocol.events import (
    EpochEnd,
    Outcome,
    Preparing,
    Remark,
    RunEnded,
    RunEvent,
    RunResumed,
    RunStarted,
    StepsEnd,
    TestEnd,
)
from graphnn.protocol.run_folder import RunFolder

LOSS = "loss"


@dataclass(slots=True)
class RunRecord:
    """The state of a run: takes its events one by one, in order; what a resumed run does again counts once."""

    stage: str = "Starting"
    began: float | None = None
    """When its first event happened."""
    started: RunStarted | None = None
    resumed: RunResumed | None = None
    latest: StepsEnd | None = None
    remarks: list[Remark] = field(default_factory=list)
    epochs: list[EpochEnd] = field(default_factory=list)
    best_epoch: EpochEnd | None = None
    """The one with the lowest loss, of the validation where there is one."""
    test: TestEnd | None = None
    ended: RunEnded | None = None
    _began: float = 0.0
    _seconds: float = 0.0

    def take(self, event: RunEvent) -> None:
        """Take note of an event."""
        if self.began is None:
            self.began = event.time
        match event:
            case Preparing():
                self.stage = event.stage
                if self.ended is not None:
                    self.ended = self.test = self.started = None
            case RunStarted():
                self.started, self._began = event, event.time - self._seconds
            case RunResumed():
                self.resumed, self.latest = event, None
                self.epochs = [epoch for epoch in self.epochs if epoch.epoch < event.epoch]
                self.best_epoch = min(self.epochs, key=_judged, default=None)
                self.remarks = [remark for remark in self.remarks if remark.epoch < event.epoch]
            case Remark():
                self.remarks.append(event)
            case StepsEnd():
                self.latest, self._seconds = event, event.time - self._began
            case EpochEnd():
                self.epochs.append(event)
                if self.best_epoch is None or _judged(event) < _judged(self.best_epoch):
                    self.best_epoch = event
                self._seconds = event.time - self._began
            case TestEnd():
                self.test = event
            case RunEnded():
                self.ended = event

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it runs."""
        return self.ended.outcome if self.ended else None

    @property
    def can_be_resumed(self) -> bool:
        """Whether it ended before its last epoch and can go on from there."""
        return self.outcome in ("stopped", "paused", "crashed")

    @property
    def steps_done(self) -> int:
        """Steps taken over all epochs."""
        if self.started is None:
            return 0
        complete = len(self.epochs) * self.started.steps_per_epoch
        position = self.latest or self.resumed
        if position is None or position.epoch <= len(self.epochs):
            return complete
        return complete + position.step

    @property
    def steps_in_all(self) -> int:
        """Steps of the whole run; 0 before it is known."""
        return self.started.epochs * self.started.steps_per_epoch if self.started else 0

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the last step at the present rate; None before a rate is known."""
        if self.latest is None or self.latest.steps_per_second <= 0:
            return None
        return (self.steps_in_all - self.steps_done) / self.latest.steps_per_second

    @property
    def train_seconds(self) -> float:
        """Seconds of training so far; the time it lay paused does not count."""
        # Whoever ended a killed run in its stead does not know its time: it is that of what the run told last.
        return (self.ended.train_seconds if self.ended else 0.0) or self._seconds

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds spent by phase: prepare, train, evaluate."""
        return {
            "prepare": round(self.started.prepare_seconds, 3) if self.started else 0.0,
            "train": round(self.ended.train_seconds, 3) if self.ended else 0.0,
            "evaluate": round(self.test.seconds, 3) if self.test else 0.0,
        }

    def history(self) -> list[dict[str, float | None]]:
        """Return the metrics of each epoch in one mapping, validation under Keras' `val_` names."""
        return [metrics_of(epoch) for epoch in self.epochs]


def read_record(folder: RunFolder) -> RunRecord:
    """Return what a run has come to, as its folder tells.

    Raises:
        RunError: If its events cannot be read.
    """
    record = RunRecord()
    for event in folder.events()[0]:
        record.take(event)
    return record


def metrics_of(epoch: EpochEnd) -> dict[str, float | None]:
    """Return the metrics of an epoch in one mapping, validation under Keras' `val_` names."""
    return {**epoch.metrics, **{f"{VALIDATION_PREFIX}{name}": value for name, value in epoch.validation.items()}}


def _judged(epoch: EpochEnd) -> float:
    """Return the loss that an epoch is judged by; one that is no number is the worst."""
    loss = (epoch.validation or epoch.metrics).get(LOSS)
    return math.inf if loss is None else loss
