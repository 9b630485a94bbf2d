"""A cure found in the flat graph, as an edit of the block that all it touches came from: one for all instances."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphnn.analysis.diagnostic import Fix
from graphnn.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    Edit,
    InBlock,
    MoveNodes,
    RemoveNodes,
    ResetParameter,
    SetParameter,
    Together,
)
from graphnn.document.expansion import Expansion
from graphnn.document.model import Document, Node
from graphnn.document.values import containers, referred_parameter
from graphnn.errors import EditError


def within_block(fix: Fix, document: Document, expansion: Expansion) -> Fix | None:
    """Return the cure as one of the block; None where it reaches out of it, or sets what each instance gives anew."""
    touched = [node_id for node_id in _touched(fix.edit) if node_id in expansion.paths]
    if not touched:
        return None
    way = expansion.way(touched[0])[:-1]
    block, nodes = _block_at(way, document)
    inner = _Inner(way, nodes, expansion, frozenset(_added(fix.edit)))
    try:
        change = inner.edit(fix.edit)
    except EditError:
        return None
    return Fix(label=f"{fix.label} in {block}", edit=InBlock(block=block, change=change))


def _block_at(way: tuple[str, ...], document: Document) -> tuple[str, Mapping[str, Node]]:
    block, nodes = "", document.nodes
    for step in way:
        block = nodes[step].block or ""
        nodes = document.blocks[block].nodes
    return block, nodes


def _touched(edit: Edit) -> Iterator[str]:
    """Yield the nodes that an edit is about."""
    match edit:
        case SetParameter() | ResetParameter():
            yield edit.id
        case RemoveNodes():
            yield from edit.ids
        case Connect():
            yield edit.source.partition(".")[0]
            yield edit.target.partition(".")[0]
        case Disconnect():
            yield edit.target.partition(".")[0]
        case Together():
            for part in edit.edits:
                yield from _touched(part)
        case _:
            return


def _added(edit: Edit) -> Iterator[str]:
    match edit:
        case AddNode():
            yield edit.id
        case Together():
            for part in edit.edits:
                yield from _added(part)
        case _:
            return


@dataclass(frozen=True, slots=True)
class _Inner:
    """The way to a block's inside and what stands there, to which edits of the flat graph are led back."""

    way: tuple[str, ...]
    nodes: Mapping[str, Node]
    expansion: Expansion
    added: frozenset[str]

    def edit(self, edit: Edit) -> Edit:
        """Return the edit of the inside; an EditError tells that there is none."""
        match edit:
            case SetParameter() | ResetParameter():
                node_id = self._id(edit.id)
                value = self.nodes[node_id].parameters.get(edit.name)
                if any(referred_parameter(each) is not None for _, each in containers(value)):
                    raise EditError(f"{edit.name} of {node_id} is what each instance gives.")
                return edit.model_copy(update={"id": node_id})
            case AddNode():
                # The inside has a layout of its own.
                return edit.model_copy(update={"position": None})
            case RemoveNodes():
                return edit.model_copy(update={"ids": tuple(map(self._id, edit.ids))})
            case Connect():
                return Connect(source=self._port(edit.source), target=self._port(edit.target))
            case Disconnect():
                return Disconnect(target=self._port(edit.target))
            case Together():
                parts = (part for part in edit.edits if not isinstance(part, MoveNodes))
                return Together(edits=tuple(map(self.edit, parts)))
            case _:
                raise EditError("It changes more than one block.")

    def _id(self, node_id: str) -> str:
        if node_id in self.added:
            return node_id
        way = self.expansion.way(node_id)
        if way[:-1] != self.way or way[-1] not in self.nodes:
            raise EditError(f"{node_id} stands elsewhere.")
        return way[-1]

    def _port(self, reference: str) -> str:
        node_id, dot, name = reference.partition(".")
        return f"{self._id(node_id)}{dot}{name}"
