"""From what a hand did on the canvas to the edit it meant.

The new document is not made here: an edit that does not fit is refused by `apply`, with its reason.
"""

from typing import TypeAlias, assert_never

from graphnn.document import edits
from graphnn.document.apply import apply
from graphnn.document.edits import Edit, Together
from graphnn.document.ids import fresh_id
from graphnn.document.inside import END_TYPES
from graphnn.document.model import DEFAULT_SOURCE_PORT, DEFAULT_TARGET_PORT, Document, format_port
from graphnn.document.topology import ancestors, descendants
from graphnn.web.drawing_gestures import copied_frames, with_joins
from graphnn.web.elements.intents import Connect, Disconnect, Duplicate, Move, Reach, Remove, Rewire

Gesture: TypeAlias = Move | Connect | Disconnect | Rewire | Remove | Duplicate
"""The intents whose edit follows from the document alone; `adding` and `switching` know more."""

DUPLICATE_OFFSET = 32.0


def edit_of(gesture: Gesture, document: Document) -> Edit:
    """Return the edit a gesture means; nodes that another person has deleted meanwhile are left out."""
    match gesture:
        case Move():
            known = {node_id: place for node_id, place in gesture.positions.items() if node_id in document.nodes}
            return with_joins(gesture, edits.MoveNodes(positions=known), document)
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


def reached(gesture: Reach, document: Document) -> tuple[str, ...]:
    """Return nodes with all that feed them, or all that they feed, in the order of the document."""
    known = [node_id for node_id in gesture.nodes if node_id in document.nodes]
    reach = ancestors if gesture.direction == "upstream" else descendants
    chosen = {*known, *reach(document, *known)}
    return tuple(node_id for node_id in document.nodes if node_id in chosen)


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
        if node is None or node.type in END_TYPES:
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
    parts += copied_frames(document, new_ids)
    return Together(edits=tuple(parts))
