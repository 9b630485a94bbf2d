"""Data drawn from numpy's generator: the same parameters give the same samples."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from graphnn.catalogue.generated_data_sets import FUNCTION_TEST_COUNT, PLANE_TEST_COUNT
from graphnn.engine.data.model import DataSet, Samples
from graphnn.errors import DataError

Numbers = NDArray[np.float64]
Labels = NDArray[np.int64]

SPIRAL_TURNS = 1.25

FUNCTIONS: Mapping[str, Callable[[Numbers], Numbers]] = {
    "square": np.square,
    "sine": np.sin,
    "absolute": np.abs,
    "heaviside": lambda x: np.heaviside(x, 1.0),
}


def draw_function(*, function: str, low: float, high: float, samples: int, noise: float, seed: int) -> DataSet[Samples]:
    """Return points of a function: noisy ones at random x to learn from, exact ones at even distances for the test.

    So the test score says how near the network has come to the function itself, not to the noise.

    Raises:
        DataError: If `low` is not less than `high`.
    """
    if not low < high:
        raise DataError(f"data.parameters: low {low:g} is not less than high {high:g}. Set high to more than low.")
    compute = FUNCTIONS[function]
    generator = np.random.default_rng(seed)
    x = generator.uniform(low, high, samples)
    y = compute(x) + noise * generator.standard_normal(samples)
    grid = np.linspace(low, high, FUNCTION_TEST_COUNT)
    return DataSet(_points(x, y), _points(grid, compute(grid)))


def draw_plane(*, shape: str, samples: int, noise: float, seed: int) -> DataSet[Samples]:
    """Return points of two classes in the plane, and others drawn in the same way for the test."""
    generator = np.random.default_rng(seed)
    return DataSet(
        _plane_points(shape, samples, noise, generator), _plane_points(shape, PLANE_TEST_COUNT, noise, generator)
    )


def _plane_points(shape: str, count: int, noise: float, generator: np.random.Generator) -> Samples:
    label = np.arange(count) % 2
    points = PLANES[shape](label, generator) + noise * generator.standard_normal((count, 2))
    order = generator.permutation(count)
    points, label = points[order].astype(np.float32), label[order].astype(np.int32)
    return Samples({"features": points, "x": points[:, 0], "y": points[:, 1], "label": label})


def _spirals(label: Labels, generator: np.random.Generator) -> Numbers:
    # The root spreads the points evenly along the arm.
    way = np.sqrt(generator.uniform(0.02, 1.0, len(label)))
    angle = SPIRAL_TURNS * 2 * np.pi * way + np.pi * label
    return np.stack([way * np.cos(angle), way * np.sin(angle)], axis=1)


def _circles(label: Labels, generator: np.random.Generator) -> Numbers:
    angle, radius = generator.uniform(0, 2 * np.pi, len(label)), np.where(label == 0, 1.0, 0.45)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _moons(label: Labels, generator: np.random.Generator) -> Numbers:
    """Half circles; the second lies upside down, half a width to the right."""
    angle, side = generator.uniform(0, np.pi, len(label)), np.where(label == 0, 1.0, -1.0)
    return np.stack([side * np.cos(angle) + label - 0.5, side * np.sin(angle) + 0.5 * label - 0.25], axis=1)


def _xor(label: Labels, generator: np.random.Generator) -> Numbers:
    sizes = generator.uniform(0.05, 1.0, (len(label), 2))
    sign = generator.choice([-1.0, 1.0], len(label))
    return np.stack([sign * sizes[:, 0], np.where(label == 0, sign, -sign) * sizes[:, 1]], axis=1)


def _points(x: Numbers, y: Numbers) -> Samples:
    return Samples({"x": x.astype(np.float32), "y": y.astype(np.float32)})


PLANES: Mapping[str, Callable[[Labels, np.random.Generator], Numbers]] = {
    "spirals": _spirals,
    "circles": _circles,
    "moons": _moons,
    "xor": _xor,
}
