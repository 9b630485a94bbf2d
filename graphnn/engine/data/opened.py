"""The samples of a document as people look at them: in memory where they are small, else left in their file.

Nobody looks at millions of samples. What is measured and shown of data left in its file is read of some of its
samples, evenly spread from the first to the last; who shows it says so.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from graphnn.catalogue.own_data import own_data_set
from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import AnySamples, Indices, Samples
from graphnn.engine.data.own import stream_own
from graphnn.engine.data.split import Splits, split_data
from graphnn.engine.data.streamed import StreamedSamples

WHOLE_BYTES = 512 * 2**20
"""Data up to this size is read whole."""

SHOWN_BYTES = 64 * 2**20
"""So much is read of the samples of larger data."""

BYTES_PER_NUMBER = {"uint8": 1}
"""Of the others four."""

AnySplits = Splits[Samples] | Splits[StreamedSamples]


def open_splits(data: Data, folder: Path | None, *, seed: int, is_prepared: bool = True) -> AnySplits:
    """Return the splits that a document asks for, left in their file where the data is large.

    Args:
        data: What is opened.
        folder: Where its path starts.
        seed: How held-out samples are drawn.
        is_prepared: Whether samples are made of the rows, or these stay as they lie in the file.

    Raises:
        DataError: If the data cannot be had, or not be divided.
    """
    if folder is None or not data.can_be_streamed or _size_bytes(data) <= WHOLE_BYTES:
        whole = load_data_set(data, folder=folder)
        return split_data(whole if is_prepared else replace(whole, preparation=None), data, seed=seed)
    left = stream_own(data, folder)
    return split_data(left if is_prepared else replace(left, preparation=None), data, seed=seed)


def shown_places(samples: AnySamples) -> Indices:
    """Return which samples stand for all of them, evenly spread: as many as may be read, and at least one."""
    one = sum(values.nbytes for values in samples.take(np.arange(1)).columns.values())
    count = min(samples.count, max(SHOWN_BYTES // max(one, 1), 1))
    return np.linspace(0, samples.count - 1, count).astype(np.int64)


def first_samples(samples: AnySamples, count: int) -> Samples:
    """Return the first samples; of those left in their file fewer where they are large."""
    most = samples.count if isinstance(samples, Samples) else len(shown_places(samples))
    return samples.take(np.arange(min(count, most)))


def _size_bytes(data: Data) -> int:
    data_set = own_data_set(data)
    if data_set is None:
        return 0
    return data_set.sample_count * sum(
        BYTES_PER_NUMBER.get(c.dtype, 4) * math.prod(s or 1 for s in c.shape) for c in data_set.columns
    )
