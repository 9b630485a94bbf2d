"""The epochs of a run: from a position on to the end, or to where someone asked it to stop or pause."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import keras
import numpy as np

from graphnn.catalogue.callbacks import VALIDATION_PREFIX
from graphnn.document.model import Document
from graphnn.engine.training.callbacks import Callbacks
from graphnn.engine.training.checkpoint import CheckpointPace, Position, save_checkpoint
from graphnn.engine.training.divergence import why_diverged
from graphnn.engine.training.fit_looks import FitLooks
from graphnn.engine.training.inside import InsideLooks
from graphnn.engine.training.loop import EpochLoop, EpochMetrics
from graphnn.engine.training.pace import Pace, ProcessLoad
from graphnn.engine.training.prepare import Prepared
from graphnn.engine.training.thumbnail_looks import ThumbnailLooks
from graphnn.protocol.events import EpochEnd, Metrics, Remark, StepsEnd
from graphnn.protocol.run_folder import RunFolder

EndOfEpochs: TypeAlias = Literal["finished", "stopped", "paused"]
"""How the epochs ended: all are done, or someone asked."""


class Diverged(Exception):
    """The loss is no longer a number."""


@dataclass(slots=True)
class EpochTraining:
    """Trains epoch by epoch; `position` is how far it has come."""

    prepared: Prepared
    document: Document
    folder: RunFolder
    position: Position
    callbacks: Callbacks
    _pace: Pace = field(default_factory=Pace)
    _load: ProcessLoad = field(default_factory=ProcessLoad)
    _checkpoints: CheckpointPace = field(default_factory=CheckpointPace)
    _looks: InsideLooks = field(init=False)
    _fit: FitLooks = field(init=False)
    _thumbnails: ThumbnailLooks = field(init=False)
    _started: float = field(default_factory=time.perf_counter)
    _before_seconds: float = 0.0
    _is_ended_early: bool = False

    def __post_init__(self) -> None:
        """Prepare the looks inside."""
        self._looks = InsideLooks(self.prepared.model, self.folder, self.prepared.training.first_samples)
        self._fit = FitLooks(self.prepared.model, self.folder, self.prepared.training.first_samples)
        self._thumbnails = ThumbnailLooks(self.prepared, self.folder)

    def run(self) -> EndOfEpochs:
        """Train to the end, or to where it is stopped or paused, and leave a checkpoint there.

        Raises:
            Diverged: If the loss is no longer a number.
            UnwritableError: If what is to be kept cannot be written.
        """
        self._started, self._before_seconds = time.perf_counter(), self.position.train_seconds
        while self.position.epoch <= self.document.training.epochs:
            asked = self._train_epoch()
            if asked is not None:
                self._picture(is_last=True)
                self.save()
                return {"stop": "stopped", "pause": "paused"}[asked]  # type: ignore[return-value]
            if self._is_ended_early:
                break
            if self._checkpoints.is_due():
                self.save()
        self.callbacks.end()
        self._picture(is_last=True)
        self.save()  # So that the run can be given more epochs.
        return "finished"

    def save(self) -> None:
        """Write a checkpoint of the present position."""
        started = time.perf_counter()
        position = self._at(self.position.epoch, self.position.step)
        save_checkpoint(self.folder, self.prepared.model, position, self.callbacks.best_weights())
        self._checkpoints.learn(time.perf_counter() - started)

    def _train_epoch(self) -> Literal["stop", "pause"] | None:
        """Train the rest of the epoch under way; return what someone asked for before its end."""
        model, loop, epoch = self.prepared.model, self.prepared.training, self.position.epoch
        epoch_started = time.perf_counter()
        loop.set_order(sample_order(self.document.training.seed, epoch, loop.sample_count))
        if self.position.step == 0:
            self.prepared.metrics.reset()
            self.callbacks.begin_epoch(epoch)
        metrics: dict[str, float] = {}
        while self.position.step < loop.step_count:
            if (asked := self.folder.asked()) is not None:
                return asked
            metrics = self._take_steps()
        metrics = metrics or self.prepared.metrics.values()  # The last checkpoint may lie at the very end of an epoch.
        validation = evaluate(self.prepared.metrics, self.prepared.validation) if self.prepared.validation else {}
        told = EpochEnd(
            time=time.time(),
            epoch=epoch,
            metrics=as_json(metrics),
            validation=as_json(validation),
            seconds=time.perf_counter() - epoch_started,
            learning_rate=learning_rate(model),
        )
        self.folder.append(told)
        logs = {**metrics, **{f"{VALIDATION_PREFIX}{name}": value for name, value in validation.items()}}
        self._is_ended_early = self.callbacks.end_epoch(epoch, logs)
        for remark in self.callbacks.remarks:
            self.folder.append(Remark(time=time.time(), epoch=epoch, message=remark))
        self.position = self._at(epoch + 1, 0)
        return None

    def _take_steps(self) -> dict[str, float]:
        """Take as many steps as fit into one call, tell of them if it is time, and return the metrics so far."""
        model, loop = self.prepared.model, self.prepared.training
        epoch, first = self.position.epoch, self.position.step
        look = self._looks.begin() if self._looks.is_due() else None
        last = first + 1 if look else min(first + self._pace.steps_per_call, loop.step_count)
        call_started = time.perf_counter()
        # The one wait for the steps to be done.
        metrics = self.prepared.metrics.values(loop.take_steps(first, last))
        if look is None:
            self._pace.learn(last - first, time.perf_counter() - call_started)
        else:
            self._looks.end(look, epoch=epoch, step=last)
        if not math.isfinite(metrics["loss"]):
            raise Diverged(why_diverged(model, loop, loss=metrics["loss"], epoch=epoch, step=last))
        self.position = self._at(epoch, last)
        self._picture()
        if self._checkpoints.is_due():
            self.save()
        if self._pace.is_event_due():
            self.folder.append(
                StepsEnd(
                    time=time.time(),
                    epoch=epoch,
                    step=last,
                    metrics=as_json(metrics),
                    steps_per_second=self._pace.steps_per_second,
                    learning_rate=learning_rate(model),
                    memory_bytes=self._load.memory_bytes(),
                    cpu_cores=self._load.cpu_cores(),
                )
            )
        return metrics

    def _picture(self, *, is_last: bool = False) -> None:
        epoch = min(self.position.epoch, self.document.training.epochs)
        self._fit.take(epoch=epoch, step=self.position.step, is_last=is_last)
        self._thumbnails.take(epoch=epoch, step=self.position.step, is_last=is_last)

    def _at(self, epoch: int, step: int) -> Position:
        return Position(
            epoch=epoch, step=step, train_seconds=self._before_seconds + time.perf_counter() - self._started
        )


def sample_order(seed: int, epoch: int, sample_count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return the order of samples in an epoch: a function of seed and epoch alone, so that a run can be repeated."""
    return np.random.default_rng((seed, epoch)).permutation(sample_count).astype(np.int32)


def evaluate(metrics: EpochMetrics, loop: EpochLoop) -> dict[str, float]:
    """Return the metrics of a model over all samples of a loop."""
    metrics.reset()
    return metrics.values(loop.take_steps(0, loop.step_count))


def learning_rate(model: keras.Model) -> float:
    """Return the learning rate of the next step."""
    return float(model.optimizer.learning_rate)


def as_json(metrics: Mapping[str, Any]) -> Metrics:
    """Return metrics with what is no number left open, as JSON wants it."""
    return {name: value if math.isfinite(value) else None for name, value in metrics.items()}
