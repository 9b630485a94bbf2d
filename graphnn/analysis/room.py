"""How much room cards take at most, by the layers that they stand for, for whoever places nodes without the page."""

from collections import Counter
from collections.abc import Mapping

from graphnn.analysis.blocks import with_blocks
from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document.layout import Size, estimated_size
from graphnn.document.model import Document, Node


def card_room(document: Document, catalogue: Catalogue) -> Mapping[str, Size]:
    """Return about how large the card of each node is at most; of a type that is unknown, nothing is told.

    >>> from graphnn.catalogue.load import load_catalogue
    >>> document = Document(nodes={"memory": Node(type="LSTM", parameters={"units": 8})})
    >>> card_room(document, load_catalogue())
    {'memory': (176, 187.0)}
    """
    catalogue = with_blocks(document, catalogue)
    edges = Counter((edge.target_port.node, edge.target_port.name) for edge in document.edges)
    runs_down = document.view.direction == "top-to-bottom"
    return {
        node_id: estimated_size(node, 0 if runs_down else _named_ports(node_id, node, layer_type, catalogue, edges))
        for node_id, node in document.nodes.items()
        if (layer_type := catalogue.layers.get(node.type)) is not None
    }


def _named_ports(
    node_id: str, node: Node, layer_type: LayerType, catalogue: Catalogue, edges: Mapping[tuple[str, str], int]
) -> int:
    """Return how many rows name ports: at the side with more, where it has several; a list has room for one more."""
    inputs = sum(
        max(edges.get((node_id, port.name), 0) + 1, port.minimum) if port.is_list else 1 for port in layer_type.inputs
    )
    count = max(inputs, len(catalogue.outputs_of(layer_type, node.parameters)))
    return count if count > 1 else 0
