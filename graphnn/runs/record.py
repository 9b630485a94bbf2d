"""What a run has come to, gathered from its events."""

from dataclasses import dataclass, field

from graphnn.protocol.events import (
    EpochEnd,
    Metrics,
    Outcome,
    Preparing,
    RunEnded,
    RunEvent,
    RunStarted,
    StepsEnd,
    TestEnd,
)


@dataclass(slots=True)
class RunRecord:
    """The state of a run: takes its events one by one, in order."""

    stage: str = "Starting"
    started: RunStarted | None = None
    latest: StepsEnd | None = None
    epochs: list[EpochEnd] = field(default_factory=list)
    test: TestEnd | None = None
    ended: RunEnded | None = None

    def take(self, event: RunEvent) -> None:
        """Take note of an event."""
        match event:
            case Preparing():
                self.stage = event.stage
            case RunStarted():
                self.started = event
            case StepsEnd():
                self.latest = event
            case EpochEnd():
                self.epochs.append(event)
            case TestEnd():
                self.test = event
            case RunEnded():
                self.ended = event

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it runs."""
        return self.ended.outcome if self.ended else None

    @property
    def steps_done(self) -> int:
        """Steps taken over all epochs."""
        if self.started is None:
            return 0
        complete = len(self.epochs) * self.started.steps_per_epoch
        if self.latest is None or self.latest.epoch <= len(self.epochs):
            return complete
        return complete + self.latest.step

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
    def seconds(self) -> dict[str, float]:
        """Seconds spent by phase: prepare, train, evaluate."""
        return {
            "prepare": round(self.started.prepare_seconds, 3) if self.started else 0.0,
            "train": round(self.ended.train_seconds, 3) if self.ended else 0.0,
            "evaluate": round(self.test.seconds, 3) if self.test else 0.0,
        }

    def history(self) -> list[dict[str, float | None]]:
        """Return the metrics of each epoch in one mapping, validation under Keras' `val_` names."""
        return [{**epoch.metrics, **_validation(epoch.validation)} for epoch in self.epochs]


def _validation(metrics: Metrics) -> dict[str, float | None]:
    return {f"val_{name}": value for name, value in metrics.items()}
