"""From what a hand drew on the canvas (frames, notes, ways of wires, small cards) to the edit it meant."""

from typing import TypeAlias, assert_never

from graphnn.document import edits
from graphnn.document.drawing import fresh_key
from graphnn.document.edits import Edit, Together
from graphnn.document.model import Document, Frame, Note
from graphnn.document.updated import updated
from graphnn.errors import EditError
from graphnn.web.elements.intents import Collapse, Move, PutFrame, PutNote, Route

Drawn: TypeAlias = PutFrame | PutNote | Route | Collapse


def drawn(intent: Drawn, document: Document) -> Edit:
    """Return the edit that was meant.

    Raises:
        EditError: If there is nothing to draw around.
    """
    match intent:
        case PutFrame():
            return _frame(intent, document)
        case PutNote():
            key = intent.id or fresh_key("note", document.view.notes)
            note = None if intent.note is None else Note.model_validate(dict(intent.note))
            return edits.SetNote(id=key, note=note)
        case Route():
            return edits.RouteEdges(waypoints={intent.target: intent.points})
        case Collapse():
            chosen = tuple(node_id for node_id in intent.nodes if node_id in document.nodes)
            is_collapsed = any(node_id not in document.view.collapsed for node_id in chosen)
            return edits.Collapse(ids=chosen, is_collapsed=is_collapsed)
        case _:
            assert_never(intent)


def joined(move: Move, document: Document) -> tuple[Edit, ...]:
    """Return the edits by which nodes come into frames, or leave them, as they were moved there."""
    known = {n: key for n, key in move.frames.items() if n in document.nodes}
    parts: list[Edit] = []
    for key, frame in document.view.frames.items():
        left = tuple(node_id for node_id in frame.nodes if known.get(node_id, key) == key)
        nodes = (*left, *(n for n, frame_key in known.items() if frame_key == key and n not in frame.nodes))
        if nodes != frame.nodes:
            parts.append(edits.SetFrame(id=key, frame=updated(frame, nodes=nodes) if nodes else None))
    # Who leaves goes first: a node that joins another frame has left the one it had by that.
    return tuple(sorted(parts, key=lambda part: isinstance(part, edits.SetFrame) and part.frame is not None))


def _frame(intent: PutFrame, document: Document) -> Edit:
    frames = document.view.frames
    if intent.id is not None:
        if intent.frame is None:
            return edits.SetFrame(id=intent.id, frame=None)
        nodes = tuple(node_id for node_id in intent.frame.nodes if node_id in document.nodes)
        if intent.id not in frames or not nodes:
            raise EditError("The frame is gone. Make a new one.")
        frame = Frame(nodes=nodes, title=intent.frame.title, colour=intent.frame.colour)
        return edits.SetFrame(id=intent.id, frame=frame)
    chosen = tuple(n for n in (intent.frame.nodes if intent.frame else ()) if n in document.nodes)
    if not chosen:
        raise EditError("Select the layers to put a frame around.")
    same = next((key for key, frame in frames.items() if set(frame.nodes) == set(chosen)), None)
    if same is not None:
        return edits.SetFrame(id=same, frame=None)
    return edits.SetFrame(id=fresh_key("frame", frames), frame=Frame(nodes=chosen, title="Frame"))


def with_joins(move: Move, moved: Edit, document: Document) -> Edit:
    """Return a move with what it means for frames, as one step."""
    parts = joined(move, document)
    return Together(edits=(moved, *parts)) if parts else moved
