"""Samples in memory: a data set's columns as arrays, sample axis first, never changed once made."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

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
    """A data set as loaded; `test` is its own test split, if it has one."""

    train: Samples
    test: Samples | None = None


def _read_only(values: Array) -> Array:
    view = values.view()
    view.flags.writeable = False
    return view
