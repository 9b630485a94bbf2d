"""Arrays in memory that TensorFlow takes as they are."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALIGNMENT_BYTES = 64
"""TensorFlow copies an array that does not begin at a multiple of this; those of numpy begin at one of 16."""


def aligned_zeros(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return zeros; they take no memory until they are looked at.

    >>> aligned_zeros((3, 5), np.dtype("float32")).ctypes.data % ALIGNMENT_BYTES
    0
    """
    size_bytes = math.prod(shape) * dtype.itemsize
    memory = np.zeros(size_bytes + ALIGNMENT_BYTES, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT_BYTES
    return memory[start : start + size_bytes].view(dtype).reshape(shape)
