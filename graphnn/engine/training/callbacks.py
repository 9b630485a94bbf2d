"""The callbacks of a recipe at work: Keras' own where they decide, ours where they write.

What a callback has learned so far (how long it has waited, the best value, the best weights) is part of the
checkpoint, so that a resumed run decides as an uninterrupted one.
"""

import os
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from graphnn.catalogue.callbacks import VALIDATION_PREFIX
from graphnn.catalogue.model import Catalogue
from graphnn.document.atomic import synchronise_folder
from graphnn.document.model import Configured
from graphnn.document.values import Json, thaw
from graphnn.engine.objects import keras_arguments
from graphnn.engine.training.mlflow_log import MlflowLog
from graphnn.errors import FaultyGraphError
from graphnn.protocol.run_folder import RunFolder, unwritable

Logs: TypeAlias = dict[str, float]

_REMEMBERED = ("wait", "best", "best_epoch", "stopped_epoch", "cooldown_counter")
"""The attributes in which Keras' callbacks, and ours, keep what they have learned."""


@dataclass(slots=True)
class Callbacks:
    """All callbacks of a run, in the order of the recipe."""

    model: keras.Model
    each: Sequence[keras.callbacks.Callback]
    remarks: list[str] = field(default_factory=list)
    """What happened at the end of the last epoch, in words."""

    def begin(self, remembered: Mapping[str, Any], weights: Sequence[np.ndarray[Any, Any]]) -> None:
        """Begin, or go on with what was remembered."""
        self.model.stop_training = False
        for place, callback in enumerate(self.each):
            callback.set_model(self.model)
            callback.on_train_begin()
            for name, value in remembered.get(str(place), {}).items():
                setattr(callback, name, value)
        if weights:
            self._keeper().best_weights = list(weights)

    def begin_epoch(self, epoch: int) -> None:
        """Tell that an epoch begins, counted from 1."""
        for callback in self.each:
            callback.on_epoch_begin(epoch - 1, {})

    def end_epoch(self, epoch: int, logs: Logs) -> bool:
        """Tell that an epoch is over; return whether one of them ends the training."""
        self.remarks.clear()
        for callback in self.each:
            self._refuse_unmeasured(callback, logs)
            lowers = hasattr(callback, "min_lr")
            before = float(self.model.optimizer.learning_rate) if lowers else 0.0
            with warnings.catch_warnings():
                # A metric that is no number this time: Keras warns and waits, and the chart shows the gap.
                warnings.simplefilter("ignore")
                callback.on_epoch_end(epoch - 1, dict(logs))
            if lowers and (after := float(self.model.optimizer.learning_rate)) < before:
                words = f"{callback.monitor} stopped improving: learning rate {before:.3g} → {after:.3g}."
                self.remarks.append(words)
            if self.model.stop_training and getattr(callback, "stopped_epoch", 0) == epoch - 1:
                best = f"the best was epoch {callback.best_epoch + 1}"
                self.remarks.append(f"Ended early: {callback.monitor} stopped improving; {best}.")
        return bool(self.model.stop_training)

    def end(self) -> None:
        """Tell that the training is over; one of them may give the model the weights of its best epoch."""
        for callback in self.each:
            callback.on_train_end()

    def remembered(self) -> dict[str, Json]:
        """Return what each has learned so far, by its place."""
        learned = {
            str(place): {name: _plain(getattr(callback, name)) for name in _REMEMBERED if hasattr(callback, name)}
            for place, callback in enumerate(self.each)
        }
        return {place: values for place, values in learned.items() if values}

    def best_weights(self) -> list[np.ndarray[Any, Any]]:
        """Return the weights that one of them keeps to give back at the end; none where none does."""
        return list(getattr(self._keeper(), "best_weights", None) or ()) if self._keeper() else []

    def _keeper(self) -> Any:
        return next((each for each in self.each if getattr(each, "restore_best_weights", False)), None)

    def _refuse_unmeasured(self, callback: Any, logs: Logs) -> None:
        monitor = getattr(callback, "monitor", None)
        if monitor is not None and monitor not in logs:
            raise FaultyGraphError(
                f"{type(callback).__name__}: {monitor} is not measured. Let it watch one of {', '.join(logs)}."
            )


def make_callbacks(
    configured: Sequence[Configured], model: keras.Model, folder: RunFolder, catalogue: Catalogue
) -> Callbacks:
    """Return the callbacks of a recipe for a model and a run's folder.

    Raises:
        FaultyGraphError: If there is no such callback, or its parameters are not what it takes.
    """
    made = [_make(each, folder, catalogue) for each in configured]
    # Every run can be looked at with TensorBoard, whether its recipe says so or not.
    always = [] if any(isinstance(each, TensorBoardLog) for each in made) else [TensorBoardLog(folder)]
    return Callbacks(model, [*made, *always])


