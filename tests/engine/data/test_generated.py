import numpy as np
import pytest

from graphnn.catalogue.generated_data_sets import FUNCTION_NAMES, PLANE_SHAPES
from graphnn.engine.data.generated import draw_function, draw_plane
from graphnn.engine.data.model import DataSet, Samples
from graphnn.errors import DataError

TRUTH = {"square": lambda x: x**2, "sine": np.sin, "absolute": abs, "heaviside": lambda x: float(x >= 0)}


def drawn(
    *,
    function: str = "square",
    low: float = -2.0,
    high: float = 3.0,
    samples: int = 5_000,
    noise: float = 0.5,
    seed: int = 0,
) -> DataSet[Samples]:
    return draw_function(function=function, low=low, high=high, samples=samples, noise=noise, seed=seed)


@pytest.mark.parametrize("function", FUNCTION_NAMES)
def test_the_test_points_lie_on_the_function_at_even_distances(function: str) -> None:
    test = drawn(function=function).test

    assert test is not None
    x, y = test.columns["x"], test.columns["y"]
    assert test.count == 200
    assert np.diff(x) == pytest.approx(5 / 199, abs=1e-5)
    assert y == pytest.approx([TRUTH[function](value) for value in x], abs=1e-5)


def test_heaviside_is_one_at_zero() -> None:
    test = drawn(function="heaviside", low=0.0, high=1.0).test

    assert test is not None
    assert test.columns["y"][0] == 1.0


def test_training_points_are_off_by_the_noise_asked_for() -> None:
    train = drawn().train

    off = train.columns["y"] - train.columns["x"] ** 2
    assert np.mean(off) == pytest.approx(0.0, abs=0.05)
    assert np.std(off) == pytest.approx(0.5, rel=0.05)
    assert train.columns["x"].min() >= -2.0
    assert train.columns["x"].max() <= 3.0


def test_the_same_seed_draws_the_same_points_and_another_seed_others() -> None:
    first, again, other = (drawn(seed=seed).train.columns["y"] for seed in (0, 0, 1))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_noise_does_not_move_the_points_sideways() -> None:
    assert np.array_equal(drawn(noise=0.0).train.columns["x"], drawn(noise=1.0).train.columns["x"])


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(DataError, match="low 2 is not less than high 1"):
        drawn(low=2.0, high=1.0)


@pytest.mark.parametrize("shape", PLANE_SHAPES)
def test_points_of_the_plane_are_half_of_each_class_and_the_same_every_time(shape: str) -> None:
    drawn_once = draw_plane(shape=shape, samples=400, noise=0.1, seed=3)
    again = draw_plane(shape=shape, samples=400, noise=0.1, seed=3)

    assert np.bincount(drawn_once.train.columns["label"]).tolist() == [200, 200]
    assert drawn_once.test is not None
    assert drawn_once.test.count == 500
    for name, values in drawn_once.train.columns.items():
        assert np.array_equal(values, again.train.columns[name])
    assert np.array_equal(drawn_once.train.columns["features"][:, 1], drawn_once.train.columns["y"])


def test_without_noise_the_classes_lie_where_they_should() -> None:
    circles = draw_plane(shape="circles", samples=400, noise=0.0, seed=0).train.columns
    corners = draw_plane(shape="xor", samples=400, noise=0.0, seed=0).train.columns

    radius = np.hypot(circles["x"], circles["y"])
    assert radius == pytest.approx(np.where(circles["label"] == 0, 1.0, 0.45), abs=1e-5)
    assert np.array_equal(corners["x"] * corners["y"] < 0, corners["label"] == 1)


@pytest.mark.parametrize("shape", PLANE_SHAPES)
def test_no_line_divides_the_classes(shape: str) -> None:
    columns = draw_plane(shape=shape, samples=2_000, noise=0.0, seed=0).train.columns
    sides = np.column_stack([columns["features"], np.ones(2_000)])
    wanted = 2.0 * columns["label"] - 1

    line = np.linalg.lstsq(sides, wanted, rcond=None)[0]
    assert np.mean((sides @ line > 0) == (wanted > 0)) < 0.95
