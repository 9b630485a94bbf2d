"""What a person meant by an intent that changes the graph: the edit, and what is selected after it."""

from dataclasses import dataclass
from typing import TypeAlias

from graphnn.catalogue.model import Catalogue
from graphnn.document.clip import clipped, pasted
from graphnn.document.edits import Edit, RenameNode, Together
from graphnn.document.model import Document
from graphnn.web import block_gestures
from graphnn.web.adding import add, put_into
from graphnn.web.arranging import laid_out
from graphnn.web.copying import cut, pasted_text
from graphnn.web.drawing_gestures import Drawn, drawn
from graphnn.web.elements.intents import (
    Add,
    Collapse,
    Cut,
    Duplicate,
    LayOut,
    Move,
    Pack,
    Paste,
    PutFrame,
    PutNote,
    Route,
    Switch,
    Unpack,
    Write,
)
from graphnn.web.gestures import Gesture, edit_of
from graphnn.web.switching import switched
from graphnn.web.writing import written

Change: TypeAlias = Add | Duplicate | Cut | Paste | Write | Switch | Pack | Unpack | LayOut | Drawn | Gesture


@dataclass(frozen=True, slots=True)
class Meant:
    """An edit of what is shown, and the nodes to select after it; None leaves the selection as it is."""

    edit: Edit
    select: tuple[str, ...] | None = None


def meant(intent: Change, document: Document, catalogue: Catalogue, selected: tuple[str, ...]) -> Meant:
    """Return what a person meant.

    Raises:
        EditError: If it cannot be.
    """
    match intent:
        case Add():
            added = add(intent, document, catalogue, selected)
            return Meant(added.edit, (added.node_id,))
        case Move() if intent.onto is not None:
            return Meant(Together(edits=(edit_of(intent, document), put_into(intent, document, catalogue))))
        case Duplicate():
            copies = pasted(clipped(document, intent.nodes), document)
            return Meant(copies.edit, copies.node_ids)
        case Cut():
            return Meant(cut(intent, document))
        case Paste():
            copies = pasted_text(intent, document)
            return Meant(copies.edit, copies.node_ids)
        case Write():
            edit = written(intent, document, catalogue)
            return Meant(edit, (edit.new_id,) if isinstance(edit, RenameNode) else None)
        case Switch():
            return Meant(switched(intent, document, catalogue))
        case Pack():
            packed = block_gestures.packed(intent.nodes, document)
            return Meant(packed.edit, (packed.node_id,))
        case Unpack():
            return Meant(block_gestures.unpacked(intent.nodes, document))
        case LayOut():
            return Meant(laid_out(intent, document))
        case PutFrame() | PutNote() | Route() | Collapse():
            return Meant(drawn(intent, document))
        case _:
            return Meant(edit_of(intent, document))
