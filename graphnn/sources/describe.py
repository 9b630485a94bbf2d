"""Describing a table: what its columns hold and are for, as far as the graph file does not say it.

What is declared stands, and the table is held to it: a cell that does not fit is named by line and column. The rest
is guessed from the cells. Only what is measured (the range of numbers, the count of rows) always comes from the file.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from graphnn.document.data import MAX_CLASSES, ColumnKind, Missing, Role
from graphnn.document.model import Data, DataColumn, Document, FileSource
from graphnn.errors import DataError
from graphnn.sources.cells import days, is_gap, number
from graphnn.sources.describe_names import TARGET_NAMES, refuse_unknown, split_columns
from graphnn.sources.opening import path_inside
from graphnn.sources.table import Table, read_table

FEW_CLASSES = 20
"""Numbers with no more values than this may be classes, where it is plain that they are to be predicted."""

MANY_CLASSES = 100
ROWS_A_CLASS = 2
"""A column has at least so many rows for each of its values, or it is no category."""

SENTENCE_LENGTH = 25
MAX_CLASS_LENGTH = 200
TABLES_KEPT = 4
DESCRIPTIONS_KEPT = 16

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
    stamp = file_stamp(data.file, folder)
    return document.model_copy(update={"data": _described(folder.resolve(), data.model_dump_json(), stamp)})


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
    path = path_inside(folder, source.path)
    status = path.stat()
    if not path.is_dir():
        return status.st_mtime_ns, status.st_size, status.st_ino
    # What a folder holds changes its own time alone, not that of the folder above.
    inner = [each.stat().st_mtime_ns for each in path.iterdir() if each.is_dir()]
    return max([status.st_mtime_ns, *inner]), sum(inner) % 2**62, status.st_ino


@lru_cache(maxsize=TABLES_KEPT)
def _read(folder: Path, source: str, _: Stamp) -> Table:
    return read_table(folder, FileSource.model_validate_json(source))


# Asked for at every edit of an open document.
@lru_cache(maxsize=DESCRIPTIONS_KEPT)
def _described(folder: Path, written: str, _: Stamp) -> Data:
    return describe_file(Data.model_validate_json(written), folder)


def describe_file(data: Data, folder: Path) -> Data:
    """Return data whose columns are all described, whatever kind of file it is.

    Raises:
        DataError: If the file cannot be had, or does not hold what is declared.
    """
    if data.file is not None and data.file.npz is not None:
        from graphnn.sources.arrays import describe_arrays  # only here: it imports numpy

        return describe_arrays(data, folder)
    if data.file is not None and data.file.images is not None:
        from graphnn.sources.pictures import describe_pictures  # only here: it imports Pillow

        return describe_pictures(data, folder)
    return describe(data, table_of(data, folder))


def _guessed_kind(cells: Sequence[str]) -> ColumnKind:
    values = [cell for cell in cells if not is_gap(cell)]
    if not values:
        return "text"
    if all(number(cell) is not None for cell in values):
        return "number"
    if all(days(cell) is not None for cell in values):
        return "date"
    count = len({cell.strip() for cell in values})
    is_category = count <= MANY_CLASSES and count * ROWS_A_CLASS <= len(values)
    return "category" if is_category and max(map(len, values)) <= MAX_CLASS_LENGTH else "text"


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
    values = {number(cell) for cell in cells if not is_gap(cell)}
    return len(values) <= min(FEW_CLASSES, len(cells) // 10) and all(each == int(each or 0) for each in values)


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
    values = [cell for cell in cells if not is_gap(cell)]
    if kind == "date" or not values:
        return "ignored"
    if kind == "text":  # Names and keys are of no use to a network; sentences are.
        return "feature" if sum(map(len, values)) > SENTENCE_LENGTH * len(values) else "ignored"
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
    values = []
    for row, cell in enumerate(table.columns[name]):
        if is_gap(cell):
            continue
        value = read(cell)
        if value is None:
            raise DataError(
                f"{table.place(row, name)}: {cell[:40]!r} is {words}. Mend the cell, or make the column a category."
            )
        values.append(value)
    return (min(values), max(values)) if values else None
