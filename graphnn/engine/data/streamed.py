"""Samples that stay on the disk: what is used of them is read, and made samples, when it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import numpy as np

from graphnn.engine.data.model import Array, Fitted, Indices, Samples
from graphnn.engine.data.selected import ColumnsOnDemand
from graphnn.sources.scratch import mapped, scratch_file

ROWS_AT_ONCE = 65_536
"""How many rows are read at a time where one column is wanted whole."""


class DiskColumn(Protocol):
    """A column of a file: an array mapped from the disk, texts, or pictures that are unpacked as they are read."""

    def __len__(self) -> int:
        """Return how many rows it has."""
        ...

    def __getitem__(self, places: Indices, /) -> Any:
        """Return the values at some places, in that order."""
        ...


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts that are fetched as they are asked for; none of them is a gap."""

    cells: Sequence[str]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.cells)

    def __getitem__(self, places: Indices) -> Array:
        """Return those at some places, in that order."""
        return np.array([self.cells[place] for place in places.tolist()], dtype=object)


def on_disk(values: Array, *, place: str) -> Array:
    """Return an array as one that lies on the disk.

    Raises:
        DataError: If there is no room for it; the message begins with the place.
    """
    with scratch_file(values.nbytes, place=place) as file:
        file.write(values.tobytes())
        return mapped(file, values.shape, values.dtype)


@dataclass(frozen=True, slots=True)
class StreamedSamples:
    """Some rows of a file, in an order; a stand-in for `Samples` that do not fit into the memory.

    Args:
        rows: The columns of the file.
        places: Which rows are meant, in order.
        made: Makes samples of rows, of all columns or of one alone.
    """

    rows: Mapping[str, DiskColumn]
    places: Indices
    made: Callable[[Samples], Samples]

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.places)

    @property
    def columns(self) -> Mapping[str, Array]:
        """The columns, each read when it is asked for and held by whoever asked."""
        return ColumnsOnDemand(tuple(self.rows), self.column)

    def take(self, indices: Indices) -> Samples:
        """Return the samples at some places, in that order."""
        return self._read(tuple(self.rows), self.places[indices])

    def select(self, indices: Indices) -> "StreamedSamples":
        """Return the samples at some places, in that order, still on the disk."""
        return replace(self, places=self.places[indices])

    def made_by(self, prepare: Fitted) -> "StreamedSamples":
        """Return what is made of the rows, made as each is read; of windows each row is read for every one it is in."""
        if prepare.window_rows is None:
            return replace(self, made=partial(_one_after_the_other, self.made, prepare))
        starts = prepare.window_starts(self.count)
        names = [name for name in self.rows if prepare.is_series(name)]
        rows = {name: _Windows(self.rows[name], self.places, prepare.window_rows) for name in names}
        return StreamedSamples(rows, starts, partial(_one_after_the_other, self.made, prepare.of_windows))

    def column(self, name: str) -> Array:
        """Return one column whole."""
        parts = [
            self._read((name,), self.places[start : start + ROWS_AT_ONCE]).columns[name]
            for start in range(0, self.count, ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if len(parts) != 1 else parts[0]

    def _read(self, names: tuple[str, ...], places: Indices) -> Samples:
        # From the front of the file to its back, which a disk likes; then as they were asked for.
        order = np.argsort(places, kind="stable")
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return self.made(Samples({name: self.rows[name][places[order]] for name in names})).take(back)


@dataclass(frozen=True, slots=True)
class _Windows:
    """Stretches of rows of a column: where each starts is its place."""

    rows: DiskColumn
    places: Indices
    length: int

    def __len__(self) -> int:
        return len(self.places) - self.length + 1

    def __getitem__(self, starts: Indices) -> Array:
        within = starts[:, np.newaxis] + np.arange(self.length)  # (windows, length)
        # Windows overlap: each row is read once.
        needed, back = np.unique(within, return_inverse=True)
        values: Array = np.asarray(self.rows[self.places[needed]])[back.reshape(within.shape)]
        return values


def _one_after_the_other(
    first: Callable[[Samples], Samples], then: Callable[[Samples], Samples], rows: Samples
) -> Samples:
    return then(first(rows))
