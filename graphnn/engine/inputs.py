"""What an Input node takes, as the spec of a tensor."""

from graphnn.analysis.inputs import sample_dtype, sample_shape
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document, Node
from graphnn.protocol.report import TensorSpec


def input_spec(node: Node, document: Document, catalogue: Catalogue) -> TensorSpec:
    """Return what an Input node takes: the shape of its columns, else the shape it was given."""
    shape = (None, *sample_shape(node, document, catalogue))
    return TensorSpec(shape=shape, dtype=sample_dtype(node, document, catalogue))
