"""From the columns of samples to one array: what an Input or Output binds."""

from collections.abc import Mapping

import numpy as np

from graphnn.engine.data.model import Array, Samples
from graphnn.errors import DataError


def column_values(samples: Samples, columns: object) -> Array:
    """Return one column, or several columns side by side as vectors.

    A single column of numbers becomes vectors of length 1, since a layer needs an axis to work on; texts stay alone.

    Args:
        samples: Where the columns are.
        columns: The name of a column or a list of names, as a node's `column` parameter holds it.
    Raises:
        DataError: If a column is missing, or several do not go side by side.
    Shapes:
        (n,) -> (n, 1); (n, ...) -> (n, ...); (n,) and (n, k) -> (n, 1 + k); (n, steps, 1) twice -> (n, steps, 2)

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
            return _side_by_side({str(name): _column(samples, name) for name in columns})
        case _:
            raise DataError(f"{columns!r} names no column. Choose one of {', '.join(samples.columns)}.")


def _column(samples: Samples, name: object) -> Array:
    if isinstance(name, str) and name in samples.columns:
        return samples.columns[name]
    raise DataError(f"The data has no column {name}. Choose one of {', '.join(samples.columns)}.")


def _side_by_side(columns: Mapping[str, Array]) -> Array:
    parts = [values[:, np.newaxis] if values.ndim == 1 else values for values in columns.values()]
    for name, values in zip(columns, parts, strict=True):
        is_series = values.ndim == 3 and values.shape[1] == parts[0].shape[1]
        if values.dtype == object or values.ndim != parts[0].ndim or not (values.ndim == 2 or is_series):
            shape = " × ".join(map(str, values.shape[1:]))
            raise DataError(
                f"{name} is {shape} of {'text' if values.dtype == object else 'numbers'}, and cannot stand beside "
                f"{next(iter(columns))}. Give it an Input of its own."
            )
    return np.concatenate(parts, axis=-1)
