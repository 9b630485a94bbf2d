"""Copies by way of the clipboard: what is copied is the text of a graph file, and what is pasted is read as one."""

from graphnn.document import codec
from graphnn.document.clip import Pasted, clipped, detached, pasted, removed
from graphnn.document.edits import Edit
from graphnn.document.model import Document
from graphnn.errors import DocumentError, EditError
from graphnn.web.elements.intents import Copy, Cut, Paste

FORMAT_KEY = '"graphnn"'
MAX_FAULTS_SHOWN = 2


def text_of(intent: Copy, document: Document) -> str:
    """Return the text that stands for some nodes and notes.

    Raises:
        EditError: If there is nothing to copy.
    """
    clip = detached(clipped(document, intent.nodes, intent.notes), document)
    if not clip.nodes and not clip.view.notes:
        raise EditError("Select the layers to copy.")
    return codec.dumps(clip).decode()


def cut(intent: Cut, document: Document) -> Edit:
    """Return the edit that takes away what has been copied."""
    return removed(clipped(document, intent.nodes, intent.notes), document)


def pasted_text(intent: Paste, document: Document) -> Pasted:
    """Return the edit that adds what a text stands for.

    Raises:
        EditError: If it is not a graph file, or holds nothing that could be added.
    """
    if not intent.text.lstrip().startswith("{") or FORMAT_KEY not in intent.text:
        raise EditError("The clipboard holds no layers. Select some and copy them first.")
    try:
        clip = codec.loads(intent.text, place="clipboard")
    except DocumentError as error:
        faults = str(error).splitlines()
        more = f" … and {len(faults) - MAX_FAULTS_SHOWN} more faults." if len(faults) > MAX_FAULTS_SHOWN else ""
        raise EditError(" ".join(faults[:MAX_FAULTS_SHOWN]) + more) from error
    at = None if intent.x is None or intent.y is None else (intent.x, intent.y)
    return pasted(clip, document, at=at, keeps_wires=intent.keeps_wires)
