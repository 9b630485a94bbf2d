"""The data itself: what its columns hold, some samples, how classes and numbers are spread, what goes with what.

All of it is measured on the samples to train on, as the network gets them.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from graphnn.catalogue.model import Column, DataSetType
from graphnn.engine.data.model import Array, Samples
from graphnn.engine.data.split import Splits
from graphnn.engine.explaining.pictures import is_picture, png, sample_pixels
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
    Pictures,
    Scatter,
    Series,
    Table,
    Tile,
)

PICTURES_DRAWN = 30
ROWS_DRAWN = 10
VALUES_SHOWN = 10
TEXT_SHOWN = 160
HISTOGRAMS_SHOWN = 12
BINS = 24
CLASSES_APART = 6
CORRELATED = 16
POINTS_SHOWN = 1_500
SERIES_SHOWN = 5
MEASURED = 20_000
"""So many samples are measured; more would only take longer."""


def data_figures(
    data_set: DataSetType, splits: Splits, *, drawn: int = 0, x: str | None = None, y: str | None = None
) -> Iterator[Figure]:
    """Yield all there is to see of a data set.

    Args:
        data_set: What its columns are.
        splits: Its samples.
        drawn: Which samples are drawn: another number, others.
        x: The number along the scatter plot; default: the first.
        y: The number up; default: the second.
    """
    measured = splits.train.take(np.arange(min(splits.train.count, MEASURED)))
    yield _column_table(data_set, measured)
    yield from _some_samples(data_set, splits.train, np.random.default_rng(drawn))
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
        if column.kind == "series" and column.shape[-1] == 1:
            yield _series(column, measured)
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
            measures = tuple(_plain(float(each)) for each in found)
        rows.append((column.name, column.kind, shape, str(values.dtype).replace("object", "text"), *measures))
    return Table(
        name="columns",
        title="Columns",
        caption=f"As the network gets them, measured on {samples.count:,} samples to train on.",
        columns=("column", "kind", "shape", "type", "least", "greatest", "mean", "deviation"),
        rows=tuple(rows),
    )


def _some_samples(data_set: DataSetType, samples: Samples, generator: np.random.Generator) -> Iterator[Figure]:
    pictured = next((c for c in data_set.columns if c.kind == "image" and is_picture(samples.columns[c.name][0])), None)
    count = min(PICTURES_DRAWN if pictured else ROWS_DRAWN, samples.count)
    places = np.sort(generator.choice(samples.count, count, replace=False))
    labels = [column for column in data_set.columns if column.kind == "label" and column.role == "target"]
    caption = "Drawn at random from those to train on."
    if pictured is not None:
        top = pictured.maximum or float(samples.columns[pictured.name][:1000].max(initial=1))
        tiles = tuple(
            Tile(
                picture=png(sample_pixels(samples.columns[pictured.name][place], low=0, high=top)),
                title=", ".join(_word(column, samples.columns[column.name][place]) for column in labels),
            )
            for place in places
        )
        yield Pictures(name="samples", title="Samples", caption=caption, tiles=tiles, columns=10)
        return
    # A vector says once more what its parts say.
    shown = [column for column in data_set.columns if column.kind not in ("vector", "series")] or list(data_set.columns)
    shown = sorted(shown, key=lambda column: column.role != "target")[:VALUES_SHOWN]
    yield Table(
        name="samples",
        title="Samples",
        caption=caption,
        columns=tuple(column.name for column in shown),
        rows=tuple(tuple(_cell(c, samples.columns[c.name][place]) for c in shown) for place in places),
    )


def _cell(column: Column, value: Array) -> Cell:
    if column.kind in ("label", "category", "text"):
        return _word(column, value)
    if np.ndim(value) == 0:
        return _plain(float(value))
    flat = ", ".join(f"{each:.4g}" for each in np.ravel(value)[:6])
    return flat + (" …" if np.size(value) > 6 else "")


def _word(column: Column, value: Array) -> str:
    match column.kind:
        case "category":
            return column.classes[int(np.argmax(value))] if np.any(value) else ""
        case "label" if 0 <= int(value) < len(column.classes):
            return column.classes[int(value)]
        case "text":
            text = str(value)
            return text if len(text) <= TEXT_SHOWN else f"{text[: TEXT_SHOWN - 1]}…"
        case _:
            return str(value)


def _classes(column: Column, splits: Splits) -> Bars:
    parts = {"training": splits.train, "validation": splits.validation, "test": splits.test}
    count = len(column.classes)

    def counts(samples: Samples) -> Numbers:
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
        rows=tuple(tuple(_plain(float(each)) for each in row) for row in found),
    )


def _scatter(x: str, y: str, numbers: Mapping[str, Array], groups: Mapping[str, Array]) -> Scatter:
    def points(name: str, chosen: Array) -> Numbers:
        return tuple(map(float, numbers[name][:POINTS_SHOWN][chosen[:POINTS_SHOWN]]))

    drawn = tuple(Group(name=n, x=points(x, chosen), y=points(y, chosen)) for n, chosen in groups.items())
    return Scatter(name="scatter", title=f"{y} against {x}", x_label=x, y_label=y, groups=drawn)


def _series(column: Column, samples: Samples) -> Curves:
    values = samples.columns[column.name][..., 0]
    places = np.linspace(0, len(values) - 1, min(SERIES_SHOWN, len(values))).astype(int)
    steps = tuple(map(float, range(values.shape[1])))
    return Curves(
        name=f"series_{column.name}",
        title=f"Windows of {column.name}",
        caption="Some of them, from the first to the last.",
        x_label="step",
        y_label=column.name,
        curves=tuple(Curve(name=f"window {p + 1:,}", x=steps, y=tuple(map(float, values[p]))) for p in places),
    )


def _brightness(column: Column, samples: Samples) -> Histogram:
    values = samples.columns[column.name][:1000].astype(np.float64).reshape(-1)
    return _histogram(column.name, values, {"values": np.ones(len(values), dtype=bool)}).model_copy(
        update={"title": f"Brightness of {column.name}"}
    )


def _plain(value: float) -> float | None:
    return round(value, 5) if np.isfinite(value) else None
