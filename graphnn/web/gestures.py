"""From what a hand did on the canvas to the edit it meant.

The new document is not made here: an edit that does not fit is refused by `apply`, with its reason.
"""

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document import edits
from graphnn.document.apply import apply
from graphnn.document.edits import Edit, Together
from graphnn.document.ids import fresh_id
from graphnn.document.model import DEFAULT_SOURCE_PORT, DEFAULT_TARGET_PORT, Document, Node, Port, format_port
from graphnn.document.values import Json
from graphnn.errors import EditError
from graphnn.web.elements.intents import Add, Connect, Disconnect, Duplicate, Move, Remove, Rewire

Gesture: TypeAlias = Move | Connect | Disconnect | Rewire | Remove | Duplicate
"""The intents whose edit follows from the document alone; `Add` also depends on what is selected."""

COLUMN_WIDTH = 232.0
"""From one card's left edge to the next, as the layout places them."""

DUPLICATE_OFFSET = 32.0


@dataclass(frozen=True, slots=True)
class Added:
    """A node that is about to be added, and the edit that adds it."""

    node_id: str
    edit: Edit


def add(intent: Add, document: Document, catalogue: Catalogue, selected: tuple[str, ...]) -> Added:
    """Return the edit that adds a layer where it was dropped.

    Dropped on a wire it goes into the wire; without a place it goes behind the selected node.
    """
    layer_type = catalogue.layers.get(intent.type)
    if layer_type is None:
        raise EditError(f"There is no layer {intent.type}.")
    node_id = fresh_id(document, layer_type.name)
    node = Node(type=layer_type.name, parameters=_first_parameters(layer_type, document, catalogue))
    has_place = intent.x is not None and intent.y is not None
    behind = selected[0] if len(selected) == 1 and selected[0] in document.nodes and not has_place else None
    behind_type = catalogue.layers.get(document.nodes[behind].type) if behind is not None else None
    place = (intent.x, intent.y) if intent.x is not None and intent.y is not None else _beside(document, behind)
    parts: list[Edit] = [edits.AddNode(id=node_id, node=node, position=place)]
    wire = document.edge_into(intent.onto) if intent.onto else None
    if wire is not None and layer_type.inputs and layer_type.outputs:
        parts.append(edits.Connect(source=wire.source, target=_first_input(node_id, layer_type)))
        parts.append(edits.Connect(source=_first_output(node_id, layer_type), target=wire.target))
    elif behind is not None and behind_type is not None and layer_type.inputs and behind_type.outputs:
        source = _first_output(behind, behind_type)
        parts.append(edits.Connect(source=source, target=_first_input(node_id, layer_type)))
    return Added(node_id, Together(edits=tuple(parts)))


def edit_of(gesture: Gesture, document: Document) -> Edit:
    """Return the edit a gesture means; nodes that another person has deleted meanwhile are left out."""
    match gesture:
        case Move():
            known = {node_id: place for node_id, place in gesture.positions.items() if node_id in document.nodes}
            return edits.MoveNodes(positions=known)
        case Connect():
            return edits.Connect(source=gesture.source, target=gesture.target)
        case Disconnect():
            return edits.Disconnect(target=gesture.target)
        case Rewire():
            parts = (
                edits.Disconnect(target=gesture.before),
                edits.Connect(source=gesture.source, target=gesture.target),
            )
            return Together(edits=parts)
        case Remove():
            return _remove(gesture, document)
        case Duplicate():
            return _duplicate(gesture, document)
        case _:
            assert_never(gesture)


def _remove(gesture: Remove, document: Document) -> Edit:
    """Delete nodes and wires as one step."""
    nodes = tuple(node_id for node_id in gesture.nodes if node_id in document.nodes)
    gone, pulled = set(nodes), set(gesture.wires)
    loose = [
        edge.target_port
        for edge in document.edges
        if edge.target in pulled and edge.source_port.node not in gone and edge.target_port.node not in gone
    ]
    # The last place of a list port first: those behind a removed one move up.
    loose.sort(key=lambda port: port.index or 0, reverse=True)
    parts: list[Edit] = [edits.Disconnect(target=format_port(port, DEFAULT_TARGET_PORT)) for port in loose]
    if nodes:
        parts.append(edits.RemoveNodes(ids=nodes, heal=gesture.heal))
    return Together(edits=tuple(parts))


def _duplicate(gesture: Duplicate, document: Document) -> Edit:
    """Copy nodes beside themselves, with the wires among them."""
    parts: list[Edit] = []
    new_ids: dict[str, str] = {}
    grown = document
    for node_id in gesture.nodes:
        node = document.nodes.get(node_id)
        if node is None:
            continue
        new_ids[node_id] = fresh_id(grown, node.type)
        x, y = document.view.positions.get(node_id, (0.0, 0.0))
        place = (x + DUPLICATE_OFFSET, y + DUPLICATE_OFFSET)
        parts.append(edits.AddNode(id=new_ids[node_id], node=node, position=place))
        grown = apply(grown, parts[-1])
    for edge in document.edges:
        source, target = edge.source_port, edge.target_port
        if source.node in new_ids and target.node in new_ids:
            copied_source = format_port(source._replace(node=new_ids[source.node]), DEFAULT_SOURCE_PORT)
            copied_target = format_port(target._replace(node=new_ids[target.node]), DEFAULT_TARGET_PORT)
            parts.append(edits.Connect(source=copied_source, target=copied_target))
    return Together(edits=tuple(parts))


def _first_parameters(layer_type: LayerType, document: Document, catalogue: Catalogue) -> dict[str, Json]:
    """Return what a new node starts with: a value for what is required, and the column that offers itself."""
    parameters: dict[str, Json] = {p.name: p.suggestion for p in layer_type.parameters if p.suggestion is not None}
    data_set = catalogue.data_sets.get(document.data.source) if document.data else None
    role = "feature" if layer_type.is_input else "target" if layer_type.is_output else None
    column = next((c for c in data_set.columns if c.role == role), None) if data_set and role else None
    if column is not None:
        parameters["column"] = column.name
        if layer_type.is_output:
            is_label = column.kind == "label"
            parameters["loss"] = "sparse_categorical_crossentropy" if is_label else "mean_squared_error"
            parameters["metrics"] = ["accuracy"] if is_label else ["mean_absolute_error"]
    return parameters


def _beside(document: Document, node_id: str | None) -> tuple[float, float]:
    """Return a place right of a node, or right of everything."""
    positions = document.view.positions
    if node_id is not None and node_id in positions:
        x, y = positions[node_id]
    elif positions:
        x, y = max(positions.values())
    else:
        return 0.0, 0.0
    taken = set(positions.values())
    place = (x + COLUMN_WIDTH, y)
    while place in taken:
        place = (place[0], place[1] + 120.0)
    return place


def _first_input(node_id: str, layer_type: LayerType) -> str:
    port = layer_type.inputs[0]
    return format_port(Port(node_id, port.name, 0 if port.is_list else None), DEFAULT_TARGET_PORT)


def _first_output(node_id: str, layer_type: LayerType) -> str:
    return format_port(Port(node_id, layer_type.outputs[0].name), DEFAULT_SOURCE_PORT)
