import re

import pytest

from graphnn.analysis.values import fault_of
from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.catalogue.model import Column, DataSetType, Parameter

ALL = pytest.mark.parametrize("data_set", DATA_SETS.values(), ids=DATA_SETS)


def columns_of_kind(data_set: DataSetType, kind: str, role: str = "feature") -> list[Column]:
    return [column for column in data_set.columns if (column.kind, column.role) == (kind, role)]


@ALL
def test_every_data_set_says_what_it_is_and_whose(data_set: DataSetType) -> None:
    assert DATA_SETS[data_set.name] is data_set
    assert data_set.title
    assert data_set.doc.endswith(".")
    assert data_set.credit


@ALL
def test_columns_have_different_names_that_can_be_typed(data_set: DataSetType) -> None:
    names = [column.name for column in data_set.columns]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


@ALL
def test_every_data_set_has_something_to_predict_from_and_something_to_predict(data_set: DataSetType) -> None:
    assert [column.role for column in data_set.columns].count("target") == 1
    assert data_set.columns[0].role == "feature"


@ALL
def test_a_set_of_numbers_offers_them_all_as_one_vector_first(data_set: DataSetType) -> None:
    numbers = columns_of_kind(data_set, "number")
    vectors = columns_of_kind(data_set, "vector")

    if len(numbers) > 1:
        assert vectors == [data_set.columns[0]]
        assert vectors[0].shape == (len(numbers),)
    else:
        assert vectors == []


@ALL
def test_labels_name_their_classes_and_number_them_from_zero(data_set: DataSetType) -> None:
    for label in columns_of_kind(data_set, "label", role="target"):
        assert len(set(label.classes)) == len(label.classes) >= 2
        assert (label.minimum, label.maximum) == (0, len(label.classes) - 1)


@pytest.mark.parametrize(
    "parameter",
    [parameter for data_set in DATA_SETS.values() for parameter in data_set.parameters],
    ids=lambda parameter: parameter.name,
)
def test_every_parameter_has_words_and_a_default_it_takes(parameter: Parameter) -> None:
    assert parameter.doc
    assert fault_of(parameter, parameter.default) is None
