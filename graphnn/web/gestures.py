"""From what a hand did on the canvas to the edit it meant.

The new document is not made here: an edit that does not fit is refused by `apply`, with its reason.
"""

from typing import TypeAlias, assert_never

from graphnn.document import edits
from graphnn.document.edits import Edit, Together
from graphnn.document.model import DEFAULT_TARGET_PORT, Document, format_port
from graphnn.document.topology import ancestors, descendants
from graphnn.web.drawing_gestures import with_joins
from graphnn.web.elements.intents import Connect, Disconnect, Move, Reach, Remove, Rewire

Gesture: TypeAlias = Move | Connect | Disconnect | Rewire | Remove
"""The intents whose edit follows from the document alone; `adding` and `switching` know more."""


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
