import numpy as np
import pytest

from graphnn.document.model import Data, Split
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.split import Splits, split_data
from graphnn.errors import DataError

OWN_TEST = Samples({"x": np.arange(1000, 1020), "y": np.zeros(20)})


def numbered(count: int = 100) -> Samples:
    return Samples({"x": np.arange(count), "y": np.zeros(count)})


def split(
    *, validation: Split | None = None, test: Split | None = None, own_test: Samples | None = None, seed: int = 0
) -> Splits[Samples]:
    data = Data(source="function", validation=validation, test=test)
    return split_data(DataSet(numbered(), own_test), data, seed=seed)


def numbers(samples: Samples | None) -> list[int]:
    return [] if samples is None else samples.columns["x"].tolist()


def test_without_splits_all_samples_are_trained_on_and_the_data_s_own_test_is_scored() -> None:
    splits = split(own_test=OWN_TEST)

    assert splits.train.count == 100
    assert splits.validation is None
    assert splits.test is OWN_TEST


def test_no_sample_is_in_two_splits_and_none_is_lost() -> None:
    splits = split(test=Split(fraction=0.2), validation=Split(fraction=0.1))

    parts = [numbers(splits.train), numbers(splits.validation), numbers(splits.test)]
    assert [len(part) for part in parts] == [72, 8, 20]
    assert sorted(number for part in parts for number in part) == list(range(100))


def test_a_test_fraction_stands_in_for_the_data_s_own_test() -> None:
    splits = split(test=Split(fraction=0.2), own_test=OWN_TEST)

    assert set(numbers(splits.test)) < set(range(100))


def test_the_test_split_can_be_watched_while_training_on_everything() -> None:
    splits = split(validation=Split(split="test"), own_test=OWN_TEST)

    assert splits.train.count == 100
    assert splits.validation is OWN_TEST
    assert splits.test is OWN_TEST


def test_the_same_seed_holds_out_the_same_samples_and_another_seed_others() -> None:
    first, again, other = (numbers(split(validation=Split(fraction=0.3), seed=seed).validation) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_the_test_samples_are_the_same_whatever_is_held_out_for_validation() -> None:
    without = split(test=Split(fraction=0.2))
    with_validation = split(test=Split(fraction=0.2), validation=Split(fraction=0.5))

    assert numbers(without.test) == numbers(with_validation.test)


def test_labels_keep_their_proportions() -> None:
    rare, common = 20, 180
    samples = Samples({"label": np.array([0] * common + [1] * rare, dtype=np.int32)})
    data = Data(source="digits", test=Split(fraction=0.25), validation=Split(fraction=0.2))

    splits = split_data(DataSet(samples), data, seed=3)

    for part in (splits.train, splits.validation, splits.test):
        assert part is not None
        assert np.mean(part.columns["label"]) == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("place", ["validation", "test"])
def test_a_test_split_that_the_data_does_not_have_is_refused(place: str) -> None:
    data = Data.model_validate({"source": "iris", place: {"split": "test"}})

    with pytest.raises(DataError, match=rf"data\.{place}: iris has no test split of its own"):
        split_data(DataSet(numbered()), data, seed=0)


@pytest.mark.parametrize("fraction", [0.001, 0.999])
def test_a_fraction_that_leaves_one_side_empty_is_refused(fraction: float) -> None:
    with pytest.raises(DataError, match=r"data\.validation\.fraction"):
        split(validation=Split(fraction=fraction))
