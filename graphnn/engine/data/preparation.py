"""From rows as they lie in a file to samples: gaps filled, numbers scaled, classes encoded, rows cut into windows.

What fills gaps and scales numbers is measured on the training samples alone, once they are divided from the others:
`Preparation.fit` gives what makes samples of all of them alike, and of rows that come later.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graphnn.catalogue.own_data import ALL_FEATURES, classes_of, future_of, own_data_set
from graphnn.document.model import Data, DataColumn, Windows
from graphnn.engine.data.model import AnySamples, Array, Indices, Samples
from graphnn.errors import DataError

GAP = -1
"""The class number of a gap that is still to be filled."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """From rows as they lie in the file to samples in the columns of their data set."""

    data: Data

    def fit(self, train: AnySamples) -> "FittedPreparation":
        """Return what makes samples of rows, with gaps and scales as the training rows have them."""
        fills: dict[str, float | None] = {}
        scales: dict[str, tuple[float, float]] = {}
        for name in train.columns:
            column, values = self.data.columns[name], train.columns[name]
            fills[name] = _fill(name, values, column)
            scales[name] = _scale(_filled(values, fills[name]), column)
        return FittedPreparation(self.data, fills, scales)


@dataclass(frozen=True, slots=True)
class FittedPreparation:
    """Makes samples of rows by what was measured on those trained on; rows may lack the columns to predict."""

    data: Data
    fills: Mapping[str, float | None]
    scales: Mapping[str, tuple[float, float]]

    def __call__(self, rows: Samples) -> Samples:
        """Return the samples of rows; with windows, those of which is known what comes after."""
        values = self._prepared(rows)
        if self.data.windows is not None:
            values = _windows(values, self.data, self.data.windows)
        return Samples(with_vector(values, self.data))

    def unanswered(self, rows: Samples) -> Samples:
        """Return the samples of rows that nothing is known after: with windows one, of the last rows.

        Raises:
            DataError: If they do not fill a window.
        """
        values = self._prepared(rows)
        if self.data.windows is not None:
            length = self.data.windows.length
            if rows.count < length:
                raise DataError(f"{rows.count:,} rows, and a forecast looks back on {length:,}. Give as many or more.")
            values = _cut(values, self.data, np.arange(rows.count - length, rows.count)[np.newaxis])
        return Samples(with_vector(values, self.data))

    @property
    def window_rows(self) -> int | None:
        """How many rows each sample is made of, those to predict included; None where of one."""
        windows = self.data.windows
        return None if windows is None else windows.length + windows.horizon

    def window_starts(self, row_count: int) -> Indices:
        """Return the row that each window starts with.

        Raises:
            DataError: If none fits into so many rows.
        """
        if self.data.windows is None:
            return np.arange(row_count)
        return _starts(row_count, self.data.windows)

    def is_series(self, column: str) -> bool:
        """Tell whether a column is cut into windows."""
        return self.data.columns[column].kind in ("number", "date")

    def of_windows(self, windows: Samples) -> Samples:
        """Return the samples of windows as they lie in the file: (samples, window_rows) of each column."""
        if self.data.windows is None:
            raise ValueError("the data is not cut into windows")
        length, is_next = self.data.windows.length, self.data.windows.horizon == 1
        values = self._prepared(windows)
        cut = {name: column[:, :length, np.newaxis] for name, column in values.items()}
        for name, column in values.items():
            if self.data.columns[name].role == "target":
                cut[future_of(name)] = column[:, length] if is_next else column[:, length:]
        return Samples(with_vector(cut, self.data))

    def in_units_of_the_file(self, column: str, values: Array) -> Array:
        """Return numbers of a column, or of what comes after its windows, as the file has them."""
        name = next((name for name in self.scales if column in (name, future_of(name))), None)
        if name is None:
            return values
        offset, factor = self.scales[name]
        return values if (offset, factor) == (0.0, 1.0) else values / factor + offset

    def _prepared(self, rows: Samples) -> dict[str, Array]:
        values: dict[str, Array] = {}
        for name, each in rows.columns.items():
            column, whole = self.data.columns[name], _filled(each, self.fills[name])
            if column.kind in ("number", "date"):
                offset, factor = self.scales[name]
                whole = ((whole - offset) * factor).astype(np.float32)
            elif column.kind == "category" and column.role == "feature" and column.encoding != "integer":
                # A class that is not known has no one among its zeros.
                whole = np.eye(len(classes_of(column)) + 1, dtype=np.float32)[whole][:, :-1]
            values[name] = whole
        return values


def with_vector(values: dict[str, Array], data: Data) -> dict[str, Array]:
    """Return columns behind the one that holds all their features, if there is one and all of them are given."""
    data_set = own_data_set(data)
    vector = data_set.column(ALL_FEATURES) if data_set is not None else None
    if vector is None or not vector.parts or not values.keys() >= set(vector.parts):
        return values
    is_flat = data.windows is None
    parts = [
        values[name][:, np.newaxis] if is_flat and values[name].ndim == 1 else values[name] for name in vector.parts
    ]
    return {ALL_FEATURES: np.concatenate(parts, axis=-1).astype(np.float32), **values}


def gaps_in(values: Array) -> Array:
    """Tell of each value as it lies in the file whether it is a gap."""
    if values.dtype == object:
        return np.array([value is None for value in values], dtype=bool)
    gaps: Array = np.isnan(values) if values.dtype.kind == "f" else values == GAP
    return gaps


def _fill(name: str, values: Array, column: DataColumn) -> float | None:
    """Return what stands in the gaps of a column: of a category a class number; None where there is nothing to do."""
    present = values[~gaps_in(values)]
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
    return values if fill is None else np.where(gaps_in(values), values.dtype.type(fill), values)


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
    starts = _starts(len(next(iter(values.values()))), windows)
    past = starts[:, np.newaxis] + np.arange(windows.length)
    future = starts[:, np.newaxis] + windows.length + np.arange(windows.horizon)
    cut = _cut(values, data, past)
    for name, column in values.items():
        if name in cut and data.columns[name].role == "target":
            cut[future_of(name)] = column[future[:, 0] if windows.horizon == 1 else future]
    return cut


def _starts(row_count: int, windows: Windows) -> Indices:
    starts = np.arange(0, row_count - windows.length - windows.horizon + 1, windows.stride)
    if not len(starts):
        raise DataError(
            f"data.windows: {windows.length} rows and {windows.horizon} after them do not fit into the "
            f"{row_count:,} rows of a split. Make length smaller, or hold out more or fewer rows."
        )
    return starts


def _cut(values: Mapping[str, Array], data: Data, rows: Indices) -> dict[str, Array]:
    """Return some rows for each sample, of the columns that are steps in time.

    Shapes:
        rows (samples, length) -> (samples, length, 1)
    """
    series = {name: column for name, column in values.items() if data.columns[name].kind in ("number", "date")}
    return {name: column[rows][..., np.newaxis] for name, column in series.items()}
