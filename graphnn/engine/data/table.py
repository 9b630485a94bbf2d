"""From a table of numbers and a target to the columns of a registered data set."""

import numpy as np

from graphnn.catalogue.model import DataSetType
from graphnn.engine.data.model import Array, Samples


def table_samples(data_set_type: DataSetType, features: Array, targets: Array) -> Samples:
    """Return the columns of a data set of numbers: `features` whole, each feature alone, and the target.

    Shapes:
        features (n, k), targets (n,)
    """
    table = features.astype(np.float32)
    vector, *numbers = (column for column in data_set_type.columns if column.role == "feature")
    (target,) = (column for column in data_set_type.columns if column.role == "target")
    columns = {column.name: table[:, place] for place, column in enumerate(numbers)}
    return Samples({vector.name: table, **columns, target.name: targets.astype(target.dtype)})
