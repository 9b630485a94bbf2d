"""The data itself: what its columns hold, some samples, how classes and numbers are spread, what goes with what.

All of it is measured on the samples to train on, as the network gets them.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from graphnn.catalogue.model import Column, DataSetType
from graphnn.catalogue.own_data import ALL_FEATURES
from graphnn.engine.data.model import AnySamples, Array, Samples
from graphnn.engine.data.opened import AnySplits, first_samples
from graphnn.engine.explaining.data_samples import is_video, rounded, some_samples
from graphnn.protocol.figures import (
    Bars,
    Cell,
    Correlations,
    Curve,
    Curves,
    Figure,
    Group,
    Histogram,
    Numbers,
    Scatter,
    Series,
    Table,
)

HISTOGRAMS_SHOWN = 12
BINS = 24
CLASSES_APART = 6
CORRELATED = 16
POINTS_SHOWN = 1_500
SERIES_SHOWN = 5
MEASURED = 20_000
"""So many samples are measured; more would only take longer."""


def data_figures(
    data_set: DataSetType, splits: AnySplits, *, drawn: int = 0, x: str | None = None, y: str | None = None
) -> Iterator[Figure]:
    """Yield all there is to see of a data set.

    Args:
        data_set: What its columns are.
        splits: Its samples.
        drawn: Which samples are drawn: another number, others.
        x: The number along the scatter plot; default: the first.
        y: The number up; default: the second.
    """
    measured = first_samples(splits.train, MEASURED)
    yield _column_table(data_set, measured)
    yield from some_samples(data_set, splits.train, measured, np.random.default_rng(drawn))
    for column in data_set.columns:
        if column.kind == "label":
            yield _classes(column, splits)
    numbers = _numbers(data_set, measured)
    groups = _groups(data_set, measured)
    for name in list(numbers)[:HISTOGRAMS_SHOWN]:
        yield _histogram(name, numbers[name], groups)
    if len(numbers) > 1:
        yield _correlations(numbers)
        first, second = (given if given in numbers else name for given, name in zip((x, y), numbers, strict=False))
        yield _scatter(first, second, numbers, groups)
    for column in data_set.columns:
        if column.kind == "series" and column.name != ALL_FEATURES:
            yield _series(column, measured)
        elif column.kind == "text":
            yield _lengths(column, measured)
        elif column.kind == "image":
            yield _brightness(column, measured)


def _column_table(data_set: DataSetType, samples: Samples) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for column in data_set.columns:
        values = samples.columns[column.name]
        shape = " × ".join(map(str, values.shape[1:])) or "1"
        measures: tuple[Cell, ...] = (None,) * 4
        if values.dtype != object and values.size:
            found = (values.min(), values.max(), values.mean(dtype=np.float64), values.std(dtype=np.float64))
            measures = tuple(rounded(float(each)) for each in found)
        kind = "video" if column.kind == "image" and is_video(values[0]) else column.kind
        rows.append((column.name, kind, shape, str(values.dtype).replace("object", "text"), *measures))
    return Table(
        name="columns",
        title="Columns",
        caption=f"As the network gets them, measured on {samples.count:,} samples to train on.",
        columns=("column", "kind", "shape", "type", "least", "greatest", "mean", "deviation"),
        rows=tuple(rows),
    )


def _classes(column: Column, splits: AnySplits) -> Bars:
    parts = {"training": splits.train, "validation": splits.validation, "test": splits.test}
    count = len(column.classes)

    def counts(samples: AnySamples) -> Numbers:
        return tuple(map(float, np.bincount(samples.columns[column.name].reshape(-1), minlength=count)[:count]))

    return Bars(
        name=f"classes_{column.name}",
        title=f"Classes of {column.name}",
        names=column.classes,
        series=tuple(Series(name=name, values=counts(part)) for name, part in parts.items() if part is not None),
        value_label="samples",
    )


def _numbers(data_set: DataSetType, samples: Samples) -> dict[str, Array]:
    """Return what there is of single numbers, by column; a vector without parts of its own by place."""
    numbers = {c.name: samples.columns[c.name] for c in data_set.columns if c.kind == "number"}
    if numbers:
        return {name: values.astype(np.float64) for name, values in numbers.items()}
    vector = next((column for column in data_set.columns if column.kind == "vector"), None)
    values = None if vector is None else samples.columns[vector.name]
    if vector is None or values is None or values.ndim != 2:
        return {}
    return {f"{vector.name} {place + 1}": values[:, place].astype(np.float64) for place in range(values.shape[1])}


def _groups(data_set: DataSetType, samples: Samples) -> Mapping[str, Array]:
    """Return which samples are of each class to predict, where they are few enough to tell apart; else all as one."""
    label = next((c for c in data_set.columns if c.kind == "label" and c.role == "target"), None)
    if label is None or len(label.classes) > CLASSES_APART:
        return {"samples": np.ones(samples.count, dtype=bool)}
    values = samples.columns[label.name].reshape(-1)
    return {name: values == number for number, name in enumerate(label.classes)}


def _histogram(name: str, values: Array, groups: Mapping[str, Array]) -> Histogram:
    edges = np.histogram_bin_edges(values[np.isfinite(values)], bins=BINS)
    series = (
        Series(name=group, values=tuple(map(float, np.histogram(values[chosen], bins=edges)[0])))
        for group, chosen in groups.items()
    )
    return Histogram(
        name=f"histogram_{name}", title=name, edges=tuple(map(float, edges)), series=tuple(series), x_label=name
    )


def _correlations(numbers: Mapping[str, Array]) -> Correlations:
    names = list(numbers)[:CORRELATED]
    table = np.stack([numbers[name] for name in names])
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.corrcoef(table)
    return Correlations(
        name="correlations",
        title="What rises and falls together",
        caption="Correlation of each number with each: orange, both rise; blue, one falls as the other rises.",
        names=tuple(names),
        rows=tuple(tuple(rounded(float(each)) for each in row) for row in found),
    )


def _scatter(x: str, y: str, numbers: Mapping[str, Array], groups: Mapping[str, Array]) -> Scatter:
    def points(name: str, chosen: Array) -> Numbers:
        return tuple(map(float, numbers[name][:POINTS_SHOWN][chosen[:POINTS_SHOWN]]))

    drawn = tuple(Group(name=n, x=points(x, chosen), y=points(y, chosen)) for n, chosen in groups.items())
    return Scatter(name="scatter", title=f"{y} against {x}", x_label=x, y_label=y, groups=drawn)


def _series(column: Column, samples: Samples) -> Curves:
    """Return some windows of one value a step, or the values of one sample where there are several a step."""
    values = samples.columns[column.name]
    steps = tuple(map(float, range(values.shape[1])))
    if values.shape[2] == 1:
        places = np.linspace(0, len(values) - 1, min(SERIES_SHOWN, len(values))).astype(int)
        lines = {f"sample {place + 1:,}": values[place, :, 0] for place in places}
        caption = "Some of them, from the first to the last."
    else:
        lines = {f"value {place + 1}": values[0, :, place] for place in range(min(values.shape[2], CLASSES_APART))}
        caption = f"The first sample; {values.shape[2]} values a step."
    return Curves(
        name=f"series_{column.name}",
        title=f"Sequences of {column.name}",
        caption=caption,
        x_label="step",
        y_label=column.name,
        curves=tuple(Curve(name=name, x=steps, y=tuple(map(rounded, line.tolist()))) for name, line in lines.items()),
    )


def _lengths(column: Column, samples: Samples) -> Histogram:
    words = np.array([len(str(text).split()) for text in samples.columns[column.name]], dtype=np.float64)
    return _histogram(column.name, words, {"texts": np.ones(len(words), dtype=bool)}).model_copy(
        update={"title": f"Words in {column.name}", "x_label": "words", "name": f"words_{column.name}"}
    )


def _brightness(column: Column, samples: Samples) -> Histogram:
    values = samples.columns[column.name][:1000].astype(np.float64).reshape(-1)
    return _histogram(column.name, values, {"values": np.ones(len(values), dtype=bool)}).model_copy(
        update={"title": f"Brightness of {column.name}"}
    )
