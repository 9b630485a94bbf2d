"""Describing a table: what its columns hold and are for, as far as the graph file does not say it.

What is declared stands, and the table is held to it: a cell that does not fit is named by line and column. The rest
is guessed from the cells. Only what is measured (the range of numbers, the count of rows) always comes from the file.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from graphnn.document.data import MAX_CLASSES, ColumnKind, Missing, Role, Split
from graphnn.document.model import Data, DataColumn, Document, FileSource
from graphnn.errors import DataError
from graphnn.sources.cells import days, is_gap, number
from graphnn.sources.describe_names import TARGET_NAMES, refuse_unknown, split_columns
from graphnn.sources.known import Known
from graphnn.sources.opening import home_of, path_inside
from graphnn.sources.table import Table, read_table

FEW_CLASSES = 20
"""Numbers with no more values than this may be classes, where it is plain that they are to be predicted."""

MANY_CLASSES = 100
ROWS_A_CLASS = 2
"""A column has at least so many rows for each of its values, or it is no category."""

SENTENCE_LENGTH = 25
MAX_CLASS_LENGTH = 200
TABLES_KEPT = 4

Stamp: TypeAlias = tuple[int, int, int]
"""When a file was changed, its size, and which file it is."""


def described(document: Document, folder: Path | None) -> Document:
    """Return a document whose file of one's own is described in full, as far as it has one.

    Args:
        document: The document.
        folder: Where the paths in it start; None where that is not known, so that no file can be read.
    Raises:
        DataError: If the file cannot be had, or does not hold what the document says of it.
    """
    data = document.data
    if data is None or data.file is None or folder is None:
        return document
    key = _key(data, folder)
    if (found := _KNOWN.get(key)) is None:
        try:
            found = describe_file(data, folder)
            # Asked about what was found, the same is found.
            _KNOWN.keep(_key(found, folder), found)
        except DataError as error:
            if data.file.csv is None:
                raise  # A file within a folder may have been mended, which the folder does not tell.
            found = error
        _KNOWN.keep(key, found)
    if isinstance(found, DataError):
        raise DataError(str(found)) from found
    told: dict[str, object] = {
        name: getattr(found, name) for name in ("columns", "samples", "validation_samples", "test_samples")
    }
    if data.validation is None and found.validation_samples is not None:
        told["validation"] = Split(split="validation")
    return document.model_copy(update={"data": data.model_copy(update=told)})


def is_known(document: Document, folder: Path | None) -> bool:
    """Tell whether `described` answers at once, without reading the file.

    Raises:
        DataError: If there is none.
    """
    data = document.data
    return data is None or data.file is None or folder is None or _KNOWN.get(_key(data, folder)) is not None


def _key(data: Data, folder: Path) -> str:
    """Return what a description depends on: the file as it is, and what is said of its columns."""
    if data.file is None:
        raise ValueError("only a file is described")
    columns = Data(source=data.source, columns=data.columns, time=data.time)
    stamp = file_stamp(data.file, folder)
    return f"{folder.resolve()} {stamp} {columns.model_dump_json()} {split_columns(data)}"


_KNOWN = Known()


def table_of(data: Data, folder: Path | None) -> Table:
    """Return the table that a document learns from; the last few are kept as long as their files stay the same.

    Raises:
        DataError: If it cannot be read.
    """
    if data.file is None or folder is None:
        raise DataError(f"data.source: it is not known where {data.source_name} lies. Open the graph file itself.")
    return _read(folder.resolve(), data.file.model_dump_json(), file_stamp(data.file, folder))


def describe(data: Data, table: Table) -> Data:
    """Return data whose columns are all described, in the order of the table.

    Raises:
        DataError: If a column is declared that the table does not have, or a cell is not what is declared.
    """
    refuse_unknown(data, table.columns, table.name)
    kinds = {
        name: (data.columns[name].kind if name in data.columns else None) or _guessed_kind(cells)
        for name, cells in table.columns.items()
    }
    roles = {name: column.role for name, column in data.columns.items() if column.role is not None}
    target = None if "target" in roles.values() else _guessed_target(table, kinds, roles, split_columns(data))
    if target is not None and target not in data.columns and _looks_like_classes(table.columns[target], kinds[target]):
        kinds[target] = "category"
    columns = {
        name: _column(table, name, data.columns.get(name, DataColumn()), kinds[name], is_target=name == target)
        for name in table.columns
    }
    for name in split_columns(data):
        if name not in roles:
            columns[name] = columns[name].model_copy(update={"role": "ignored"})
    return Data.model_validate({**dict(data), "columns": columns, "samples": table.row_count})


def file_stamp(source: FileSource, folder: Path) -> Stamp:
    """Return what tells a file below a folder from what it was before.

    Raises:
        DataError: If there is none.
    """
    path = path_inside(home_of(source.path, folder), source.path)
    status = path.stat()
    if not path.is_dir():
        return status.st_mtime_ns, status.st_size, status.st_ino
    # What a folder holds changes its own time alone, not that of the folder above.
    inner = [each.stat().st_mtime_ns for way in ("*", "*/*") for each in path.glob(way) if each.is_dir()]
    return max([status.st_mtime_ns, *inner]), sum(inner) % 2**62, status.st_ino


@lru_cache(maxsize=TABLES_KEPT)
def _read(folder: Path, source: str, _: Stamp) -> Table:
    return read_table(folder, FileSource.model_validate_json(source))


def describe_file(data: Data, folder: Path) -> Data:
    """Return data whose columns are all described, whatever kind of file it is.

    Raises:
        DataError: If the file cannot be had, or does not hold what is declared.
    """
    if data.file is not None and data.file.npz is not None:
        from graphnn.sources.array_columns import describe_arrays  # only here: it imports numpy

        return describe_arrays(data, folder)
    if data.file is not None and data.file.images is not None:
        from graphnn.sources.pictures import describe_pictures  # only here: it imports Pillow

        return describe_pictures(data, folder)
    if data.file is not None and data.file.texts is not None:
        from graphnn.sources.text_files import describe_texts  # only here: it imports numpy

        return describe_texts(data, folder)
    return describe(data, table_of(data, folder))


def _guessed_kind(cells: Sequence[str]) -> ColumnKind:
    if all(map(is_gap, cells)):
        return "text"
    if _all_are(number, cells):
        return "number"
    if _all_are(days, cells):
        return "date"
    found: set[str] = set()
    longest = count = 0
    for cell in _filled(cells):
        found.add(cell.strip())
        longest, count = max(longest, len(cell)), count + 1
        if len(found) > MANY_CLASSES:
            return "text"
    return "category" if len(found) * ROWS_A_CLASS <= count and longest <= MAX_CLASS_LENGTH else "text"


def _all_are(read: Callable[[str], float | None], cells: Sequence[str]) -> bool:
    return all(read(cell) is not None for cell in _filled(cells))


def _filled(cells: Sequence[str]) -> Iterator[str]:
    """Yield the cells that are no gaps; of a large table they never are all in memory."""
    return itertools.filterfalse(is_gap, cells)


def _guessed_target(
    table: Table, kinds: Mapping[str, ColumnKind], roles: Mapping[str, Role], taken: Sequence[str]
) -> str | None:
    """Return the column that is most likely to be predicted: by its name, else the last, else the first category."""
    free = [name for name, kind in kinds.items() if kind in ("number", "category") and name not in (*roles, *taken)]
    named = [name for name in free if name.lower() in TARGET_NAMES]
    if named or not free:
        return named[0] if named else None
    has_gaps = any(map(is_gap, table.columns[free[-1]]))
    categories = [name for name in free if kinds[name] == "category"]
    return categories[0] if has_gaps and categories else free[-1]


def _looks_like_classes(cells: Sequence[str], kind: ColumnKind) -> bool:
    """Tell whether numbers to be predicted are the numbers of classes."""
    if kind != "number":
        return False
    most = min(FEW_CLASSES, len(cells) // 10)
    values: set[float | None] = set()
    for cell in _filled(cells):
        values.add(number(cell))
        if len(values) > most:
            return False
    return all(each == int(each or 0) for each in values)


def _column(table: Table, name: str, declared: DataColumn, kind: ColumnKind, *, is_target: bool) -> DataColumn:
    cells = table.columns[name]
    role = declared.role or ("target" if is_target else _guessed_role(cells, kind))
    has_gaps = any(map(is_gap, cells))
    changes: dict[str, object] = {"kind": kind, "role": role}
    if has_gaps and role != "ignored":
        changes["missing"] = declared.missing or _guessed_missing(kind, role)
    if role == "ignored":
        changes["range"] = changes["classes"] = None
    elif kind == "category":
        changes["classes"] = _classes(table, name, declared.classes)
        changes["range"] = None
    elif kind in ("number", "date"):
        changes["range"] = _range(table, name, number if kind == "number" else days, f"no {kind}")
        changes["classes"] = None
    return DataColumn.model_validate({**dict(declared), **changes})


def _guessed_role(cells: Sequence[str], kind: ColumnKind) -> Role:
    first = next(_filled(cells), None)
    if kind == "date" or all(cell == first for cell in _filled(cells)):  # What never changes tells nothing.
        return "ignored"
    if kind == "text":  # Names and keys are of no use to a network; sentences are.
        return "feature" if sum(len(cell) - SENTENCE_LENGTH for cell in _filled(cells)) > 0 else "ignored"
    return "feature"


def _guessed_missing(kind: ColumnKind, role: Role) -> Missing:
    if role == "target" or kind in ("text", "date"):
        return "drop"
    return "median" if kind == "number" else "category"


def _classes(table: Table, name: str, declared: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the classes of a column in order: numbers by size, words by letters.

    Raises:
        DataError: If a cell is none of those declared, or there are too many.
    """
    if declared is not None:
        known = set(declared)
        for row, cell in enumerate(table.columns[name]):
            if not is_gap(cell) and cell.strip() not in known:
                raise DataError(
                    f"{table.place(row, name)}: {cell[:40]!r} is none of its classes. "
                    f"Mend the cell, or take classes of data.columns.{name} away to have them read anew."
                )
        return declared
    found = sorted({cell.strip() for cell in table.columns[name] if not is_gap(cell)})
    if not 0 < len(found) <= MAX_CLASSES or max(map(len, found)) > MAX_CLASS_LENGTH:
        raise DataError(
            f"{table.name}, column {name}: {len(found):,} different values, which are no classes (1 to {MAX_CLASSES:,} "
            f"of at most {MAX_CLASS_LENGTH} letters). Make it text, or a number."
        )
    numbers = [number(each) for each in found]
    if all(each is not None for each in numbers):
        found.sort(key=lambda each: number(each) or 0.0)
    return tuple(found)


def _range(table: Table, name: str, read: Callable[[str], float | None], words: str) -> tuple[float, float] | None:
    """Return the least and the greatest number.

    Raises:
        DataError: If a cell holds none.
    """
    least, greatest = math.inf, -math.inf
    for row, cell in enumerate(table.columns[name]):
        if is_gap(cell):
            continue
        value = read(cell)
        if value is None:
            raise DataError(
                f"{table.place(row, name)}: {cell[:40]!r} is {words}. Mend the cell, or make the column a category."
            )
        least, greatest = min(least, value), max(greatest, value)
    return (least, greatest) if least <= greatest else None
