"""What an Input node takes, from the columns it binds or the shape and type it was given."""

from collections.abc import Sequence

from graphnn.catalogue.model import Catalogue, Column
from graphnn.document.model import Document, Node
from graphnn.document.values import thaw

TEXT_DTYPE = "string"


def sample_shape(node: Node, document: Document, catalogue: Catalogue) -> tuple[int | None, ...]:
    """Return the shape of one sample, batch axis left out: that of the columns, else the one that is given.

    One column keeps its shape, a single number becomes a vector of one, a text stays a text; several are put side
    by side as one vector.
    """
    parameters = thaw(node.parameters)
    columns = parameters.get("column")
    data_set = catalogue.data_set(document.data)
    if columns is None or data_set is None:
        return tuple(parameters.get("shape") or ())
    if isinstance(columns, list):
        return stacked_shape([data_set.column(name) for name in columns if isinstance(name, str)])
    column = data_set.column(columns)
    if column is not None and column.kind == "text":
        return column.shape
    return (column.shape if column else ()) or (1,)


def stacked_shape(columns: Sequence[Column | None]) -> tuple[int | None, ...]:
    """Return the shape of columns side by side: numbers and vectors as one vector, steps in time as wider ones.

    >>> number = Column(name="a", shape=(), dtype="float32", role="feature", kind="number")
    >>> island = Column(name="b", shape=(3,), dtype="float32", role="feature", kind="category")
    >>> stacked_shape([number, island])
    (4,)
    """
    shapes = [column.shape or (1,) if column is not None else (1,) for column in columns]
    return (*max((shape[:-1] for shape in shapes), key=len, default=()), sum(shape[-1] or 1 for shape in shapes))


def sample_dtype(node: Node, document: Document, catalogue: Catalogue) -> str:
    """Return the type of what an Input node takes: text where a column holds text, else the type it was given."""
    columns = node.parameters.get("column")
    names = columns if isinstance(columns, tuple) else (columns,)
    data_set = catalogue.data_set(document.data)
    found = [data_set.column(name) for name in names if isinstance(name, str)] if data_set else []
    if any(column is not None and column.kind == "text" for column in found):
        return TEXT_DTYPE
    return str(node.parameters.get("dtype", "float32"))
