"""Edits of the blocks of a document: a block is set, removed or renamed."""

from collections.abc import Mapping
from typing import assert_never

from graphnn.document.edits import RemoveBlock, RenameBlock, SetBlock
from graphnn.document.lookups import check_new_block, existing_block
from graphnn.document.model import BLOCK_PREFIX, Block, Document, Node
from graphnn.document.nesting import nesting
from graphnn.document.updated import updated
from graphnn.errors import EditError


def changed_blocks(document: Document, edit: SetBlock | RemoveBlock | RenameBlock) -> Document:
    """Return the document after an edit of its blocks.

    Raises:
        EditError: If the edit does not fit the document.
    """
    match edit:
        case SetBlock():
            return _set(document, edit)
        case RemoveBlock():
            return _remove(document, edit)
        case RenameBlock():
            return _rename(document, edit)
        case _:
            assert_never(edit)


def places_of(document: Document, name: str) -> list[str]:
    """Return where instances of a block stand: ids of nodes, those inside a block after its name."""
    inner = {f"{outer}.": block.nodes for outer, block in document.blocks.items()}
    graphs: Mapping[str, Mapping[str, Node]] = {"": document.nodes, **inner}
    return [
        f"{prefix}{node_id}"
        for prefix, nodes in graphs.items()
        for node_id, node in nodes.items()
        if node.block == name
    ]


def check_nesting(before: Mapping[str, Block], after: Mapping[str, Block], changed: str) -> None:
    """Refuse blocks of which one contains itself, where none did.

    Raises:
        EditError: If one does.
    """
    cycle = nesting(after).cycle
    if cycle is not None and nesting(before).cycle is None:
        way = " -> ".join((*cycle, cycle[0]))
        raise EditError(f"blocks.{changed}: the block would contain itself: {way}. Leave one of these out.")


def _set(document: Document, edit: SetBlock) -> Document:
    if edit.name not in document.blocks:
        check_new_block(document, edit.name)
    blocks = {**document.blocks, edit.name: edit.block}
    check_nesting(document.blocks, blocks, edit.name)
    return updated(document, blocks=blocks)


def _remove(document: Document, edit: RemoveBlock) -> Document:
    existing_block(document, edit.name)
    if places := places_of(document, edit.name):
        shown = ", ".join(places[:5]) + (" and others" if len(places) > 5 else "")
        raise EditError(f"blocks.{edit.name}: the block is in use by {shown}. Unpack or remove them first.")
    return updated(document, blocks={name: block for name, block in document.blocks.items() if name != edit.name})


def _rename(document: Document, edit: RenameBlock) -> Document:
    existing_block(document, edit.name)
    if edit.new_name == edit.name:
        return document
    check_new_block(document, edit.new_name, apart_from=edit.name)
    blocks = {
        edit.new_name if name == edit.name else name: updated(block, nodes=_renamed(block.nodes, edit))
        for name, block in document.blocks.items()
    }
    return updated(document, nodes=_renamed(document.nodes, edit), blocks=blocks)


def _renamed(nodes: Mapping[str, Node], edit: RenameBlock) -> dict[str, Node]:
    return {
        node_id: updated(node, type=f"{BLOCK_PREFIX}{edit.new_name}") if node.block == edit.name else node
        for node_id, node in nodes.items()
    }
