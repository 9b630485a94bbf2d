import numpy as np
import pytest

from graphnn.document.model import Data, Split
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.selected import SelectedSamples, selectable
from graphnn.engine.data.split import split_data

WHOLE = Samples({"x": np.arange(10.0).reshape(5, 2), "label": np.array([4, 3, 2, 1, 0])})


def test_a_selection_of_a_selection_is_of_the_first() -> None:
    selected = SelectedSamples(WHOLE).select(np.array([4, 2, 0])).select(np.array([2, 0]))

    assert selected.whole is WHOLE
    assert selected.count == 2
    assert dict(selected.columns).keys() == WHOLE.columns.keys()
    assert selected.columns["label"].tolist() == [4, 0]
    assert selected.take(np.array([1])).columns["x"].tolist() == [[8.0, 9.0]]
    assert selected.together().columns["label"].tolist() == [4, 0]
    with pytest.raises(KeyError):
        selected.columns["y"]


def test_all_are_those_there_are() -> None:
    everything = SelectedSamples(WHOLE)

    assert everything.count == 5
    assert everything.together() is WHOLE
    assert np.shares_memory(everything.columns["x"], WHOLE.columns["x"])


@pytest.mark.parametrize("fraction", [0.1, 0.5])
def test_data_is_divided_as_by_a_copy(fraction: float) -> None:
    data = Data(source="iris", validation=Split(fraction=fraction), test=Split(fraction=0.2))
    whole = load_data_set(data)

    selected, copied = split_data(selectable(whole), data, seed=3), split_data(whole, data, seed=3)

    for ours, expected in (
        (selected.train, copied.train),
        (selected.validation, copied.validation),
        (selected.test, copied.test),
    ):
        assert ours is not None
        assert expected is not None
        assert ours.whole is whole.train
        for name, values in expected.columns.items():
            np.testing.assert_array_equal(ours.columns[name], values)


def test_splits_of_its_own_stay_apart() -> None:
    data_set = selectable(DataSet(WHOLE, WHOLE.take(np.array([0])), WHOLE.take(np.array([1, 2]))))

    assert data_set.test is not None
    assert data_set.validation is not None
    assert [data_set.train.count, data_set.test.count, data_set.validation.count] == [5, 1, 2]
