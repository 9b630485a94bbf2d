"""A file of one's own as samples: read as it lies, then filled, scaled and cut into windows as training says.

What fills gaps and scales numbers is measured on the training samples alone, once they are divided from the others:
`Preparation.fit` gives the function that makes samples of all of them alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from graphnn.catalogue.own_data import ALL_FEATURES, classes_of, future_of, own_data_set
from graphnn.document.model import Data, DataColumn, Windows
from graphnn.engine.data.model import Array, DataSet, Samples
from graphnn.errors import DataError
from graphnn.sources.arrays import read_arrays
from graphnn.sources.cells import days, is_gap, number
from graphnn.sources.describe import describe, describe_file, table_of
from graphnn.sources.pictures import read_pictures
from graphnn.sources.table import Table

GAP = -1
"""The class number of a gap that is still to be filled."""


def load_own(data: Data, folder: Path | None) -> DataSet:
    """Return the rows of a file in order of time, without those that gaps leave out, and how to prepare them.

    Raises:
        DataError: If the file cannot be had, or does not hold what the document says of it.
    """
    if data.file is not None and data.file.csv is None and folder is not None:
        return _load_arrays(describe_file(data, folder), folder)
    table = table_of(data, folder)
    data = describe(data, table)
    used = {name: column for name, column in data.columns.items() if column.role != "ignored"}
    if not used:
        raise DataError(f"data.columns: every column of {table.name} is ignored. Give one the role of a feature.")
    rows = Samples({name: cell_values(table.columns[name], column) for name, column in used.items()})
    marks = {name: np.array([cell.strip() for cell in cells]) for name, cells in table.columns.items()}
    order = _order(table, data)
    kept = order[~_left_out(rows, used)[order]]
    if data.windows is not None and len(kept) < table.row_count:
        raise DataError(
            f"data.windows: {table.row_count - len(kept):,} rows of {table.name} have gaps, and a window must have "
            "every row. Fill the gaps: set missing to mean, median or most_frequent."
        )
    if not len(kept):
        raise DataError(f"{table.name}: every row has a gap. Fill the gaps, or ignore the column that has most.")
    splitting = {split.column for split in (data.validation, data.test) if split is not None and split.column}
    return DataSet(
        rows.take(kept),
        preparation=Preparation(data),
        marks={name: values[kept] for name, values in marks.items() if name in splitting},
    )


def _load_arrays(data: Data, folder: Path) -> DataSet:
    """Return the arrays or pictures of a file, in the types of their columns; they have no gaps."""
    read = read_pictures if data.file is not None and data.file.images is not None else read_arrays
    arrays = read(data, folder)
    data_set = own_data_set(data)
    columns = {column.name: column for column in data_set.columns} if data_set is not None else {}
    used = {name: values for name, values in arrays.items() if name in columns}
    if not used:
        raise DataError(f"data.columns: nothing of {data.source_name} is used. Give an array the role of a feature.")
    for name, values in used.items():
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise DataError(f"{data.source_name}, array {name}: holds what is no finite number. Take it out.")
    samples = {
        name: values.reshape(len(values), *columns[name].shape).astype(columns[name].dtype)
        for name, values in used.items()
    }
    return DataSet(Samples(_with_vector(samples, data)))


def cell_values(cells: list[str], column: DataColumn) -> Array:
    """Return the cells of a column as numbers, class numbers or texts; gaps are NaN, -1, or the class of gaps.

    Raises:
        DataError: If a cell holds something else.
    """
    match column.kind:
        case "category":
            classes = classes_of(column)
            numbers = {name: place for place, name in enumerate(classes)}
            gap = len(classes) - 1 if column.missing == "category" else GAP
            return np.array([gap if is_gap(cell) else numbers[cell.strip()] for cell in cells], dtype=np.int32)
        case "text":
            return np.array([None if is_gap(cell) else cell for cell in cells], dtype=object)
        case _:
            read = days if column.kind == "date" else number
            values = [np.nan if is_gap(cell) else read(cell) for cell in cells]
            return np.array(values, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Preparation:
    """From rows as they lie in the file to samples in the columns of their data set."""

    data: Data

    def fit(self, train: Samples) -> Callable[[Samples], Samples]:
        """Return what makes samples of rows, with gaps and scales as the training rows have them."""
        columns = {name: self.data.columns[name] for name in train.columns}
        fills = {name: _fill(name, train.columns[name], column) for name, column in columns.items()}
        filled = {name: _filled(train.columns[name], fills[name]) for name in columns}
        scales = {name: _scale(filled[name], column) for name, column in columns.items()}
        return partial(self._prepared, fills=fills, scales=scales)

    def _prepared(
        self, rows: Samples, *, fills: Mapping[str, float | None], scales: Mapping[str, tuple[float, float]]
    ) -> Samples:
        values: dict[str, Array] = {}
        for name, each in rows.columns.items():
            column, whole = self.data.columns[name], _filled(each, fills[name])
            if column.kind in ("number", "date"):
                offset, factor = scales[name]
                whole = ((whole - offset) * factor).astype(np.float32)
            elif column.kind == "category" and column.role == "feature" and column.encoding != "integer":
                # A class that is not known has no one among its zeros.
                whole = np.eye(len(classes_of(column)) + 1, dtype=np.float32)[whole][:, :-1]
            values[name] = whole
        if self.data.windows is not None:
            values = _windows(values, self.data, self.data.windows)
        return Samples(_with_vector(values, self.data))


def _order(table: Table, data: Data) -> Array:
    if data.time is None:
        return np.arange(table.row_count)
    cells = table.columns[data.time]
    moments = [number(cell) if (day := days(cell)) is None else day for cell in cells]
    if (row := next((row for row, moment in enumerate(moments) if moment is None), None)) is not None:
        raise DataError(
            f"{table.place(row, data.time)}: {cells[row][:40]!r} is no time. Write a date as 2026-01-31, or a number."
        )
    return np.argsort(np.array(moments, dtype=np.float64), kind="stable")


def _left_out(rows: Samples, used: Mapping[str, DataColumn]) -> Array:
    """Tell of each row whether a gap in it leaves it out."""
    out = np.zeros(rows.count, dtype=bool)
    for name, column in used.items():
        if column.missing == "drop" or column.kind == "text":
            out |= _gaps(rows.columns[name])
    return out


def _gaps(values: Array) -> Array:
    if values.dtype == object:
        return np.array([value is None for value in values], dtype=bool)
    gaps: Array = np.isnan(values) if values.dtype.kind == "f" else values == GAP
    return gaps


def _fill(name: str, values: Array, column: DataColumn) -> float | None:
    """Return what stands in the gaps of a column: of a category a class number; None where there is nothing to do."""
    present = values[~_gaps(values)]
    match column.missing:
        case None | "drop" | "category":
            return None
        case "mean" | "median" if column.kind == "category":
            raise DataError(
                f"data.columns.{name}.missing: classes have no {column.missing}. Use most_frequent, category or drop."
            )
        case _ if not len(present):
            raise DataError(f"data.columns.{name}: no training row has a value to fill gaps with. Ignore the column.")
        case "mean":
            return float(np.mean(present))
        case "median":
            return float(np.median(present))
        case "most_frequent":
            found, counts = np.unique(present, return_counts=True)
            return float(found[np.argmax(counts)])


def _filled(values: Array, fill: float | None) -> Array:
    return values if fill is None else np.where(_gaps(values), values.dtype.type(fill), values)


def _scale(values: Array, column: DataColumn) -> tuple[float, float]:
    """Return offset and factor that bring a column to the size it is to have."""
    if column.normalize is None or column.kind not in ("number", "date"):
        return 0.0, 1.0
    if column.normalize == "standard":
        offset, spread = float(np.nanmean(values)), float(np.nanstd(values))
    else:
        offset, spread = float(np.nanmin(values)), float(np.nanmax(values) - np.nanmin(values))
    return offset, 1.0 / spread if spread > 0 else 1.0


def _windows(values: Mapping[str, Array], data: Data, windows: Windows) -> dict[str, Array]:
    """Return windows of each column, and what comes after them of those to predict.

    Shapes:
        (rows,) -> (windows, length, 1) and (windows, horizon), or (windows,) where one row is predicted
    """
    count = len(next(iter(values.values())))
    starts = np.arange(0, count - windows.length - windows.horizon + 1, windows.stride)
    if not len(starts):
        raise DataError(
            f"data.windows: {windows.length} rows and {windows.horizon} after them do not fit into the {count:,} rows "
            "of a split. Make length smaller, or hold out more or fewer rows."
        )
    past = starts[:, np.newaxis] + np.arange(windows.length)
    future = starts[:, np.newaxis] + windows.length + np.arange(windows.horizon)
    cut: dict[str, Array] = {}
    for name, column in values.items():
        if data.columns[name].kind not in ("number", "date"):
            continue
        cut[name] = column[past][..., np.newaxis]
        if data.columns[name].role == "target":
            cut[future_of(name)] = column[future[:, 0] if windows.horizon == 1 else future]
    return cut


def _with_vector(values: dict[str, Array], data: Data) -> dict[str, Array]:
    data_set = own_data_set(data)
    vector = data_set.column(ALL_FEATURES) if data_set is not None else None
    if vector is None or not vector.parts:
        return values
    is_flat = data.windows is None
    parts = [
        values[name][:, np.newaxis] if is_flat and values[name].ndim == 1 else values[name] for name in vector.parts
    ]
    return {ALL_FEATURES: np.concatenate(parts, axis=-1).astype(np.float32), **values}
