"""Samples as people look at them: as pictures where they are some, else as a table of their values."""

import math
from collections.abc import Iterator, Sequence

from graphnn.catalogue.model import Column
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.data_samples import word_of
from graphnn.engine.explaining.pictures import Pixels, beside, is_picture, png, sample_pixels
from graphnn.engine.explaining.sequences import words_of
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Cell, Figure, Pictures, Table, Tile

PICTURE_COLUMNS = 10
VALUES_SHOWN = 8
TRUE = "true: "
"""How a sample's note begins that says what is true of it; a table has a column for that."""


def sample_figure(
    run: TrainedRun,
    indices: Sequence[int] | Array,
    *,
    name: str,
    title: str,
    caption: str = "",
    words: Sequence[tuple[str, str]],
) -> Figure:
    """Return samples with what is to be said of each.

    Args:
        run: Whose samples they are.
        indices: Which ones, in order.
        name: The figure's name.
        title: The figure's title.
        caption: More about it.
        words: For each sample a title, and a note under it.
    """
    pictured = picture_inputs(run)
    if pictured:
        tiles = tuple(
            Tile(picture=png(_side_by_side(run, pictured, index)), title=head, note=note)
            for index, (head, note) in zip(indices, words, strict=True)
        )
        columns = max(1, PICTURE_COLUMNS // len(pictured))
        return Pictures(name=name, title=title, caption=caption, tiles=tiles, columns=columns)
    columns_shown, rows = _value_table(run, indices)
    worded = tuple((head, note.removeprefix(TRUE), *row) for (head, note), row in zip(words, rows, strict=True))
    return Table(name=name, title=title, caption=caption, columns=("answer", "truth", *columns_shown), rows=worded)


def picture_input(run: TrainedRun) -> str | None:
    """Return the first Input whose samples are pictures."""
    return next(iter(picture_inputs(run)), None)


def picture_inputs(run: TrainedRun) -> tuple[str, ...]:
    """Return the Inputs whose samples are pictures; those of several belong together, as a pair to compare does."""
    return tuple(node_id for node_id in run.built.inputs if _holds_pictures(run.values(node_id)))


def _holds_pictures(values: Array) -> bool:
    return values.dtype != object and is_picture(values[0])


def _side_by_side(run: TrainedRun, node_ids: Sequence[str], index: int) -> Pixels:
    return beside([sample_pixels(run.values(each)[index], low=0, high=picture_top(run, each)) for each in node_ids])


def picture_top(run: TrainedRun, node_id: str) -> float:
    """Return the value that is white in the pictures of an Input or Output."""
    column = run.column(node_id)
    if column is not None and column.maximum:
        return column.maximum
    if run.kept is not None and (kept := run.kept.pictures.get(node_id)) is not None:
        return kept.top
    return float(run.values(node_id)[:1000].max(initial=1.0))


def feature_names(run: TrainedRun, node_id: str, count: int) -> tuple[str, ...]:
    """Return what the values of an Input are called: as the columns that its vector is made of, else by number."""
    names = run.column_names(node_id)
    if len(names) == count:
        return names
    data = run.document.data
    data_set = run.catalogue.data_set(data)
    column = run.column(node_id)
    if data_set is not None and column is not None and column.kind == "vector":
        numbers = tuple(each.name for each in data_set.columns if each.kind == "number" and each.role == "feature")
        if len(numbers) == count:
            return numbers
    return tuple(f"{node_id} {place + 1}" for place in range(count))


def _parts(run: TrainedRun) -> Iterator[tuple[Array, Column | None, tuple[str, ...]]]:
    """Yield the values of each Input, their column and names; where it takes several with a category, each column."""
    data_set = run.catalogue.data_set(run.document.data)
    for node_id in run.built.inputs:
        bound = [data_set.column(name) if data_set is not None else None for name in run.column_names(node_id)]
        columns = [column for column in bound if column is not None]
        if len(columns) == len(bound) and any(column.kind == "category" for column in columns):
            yield from ((run.samples.columns[column.name], column, (column.name,)) for column in columns)
        else:
            values = run.values(node_id)
            yield values, run.column(node_id), feature_names(run, node_id, math.prod(values.shape[1:]))


def _value_table(run: TrainedRun, indices: Sequence[int] | Array) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Return what some samples hold, under its names: texts and sequences in words, else the first numbers."""
    names: list[str] = []
    columns: list[list[Cell]] = []
    for values, column, called in _parts(run):
        if column is not None and column.kind in ("text", "category"):
            names.append(column.name)
            columns.append([word_of(column, values[index]) for index in indices])
        elif column is not None and column.kind == "sequence" and column.classes:
            names.append(column.name)
            columns.append([words_of(values[index], column.classes) for index in indices])
        else:
            flat = values.reshape(len(values), -1)
            names += called
            columns += [[round(float(flat[i, place]), 4) for i in indices] for place in range(flat.shape[1])]
    return tuple(names[:VALUES_SHOWN]), [*zip(*columns[:VALUES_SHOWN], strict=True)] if len(indices) else []
