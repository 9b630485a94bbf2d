"""Run processes without TensorFlow: small programs that are told their folder as the engine is."""

import sys
from collections.abc import Iterable

from graphnn.protocol.events import EpochEnd, RunEnded, RunEvent, RunStarted, StepsEnd, TestEnd

STARTED = RunStarted(
    time=1.0,
    epochs=3,
    steps_per_epoch=10,
    batch_size=32,
    parameter_count=7,
    sample_counts={"train": 320},
    prepare_seconds=1.2345,
)
TESTED = TestEnd(time=4.0, metrics={"loss": 0.25}, seconds=0.5)
FINISHED = RunEnded(time=5.0, outcome="finished", train_seconds=2.5)


def steps_end(epoch: int, step: int, *, loss: float | None = 0.5, steps_per_second: float = 5.0) -> StepsEnd:
    return StepsEnd(time=2.0, epoch=epoch, step=step, metrics={"loss": loss}, steps_per_second=steps_per_second)


def epoch_end(epoch: int, **metrics: float | None) -> EpochEnd:
    """Return the end of an epoch; metrics whose name starts with val_ are of the validation."""
    validation = {name.removeprefix("val_"): value for name, value in metrics.items() if name.startswith("val_")}
    training = {name: value for name, value in metrics.items() if not name.startswith("val_")}
    return EpochEnd(time=3.0, epoch=epoch, metrics=training, validation=validation, seconds=1.0)


def process(body: str = "", *, before: str = "") -> tuple[str, ...]:
    """Return a command that waits for its folder and then runs the body in it; without a folder it ends."""
    program = f"""
import os, signal, sys
from pathlib import Path
{before}
folder = sys.stdin.readline().strip()
if not folder:
    sys.exit(0)
os.chdir(folder)
{body}
"""
    return (sys.executable, "-S", "-E", "-c", program)


def writing(events: Iterable[RunEvent], *, then: str = "") -> tuple[str, ...]:
    """Return a command that appends events to its folder, and then does something more."""
    lines = b"".join(event.model_dump_json().encode() + b"\n" for event in events)
    return process(f"Path('events.jsonl').open('ab').write({lines!r})\n{then}")
