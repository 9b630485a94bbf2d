"""What happens in a training run, as a closed union of frozen events: the lines of `events.jsonl`.

Epochs and steps count from 1, as people say them. `metrics` are by Keras' names ("loss", "accuracy").
Times are seconds since the Unix epoch, durations are seconds.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from graphnn.document.values import Frozen, FrozenMapping, empty_mapping

Metrics: TypeAlias = FrozenMapping[float | None]
"""Metric values by name; None where the value is not finite, since JSON has no NaN."""

Outcome: TypeAlias = Literal["finished", "stopped", "paused", "diverged", "refused", "crashed"]
"""How a run ends; one that stopped, paused or crashed can be resumed."""


RESUMING = "Resuming"
"""The stage of a run that someone has just asked to go on, before its process has said anything."""


class Preparing(Frozen):
    """The run process has begun with a stage before training: "Loading mnist", "Building the network".

    After the end of a run it says that the run is resumed.
    """

    event: Literal["preparing"] = "preparing"
    time: float
    stage: str


class RunStarted(Frozen):
    """Everything is ready and the first step is about to be taken."""

    event: Literal["run_started"] = "run_started"
    time: float
    epochs: int
    steps_per_epoch: int
    batch_size: int
    parameter_count: int
    sample_counts: FrozenMapping[int] = Field(description="by split: train, validation, test")
    prepare_seconds: float
    way: str = Field(default="", description="how the steps are taken, in words")
    device: str = Field(default="", description="what computes, in words; and what was asked for and is not there")


class RunResumed(Frozen):
    """The run goes on from its last checkpoint; what was told of later steps before is told again."""

    event: Literal["run_resumed"] = "run_resumed"
    time: float
    epoch: int = Field(description="the epoch under way")
    step: int = Field(description="steps of that epoch already taken")


class Remark(Frozen):
    """Something worth a sentence happened, as when a callback lowers the learning rate."""

    event: Literal["remark"] = "remark"
    time: float
    epoch: int
    message: str


class StepsEnd(Frozen):
    """Some steps were taken; `metrics` are the means over the epoch so far."""

    event: Literal["steps_end"] = "steps_end"
    time: float
    epoch: int
    step: int = Field(description="within the epoch")
    metrics: Metrics
    steps_per_second: float
    learning_rate: float | None = None
    memory_bytes: int = Field(default=0, description="of the run process; 0 where the system does not tell")
    cpu_cores: float = Field(default=0.0, description="how many the run process keeps busy")


class EpochEnd(Frozen):
    """An epoch is over and validated."""

    event: Literal["epoch_end"] = "epoch_end"
    time: float
    epoch: int
    metrics: Metrics
    validation: Metrics = Field(default_factory=empty_mapping, description="empty without validation data")
    seconds: float
    learning_rate: float | None = None


class TestEnd(Frozen):
    """The test set was scored."""

    event: Literal["test_end"] = "test_end"
    time: float
    metrics: Metrics
    seconds: float


class RunEnded(Frozen):
    """The run is over; `message` says why in words where it did not finish."""

    event: Literal["run_ended"] = "run_ended"
    time: float
    outcome: Outcome
    message: str = ""
    train_seconds: float = 0.0


RunEvent: TypeAlias = Annotated[
    Preparing | RunStarted | RunResumed | Remark | StepsEnd | EpochEnd | TestEnd | RunEnded,
    Field(discriminator="event"),
]

run_event_adapter: TypeAdapter[RunEvent] = TypeAdapter(RunEvent)
