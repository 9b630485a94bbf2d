"""Data drawn from numpy's generator: the same parameters give the same samples."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from graphnn.catalogue.generated_data_sets import FUNCTION_TEST_COUNT
from graphnn.engine.data.model import DataSet, Samples
from graphnn.errors import DataError

Numbers = NDArray[np.float64]

FUNCTIONS: Mapping[str, Callable[[Numbers], Numbers]] = {
    "square": np.square,
    "sine": np.sin,
    "absolute": np.abs,
    "heaviside": lambda x: np.heaviside(x, 1.0),
}


def draw_function(*, function: str, low: float, high: float, samples: int, noise: float, seed: int) -> DataSet:
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


def _points(x: Numbers, y: Numbers) -> Samples:
    return Samples({"x": x.astype(np.float32), "y": y.astype(np.float32)})
