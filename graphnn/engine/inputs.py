"""What an Input node takes, as the spec of a tensor."""

from graphnn.analysis.inputs import sample_shape
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document, Node
from graphnn.protocol.report import TensorSpec


def input_spec(node: Node, document: Document, catalogue: Catalogue) -> TensorSpec:
    """Return what an Input node takes: the shape of its columns, else the shape it was given."""
    dtype = node.parameters.get("dtype", "float32")
    return TensorSpec(shape=(None, *sample_shape(node, document, catalogue)), dtype=str(dtype))
