"""A layer that comes to the canvas: where it stands, what it starts with, and what it is wired to."""

from dataclasses import dataclass

from graphnn.analysis.blocks import blocks_to_bring, with_blocks, with_offered_blocks
from graphnn.analysis.fixes import COLUMN_WIDTH, ROW_HEIGHT, Room, between
from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document import edits
from graphnn.document.edits import Edit, Together
from graphnn.document.ids import fresh_id
from graphnn.document.model import (
    DEFAULT_SOURCE_PORT,
    DEFAULT_TARGET_PORT,
    Document,
    Node,
    Port,
    format_port,
)
from graphnn.document.values import Json
from graphnn.errors import EditError
from graphnn.web.elements.intents import Add, Move


@dataclass(frozen=True, slots=True)
class Added:
    """A node that is about to be added, and the edit that adds it."""

    node_id: str
    edit: Edit


def add(intent: Add, document: Document, catalogue: Catalogue, selected: tuple[str, ...]) -> Added:
    """Return the edit that adds a layer where it was dropped.

    Dropped on a wire it goes into the wire, from a port that a wire was pulled from it is wired to that port, and
    without a place it goes behind the selected node.

    Raises:
        EditError: If there is no such layer, or what it is to be wired to has gone.
    """
    brought = blocks_to_bring(intent.type, document, catalogue)
    if brought:
        catalogue = with_blocks(with_offered_blocks(document, catalogue), catalogue)
    layer_type = catalogue.layers.get(intent.type)
    if layer_type is None:
        raise EditError(f"There is no layer {intent.type}.")
    node_id = fresh_id(document, layer_type.name)
    node = starting_node(layer_type, document, catalogue)
    wire = document.edge_into(intent.onto) if intent.onto else None
    source, target = (wire.source, wire.target) if wire is not None else (intent.source, intent.target)
    if source is None and target is None and intent.x is None:
        source = _first_output_of(selected, document, catalogue)
    has_place = intent.x is not None and intent.y is not None
    room = Room((intent.x or 0.0, intent.y or 0.0)) if has_place else _room(document, source, target)
    parts: list[Edit] = [edits.SetBlock(name=name, block=catalogue.blocks[name]) for name in reversed(brought)]
    parts += [*room.moves, edits.AddNode(id=node_id, node=node, position=room.position)]
    # Into a wire it goes whole or not at all: half of it would cut the wire.
    if wire is None or (layer_type.inputs and layer_type.outputs):
        if source is not None and layer_type.inputs:
            parts.append(edits.Connect(source=source, target=_first_input(node_id, layer_type)))
        if target is not None and layer_type.outputs:
            parts.append(edits.Connect(source=_first_output(node_id, layer_type), target=target))
    return Added(node_id, Together(edits=tuple(parts)))


def put_into(intent: Move, document: Document, catalogue: Catalogue) -> Edit:
    """Return the edit that wires the one node that was dropped on a wire into it; none where it cannot stand there."""
    wire = document.edge_into(intent.onto) if intent.onto else None
    node_id = next(iter(intent.positions), "")
    node = document.nodes.get(node_id)
    layer_type = catalogue.layers.get(node.type) if node is not None else None
    if wire is None or layer_type is None or not layer_type.inputs or not layer_type.outputs:
        return Together(edits=())
    into = edits.Connect(source=wire.source, target=_first_input(node_id, layer_type))
    out_of = edits.Connect(source=_first_output(node_id, layer_type), target=wire.target)
    return Together(edits=(into, out_of))


def starting_node(layer_type: LayerType, document: Document, catalogue: Catalogue) -> Node:
    """Return a layer as it is when it is placed."""
    return Node(type=layer_type.name, parameters=_first_parameters(layer_type, document, catalogue))


def _first_output_of(selected: tuple[str, ...], document: Document, catalogue: Catalogue) -> str | None:
    """Return the output that a new layer is wired to where one node alone is selected."""
    node = document.nodes.get(selected[0]) if len(selected) == 1 else None
    layer_type = catalogue.layers.get(node.type) if node is not None else None
    return _first_output(selected[0], layer_type) if layer_type is not None and layer_type.outputs else None


def _first_parameters(layer_type: LayerType, document: Document, catalogue: Catalogue) -> dict[str, Json]:
    """Return what a new node starts with: a value for what is required, and the column that offers itself."""
    parameters: dict[str, Json] = {p.name: p.suggestion for p in layer_type.parameters if p.suggestion is not None}
    data_set = catalogue.data_set(document.data)
    role = "feature" if layer_type.is_input else "target" if layer_type.is_output else None
    column = next((c for c in data_set.columns if c.role == role), None) if data_set and role else None
    if column is not None:
        parameters["column"] = column.name
        if layer_type.is_output:
            is_label = column.kind == "label"
            parameters["loss"] = "sparse_categorical_crossentropy" if is_label else "mean_squared_error"
            parameters["metrics"] = ["accuracy"] if is_label else ["mean_absolute_error"]
    return parameters


def _room(document: Document, source: str | None, target: str | None) -> Room:
    """Return a place between what a node is wired to, right of its source, left of its target, or of everything."""
    positions = document.view.positions
    before, after = ((reference or "").partition(".")[0] for reference in (source, target))
    if (middle := between(document, before, after)).position is not None:
        return middle
    if before in positions:
        x, y = positions[before]
        place = (x + COLUMN_WIDTH, y)
    elif after in positions:
        x, y = positions[after]
        place = (x - COLUMN_WIDTH, y)
    elif positions:
        x, y = max(positions.values())
        place = (x + COLUMN_WIDTH, y)
    else:
        return Room((0.0, 0.0))
    taken = set(positions.values())
    while place in taken:
        place = (place[0], place[1] + ROW_HEIGHT)
    return Room(place)


def _first_input(node_id: str, layer_type: LayerType) -> str:
    port = layer_type.inputs[0]
    return format_port(Port(node_id, port.name, 0 if port.is_list else None), DEFAULT_TARGET_PORT)


def _first_output(node_id: str, layer_type: LayerType) -> str:
    return format_port(Port(node_id, layer_type.outputs[0].name), DEFAULT_SOURCE_PORT)
