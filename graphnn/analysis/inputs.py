"""What an Input node takes, from the columns it binds or the shape it was given."""

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document, Node
from graphnn.document.values import thaw


def sample_shape(node: Node, document: Document, catalogue: Catalogue) -> tuple[int | None, ...]:
    """Return the shape of one sample, batch axis left out: that of the columns, else the one that is given.

    One column keeps its shape, a single number becomes a vector of one; several are stacked into one vector.
    """
    parameters = thaw(node.parameters)
    columns = parameters.get("column")
    data_set = catalogue.data_sets.get(document.data.source) if document.data else None
    if columns is None or data_set is None:
        return tuple(parameters.get("shape") or ())
    if isinstance(columns, list):
        return (len(columns),)
    column = data_set.column(columns)
    return (column.shape if column else ()) or (1,)
