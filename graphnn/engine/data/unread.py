"""A data set before it is read: zeros of the counts, shapes and types that the catalogue says."""

import numpy as np

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data
from graphnn.engine.data.model import DataSet, Samples
from graphnn.sources.aligned import aligned_zeros


def unread_data_set(data: Data) -> DataSet[Samples] | None:
    """Return a registered data set of zeros, which take no memory; None where counts or shapes are not known ahead.

    >>> unread_data_set(Data(source="mnist")).train.columns["image"].shape
    (60000, 28, 28)
    """
    data_set_type = load_catalogue().data_sets.get(data.source) if isinstance(data.source, str) else None
    if data_set_type is None or data_set_type.implementation is not None or data_set_type.train_count is None:
        return None
    shapes = {}
    for column in data_set_type.columns:
        sizes = tuple(size for size in column.shape if size is not None)
        if column.dtype == "string" or len(sizes) < len(column.shape):
            return None
        shapes[column.name] = sizes, np.dtype(column.dtype)

    def unread(count: int) -> Samples:
        return Samples({name: aligned_zeros((count, *sizes), dtype) for name, (sizes, dtype) in shapes.items()})

    others = (data_set_type.test_count, data_set_type.validation_count)
    test, validation = (None if count is None else unread(count) for count in others)
    return DataSet(unread(data_set_type.train_count), test, validation)