def _make(configured: Configured, folder: RunFolder, catalogue: Catalogue) -> keras.callbacks.Callback:
    callback_type = catalogue.callbacks.get(configured.type)
    if callback_type is None:
        raise FaultyGraphError(f"{configured.type}: no such callback. Choose one of {', '.join(catalogue.callbacks)}.")
    arguments = keras_arguments(callback_type.parameters, configured.parameters, catalogue)
    makers: Mapping[str, Any] = {
        "EarlyStopping": keras.callbacks.EarlyStopping,
        "ReduceLROnPlateau": keras.callbacks.ReduceLROnPlateau,
        "LearningRateScheduler": EpochSchedule,
        "ModelCheckpoint": lambda **given: BestModel(folder, **given),
        "TerminateOnNaN": keras.callbacks.Callback,  # every run does
        "CSVLogger": lambda **given: History(folder, **given),
        "TensorBoard": lambda **given: TensorBoardLog(folder, **given),
        "MLflow": lambda **given: MlflowLog(folder, **given),
    }
    try:
        return makers[configured.type](**arguments)
    except (TypeError, ValueError) as error:
        raise FaultyGraphError(f"{configured.type}: {str(error).splitlines()[0]}") from error


class EpochSchedule(keras.callbacks.LearningRateScheduler):  # type: ignore[misc]  # Keras has no types
    """A schedule that counts epochs."""

    def __init__(self, schedule: Any) -> None:
        """See the class."""
        super().__init__(lambda epoch: float(schedule(epoch)))


class BestModel(keras.callbacks.ModelCheckpoint):  # type: ignore[misc]  # Keras has no types
    """The model of the best epoch, in a file that is whole at any moment."""

    def __init__(self, folder: RunFolder, **given: Any) -> None:
        """See the class."""
        self._unfinished = folder.path / ".best.unfinished.keras"
        self._file = folder.best_model_file
        super().__init__(self._unfinished, save_best_only=True, **given)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the model if it is the best so far."""
        try:
            super().on_epoch_end(epoch, logs)
            if self._unfinished.exists():
                os.replace(self._unfinished, self._file)
                synchronise_folder(self._file.parent)
        except OSError as error:
            self._unfinished.unlink(missing_ok=True)
            raise unwritable(self._file.parent, error) from error


class History(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """The metrics of each epoch as lines of a table; a resumed run writes over what it does again."""

    def __init__(self, folder: RunFolder, separator: str = ",") -> None:
        """See the class."""
        super().__init__()
        self._folder = folder
        self._separator = separator
        self._is_open = False

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Append the epoch."""
        file, values = self._folder.path / "history.csv", logs or {}
        try:
            if not self._is_open:
                lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
                kept = lines[: epoch + 1] or [self._separator.join(["epoch", *values])]
                file.write_text("\n".join([*kept, ""]), encoding="utf-8")
                self._is_open = True
            with file.open("a", encoding="utf-8") as table:
                table.write(self._separator.join([str(epoch + 1), *map(str, values.values())]) + "\n")
        except OSError as error:
            raise unwritable(self._folder.path, error) from error


class TensorBoardLog(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """The metrics of each epoch in the files that TensorBoard reads; it need not be installed to write them."""

    SECONDS = 0.1
    """Epochs may be shorter than anyone can see: no more than one is written in this time, and the last."""

    def __init__(self, folder: RunFolder) -> None:
        """See the class."""
        super().__init__()
        self._folder = folder.path / "tensorboard"
        self._writers: dict[str, Any] = {}
        self._waiting: tuple[int, Logs] | None = None
        self._written = 0.0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the epoch, or keep it waiting."""
        self._waiting = (epoch, logs or {})
        if time.perf_counter() - self._written >= self.SECONDS:
            self._write()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Write the last epoch."""
        self._write()

    def _write(self) -> None:
        if self._waiting is None:
            return
        (epoch, logs), self._waiting, self._written = self._waiting, None, time.perf_counter()
        try:
            self._write_epoch(epoch, logs)
        except tf.errors.OpError as error:
            raise unwritable(self._folder.parent, OSError(error.message)) from error

    def _write_epoch(self, epoch: int, logs: Logs) -> None:
        for name, value in logs.items():
            is_validation = name.startswith(VALIDATION_PREFIX)
            writer = self._writer("validation" if is_validation else "train")
            tf.raw_ops.WriteScalarSummary(
                writer=writer,
                step=tf.constant(epoch, tf.int64),
                tag=f"epoch_{name.removeprefix(VALIDATION_PREFIX)}",
                value=tf.constant(value, tf.float32),
            )
        for writer in self._writers.values():
            tf.raw_ops.FlushSummaryWriter(writer=writer)

    def _writer(self, name: str) -> Any:
        if name not in self._writers:
            writer = tf.raw_ops.SummaryWriter(shared_name=f"{self._folder}/{name}", container="")
            tf.raw_ops.CreateSummaryFileWriter(
                writer=writer,
                logdir=str(self._folder / name),
                max_queue=tf.constant(100),
                flush_millis=tf.constant(10_000),
                filename_suffix=tf.constant(""),
            )
            self._writers[name] = writer
        return self._writers[name]


def _plain(value: Any) -> Json:
    return float(value) if isinstance(value, np.floating) else thaw(value)
