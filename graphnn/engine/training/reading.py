"""Where the samples of a run are: in memory, or on the disk and read as they are needed; and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from graphnn.document.model import Data, Document
from graphnn.engine.budget import Budget, TrainingMemory
from graphnn.engine.data.kept import Kept, KeptPictures
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import Fitted, Indices, Samples, SamplesT
from graphnn.engine.data.own import stream_own
from graphnn.engine.data.split import Splits, split_data
from graphnn.engine.data.streamed import StreamedSamples
from graphnn.engine.training.adapt import Pieces
from graphnn.engine.training.loop import EpochLoop, Structure, Told
from graphnn.engine.training.picture_kinds import pictures_of
from graphnn.engine.training.samples import Batchable, Bindings, batchable, class_weights_of
from graphnn.engine.training.streaming import StreamedLoop, cache_bytes, piece_bytes
from graphnn.errors import DataError
from graphnn.protocol.quantities import size_in_words

ADAPTED_AT_ONCE = 4096
"""How many samples layers that adapt are shown at a time."""

Step = Callable[..., Any]
Weights = np.ndarray[Any, Any] | None


class Reading(Protocol):
    """The samples of one split, wherever they are, as a model takes them."""

    def first(self) -> Batchable:
        """Return the first of them alone."""
        ...

    def all(self) -> Batchable | Pieces:
        """Return all of them, whole or piece by piece."""
        ...

    def class_weights(self) -> Weights:
        """Return how much each counts by its class; None where all count the same."""
        ...

    def pictures(self) -> dict[str, KeptPictures]:
        """Return how the pictures of each Input are that takes some."""
        ...

    def loop(self, step: Step, weights: Weights = None, told: Told | None = None) -> EpochLoop:
        """Return the loop of a step over them."""
        ...


@dataclass(frozen=True, slots=True)
class InMemory:
    """Samples that were read whole."""

    samples: Samples
    bindings: Bindings
    batchable: Batchable

    def first(self) -> Batchable:
        """See `Reading`."""
        return batchable(self.samples.take(np.arange(1)), self.bindings)

    def all(self) -> Batchable:
        """See `Reading`."""
        return self.batchable

    def class_weights(self) -> Weights:
        """See `Reading`."""
        return class_weights_of(self.samples, self.bindings)

    def pictures(self) -> dict[str, KeptPictures]:
        """See `Reading`."""
        return pictures_of(self.samples, self.bindings)

    def loop(self, step: Step, weights: Weights = None, told: Told | None = None) -> EpochLoop:
        """See `Reading`."""
        ready = self.batchable
        return EpochLoop(
            step,
            ready.inputs,
            ready.targets,
            weights=weights,
            told=told,
            dtypes=ready.dtypes,
            batch_size=self.bindings.document.training.batch_size,
        )


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Samples that are read as they are needed."""

    samples: StreamedSamples
    bindings: Bindings
    piece_bytes: int

    def first(self) -> Batchable:
        """See `Reading`."""
        return self._read(np.arange(1))

    def all(self) -> Pieces:
        """See `Reading`."""
        return self._pieces

    def class_weights(self) -> Weights:
        """See `Reading`."""
        return class_weights_of(self.samples, self.bindings)

    def pictures(self) -> dict[str, KeptPictures]:
        """See `Reading`."""
        return pictures_of(self.samples, self.bindings)

    def loop(self, step: Step, weights: Weights = None, told: Told | None = None) -> EpochLoop:
        """See `Reading`."""

        def read(indices: Indices) -> tuple[Structure, ...]:
            ready = self._read(indices)
            return (ready.inputs, ready.targets, *(() if weights is None else (weights[indices],)))

        return StreamedLoop(
            step,
            read,
            told=told,
            dtypes=self.first().dtypes,
            sample_count=self.samples.count,
            batch_size=self.bindings.document.training.batch_size,
            piece_bytes=self.piece_bytes,
        )

    def _read(self, indices: Indices) -> Batchable:
        return batchable(self.samples.take(indices), self.bindings)

    def _pieces(self) -> Iterator[Batchable]:
        for start in range(0, self.samples.count, ADAPTED_AT_ONCE):
            yield self._read(np.arange(start, min(start + ADAPTED_AT_ONCE, self.samples.count)))


@dataclass(frozen=True, slots=True)
class Readings:
    """What is trained on, watched and scored."""

    train: Reading
    validation: Reading | None
    test: Reading | None
    why_streamed: str | None
    """Why the samples are read as they are needed, in words; None where they are in memory."""

    prepare: Fitted | None
    """What made samples of rows as they lie in a file; None where they are taken as they are."""

    def kept(self) -> Kept:
        """Return what a run keeps of its data, to answer where that is not."""
        return Kept.of(self.prepare, self.train.pictures())


def read(data: Data, bindings: Bindings, folder: Path | None) -> Readings:
    """Return the splits of data in memory.

    Raises:
        DataError: If the data cannot be had.
    """
    splits = split_data(load_data_set(data, folder=folder), data, seed=bindings.document.training.seed)
    return _readings(splits, lambda samples: InMemory(samples, bindings, batchable(samples, bindings)), None)


def stream(data: Data, bindings: Bindings, folder: Path, *, memory_bytes: int, why: str) -> Readings:
    """Return the splits of data left on the disk, of which pieces are held as fit into so much memory.

    Raises:
        DataError: If the data cannot be had.
    """
    left = stream_own(data, folder, cache_bytes=cache_bytes(memory_bytes))
    splits = split_data(left, data, seed=bindings.document.training.seed)
    return _readings(splits, lambda samples: OnDisk(samples, bindings, piece_bytes(memory_bytes)), why)


def _readings(splits: Splits[SamplesT], reading: Callable[[SamplesT], Reading], why_streamed: str | None) -> Readings:
    return Readings(
        reading(splits.train),
        reading(splits.validation) if splits.validation else None,
        reading(splits.test) if splits.test else None,
        why_streamed,
        splits.prepare,
    )


def why_streamed(document: Document, memory: TrainingMemory, budget: Budget) -> str | None:
    """Return why the samples stay in their file, in words; None where they are read into memory.

    Raises:
        DataError: If the recipe wants them to stay there, and they cannot.
    """
    data, wanted = document.data, document.training.streaming
    if data is None or wanted is False:
        return None
    if wanted is True:
        if not data.can_be_streamed:
            raise DataError(
                f"training.streaming: {data.source_name} is read whole: it is no file of your own. "
                "Set streaming to auto."
            )
        return "the recipe asks for it"
    if not data.can_be_streamed or memory.total_bytes <= budget.memory_bytes:
        return None
    return f"with the network they would take {size_in_words(memory.total_bytes)} of memory"
