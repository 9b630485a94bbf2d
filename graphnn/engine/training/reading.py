"""Where the samples of a run are: in memory, or on the disk and read as they are needed; and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from graphnn.document.model import Data, Document
from graphnn.engine.budget import Budget, TrainingMemory
from graphnn.engine.data.kept import Kept, KeptPictures
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import DataSet, Fitted, Indices, Samples, SamplesT
from graphnn.engine.data.own import stream_own
from graphnn.engine.data.selected import SelectedSamples, selectable
from graphnn.engine.data.split import Splits, split_data
from graphnn.engine.data.streamed import StreamedSamples
from graphnn.engine.training.adapt import Pieces
from graphnn.engine.training.loop import EpochLoop, Structure, Told, held
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

    samples: SelectedSamples
    bindings: Bindings
    batchable: Batchable
    """All that they are among, as a model takes them."""

    held: tuple[Structure, Structure]
    """The inputs and targets of these, where TensorFlow has them."""

    @classmethod
    def of(cls, samples: Samples, bindings: Bindings, ready: Batchable) -> "InMemory":
        """Return all of some samples, of which it is known how a model takes them."""
        return cls(SelectedSamples(samples), bindings, ready, held((ready.inputs, ready.targets)))

    def first(self) -> Batchable:
        """See `Reading`."""
        return batchable(self.samples.take(np.arange(1)), self.bindings)

    def all(self) -> Batchable:
        """See `Reading`."""
        return self.batchable if self.samples.places is None else batchable(self.samples.together(), self.bindings)

    def class_weights(self) -> Weights:
        """See `Reading`."""
        return class_weights_of(self.samples, self.bindings)

    def pictures(self) -> dict[str, KeptPictures]:
        """See `Reading`."""
        return pictures_of(self.samples, self.bindings)

    def loop(self, step: Step, weights: Weights = None, told: Told | None = None) -> EpochLoop:
        """See `Reading`."""
        places = self.samples.places
        if weights is not None and places is not None:
            whole = np.zeros(self.batchable.count, weights.dtype)
            whole[places] = weights
            weights = whole
        return EpochLoop(
            step,
            *self.held,
            weights=weights,
            places=places,
            told=told,
            dtypes=self.batchable.dtypes,
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


ReadingT = TypeVar("ReadingT", bound=Reading, covariant=True)


@dataclass(frozen=True, slots=True)
class Readings(Generic[ReadingT]):
    """What is trained on, watched and scored."""

    train: ReadingT
    validation: ReadingT | None
    test: ReadingT | None
    why_streamed: str | None
    """Why the samples are read as they are needed, in words; None where they are in memory."""

    prepare: Fitted | None
    """What made samples of rows as they lie in a file; None where they are taken as they are."""

    @classmethod
    def of(
        cls, splits: Splits[SamplesT], reading: Callable[[SamplesT], ReadingT], *, why_streamed: str | None = None
    ) -> "Readings[ReadingT]":
        """Return how each split is read."""
        return cls(
            reading(splits.train),
            reading(splits.validation) if splits.validation else None,
            reading(splits.test) if splits.test else None,
            why_streamed,
            splits.prepare,
        )

    @property
    def by_split(self) -> dict[str, ReadingT]:
        """Those that are there, by name."""
        splits = {"train": self.train, "validation": self.validation, "test": self.test}
        return {name: reading for name, reading in splits.items() if reading is not None}

    def kept(self) -> Kept:
        """Return what a run keeps of its data, to answer where that is not."""
        return Kept.of(self.prepare, self.train.pictures())


def read(data: Data, bindings: Bindings, folder: Path | None) -> Readings[InMemory]:
    """Return the splits of data in memory.

    Raises:
        DataError: If the data cannot be had.
    """
    return in_memory(load_data_set(data, folder=folder), data, bindings)


def in_memory(
    data_set: DataSet[Samples], data: Data, bindings: Bindings, *, held: Callable[[Structure], Structure] = held
) -> Readings[InMemory]:
    """Return the splits of a data set that is in memory; what several are among is held once.

    Args:
        data_set: What is divided.
        data: Says how.
        bindings: Says what of it the model takes.
        held: Brings inputs and targets to where TensorFlow has them.
    Raises:
        DataError: If it cannot be divided so, or does not fit the network.
    """
    splits = split_data(selectable(data_set), data, seed=bindings.document.training.seed)
    known: dict[int, tuple[Batchable, Any]] = {}

    def reading(samples: SelectedSamples) -> InMemory:
        whole = id(samples.whole)
        if whole not in known:
            ready = batchable(samples.whole, bindings)
            known[whole] = ready, held((ready.inputs, ready.targets))
        return InMemory(samples, bindings, *known[whole])

    return Readings.of(splits, reading)


def stream(data: Data, bindings: Bindings, folder: Path, *, memory_bytes: int, why: str) -> Readings[OnDisk]:
    """Return the splits of data left on the disk, of which pieces are held as fit into so much memory.

    Raises:
        DataError: If the data cannot be had.
    """
    left = stream_own(data, folder, cache_bytes=cache_bytes(memory_bytes))
    splits = split_data(left, data, seed=bindings.document.training.seed)
    return Readings.of(splits, lambda samples: OnDisk(samples, bindings, piece_bytes(memory_bytes)), why_streamed=why)


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
