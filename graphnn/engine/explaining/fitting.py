"""Samples as the Inputs of a network take them: of their shape and type, as many for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphnn.engine.build import one_or_all
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.errors import DataError

MAXIMUM_SAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Given:
    """Samples by Input, sample axis first, and what was done to them in words."""

    inputs: Mapping[str, Array]
    notes: tuple[str, ...] = ()

    def as_taken(self) -> Any:
        """Return them as the network takes them: one Input alone, several by id."""
        return one_or_all(self.inputs)


def fitting(run: TrainedRun, arrays: Mapping[str, Array], *, place: str) -> Given:
    """Return arrays as samples of the Inputs, one sample given a sample axis.

    Raises:
        DataError: If an Input has none, or one of another shape.
    """
    inputs, counts = {}, set()
    for node_id, tensor in run.built.inputs.items():
        if node_id not in arrays:
            raise DataError(f"{place}: nothing for {node_id}. Give values for {', '.join(run.built.inputs)}.")
        array, shape = arrays[node_id], tuple(tensor.shape[1:])
        if array.ndim == len(shape):
            array = array[np.newaxis]
        fits = array.ndim == len(shape) + 1 and all(b in (None, a) for a, b in zip(array.shape[1:], shape, strict=True))
        if not fits:
            wanted = " × ".join("any" if size is None else str(size) for size in shape)
            raise DataError(
                f"{place}: {' × '.join(map(str, array.shape))} values for {node_id}, which takes {wanted} a sample."
            )
        if tensor.dtype == "string":
            inputs[node_id] = array.astype(str)
            counts.add(len(array))
            continue
        if array.dtype.kind not in "biuf" or not np.isfinite(array.astype(np.float64)).all():
            raise DataError(f"{place}: {node_id} holds what is no finite number.")
        counts.add(len(array))
        inputs[node_id] = array.astype(tensor.dtype)
    if len(counts) != 1 or not 0 < max(counts) <= MAXIMUM_SAMPLES:
        raise DataError(f"{place}: give from 1 to {MAXIMUM_SAMPLES:,} samples, as many for each Input.")
    return Given(inputs)


def input_values(run: TrainedRun, node_id: str, values: Any) -> Array:
    """Return values in nested lists as an array for an Input: of numbers, or of texts.

    Raises:
        DataError: If they are neither.
    """
    tensor = run.built.inputs.get(node_id)
    if tensor is None or tensor.dtype != "string":
        return plain_array(values, node_id)
    texts = np.asarray(values, dtype=object)
    if not all(isinstance(text, str) for text in texts.reshape(-1)):
        raise DataError(f"{node_id}: takes texts, one a sample.")
    return texts


def plain_array(values: Any, place: str) -> Array:
    """Return nested lists of numbers as an array.

    Raises:
        DataError: If they are no numbers, or of different length.
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise DataError(f"{place}: not numbers in rows of one length.") from error
