"""Samples in memory: a data set's columns as arrays, sample axis first, never changed once made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

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


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set as loaded.

    `test` is its own test split, if it has one. `marks` are columns of text that may say which split a sample belongs
    to; `preparation` makes samples of rows that are read as they lie, once it has seen which of them are trained on.
    """

    train: Samples
    test: Samples | None = None
    marks: Mapping[str, Array] = field(default_factory=dict)
    preparation: "Preparing | None" = None


class Preparing(Protocol):
    """Makes samples of rows, alike for all splits, by what it measures on the training rows alone."""

    def fit(self, train: Samples) -> Callable[[Samples], Samples]:
        """Return what makes samples of rows."""
        ...


def _read_only(values: Array) -> Array:
    view = values.view()
    view.flags.writeable = False
    return view
