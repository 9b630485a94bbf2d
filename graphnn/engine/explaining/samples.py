"""Samples as people look at them: as pictures where they are some, else as a table of their values."""

from collections.abc import Sequence

import numpy as np

from graphnn.engine.data.model import Array
from graphnn.engine.explaining.pictures import is_picture, png, sample_pixels
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Cell, Figure, Pictures, Table, Tile

PICTURE_COLUMNS = 10
VALUES_SHOWN = 8


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
    pictured = picture_input(run)
    if pictured is not None:
        values = run.values(pictured)
        top = picture_top(run, pictured)
        tiles = tuple(
            Tile(picture=png(sample_pixels(values[index], low=0, high=top)), title=head, note=note)
            for index, (head, note) in zip(indices, words, strict=True)
        )
        return Pictures(name=name, title=title, caption=caption, tiles=tiles, columns=PICTURE_COLUMNS)
    columns, rows = _value_table(run, indices)
    worded = tuple((*said, *row) for said, row in zip(words, rows, strict=True))
    return Table(name=name, title=title, caption=caption, columns=("answer", "truth", *columns), rows=worded)


def picture_input(run: TrainedRun) -> str | None:
    """Return the first Input whose samples are pictures."""
    return next((node_id for node_id in run.built.inputs if is_picture(run.values(node_id)[0])), None)


def picture_top(run: TrainedRun, node_id: str) -> float:
    """Return the value that is white in the pictures of an Input or Output."""
    column = run.column(node_id)
    if column is not None and column.maximum:
        return column.maximum
    return float(run.values(node_id)[:1000].max(initial=1.0))


def input_features(run: TrainedRun) -> tuple[tuple[str, ...], Array]:
    """Return the values of all Inputs side by side, each under its name; pictures and the like by position.

    Shapes:
        (n, features)
    """
    names: list[str] = []
    values: list[Array] = []
    for node_id in run.built.inputs:
        flat = run.values(node_id).reshape(run.samples.count, -1)
        names += feature_names(run, node_id, flat.shape[1])
        values.append(flat)
    return tuple(names), np.hstack(values)


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


def _value_table(run: TrainedRun, indices: Sequence[int] | Array) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    names, values = input_features(run)
    rows: list[tuple[Cell, ...]] = [
        tuple(round(float(value), 4) for value in values[index][:VALUES_SHOWN]) for index in indices
    ]
    return names[:VALUES_SHOWN], rows
