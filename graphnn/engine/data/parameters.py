"""The parameters of a data set, checked and complete."""

from typing import Any

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import DataSetType
from graphnn.document.model import Data
from graphnn.errors import DataError


def parameter_values(data: Data, data_set_type: DataSetType) -> dict[str, Any]:
    """Return the value of every parameter by name, the default where the document gives none.

    `check` says the same of a document beforehand; a loader may be called without it.

    Raises:
        DataError: If a parameter is unknown, or its value is not of its kind or range.
    """
    known = {parameter.name: parameter for parameter in data_set_type.parameters}
    for name, value in data.parameters.items():
        if name not in known:
            rest = f"Choose one of {', '.join(known)}." if known else "Delete it."
            raise DataError(f"data.parameters.{name}: {data.source_name} has no such parameter. {rest}")
        if cure := fault_of(known[name], value):
            raise DataError(f"data.parameters.{name}: {value!r} does not fit. {cure}")
    return {name: data.parameters.get(name, parameter.default) for name, parameter in known.items()}
