"""Samples of data as people look at them: pictures with their labels, videos frame by frame, rows of a table."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from graphnn.catalogue.model import Column, DataSetType
from graphnn.engine.data.model import AnySamples, Array, Samples
from graphnn.engine.explaining.pictures import Pixels, beside, is_picture, png, sample_pixels
from graphnn.engine.explaining.sequences import words_of
from graphnn.protocol.figures import Cell, Figure, Pictures, Table, Tile

PICTURES_DRAWN = 30
PICTURE_COLUMNS = 10
VIDEOS_DRAWN = 4
FRAMES_SHOWN = 10
ROWS_DRAWN = 10
VALUES_SHOWN = 10
TEXT_SHOWN = 160


def some_samples(
    data_set: DataSetType, samples: AnySamples, measured: Samples, generator: np.random.Generator
) -> Iterator[Figure]:
    """Yield a few samples, drawn at random.

    Args:
        data_set: What their columns are.
        samples: All there are.
        measured: Some of them, which tell what a column holds and what is white in its pictures.
        generator: Draws them.
    """
    pictured = [each for each in data_set.columns if each.role != "target" and _shows(each, measured, is_picture)]
    filmed = next((each for each in data_set.columns if _shows(each, measured, is_video)), None)
    count = min(PICTURES_DRAWN if pictured else VIDEOS_DRAWN if filmed else ROWS_DRAWN, samples.count)
    chosen = samples.take(np.sort(generator.choice(samples.count, count, replace=False)))
    caption = "Drawn at random from those to train on."
    if pictured:
        tiles = tuple(_pictured(data_set, pictured, chosen, place, measured) for place in range(count))
        columns = max(1, PICTURE_COLUMNS // len(pictured))
        yield Pictures(name="samples", title="Samples", caption=caption, tiles=tiles, columns=columns)
    elif filmed is not None:
        frames = f"{caption} Some frames of each, from left to right."
        yield _videos(data_set, filmed, chosen, measured, caption=frames)
    else:
        yield _rows(data_set, chosen, caption=caption)


def is_video(sample: Array) -> bool:
    """Tell whether a sample is pictures one after the other.

    >>> is_video(np.zeros((6, 12, 12))), is_video(np.zeros((6, 12, 12, 3))), is_video(np.zeros((12, 12, 3)))
    (True, True, False)
    """
    return sample.ndim in (3, 4) and not is_picture(sample) and is_picture(sample[0])


def word_of(column: Column, value: Array) -> str:
    """Return a class or a text in words."""
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


def rounded(value: float) -> float | None:
    """Return a number as a table shows it; None for what is none."""
    return round(value, 5) if np.isfinite(value) else None


def _shows(column: Column, samples: Samples, holds: Callable[[Array], bool]) -> bool:
    return column.kind == "image" and holds(samples.columns[column.name][0])


def _pictured(
    data_set: DataSetType, columns: Sequence[Column], samples: Samples, place: int, measured: Samples
) -> Tile:
    """Return the pictures of a sample beside each other, such as a pair to compare."""
    shown = [_pixels(samples.columns[column.name][place], column, measured) for column in columns]
    return Tile(picture=png(beside(shown)), title=_labelled(data_set, samples, place))


def _pixels(picture: Array, column: Column, measured: Samples) -> Pixels:
    top = column.maximum or float(measured.columns[column.name][:1000].max(initial=1))
    return sample_pixels(picture, low=0, high=top)


def _labelled(data_set: DataSetType, samples: Samples, place: int) -> str:
    labels = [column for column in data_set.columns if column.kind == "label" and column.role == "target"]
    return ", ".join(word_of(column, samples.columns[column.name][place]) for column in labels)


def _videos(data_set: DataSetType, column: Column, samples: Samples, measured: Samples, *, caption: str) -> Pictures:
    videos = samples.columns[column.name]
    frames = np.unique(np.linspace(0, videos.shape[1] - 1, FRAMES_SHOWN).astype(int))
    tiles = []
    for place in range(samples.count):
        row = [Tile(picture=png(_pixels(videos[place, frame], column, measured))) for frame in frames]
        tiles += [row[0].model_copy(update={"title": _labelled(data_set, samples, place)}), *row[1:]]
    return Pictures(name="samples", title="Samples", caption=caption, tiles=tuple(tiles), columns=len(frames))


def _rows(data_set: DataSetType, samples: Samples, *, caption: str) -> Table:
    # A vector says once more what its parts say.
    shown = [column for column in data_set.columns if column.kind not in ("vector", "series")] or list(data_set.columns)
    shown = sorted(shown, key=lambda column: column.role != "target")[:VALUES_SHOWN]
    return Table(
        name="samples",
        title="Samples",
        caption=caption,
        columns=tuple(column.name for column in shown),
        rows=tuple(tuple(_cell(c, samples.columns[c.name][place]) for c in shown) for place in range(samples.count)),
    )


def _cell(column: Column, value: Array) -> Cell:
    if column.kind in ("label", "category", "text"):
        return word_of(column, value)
    if column.kind == "sequence" and column.classes:
        return words_of(value, column.classes)
    if np.ndim(value) == 0:
        return rounded(float(value))
    flat = ", ".join(f"{each:.4g}" for each in np.ravel(value)[:6])
    return flat + (" …" if np.size(value) > 6 else "")
