"""The data sets that scikit-learn carries; they need no network."""

import numpy as np

from graphnn.catalogue.model import DataSetType
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.table import table_samples

CARRIED = frozenset({"digits", "iris", "wine", "breast_cancer", "diabetes"})
"""Their names."""


def load_from_scikit_learn(data_set_type: DataSetType) -> DataSet[Samples]:
    """Return a data set of scikit-learn, under the columns of its registered type."""
    # scikit-learn takes 2 s to import, which those who train on other data need not wait for.
    from sklearn import datasets

    match data_set_type.name:
        case "digits":
            digits = datasets.load_digits()
            columns = {"image": digits.images.astype(np.uint8), "label": digits.target.astype(np.int32)}
            return DataSet(Samples(columns))
        case "iris":
            table = datasets.load_iris()
        case "wine":
            table = datasets.load_wine()
        case "breast_cancer":
            table = datasets.load_breast_cancer()
        case "diabetes":
            # In years and mmHg, as the columns say, rather than standardised beforehand.
            table = datasets.load_diabetes(scaled=False)
        case name:
            raise ValueError(f"scikit-learn carries no such data set. Received: name={name}")
    return DataSet(table_samples(data_set_type, table.data, table.target))
