"""Reading a CSV file strictly: a table of as many cells in every row, each with the line it stands on.

The size of the file, its rows, columns and cells are bounded, and a row that does not fit is named by its line. A large
one is read row by row, and its cells are kept on the disk.
Comma, semicolon, tab or | may stand between the cells: whichever parts the first line into most names.
"""

import csv
import gzip
import io
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TextIO

from graphnn.document.model import FileSource
from graphnn.document.values import json_faults
from graphnn.errors import DataError
from graphnn.sources.cells import is_gap, number
from graphnn.sources.opening import home_of, open_inside

MAX_BYTES = 64 * 2**20
"""Of the text, unpacked, that comes as a whole."""

LARGE_BYTES = 16 * 2**20
LARGE_PACKED_BYTES = 2**20
"""The cells of a larger file are kept on the disk."""

MAX_FILE_BYTES = 2**36
MAX_ROWS = 1_000_000
MAX_CELLS = 10_000_000
"""What is held in memory."""

MAX_COLUMNS = 1_000
MAX_CELL_LENGTH = 1_000_000
MAX_ROW_LENGTH = 16_000_000
MAX_RATIO = 200
"""How much larger than its packed file a large table may be: its cells are unpacked to the disk."""

MAX_NAME_LENGTH = 200
LOOKED_AT = 100_000
"""So many letters are looked at to find what stands between cells."""

DELIMITERS = (",", ";", "\t", "|")
PACKED_SUFFIX = ".gz"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text: by column, and the line of the file that each row starts on, or what else its rows count."""

    name: str
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int]
    counted: str = "line"

    @property
    def row_count(self) -> int:
        """How many rows it has below its names."""
        return len(self.lines)

    def place(self, row: int, column: str) -> str:
        """Return how messages name a cell.

        >>> Table("a.csv", {"x": ["1"]}, [2]).place(0, "x")
        'a.csv, line 2, column x'
        """
        return f"{self.name}, {self.counted} {self.lines[row]}, column {column}"


def read_table(folder: Path, source: FileSource) -> Table:
    """Return the table in a CSV file below a folder.

    Raises:
        DataError: If it cannot be read, is too large, or a row does not fit; with the line.
    """
    name = source.path
    with open_inside(home_of(name, folder), name, maximum_bytes=MAX_FILE_BYTES) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if size <= (LARGE_PACKED_BYTES if _is_packed(name) else LARGE_BYTES):
            return parse_bytes(file.read(), name)
        unpacked = gzip.GzipFile(fileobj=file) if _is_packed(name) else file
        return _read_large(unpacked, name, size_bytes=size)


def parse_bytes(content: bytes, name: str) -> Table:
    """Return the table in a file of that name, packed or not.

    Raises:
        DataError: If it is too large, or a row does not fit; with the line.
    """
    return parse_table(_unpacked(content, name) if _is_packed(name) else content, name)


def parse_table(content: bytes, name: str) -> Table:
    r"""Return the table that the bytes of a CSV file are.

    Raises:
        DataError: If a row does not fit, with its line.

    >>> parse_table(b"x,y\n1,2\n", "a.csv").columns
    {'x': ['1'], 'y': ['2']}
    """
    text = _decoded(content, name)
    names, rows = _rows(io.StringIO(text, newline=""), name, most_letters=len(text))
    columns: list[list[str]] = [[] for _ in names]
    lines: list[int] = []
    for line, row in rows:
        if len(lines) == MAX_ROWS or len(lines) * len(names) >= MAX_CELLS:
            raise DataError(
                f"{name}, line {line}: more than {len(lines):,} rows of {len(names):,} columns. Give a part of them."
            )
        lines.append(line)
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
    return _table(name, names, columns, lines)


def _read_large(file: IO[bytes] | gzip.GzipFile, name: str, *, size_bytes: int) -> Table:
    """Return a table whose cells stay on the disk."""
    from graphnn.sources.packed import PackedRows  # only here: it imports numpy
    from graphnn.sources.scratch import scratch_file  # likewise

    lines = array("q")
    try:
        with (
            io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text,
            scratch_file(2 * size_bytes, place=name) as scratch,
        ):
            names, rows = _rows(text, name, most_letters=MAX_RATIO * size_bytes)
            packed = PackedRows(scratch, len(names))
            for line, row in rows:
                lines.append(line)
                packed.append(row)
            return _table(name, names, packed.columns(), lines)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{name}, below line {max(lines, default=1)}: not UTF-8. Save the file as CSV UTF-8."
        ) from error
    except (EOFError, zlib.error) as error:
        raise DataError(f"{name}: cannot be unpacked: {error}. Pack it with gzip.") from error


def _table(name: str, names: Sequence[str], columns: Sequence[Sequence[str]], lines: Sequence[int]) -> Table:
    if not lines:
        raise DataError(f"{name}: has no rows below its names. Give a file with some.")
    return Table(name, dict(zip(names, columns, strict=True)), lines)


def _is_packed(name: str) -> bool:
    return name.lower().endswith(PACKED_SUFFIX)


def _unpacked(content: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{name}: cannot be unpacked: {error}. Pack it with gzip.") from error
    if len(unpacked) > MAX_BYTES:
        raise DataError(f"{name}: unpacks to more than {MAX_BYTES:,} bytes. Give a part of it.")
    return unpacked


def _decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name}, line {line}: not UTF-8. Save the file as CSV UTF-8.") from error
    return text


def _rows(text: TextIO, name: str, *, most_letters: int) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the names of the columns, and each row that has as many cells with the line it starts on."""
    rows = _cells(text, name, most_letters)
    _, header = next(rows, (1, []))
    names = _names(header, name)

    def of_that_width() -> Iterator[tuple[int, list[str]]]:
        for line, row in rows:
            if len(row) != len(names):
                raise DataError(
                    f"{name}, line {line}: {len(row):,} cells, and the first line names {len(names):,} columns. "
                    "Give every row as many cells."
                )
            yield line, row

    return names, of_that_width()


