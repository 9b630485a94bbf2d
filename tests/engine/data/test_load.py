import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.sources import Arrays, Sources
from graphnn.errors import DataError
from tests.shared_data import shared_file

NEEDS_NO_FILE = ("digits", "iris", "wine", "breast_cancer", "diabetes", "function", "mnist")
DRAWN = ("plane", "waves", "addition", "opinions", "digit_pairs", "shapes")


def offline(name: str) -> Arrays:
    raise OSError("no network in tests")


def answering(**arrays: np.ndarray) -> Callable[[str], Arrays]:
    return lambda name: arrays


def load(name: str, *, download: Callable[[str], Arrays] = offline, **parameters: int) -> DataSet[Samples]:
    return load_data_set(Data(source=name, parameters=parameters), sources=Sources(download=download))


def assert_as_the_catalogue_says(name: str, data_set: DataSet[Samples]) -> None:
    data_set_type = DATA_SETS[name]
    assert data_set_type.train_count in (None, data_set.train.count)
    assert data_set_type.test_count == (None if data_set.test is None else data_set.test.count)
    for samples in (data_set.train, data_set.test):
        if samples is None:
            continue
        assert list(samples.columns) == [column.name for column in data_set_type.columns]
        for column in data_set_type.columns:
            values = samples.columns[column.name]
            if column.kind == "text":
                assert (values.shape[1:], values.dtype) == ((), object)
                continue
            assert (values.shape[1:], values.dtype) == (column.shape, column.dtype), column.name
            assert np.isfinite(values).all()


def assert_in_range(name: str, samples: Samples) -> None:
    for column in DATA_SETS[name].columns:
        values = samples.columns[column.name]
        if column.minimum is not None and column.maximum is not None:
            assert values.min() == pytest.approx(column.minimum, rel=1e-4), column.name
            assert values.max() == pytest.approx(column.maximum, rel=1e-4), column.name


@pytest.mark.parametrize("name", NEEDS_NO_FILE)
def test_a_data_set_that_needs_no_file_is_what_the_catalogue_says(name: str) -> None:
    data_set = load(name)

    assert_as_the_catalogue_says(name, data_set)
    assert_in_range(name, data_set.train)


@pytest.mark.parametrize("name", DRAWN)
def test_a_data_set_that_is_drawn_is_what_the_catalogue_says(name: str) -> None:
    assert_as_the_catalogue_says(name, load(name))


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes"])
def test_the_columns_of_a_table_bear_the_names_scikit_learn_gives_them(name: str) -> None:
    reference = getattr(datasets, f"load_{name}")()

    names = [re.sub(r"[^a-z0-9]+", "_", re.sub(r" \(cm\)$", "", feature)) for feature in reference.feature_names]

    assert names == [column.name for column in DATA_SETS[name].columns[1:-1]]


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer"])
def test_the_classes_of_a_table_bear_the_names_scikit_learn_gives_them(name: str) -> None:
    reference = getattr(datasets, f"load_{name}")()

    assert tuple(reference.target_names) == DATA_SETS[name].columns[-1].classes


def test_the_vector_of_features_holds_the_columns_side_by_side() -> None:
    columns = load("wine").train.columns

    assert np.array_equal(columns["features"][:, 0], columns["alcohol"])
    assert np.array_equal(columns["features"][:, -1], columns["proline"])


def test_the_bundled_mnist_is_the_mnist_keras_hands_out() -> None:
    with np.load(shared_file("mnist.npz")) as reference:
        data_set = load("mnist")

        assert data_set.test is not None
        for split, samples in (("train", data_set.train), ("test", data_set.test)):
            assert np.array_equal(samples.columns["image"], reference[f"x_{split}"])
            assert np.array_equal(samples.columns["label"], reference[f"y_{split}"])


def test_house_prices_are_in_units_of_100_000_dollars_and_all_there() -> None:
    path = shared_file("california_housing.npz")
    data_set = load_data_set(Data(source="california_housing"), path=path)

    assert_as_the_catalogue_says("california_housing", data_set)
    assert data_set.test is not None
    prices = np.concatenate([data_set.train.columns["value"], data_set.test.columns["value"]])
    with np.load(path) as reference:
        assert np.sort(prices) == pytest.approx(np.sort(reference["y"]) / 100_000)


def test_house_prices_stay_with_their_houses() -> None:
    path = shared_file("california_housing.npz")
    train = load_data_set(Data(source="california_housing"), path=path).train.columns

    assert np.corrcoef(train["median_income"], train["value"])[0, 1] == pytest.approx(0.69, abs=0.02)


def test_labels_that_come_as_a_table_of_one_column_become_a_column() -> None:
    images = np.zeros((3, 32, 32, 3), dtype=np.uint8)
    labels = np.array([[9], [0], [4]], dtype=np.uint8)

    data_set = load("cifar10", download=answering(x_train=images, y_train=labels, x_test=images, y_test=labels))

    assert data_set.train.columns["label"].tolist() == [9, 0, 4]
    assert data_set.train.columns["label"].dtype == np.int32


def test_labels_beyond_the_classes_are_refused() -> None:
    images, labels = np.zeros((1, 28, 28), dtype=np.uint8), np.array([10], dtype=np.uint8)

    with pytest.raises(DataError, match="beyond its 10 classes"):
        load("fashion_mnist", download=answering(x_train=images, y_train=labels, x_test=images, y_test=labels))


def test_reviews_are_cut_filled_up_and_freed_of_rare_words() -> None:
    reviews = np.array([[1, 14, 9_000, 16], [1, 4]], dtype=object)
    labels = np.array([1, 0])

    answer = answering(x_train=reviews, y_train=labels, x_test=reviews, y_test=labels)
    data_set = load("imdb", download=answer, num_words=100, maxlen=3)

    assert data_set.train.columns["words"].tolist() == [[14, 2, 16], [0, 1, 4]]
    assert data_set.train.columns["label"].tolist() == [1, 0]


def test_an_unknown_data_set_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        DataError, match=r"data\.source: there is no data set minst\. Choose one of mnist, fashion_mnist"
    ):
        load("minst")


def test_a_file_of_another_table_is_not_taken_for_house_prices(tmp_path: Path) -> None:
    path = tmp_path / "california_housing.npz"
    np.savez(path, x=np.ones((20_640, 8)), y=np.ones(20_640))

    with pytest.raises(DataError, match="not the longitude"):
        load_data_set(Data(source="california_housing"), path=path)
