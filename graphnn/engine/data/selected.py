"""Samples of a data set that is in memory, without a copy of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from graphnn.engine.data.model import Array, DataSet, Fitted, Indices, Samples


@dataclass(frozen=True, slots=True)
class SelectedSamples:
    """Some of the samples in memory, in an order.

    Args:
        whole: The samples that they are among.
        places: Which of these are meant, in order; None for all as they are.

    >>> import numpy as np
    >>> SelectedSamples(Samples({"x": np.array([1.0, 2.0, 3.0])}), np.array([2, 0])).columns["x"].tolist()
    [3.0, 1.0]
    """

    whole: Samples
    places: Indices | None = None

    @property
    def count(self) -> int:
        """How many there are."""
        return self.whole.count if self.places is None else len(self.places)

    @property
    def columns(self) -> Mapping[str, Array]:
        """Their columns by name, each put together when it is asked for."""
        return ColumnsOnDemand(tuple(self.whole.columns), self._column)

    def together(self) -> Samples:
        """Return them as samples of their own."""
        return self.whole if self.places is None else self.whole.take(self.places)

    def take(self, indices: Indices) -> Samples:
        """Return the samples at some places, in that order."""
        return self.whole.take(self._among(indices))

    def select(self, indices: Indices) -> "SelectedSamples":
        """Return the samples at some places, in that order, where they are."""
        return replace(self, places=self._among(indices))

    def made_by(self, prepare: Fitted) -> "SelectedSamples":
        """Return what is made of them as rows."""
        return SelectedSamples(prepare(self.together()))

    def _among(self, indices: Indices) -> Indices:
        return indices if self.places is None else self.places[indices]

    def _column(self, name: str) -> Array:
        values = self.whole.columns[name]
        return values if self.places is None else values[self.places]


class ColumnsOnDemand(Mapping[str, Array]):
    """Columns by name, each made when it is asked for and held by whoever asked."""

    def __init__(self, names: tuple[str, ...], column: Callable[[str], Array]) -> None:
        """Take the names of the columns, and what gives each."""
        self._names = names
        self._column = column

    def __getitem__(self, name: str) -> Array:
        """Return a column."""
        if name not in self._names:
            raise KeyError(name)
        return self._column(name)

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self._names)


def selectable(data_set: DataSet[Samples]) -> DataSet[SelectedSamples]:
    """Return a data set whose samples can be divided without a copy of them."""
    validation, test = (
        None if samples is None else SelectedSamples(samples) for samples in (data_set.validation, data_set.test)
    )
    return DataSet(SelectedSamples(data_set.train), test, validation, data_set.marks, data_set.preparation)
