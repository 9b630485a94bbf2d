"""Data sets that plug-ins load: held to what they say of themselves before a sample is handed on."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from graphnn.catalogue.model import DataSetType
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.implementations import load_implementation
from graphnn.errors import DataError


def load_from_plugin(data_set_type: DataSetType, parameters: Mapping[str, Any]) -> DataSet[Samples]:
    """Return what a plug-in's function loads: columns to learn from, and columns to test on or None.

    Raises:
        DataError: If it fails, or its columns are not those that it is registered with.
    """
    load = load_implementation(data_set_type)
    try:
        train, test = load(**parameters)
    except Exception as error:  # Whatever the plug-in's function raises is its own.
        raise DataError(
            f"{data_set_type.name}: its plug-in's {data_set_type.implementation} failed "
            f"({type(error).__name__}: {error}). Mend or uninstall the plug-in."
        ) from error
    return DataSet(_samples(data_set_type, train), None if test is None else _samples(data_set_type, test))


def _samples(data_set_type: DataSetType, given: Mapping[str, Any]) -> Samples:
    columns = {}
    for column in data_set_type.columns:
        values = np.asarray(given[column.name]) if column.name in given else None
        if values is None:
            raise _fault(data_set_type, f"gives no column {column.name}")
        kinds = {"string": "OU", "float32": "f", "float64": "f"}.get(column.dtype, "iu")
        shape = values.shape[1:]
        is_alike = len(shape) == len(column.shape) and all(
            said in (None, size) for said, size in zip(column.shape, shape, strict=True)
        )
        if not is_alike or values.dtype.kind not in kinds:
            said = " × ".join(map(str, column.shape)) or "one value"
            raise _fault(
                data_set_type, f"says {column.name} is {said} of {column.dtype}, and gives {shape} of {values.dtype}"
            )
        columns[column.name] = values.astype(object if column.kind == "text" else column.dtype)
    try:
        return Samples(columns)
    except ValueError as error:
        raise _fault(data_set_type, f"gives columns of different length ({error})") from error


def _fault(data_set_type: DataSetType, words: str) -> DataError:
    return DataError(f"{data_set_type.name}: {data_set_type.implementation} {words}. Mend the plug-in.")
