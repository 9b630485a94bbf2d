"""What is typed on a card: its name, or the value of one of its parameters, checked as in the form."""

from typing import Any

from pydantic import ValidationError

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Catalogue, Kind
from graphnn.document.edits import Edit, RenameNode, ReplaceNode, ResetParameter, SetParameter
from graphnn.document.inside import END_TYPES
from graphnn.document.model import Document, Node
from graphnn.document.updated import updated
from graphnn.document.values import same, thaw
from graphnn.errors import EditError
from graphnn.web.elements.intents import Write
from graphnn.web.typed import parse_text


def written(intent: Write, document: Document, catalogue: Catalogue) -> Edit:
    """Return the edit that was meant.

    Raises:
        EditError: If that is no name, or no value of the parameter.
    """
    node = document.nodes.get(intent.id)
    if node is None or node.type in END_TYPES:
        raise EditError(f"{intent.id}: it has nothing to write on. It may have been removed.")
    text = intent.text.strip()
    return _named(intent.id, node, text) if intent.name is None else _set(intent, node, text, catalogue)


def _named(node_id: str, node: Node, text: str) -> Edit:
    """Return the edit that gives a node its name: the label where it has one, for that is what the card shows."""
    try:
        if node.label is not None:
            return ReplaceNode(id=node_id, node=Node.model_validate({**dict(node), "label": text or None}))
        return RenameNode(id=node_id, new_id=text or node_id)
    except ValidationError as error:
        message = f"{text}: not a name. Start with a letter or _, go on with letters, digits or _."
        raise EditError(message) from error


def _set(intent: Write, node: Node, text: str, catalogue: Catalogue) -> Edit:
    layer_type = catalogue.layers.get(node.type)
    parameter = layer_type.parameter(intent.name or "") if layer_type is not None else None
    if parameter is None:
        raise EditError(f"{intent.id}: a {node.type} has no parameter {intent.name}.")
    is_chosen = parameter.registry is not None or parameter.kind in (Kind.CHOICE, Kind.LAYER)
    value: Any = (text or None) if is_chosen else parse_text(parameter, text)
    if parameter.registry is not None and value is not None and catalogue.find(parameter.registry, value) is None:
        raise EditError(f"{intent.id}: {parameter.name.replace('_', ' ')}: there is no {value}. Choose another.")
    fault = fault_of(parameter, value)
    if fault is not None:
        raise EditError(f"{intent.id}: {parameter.name.replace('_', ' ')}: {fault}")
    if not parameter.required and same(value, thaw(parameter.default)):
        # Without its chip it could not be written on the card again, but the form shows it still.
        return ResetParameter(id=intent.id, name=parameter.name)
    if same(value, thaw(node.parameters.get(parameter.name))):
        return ReplaceNode(id=intent.id, node=updated(node))
    return SetParameter(id=intent.id, name=parameter.name, value=value)
