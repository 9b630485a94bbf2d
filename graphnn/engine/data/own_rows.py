"""The rows of a table of one's own as arrays: in order of time, without those that gaps leave out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graphnn.catalogue.own_data import classes_of
from graphnn.document.model import Data, DataColumn
from graphnn.engine.data.model import Array, Indices
from graphnn.engine.data.preparation import GAP
from graphnn.engine.data.streamed import DiskColumn
from graphnn.errors import DataError
from graphnn.sources.cells import days, is_gap, number
from graphnn.sources.describe import describe, table_of
from graphnn.sources.table import Table


@dataclass(frozen=True, slots=True)
class TableRows:
    """The columns of a table that are used, and which rows are, in order."""

    data: Data
    columns: Mapping[str, DiskColumn]
    kept: Indices
    marks: Mapping[str, Array]
    """The cells of the columns that a split goes by, of the rows that are used."""


def rows_of_table(
    data: Data,
    folder: Path | None,
    keep: Callable[[Array], Array],
    keep_texts: Callable[[Sequence[str], DataColumn], DiskColumn],
) -> TableRows:
    """Return the rows of a table.

    Args:
        data: Describes it.
        folder: Where its path starts.
        keep: Puts the numbers of a column where they are to be.
        keep_texts: Likewise for the cells of a column of texts.
    """
    table = table_of(data, folder)
    data = describe(data, table)
    used = {name: column for name, column in data.columns.items() if column.role != "ignored"}
    if not used:
        raise DataError(f"data.columns: every column of {table.name} is ignored. Give one the role of a feature.")
    columns: dict[str, DiskColumn] = {}
    is_out = np.zeros(table.row_count, dtype=bool)
    for name, column in used.items():
        cells = table.columns[name]
        if column.missing == "drop" or column.kind == "text":
            is_out |= np.fromiter(map(is_gap, cells), bool, len(cells))
        columns[name] = keep_texts(cells, column) if column.kind == "text" else keep(cell_values(cells, column))
    order = in_order(table, data)
    kept = order[~is_out[order]]
    if data.windows is not None and len(kept) < table.row_count:
        raise DataError(
            f"data.windows: {table.row_count - len(kept):,} rows of {table.name} have gaps, and a window must have "
            "every row. Fill the gaps: set missing to mean, median or most_frequent."
        )
    if not len(kept):
        raise DataError(f"{table.name}: every row has a gap. Fill the gaps, or ignore the column that has most.")
    splitting = {split.column for split in (data.validation, data.test) if split is not None and split.column}
    marks = {name: np.array([cell.strip() for cell in table.columns[name]])[kept] for name in splitting}
    return TableRows(data, columns, kept, marks)


def cell_values(cells: Sequence[str], column: DataColumn) -> Array:
    """Return the cells of a column as numbers, class numbers or texts; gaps are NaN, -1, or the class of gaps.

    Raises:
        DataError: If a cell holds something else.
    """
    match column.kind:
        case "category":
            classes = classes_of(column)
            numbers = {name: place for place, name in enumerate(classes)}
            gap = len(classes) - 1 if column.missing == "category" else GAP
            classed = (gap if is_gap(cell) else numbers[cell.strip()] for cell in cells)
            return np.fromiter(classed, np.int32, len(cells))
        case "text":
            return np.array([None if is_gap(cell) else cell for cell in cells], dtype=object)
        case _:
            read = days if column.kind == "date" else number
            values = (np.nan if is_gap(cell) else read(cell) for cell in cells)
            return np.fromiter(values, np.float64, len(cells))


def in_order(table: Table, data: Data) -> Array:
    """Return the rows of a table in order of time, as they lie where the data says nothing of it.

    Raises:
        DataError: If a cell holds no time.
    """
    if data.time is None:
        return np.arange(table.row_count)
    cells = table.columns[data.time]
    moments = [number(cell) if (day := days(cell)) is None else day for cell in cells]
    if (row := next((row for row, moment in enumerate(moments) if moment is None), None)) is not None:
        raise DataError(
            f"{table.place(row, data.time)}: {cells[row][:40]!r} is no time. Write a date as 2026-01-31, or a number."
        )
    return np.argsort(np.array(moments, dtype=np.float64), kind="stable")
