"""Reading a CSV file strictly: a table of as many cells in every row, each with the line it stands on.

The size of the file, its rows, columns and cells are bounded, and a row that does not fit is named by its line.
Comma, semicolon, tab or | may stand between the cells: whichever parts the first line into most names.
"""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphnn.document.model import FileSource
from graphnn.document.values import json_faults
from graphnn.errors import DataError
from graphnn.sources.cells import is_gap, number
from graphnn.sources.opening import read_inside

MAX_BYTES = 64 * 2**20
"""Of the text, unpacked."""

MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
MAX_CELLS = 10_000_000
MAX_CELL_LENGTH = 1_000_000
MAX_NAME_LENGTH = 200

DELIMITERS = (",", ";", "\t", "|")
PACKED_SUFFIX = ".gz"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text: by column, and the line of the file that each row starts on."""

    name: str
    columns: dict[str, list[str]]
    lines: list[int]

    @property
    def row_count(self) -> int:
        """How many rows it has below its names."""
        return len(self.lines)

    def place(self, row: int, column: str) -> str:
        """Return how messages name a cell.

        >>> Table("a.csv", {"x": ["1"]}, [2]).place(0, "x")
        'a.csv, line 2, column x'
        """
        return f"{self.name}, line {self.lines[row]}, column {column}"


def read_table(folder: Path, source: FileSource) -> Table:
    """Return the table in a CSV file below a folder.

    Raises:
        DataError: If it cannot be read, is too large, or a row does not fit; with the line.
    """
    return parse_bytes(read_inside(folder, source.path, maximum_bytes=MAX_BYTES), source.path)


def parse_bytes(content: bytes, name: str) -> Table:
    """Return the table in a file of that name, packed or not.

    Raises:
        DataError: If it is too large, or a row does not fit; with the line.
    """
    return parse_table(_unpacked(content, name) if name.lower().endswith(PACKED_SUFFIX) else content, name)


def parse_table(content: bytes, name: str) -> Table:
    r"""Return the table that the bytes of a CSV file are.

    Raises:
        DataError: If a row does not fit, with its line.

    >>> parse_table(b"x,y\n1,2\n", "a.csv").columns
    {'x': ['1'], 'y': ['2']}
    """
    text = _decoded(content, name)
    rows = _rows(text, name)
    _, header = next(rows, (1, []))
    names = _names(header, name)
    columns: list[list[str]] = [[] for _ in names]
    lines: list[int] = []
    for line, row in rows:
        if len(row) != len(names):
            raise DataError(
                f"{name}, line {line}: {len(row):,} cells, and the first line names {len(names):,} columns. "
                "Give every row as many cells."
            )
        if len(lines) == MAX_ROWS or len(lines) * len(names) >= MAX_CELLS:
            raise DataError(
                f"{name}, line {line}: more than {len(lines):,} rows of {len(names):,} columns. Give a part of them."
            )
        lines.append(line)
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
    if not lines:
        raise DataError(f"{name}: has no rows below its names. Give a file with some.")
    return Table(name, dict(zip(names, columns, strict=True)), lines)


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
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataError(f"{name}, line {line}: a zero byte, so this is no table. Name a CSV file.")
    return text


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty with the line it starts on; a quoted cell may go over several."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"{name}, line {line}: {error}. Mend the quotes of this row.") from error


def _delimiter(text: str) -> str:
    first = text[:100_000].lstrip("\r\n").partition("\n")[0]

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
