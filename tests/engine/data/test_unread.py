import numpy as np
import pytest

from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.document.data import Data, FileSource
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import Array, DataSet, Samples
from graphnn.engine.data.unread import unread_data_set


def kinds(data_set: DataSet[Samples]) -> list[dict[str, tuple[tuple[int, ...], np.dtype[np.generic]]] | None]:
    def kind(values: Array) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
        return values.shape, values.dtype

    splits = data_set.train, data_set.validation, data_set.test
    return [each and {name: kind(values) for name, values in each.columns.items()} for each in splits]


@pytest.mark.parametrize("name", ["digits", "iris", "wine", "breast_cancer", "diabetes", "mnist"])
def test_unread_data_are_of_the_shapes_and_types_of_what_is_read(name: str) -> None:
    unread = unread_data_set(Data(source=name))

    assert unread is not None
    assert kinds(unread) == kinds(load_data_set(Data(source=name)))
    assert not any(values.any() for values in unread.train.columns.values())


def test_what_a_parameter_decides_and_texts_and_files_of_ones_own_are_not_known_ahead() -> None:
    known = {name for name in DATA_SETS if unread_data_set(Data(source=name)) is not None}

    assert {"mnist", "fashion_mnist", "cifar10", "california_housing", "iris"} <= known
    assert known.isdisjoint({"function", "imdb", "movie_reviews"})
    assert unread_data_set(Data(source=FileSource(csv="flowers.csv"))) is None
    assert unread_data_set(Data(source="nowhere")) is None
