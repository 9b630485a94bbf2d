import numpy as np
import pytest

from graphnn.engine.data.generated_tasks import (
    draw_addition,
    draw_digit_pairs,
    draw_opinions,
    draw_shapes,
    draw_waves,
)
from graphnn.engine.data.model import DataSet, Samples


def drawn(name: str, *, samples: int = 300, seed: int = 0) -> DataSet:
    match name:
        case "waves":
            return draw_waves(samples=samples, noise=0.0, seed=seed)
        case "addition":
            return draw_addition(samples=samples, seed=seed)
        case "opinions":
            return draw_opinions(samples=samples, seed=seed)
        case "digit_pairs":
            return draw_digit_pairs(samples=samples, seed=seed)
        case _:
            return draw_shapes(samples=samples, noise=0.0, seed=seed)


def kept_for_the_test(data_set: DataSet) -> Samples:
    assert data_set.test is not None
    return data_set.test


@pytest.mark.parametrize("name", ["waves", "addition", "opinions", "digit_pairs", "shapes"])
def test_the_same_seed_draws_the_same_samples_and_another_seed_others(name: str) -> None:
    first, again, other = (drawn(name, seed=seed).train.columns for seed in (0, 0, 1))

    assert all(np.array_equal(first[column], again[column]) for column in first)
    assert not all(np.array_equal(first[column], other[column]) for column in first)


def test_a_wave_is_of_the_shape_that_it_is_said_to_be() -> None:
    columns = drawn("waves").train.columns

    assert np.bincount(columns["shape"]).tolist() == [100, 100, 100]
    squares = columns["wave"][columns["shape"] == 1]
    assert set(np.unique(squares)) <= {-1.0, 0.0, 1.0}
    sawtooth = np.diff(columns["wave"][columns["shape"] == 2][..., 0], axis=1)
    assert np.mean(sawtooth > 0) > 0.9  # it rises but where it falls back


def test_a_sum_is_right_and_none_of_the_test_is_learned_from() -> None:
    data_set = drawn("addition", samples=9_500)

    asked = []
    for samples in (data_set.train, kept_for_the_test(data_set)):
        question, answer = samples.columns["question"], samples.columns["sum"]
        first, second = question[:, 0] * 10 + question[:, 1], question[:, 3] * 10 + question[:, 4]
        assert np.array_equal(first + second, answer @ [100, 10, 1])
        asked.append(set(zip(first.tolist(), second.tolist(), strict=True)))
    assert len(asked[0]) == 9_500
    assert not asked[0] & asked[1]


def test_a_sentence_says_of_the_film_what_its_label_does() -> None:
    columns = drawn("opinions").train.columns

    for sentence, praised in zip(columns["sentence"], columns["film"], strict=True):
        words = sentence.replace(" but ", " and ").split(" and ")
        (film,) = (clause.split() for clause in words if clause.startswith("the film was"))
        is_good, is_denied = film[-1] in {"good", "great", "lovely", "fine"}, len(film) == 5
        assert praised == (is_good != is_denied), sentence


def test_pairs_are_half_the_same_and_those_of_the_test_show_other_images() -> None:
    data_set = drawn("digit_pairs")

    seen = {image.tobytes() for side in ("left", "right") for image in data_set.train.columns[side]}
    kept = {image.tobytes() for side in ("left", "right") for image in kept_for_the_test(data_set).columns[side]}
    assert np.bincount(data_set.train.columns["same"]).tolist() == [150, 150]
    assert not seen & kept


def test_a_mask_covers_the_disc_alone() -> None:
    columns = drawn("shapes").train.columns

    image, mask = columns["image"][..., 0], columns["mask"][..., 0]
    assert np.all(image[mask == 1] > 0.5)  # the disc is bright
    assert np.all(((image > 0.5) & (mask == 0)).sum(axis=(1, 2)) >= 4)  # and so is the square, which is not marked
    assert np.all(mask.sum(axis=(1, 2)) >= 9)
