"""The data sets that come as files: pictures, house prices and film reviews."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graphnn.catalogue.model import DataSetType
from graphnn.engine.data.model import Array, DataSet, Samples
from graphnn.engine.data.npz import ArraySpec
from graphnn.engine.data.sources import Arrays, Sources, download, read_first
from graphnn.engine.data.table import table_samples
from graphnn.errors import DataError

# As keras.datasets.california_housing divides its file, so that scores compare.
HOUSING_SEED = 113
HOUSING_TEST_FRACTION = 0.2

DOLLARS_PER_UNIT = 100_000

LEFT_OUT_WORD = 2
"""The number Keras gives to words rarer than num_words."""


def load_pictures(data_set_type: DataSetType, *, path: Path | None, sources: Sources) -> DataSet[Samples]:
    """Return a data set of pictures and their labels.

    Raises:
        DataError: If its file cannot be had, or is not that of the data set.
    """
    name = data_set_type.name
    picture, label = data_set_type.columns
    counts = {"train": data_set_type.train_count or 0, "test": data_set_type.test_count or 0}
    sizes = tuple(size or 0 for size in picture.shape)
    specs = {f"x_{split}": ArraySpec((count, *sizes), "u") for split, count in counts.items()}
    specs |= {f"y_{split}": ArraySpec((count,), "iu") for split, count in counts.items()}
    arrays = read_first(name, specs, path=path, sources=sources) or download(name, sources)

    def samples(split: str) -> Samples:
        labels = arrays[f"y_{split}"].reshape(-1)
        if labels.min() < 0 or labels.max() >= len(label.classes):
            raise DataError(
                f"{name}: y_{split} holds labels beyond its {len(label.classes)} classes. Get the right file."
            )
        return Samples({picture.name: arrays[f"x_{split}"], label.name: labels.astype(np.int32)})

    return DataSet(samples("train"), samples("test"))


def load_housing(data_set_type: DataSetType, *, path: Path | None, sources: Sources) -> DataSet[Samples]:
    """Return California's house prices, divided into training and test as Keras does; prices in 100,000 $.

    Raises:
        DataError: If the file cannot be had, or is not that of the data set.
    """
    count = (data_set_type.train_count or 0) + (data_set_type.test_count or 0)
    specs = {"x": ArraySpec((count, 8), "f"), "y": ArraySpec((count,), "f")}
    whole = read_first(data_set_type.name, specs, path=path, sources=sources)
    arrays = download(data_set_type.name, sources) if whole is None else _divide(whole)
    longitudes = arrays["x_train"][:, 0]
    # scikit-learn hands out a table of the same name and shape with other columns; its first are incomes.
    if not (np.all(longitudes < -114) and np.all(longitudes > -125)):
        raise DataError(
            "california_housing: the first column is not the longitude of places in California. "
            "Get Keras' california_housing.npz."
        )

    def samples(split: str) -> Samples:
        return table_samples(data_set_type, arrays[f"x_{split}"], arrays[f"y_{split}"] / DOLLARS_PER_UNIT)

    return DataSet(samples("train"), samples("test"))


def load_reviews(data_set_type: DataSetType, *, num_words: int, maxlen: int, sources: Sources) -> DataSet[Samples]:
    """Return film reviews as word numbers below `num_words`, each `maxlen` long.

    Raises:
        DataError: If they cannot be had.
    """
    arrays = download(data_set_type.name, sources)

    def samples(split: str) -> Samples:
        words = pad_reviews(arrays[f"x_{split}"], num_words=num_words, maxlen=maxlen)
        return Samples({"words": words, "label": arrays[f"y_{split}"].astype(np.int32)})

    return DataSet(samples("train"), samples("test"))


def pad_reviews(reviews: Sequence[Sequence[int]] | Array, *, num_words: int, maxlen: int) -> Array:
    """Return sequences of one length: the end of long ones, short ones behind zeros; rare words become 2.

    >>> pad_reviews([[1, 5, 900], [1, 4, 5, 6, 7]], num_words=10, maxlen=4).tolist()
    [[0, 1, 5, 2], [4, 5, 6, 7]]
    """
    padded = np.zeros((len(reviews), maxlen), dtype=np.int32)
    for row, review in zip(padded, reviews, strict=True):
        words = np.asarray(review[-maxlen:], dtype=np.int32)
        row[maxlen - len(words) :] = np.where(words < num_words, words, LEFT_OUT_WORD)
    return padded


def _divide(arrays: Arrays) -> Arrays:
    order = np.arange(len(arrays["x"]))
    # Keras' own generator, whose draws numpy never changes.
    np.random.RandomState(HOUSING_SEED).shuffle(order)
    train, test = np.split(order, [int(len(order) * (1 - HOUSING_TEST_FRACTION))])
    return {
        f"{name}_{split}": arrays[name][rows] for split, rows in (("train", train), ("test", test)) for name in "xy"
    }
