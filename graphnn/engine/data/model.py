"""Samples in memory: a data set's columns as arrays, sample axis first, never changed once made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Indices: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Samples:
    """Columns of equal length, by name; the arrays cannot be written to.

    >>> Samples({"x": np.array([1.0, 2.0])}).count
    2
    """

    columns: Mapping[str, Array]

    def __post_init__(self) -> None:
        lengths = {name: len(values) for name, values in self.columns.items()}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"columns need one and the same length. Received: lengths={lengths}")
        object.__setattr__(self, "columns", MappingProxyType({k: _read_only(v) for k, v in self.columns.items()}))

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(next(iter(self.columns.values())))

    def take(self, indices: Indices) -> "Samples":
        """Return the samples at some places, in that order."""
        return Samples({name: values[indices] for name, values in self.columns.items()})

    def select(self, indices: Indices) -> "Samples":
        """Return the samples at some places, in that order."""
        return self.take(indices)

    def made_by(self, prepare: "Fitted") -> "Samples":
        """Return what is made of them as rows."""
        return prepare(self)


class AnySamples(Protocol):
    """Samples in memory, or on the disk."""

    @property
    def count(self) -> int:
        """How many there are."""
        ...

    @property
    def columns(self) -> Mapping[str, Array]:
        """Their columns by name; of those on the disk each is read when it is asked for."""
        ...

    def take(self, indices: Indices) -> Samples:
        """Return the samples at some places, in that order, in memory."""
        ...

    def select(self, indices: Indices) -> Self:
        """Return the samples at some places, in that order, where they are."""
        ...

    def made_by(self, prepare: "Fitted") -> Self:
        """Return what is made of them as rows."""
        ...


SamplesT = TypeVar("SamplesT", bound=AnySamples)


@dataclass(frozen=True, slots=True)
class DataSet(Generic[SamplesT]):
    """A data set as loaded.

    `validation` and `test` are splits of its own, if it has such. `marks` are columns of text that may say which split
    a sample belongs to; `preparation` makes samples of rows that are read as they lie, once it has seen which of them
    are trained on.
    """

    train: SamplesT
    test: SamplesT | None = None
    validation: SamplesT | None = None
    marks: Mapping[str, Array] = field(default_factory=dict)
    preparation: "Preparing | None" = None


class Preparing(Protocol):
    """Makes samples of rows, alike for all splits, by what it measures on the training rows alone."""

    def fit(self, train: AnySamples) -> "Fitted":
        """Return what makes samples of rows."""
        ...


class Fitted(Protocol):
    """Makes samples of rows as it was done with those trained on."""

    @property
    def fills(self) -> Mapping[str, float | None]:
        """What stands in the gaps of each column; None where nothing does."""
        ...

    @property
    def scales(self) -> Mapping[str, tuple[float, float]]:
        """Offset and factor of each column."""
        ...

    def __call__(self, rows: Samples) -> Samples:
        """Return the samples of rows."""
        ...

    def unanswered(self, rows: Samples) -> Samples:
        """Return the samples of rows of which only what to predict from is known."""
        ...

    @property
    def window_rows(self) -> int | None:
        """How many rows each sample is made of, those to predict included; None where of one."""
        ...

    def window_starts(self, row_count: int) -> Indices:
        """Return the row that each window starts with."""
        ...

    def is_series(self, column: str) -> bool:
        """Tell whether a column is cut into windows."""
        ...

    def of_windows(self, windows: Samples) -> Samples:
        """Return the samples of windows as they lie in the file: (samples, window_rows) of each column."""
        ...

    def in_units_of_the_file(self, column: str, values: Array) -> Array:
        """Return numbers of a column to predict as the file has them."""
        ...


def _read_only(values: Array) -> Array:
    view = values.view()
    view.flags.writeable = False
    return view
