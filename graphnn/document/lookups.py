"""What edits ask of a document first: that a node is there, or that an id is free; both refuse in plain words."""

from graphnn.document.faults import close_matches
from graphnn.document.model import Block, Document, Node
from graphnn.errors import EditError


def existing_node(document: Document, node_id: str) -> Node:
    """Return a node of the document.

    Raises:
        EditError: If there is no such node.
    """
    node = document.nodes.get(node_id)
    if node is None:
        near = close_matches(node_id, document.nodes) or " It may have been removed; add it first."
        raise EditError(f"nodes.{node_id}: no such node.{near}")
    return node


def check_new_id(document: Document, node_id: str, *, apart_from: str | None = None) -> None:
    """Refuse an id that a node has, but for one that is to lose it.

    Raises:
        EditError: If it is taken.
    """
    folded = node_id.lower()
    taken = next((other for other in document.nodes if other.lower() == folded and other != apart_from), None)
    if taken == node_id:
        raise EditError(f"nodes.{node_id}: the id is taken. Choose another.")
    if taken is not None:
        raise EditError(
            f"nodes.{node_id}: the id differs from {taken} by upper and lower case alone, which some file systems take "
            "for one. Choose another."
        )


def check_sharing(document: Document, node_id: str, node: Node) -> None:
    """Refuse a node that shares the layer of none that is there, or in the end its own.

    Raises:
        EditError: If it does.
    """
    owner, passed = node.shares, set[str]()
    if owner not in (None, node_id):
        existing_node(document, owner)
    while owner is not None and owner not in passed:
        if owner == node_id:
            raise EditError(f"nodes.{node_id}.shares: the layer would be its own. Share the layer of another node.")
        passed.add(owner)
        owner = document.nodes[owner].shares if owner in document.nodes else None


def existing_block(document: Document, name: str) -> Block:
    """Return a block of the document.

    Raises:
        EditError: If there is no such block.
    """
    block = document.blocks.get(name)
    if block is None:
        near = close_matches(name, document.blocks) or " It may have been removed; make it first."
        raise EditError(f"blocks.{name}: no such block.{near}")
    return block


def check_new_block(document: Document, name: str, *, apart_from: str | None = None) -> None:
    """Refuse a name that a block has, but for one that is to lose it.

    Raises:
        EditError: If it is taken.
    """
    taken = next((other for other in document.blocks if other.lower() == name.lower() and other != apart_from), None)
    if taken is not None:
        raise EditError(f"blocks.{name}: there is a block {taken}. Choose another name.")