def _cells(text: TextIO, name: str, most_letters: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty with the line it starts on; a quoted cell may go over several."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    delimiter = _delimiter(text.read(LOOKED_AT))
    text.seek(0)
    begun = _Row()
    reader = csv.reader(_lines(text, name, begun, most_letters), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if row:
                yield begun.line, row
            begun.line, begun.length = reader.line_num + 1, 0
    except csv.Error as error:
        raise DataError(f"{name}, line {begun.line}: {error}. Mend the quotes of this row.") from error


@dataclass(slots=True)
class _Row:
    """The row that is being read: the line it starts on, and how many letters it has so far."""

    line: int = 1
    length: int = 0


def _lines(text: TextIO, name: str, row: _Row, most_letters: int) -> Iterator[str]:
    """Yield the lines of a table; none is read further than a row may be long, since a packed one may never end."""
    letter_count = 0
    for number_of_line, line in enumerate(iter(partial(text.readline, MAX_ROW_LENGTH + 1), ""), 1):
        row.length += len(line)
        letter_count += len(line)
        if row.length > MAX_ROW_LENGTH:
            raise DataError(f"{name}, line {row.line}: a row of more than {MAX_ROW_LENGTH:,} letters. Mend its quotes.")
        if letter_count > most_letters:
            raise DataError(f"{name}: unpacks to more than {MAX_RATIO} times its size. Unpack it yourself.")
        if "\0" in line:
            raise DataError(f"{name}, line {number_of_line}: a zero byte, so this is no table. Name a CSV file.")
        yield line


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]

    def part_count(delimiter: str) -> int:
        return len(next(csv.reader([first], delimiter=delimiter), []))

    return max(DELIMITERS, key=part_count)


def _names(header: Sequence[str], name: str) -> list[str]:
    names = [cell.strip() for cell in header]
    if not names:
        raise DataError(f"{name}: is empty. Give a table with a first line of names.")
    if len(names) > MAX_COLUMNS:
        raise DataError(f"{name}: {len(names):,} columns; {MAX_COLUMNS:,} is the limit. Leave some out.")
    if all(number(each) is not None for each in names):
        raise DataError(f"{name}, line 1: numbers, where the names of the columns belong. Write a first line of names.")
    for place, each in enumerate(names, 1):
        fault = next((fault for _, fault in json_faults({each: 0})), None)
        if is_gap(each) or len(each) > MAX_NAME_LENGTH or fault is not None:
            raise DataError(
                f"{name}, line 1, cell {place}: not a name of a column. Write one of at most {MAX_NAME_LENGTH} letters."
            )
    twice = next((each for each, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise DataError(f"{name}, line 1: two columns are called {twice}. Give each its own name.")
    return names
