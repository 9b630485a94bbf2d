"""Rows as people know them, by the names of their columns, made into what the network takes.

A network that learned from a table takes them as that table has them: classes by name, gaps as it fills them, numbers
unscaled. They are encoded, filled and scaled by what was measured on the rows it was trained on.
"""

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

from graphnn.catalogue.own_data import classes_of
from graphnn.document.data import DataColumn
from graphnn.document.model import Data
from graphnn.document.values import Json
from graphnn.engine.data.columns import column_values
from graphnn.engine.data.model import Array, Samples
from graphnn.engine.data.own_rows import cell_values, in_order
from graphnn.engine.explaining.fitting import MAXIMUM_SAMPLES
from graphnn.engine.explaining.samples import feature_names
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.errors import DataError
from graphnn.sources.cells import date_of, days, is_gap, number
from graphnn.sources.table import Table

NAMES_LISTED = 12
VALUES_GIVEN = 100


def takes_encoded_rows(run: TrainedRun) -> bool:
    """Tell whether the network learned from a table, whose rows are encoded before it takes them."""
    return run.prepare is not None


def row_names(run: TrainedRun) -> tuple[str, ...]:
    """Return the columns of a row that the network answers to, each once."""
    if not takes_encoded_rows(run):
        return tuple(dict.fromkeys(name for node_id in run.built.inputs for name in _input_names(run, node_id)))
    data_set = run.catalogue.data_set(run.document.data)
    bound = [name for node_id in run.built.inputs for name in run.column_names(node_id)]
    columns = [data_set.column(name) if data_set is not None else None for name in bound]
    parts = [column.parts or (column.name,) for column in columns if column is not None]
    return tuple(dict.fromkeys(name for names in parts for name in names))


def from_rows(run: TrainedRun, rows: Sequence[Mapping[str, Any]], place: str) -> dict[str, Array]:
    """Return rows as the network takes them; null, or an empty text, is a gap.

    Raises:
        DataError: If a column is missing, or a value does not fit; with the sample and the column.
    """
    names = row_names(run)
    for sample, row in enumerate(rows, 1):
        if missing := [name for name in names if name not in row]:
            raise DataError(_without(f"{place}, sample {sample}" if len(rows) > 1 else place, missing[0], names))
    return from_cells(run, [[row[name] for name in names] for row in rows], place)


def from_cells(
    run: TrainedRun, rows: Sequence[Sequence[Any]], place: str, *, lines: Sequence[int] | None = None
) -> dict[str, Array]:
    """Return rows whose values stand in the order of `row_names` as the network takes them.

    Args:
        run: Whose network.
        rows: The values of each.
        place: What they are called.
        lines: Where each stands in its file; None where they are from no file of lines.

    Raises:
        DataError: If there are too many rows, or one does not fit.
    """
    if len(rows) > MAXIMUM_SAMPLES:
        raise DataError(f"{place}: has more than {MAXIMUM_SAMPLES:,} rows. Give fewer.")
    names, numbers = row_names(run), lines or range(1, len(rows) + 1)
    columns: dict[str, list[str]] = {name: [] for name in names}
    table = Table(place, columns, list(numbers), counted="sample" if lines is None else "line")
    for row, (number_of_row, values) in enumerate(zip(numbers, rows, strict=True)):
        count = len(values) if isinstance(values, list) else 1
        if count != len(names) or not isinstance(values, list):
            raise DataError(
                f"{place}, {table.counted} {number_of_row}: has {count} values, and the network takes {len(names)}: "
                f"{_few(names)}."
            )
        for name, value in zip(names, values, strict=True):
            columns[name].append(_cell(value, table.place(row, name)))
    return from_table(run, table)


def from_table(run: TrainedRun, table: Table) -> dict[str, Array]:
    """Return the rows of a table as the network takes them; with windows, what the last of them make together.

    Raises:
        DataError: If a column is missing, or a cell does not fit; with line and column.
    """
    names = row_names(run)
    if missing := [name for name in names if name not in table.columns]:
        raise DataError(_without(table.name, missing[0], names))
    prepare, data = run.prepare, run.document.data
    if prepare is None or data is None:
        return {node_id: _numbers(run, node_id, table) for node_id in run.built.inputs}
    for name in names:
        _check(table, name, data.columns[name])
    rows = Samples({name: cell_values(table.columns[name], data.columns[name]) for name in names})
    samples = prepare.unanswered(rows.take(_order(table, data)))
    return {
        node_id: column_values(samples, run.built.document.nodes[node_id].parameters["column"])
        for node_id in run.built.inputs
    }


def from_text(run: TrainedRun, text: str, place: str) -> dict[str, Array]:
    """Return a text as what the network takes.

    Raises:
        DataError: If it takes anything else.
    """
    names = row_names(run)
    if len(names) == 1 and [str(each.dtype) for each in run.built.inputs.values()] == ["string"]:
        return from_rows(run, [{names[0]: text}], place)
    raise DataError(f"{place}: the network takes no text alone but {_few(names)}. Give a row of these.")


