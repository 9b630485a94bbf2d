"""From the columns of samples to one array: what an Input or Output binds."""

import numpy as np

from graphnn.engine.data.model import Array, Samples
from graphnn.errors import DataError


def column_values(samples: Samples, columns: object) -> Array:
    """Return one column, or several columns stacked into vectors.

    A single column of numbers becomes vectors of length 1, since a layer needs an axis to work on; texts stay alone.

    Args:
        samples: Where the columns are.
        columns: The name of a column or a list of names, as a node's `column` parameter holds it.
    Raises:
        DataError: If a column is missing, or one of several holds more than one value a sample.
    Shapes:
        (n,) -> (n, 1); (n, ...) -> (n, ...); k times (n,) -> (n, k)

    >>> samples = Samples({"width": np.array([1.0, 2.0]), "height": np.array([3.0, 4.0])})
    >>> column_values(samples, ["width", "height"]).tolist()
    [[1.0, 3.0], [2.0, 4.0]]
    """
    match columns:
        case str():
            values = _column(samples, columns)
            is_number = values.ndim == 1 and values.dtype != object
            return values[:, np.newaxis] if is_number else values
        case list() | tuple() if columns:
            return np.stack([_single(samples, name) for name in columns], axis=1)
        case _:
            raise DataError(f"{columns!r} names no column. Choose one of {', '.join(samples.columns)}.")


def _column(samples: Samples, name: object) -> Array:
    if isinstance(name, str) and name in samples.columns:
        return samples.columns[name]
    raise DataError(f"The data has no column {name}. Choose one of {', '.join(samples.columns)}.")


def _single(samples: Samples, name: object) -> Array:
    values = _column(samples, name)
    if values.ndim > 1:
        shape = " × ".join(map(str, values.shape[1:]))
        raise DataError(
            f"{name} is {shape}, and only columns of single values can be stacked. Give it an Input of its own."
        )
    return values
