"""What an Input node takes, from the columns it binds or the shape and type it was given."""

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document, Node
from graphnn.document.values import thaw

TEXT_DTYPE = "string"


def sample_shape(node: Node, document: Document, catalogue: Catalogue) -> tuple[int | None, ...]:
    """Return the shape of one sample, batch axis left out: that of the columns, else the one that is given.

    One column keeps its shape, a single number becomes a vector of one, a text stays a text; several are stacked
    into one vector.
    """
    parameters = thaw(node.parameters)
    columns = parameters.get("column")
    data_set = catalogue.data_sets.get(document.data.source) if document.data else None
    if columns is None or data_set is None:
        return tuple(parameters.get("shape") or ())
    if isinstance(columns, list):
        return (len(columns),)
    column = data_set.column(columns)
    if column is not None and column.kind == "text":
        return column.shape
    return (column.shape if column else ()) or (1,)


def sample_dtype(node: Node, document: Document, catalogue: Catalogue) -> str:
    """Return the type of what an Input node takes: text where a column holds text, else the type it was given."""
    columns = node.parameters.get("column")
    names = columns if isinstance(columns, tuple) else (columns,)
    data_set = catalogue.data_sets.get(document.data.source) if document.data else None
    found = [data_set.column(name) for name in names if isinstance(name, str)] if data_set else []
    if any(column is not None and column.kind == "text" for column in found):
        return TEXT_DTYPE
    return str(node.parameters.get("dtype", "float32"))
