"""Checkpoints: all there is to go on from, so that a resumed run ends where an uninterrupted one does.

A checkpoint is one file: every variable of the model (seed generators included), of its optimizer and of its
metrics, and the position in the run. The order of samples is a function of seed and epoch, so it needs no place.
Two generations are kept; each is written beside, flushed to the disk and moved into place.
"""

import json
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import keras
import numpy as np
from pydantic import Field, TypeAdapter, ValidationError

from graphnn.document.atomic import replacing
from graphnn.document.values import Frozen, FrozenMapping, Json, empty_mapping
from graphnn.errors import FaultyGraphError, RunError
from graphnn.protocol.run_checkpoints import checkpoints
from graphnn.protocol.run_folder import RunFolder, unwritable
from graphnn.sources.opening import refuse_packings

GENERATIONS = 2
SHARE_OF_TIME = 0.02
"""How much of the time of training may go into checkpoints."""

SHORTEST_SECONDS = 5.0
"""What a power cut may cost in any case: checkpoints of small models are cheap, but not free."""

_POSITION = "position"
_BEST = "best_"


class Position(Frozen):
    """How far a run has come: the epoch under way, from 1, and the steps taken in it."""

    epoch: int = 1
    step: int = 0
    train_seconds: float = 0.0
    callbacks: FrozenMapping[Json] = Field(default_factory=empty_mapping)


_SIGNATURE: TypeAdapter[tuple[tuple[str, tuple[int, ...]], ...]] = TypeAdapter(tuple[tuple[str, tuple[int, ...]], ...])


_TORN = (OSError, ValueError, KeyError, zipfile.BadZipFile, ValidationError)
"""What reading half a checkpoint may raise."""

Arrays: TypeAlias = Sequence[np.ndarray[Any, Any]]


def save_checkpoint(folder: RunFolder, model: keras.Model, position: Position, best_weights: Arrays = ()) -> None:
    """Write a checkpoint, and let go of all but the one before.

    Args:
        best_weights: What a callback keeps to give back at the end of the run.

    Raises:
        UnwritableError: If it cannot be written; those there stay.
    """
    variables = variables_of(model)
    arrays = {str(place): variable.numpy() for place, variable in enumerate(variables)}
    arrays |= {f"{_BEST}{place}": weights for place, weights in enumerate(best_weights)}
    about = {"variables": _signature(variables), "position": position.model_dump(mode="json")}
    arrays[_POSITION] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    files = checkpoints(folder)
    number = int(files[-1].stem) + 1 if files else 1
    try:
        folder.checkpoint_folder.mkdir(exist_ok=True)
        for unfinished in folder.checkpoint_folder.glob(".*.npz"):
            unfinished.unlink(missing_ok=True)  # of a process that was killed as it wrote
        with replacing(folder.checkpoint_folder / f"{number:06}.npz") as file:
            np.savez(file, allow_pickle=False, **arrays)
        for file in checkpoints(folder)[:-GENERATIONS]:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(folder.path, error) from error


def restore_checkpoint(folder: RunFolder, model: keras.Model) -> tuple[Position, Arrays]:
    """Give a model the values of the last whole checkpoint, and return its position and best weights.

    Where there is none, it is the beginning.

    Raises:
        FaultyGraphError: If the checkpoint is of another network.
    """
    variables = variables_of(model)
    for file in reversed(checkpoints(folder)):
        try:
            with _opened(file) as (arrays, about):
                kept = about["variables"]
                values = [arrays[str(place)] for place in range(len(kept))]
                position = Position.model_validate(about["position"])
                count = sum(name.startswith(_BEST) for name in arrays.files)
                best_weights = [arrays[f"{_BEST}{place}"] for place in range(count)]
        except _TORN:
            continue  # Torn by a disk that lied about having written it: the generation before is whole.
        _assign(file, variables, kept, values)
        return position, best_weights
    return Position(), ()


def restore_weights(file: Path, model: keras.Model) -> None:
    """Give a model the weights of a checkpoint; unlike training, it needs neither optimizer nor metrics.

    Raises:
        FaultyGraphError: If the checkpoint is of another network.
        RunError: If it cannot be read.
    """
    variables = _each_once(model.variables)
    try:
        with _opened(file) as (arrays, about):
            kept = about["variables"][: len(variables)]
            values = [arrays[str(place)] for place in range(len(kept))]
    except _TORN as error:
        raise RunError(f"{file}: no whole checkpoint. Look again once there is another.") from error
    _assign(file, variables, kept, values)


def variables_of(model: keras.Model) -> list[Any]:
    """Return every variable that training changes, each once, in an order that is always the same."""
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    return _each_once([*model.variables, *model.optimizer.variables, *metrics])


@dataclass(slots=True)
class CheckpointPace:
    """When the next checkpoint is due: as often as its cost allows."""

    cost_seconds: float = 0.0
    _last: float = field(default_factory=time.perf_counter)

    def is_due(self) -> bool:
        """Tell whether the last one is long enough ago."""
        return time.perf_counter() - self._last >= max(SHORTEST_SECONDS, self.cost_seconds / SHARE_OF_TIME)

    def learn(self, seconds: float) -> None:
        """Take note of one that was just written and how long it took."""
        self.cost_seconds = seconds
        self._last = time.perf_counter()


@contextmanager
def _opened(file: Path) -> Iterator[tuple[Any, Any]]:
    """Give the arrays of a checkpoint, by name, and what it says of them."""
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        refuse_packings(arrays.zip)
        yield arrays, json.loads(arrays[_POSITION].tobytes())


def _each_once(variables: Sequence[Any]) -> list[Any]:
    return list({id(variable): variable for variable in variables}.values())


def _assign(file: Path, variables: list[Any], kept: Any, values: list[np.ndarray[Any, Any]]) -> None:
    if _SIGNATURE.validate_python(kept) != _SIGNATURE.validate_python(_signature(variables)):
        raise FaultyGraphError(f"{file}: is of another network than graph.json beside it. Start a new run.")
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def _signature(variables: list[Any]) -> list[tuple[str, tuple[int, ...]]]:
    # Not their names: Keras counts up those that it makes itself.
    return [(str(variable.dtype), tuple(variable.shape)) for variable in variables]
