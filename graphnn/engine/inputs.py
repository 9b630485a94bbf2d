"""What an Input node takes, from the columns it binds or the shape it was given."""

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document, Node
from graphnn.document.values import thaw
from graphnn.protocol.report import TensorSpec


def input_spec(node: Node, document: Document, catalogue: Catalogue) -> TensorSpec:
    """Return what an Input node takes: the shape of its columns, else the shape it was given.

    One column keeps its shape, a single number becomes a vector of one; several are stacked into one vector.
    """
    parameters = thaw(node.parameters)
    dtype = parameters.get("dtype", "float32")
    columns = parameters.get("column")
    data_set = catalogue.data_sets.get(document.data.source) if document.data else None
    if columns is None or data_set is None:
        return TensorSpec(shape=(None, *(parameters.get("shape") or ())), dtype=dtype)
    if isinstance(columns, list):
        return TensorSpec(shape=(None, len(columns)), dtype=dtype)
    column = data_set.column(columns)
    return TensorSpec(shape=(None, *((column.shape if column else ()) or (1,))), dtype=dtype)
