"""The cells of a large table, by column, on the disk: a list of a gigabyte of text would take ten.

Cells are gathered in blocks of rows; a block is written to one nameless file, column by column, as the ends of its
cells and their bytes.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from graphnn.sources.scratch import mapped

BLOCK_BYTES = 4 * 2**20
END_BYTES = 8

Bytes: TypeAlias = NDArray[np.uint8]
Ends: TypeAlias = NDArray[np.int64]


@dataclass(slots=True)
class PackedRows:
    """Takes rows of cells and gives them back as columns."""

    file: IO[bytes]
    width: int
    _rows: list[Sequence[str]] = field(default_factory=list)
    _bytes_waiting: int = 0
    _starts: list[int] = field(default_factory=list)
    _places: list[list[tuple[int, int]]] = field(default_factory=list)
    _count: int = 0

    def append(self, row: Sequence[str]) -> None:
        """Take a row of as many cells as there are columns."""
        self._rows.append(row)
        self._count += 1
        self._bytes_waiting += sum(map(len, row)) + END_BYTES * self.width
        if self._bytes_waiting >= BLOCK_BYTES:
            self._write_block()

    def columns(self) -> "list[PackedCells]":
        """Return the columns of all rows taken."""
        if self._rows:
            self._write_block()
        content = mapped(self.file, (self.file.seek(0, 2),), np.dtype(np.uint8))
        return [
            PackedCells(content, self._starts, [places[column] for places in self._places], self._count)
            for column in range(self.width)
        ]

    def _write_block(self) -> None:
        places = []
        for cells in zip(*self._rows, strict=True):
            packed = [cell.encode() for cell in cells]
            ends = np.cumsum([len(cell) for cell in packed], dtype=np.int64)
            places.append((self.file.tell(), len(packed)))
            self.file.write(ends.tobytes())
            self.file.write(b"".join(packed))
        self._starts.append(self._count - len(self._rows))
        self._places.append(places)
        self._rows, self._bytes_waiting = [], 0


class PackedCells(Sequence[str]):
    """One column of a large table."""

    def __init__(self, content: Bytes, starts: list[int], places: list[tuple[int, int]], count: int) -> None:
        """Take the file, the first row of each block, where the column begins in each and how many cells it has."""
        self._content = content
        self._starts = starts
        self._places = places
        self._count = count

    def __len__(self) -> int:
        """Return how many cells it has."""
        return self._count

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> list[str]: ...

    def __getitem__(self, row: int | slice) -> str | list[str]:
        """Return the cell in a row, or those in several."""
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(self._count))]
        if not -self._count <= row < self._count:
            raise IndexError(row)
        row %= self._count
        block = bisect_right(self._starts, row) - 1
        ends, text = self._block(block)
        at = row - self._starts[block]
        return text[int(ends[at - 1]) if at else 0 : int(ends[at])].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        """Yield the cells from the first row to the last."""
        for block in range(len(self._places)):
            ends, content = self._block(block)
            text, limits = content.tobytes(), [0, *ends.tolist()]
            for start, end in pairwise(limits):
                yield text[start:end].decode()

    def _block(self, block: int) -> tuple[Ends, Bytes]:
        """Return the ends of the cells of a block, and their bytes."""
        place, count = self._places[block]
        first = place + count * END_BYTES
        ends = self._content[place:first].view(np.int64)
        return ends, self._content[first : first + int(ends[-1])]
