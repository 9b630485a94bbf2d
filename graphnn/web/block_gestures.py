"""From what a hand did with blocks to the edit it meant."""

from dataclasses import dataclass

from graphnn.document import edits
from graphnn.document.edits import Edit, Together
from graphnn.document.inside import END_TYPES
from graphnn.document.model import Document
from graphnn.errors import EditError

BLOCK_NAME = "block"


@dataclass(frozen=True, slots=True)
class Packed:
    """An instance that is about to stand in the place of some nodes, and the edit that puts it there."""

    node_id: str
    edit: Edit


def packed(nodes: tuple[str, ...], document: Document) -> Packed:
    """Return the edit that makes a block of nodes, under a name that is free.

    Raises:
        EditError: If the nodes are the ends of a network or of a block, or there are none.
    """
    known = tuple(n for n in nodes if n in document.nodes and document.nodes[n].type not in END_TYPES)
    if not known:
        raise EditError("Select the layers to make a block of.")
    taken = {each.lower() for each in (*document.blocks, *document.nodes)}
    name, number = BLOCK_NAME, 2
    while name in taken:
        name, number = f"{BLOCK_NAME}_{number}", number + 1
    return Packed(name, edits.MakeBlock(ids=known, name=name, id=name))


def unpacked(nodes: tuple[str, ...], document: Document) -> Edit:
    """Return the edit that takes the instances among some nodes apart.

    Raises:
        EditError: If there is none.
    """
    instances = [n for n in nodes if n in document.nodes and document.nodes[n].block is not None]
    if not instances:
        raise EditError("Select a block to unpack.")
    return Together(edits=tuple(edits.Unpack(id=node_id) for node_id in instances))
