"""Nodes switched off and on again: bypassed, so that their input passes through, or muted, as if absent."""

from graphnn.catalogue.model import Catalogue
from graphnn.document.edits import Edit, ReplaceNode, Together
from graphnn.document.model import Document
from graphnn.document.updated import updated
from graphnn.errors import EditError
from graphnn.web.elements.intents import Switch


def switched(intent: Switch, document: Document, catalogue: Catalogue) -> Edit:
    """Return the edit that puts nodes into a state, or back to work where all of them are in it already.

    Raises:
        EditError: If nothing could pass through one that is to be bypassed.
    """
    nodes = {node_id: document.nodes[node_id] for node_id in intent.nodes if node_id in document.nodes}
    state = None if all(node.state == intent.state for node in nodes.values()) else intent.state
    if state == "bypassed":
        for node_id, node in nodes.items():
            layer_type = catalogue.layers.get(node.type)
            if layer_type is not None and not (layer_type.inputs and layer_type.outputs):
                raise EditError(f"{node_id} ({node.type}) has nothing to pass through. Mute it instead.")
    return Together(
        edits=tuple(ReplaceNode(id=node_id, node=updated(node, state=state)) for node_id, node in nodes.items())
    )
