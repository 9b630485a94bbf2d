import numpy as np
import pytest

from graphnn.engine.data.columns import column_values
from graphnn.engine.data.model import Samples
from graphnn.errors import DataError

SAMPLES = Samples({"image": np.zeros((3, 8, 8)), "age": np.array([1.0, 2.0, 3.0]), "label": np.array([7, 8, 9])})


def test_a_column_of_arrays_stays_as_it_is() -> None:
    assert column_values(SAMPLES, "image").shape == (3, 8, 8)


def test_a_column_of_numbers_becomes_vectors_of_one() -> None:
    assert column_values(SAMPLES, "age").tolist() == [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize("columns", [["label", "age"], ("label", "age")])
def test_several_columns_of_numbers_are_stacked_in_the_order_given(columns: object) -> None:
    assert column_values(SAMPLES, columns).tolist() == [[7.0, 1.0], [8.0, 2.0], [9.0, 3.0]]


@pytest.mark.parametrize("columns", ["height", ["age", "height"]])
def test_a_missing_column_is_refused_with_those_there_are(columns: object) -> None:
    with pytest.raises(DataError, match=r"no column height\. Choose one of image, age, label"):
        column_values(SAMPLES, columns)


def test_an_image_cannot_be_stacked_with_numbers() -> None:
    with pytest.raises(DataError, match="image is 8 × 8"):
        column_values(SAMPLES, ["age", "image"])


@pytest.mark.parametrize("columns", [None, [], 3, {"age": 1}])
def test_what_names_no_column_is_refused(columns: object) -> None:
    with pytest.raises(DataError, match="names no column"):
        column_values(SAMPLES, columns)