def row_of_sample(run: TrainedRun, sample: int) -> dict[str, Json]:
    """Return one of the samples that a run is scored on as a row; empty where its Inputs take no single values."""
    names, data = row_names(run), run.document.data
    if len(names) > VALUES_GIVEN or (data is not None and data.windows is not None):
        return {}
    if not run.has_data:
        return usual_row(run)
    if run.rows is None or data is None:
        values = [np.ravel(run.values(node_id)[sample]) for node_id in run.built.inputs]
        flat = [each for part in values for each in part.tolist()]
        return dict(zip(names, flat, strict=True)) if len(flat) == len(names) else {}
    return {name: _as_given(run.rows.columns[name][sample], data.columns[name]) for name in names}


def usual_row(run: TrainedRun) -> dict[str, Json]:
    """Return a row to begin with where the table is not at hand: what the graph file tells of its columns."""
    data = run.document.data
    columns = {name: data.columns[name] for name in row_names(run)} if data is not None else {}
    return {name: _usual(column) for name, column in columns.items()}


def row_ranges(run: TrainedRun) -> dict[str, tuple[float, float]]:
    """Return the least and the greatest of each number of a row; none where there are too many."""
    ranges: dict[str, tuple[float, float]] = {}
    if takes_encoded_rows(run) or len(row_names(run)) > VALUES_GIVEN:
        return ranges
    for node_id in run.built.inputs:
        names, values = _input_names(run, node_id), run.values(node_id).reshape(run.samples.count, -1)
        if values.dtype.kind in "biuf" and values.shape[1] == len(names):
            lows, highs = values.min(axis=0), values.max(axis=0)
            ranges |= {n: (float(a), float(b)) for n, a, b in zip(names, lows, highs, strict=True)}
    return ranges


def _usual(column: DataColumn) -> Json:
    middle = sum(column.range) / 2 if column.range is not None else 0.0
    match column.kind:
        case "category":
            return (column.classes or ("",))[0]
        case "text":
            return ""
        case "date":
            return date_of(middle)
        case _:
            return middle


def _as_given(value: Any, column: DataColumn) -> Json:
    """Return a value as it lies among the rows as a person would give it; None for a gap."""
    match column.kind:
        case "category":
            classes = column.classes or ()
            return classes[int(value)] if 0 <= value < len(classes) else None
        case "text":
            return None if value is None else str(value)
        case "date" if math.isfinite(value):
            return date_of(float(value))
        case _:
            return float(value) if math.isfinite(value) else None


def _order(table: Table, data: Data) -> Array:
    return in_order(table, data) if data.time in table.columns else np.arange(table.row_count)


def _check(table: Table, name: str, column: DataColumn) -> None:
    """Refuse a cell that says nothing to the network.

    Raises:
        DataError: If there is one.
    """
    classes, has_fill = classes_of(column), column.missing not in (None, "drop") and column.kind != "text"
    for row, cell in enumerate(table.columns[name]):
        place = table.place(row, name)
        if is_gap(cell):
            if not has_fill:
                raise DataError(f"{place}: no value, and the network was trained on no row without one. Give one.")
        elif column.kind == "category" and cell.strip() not in classes:
            near = get_close_matches(cell.strip(), classes, n=1)
            cure = f"Did you mean {near[0]}?" if near else f"Give one of {_few(classes)}."
            raise DataError(f"{place}: {cell[:40]!r} is no class that the network was trained on. {cure}")
        elif column.kind == "number" and number(cell) is None:
            raise DataError(f"{place}: {cell[:40]!r} is no number.")
        elif column.kind == "date" and days(cell) is None:
            raise DataError(f"{place}: {cell[:40]!r} is no date. Write it as 2026-01-31.")


def _numbers(run: TrainedRun, node_id: str, table: Table) -> Array:
    """Return the numbers, class numbers or texts of one Input, as a data set that needs no encoding has them."""
    tensor, column, names = run.built.inputs[node_id], run.column(node_id), _input_names(run, node_id)
    if tensor.dtype == "string":
        return np.array(table.columns[names[0]], dtype=object)
    classes = column.classes if column is not None and column.kind == "label" else ()
    values = np.empty((table.row_count, len(names)))
    for at, name in enumerate(names):
        for row, cell in enumerate(table.columns[name]):
            value = float(classes.index(cell.strip())) if cell.strip() in classes else number(cell)
            if value is None:
                raise DataError(f"{table.place(row, name)}: {cell[:40]!r} is no number.")
            values[row, at] = value
    return values.reshape(table.row_count, *tensor.shape[1:])


def _input_names(run: TrainedRun, node_id: str) -> tuple[str, ...]:
    if run.built.inputs[node_id].dtype == "string":
        return run.column_names(node_id)
    shape = run.built.inputs[node_id].shape[1:]
    return feature_names(run, node_id, math.prod(size or 1 for size in shape))


def _cell(value: Any, place: str) -> str:
    """Return a value as a cell of a table would have it.

    >>> _cell(2.0, "x"), _cell(None, "x"), _cell("Biscoe", "x")
    ('2', '', 'Biscoe')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() | int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case _:
            raise DataError(f"{place}: not a single value. Give a number, a text or null.")


def _without(place: str, name: str, names: Sequence[str]) -> str:
    return f"{place}: has no {name}. The network takes {_few(names)}."


def _few(names: Sequence[str]) -> str:
    rest = len(names) - NAMES_LISTED
    return ", ".join(names[:NAMES_LISTED]) + (f" and {rest} more" if rest > 0 else "")
