"""A change carried over to a document that others have changed meanwhile, as a person's undo is.

`carry` makes on one document the change that leads from a second to a third. Its law: the outcome differs from the
document only where those two differ; what others have changed there since stays as they have it, and so does what
others have built upon. It is named then, so that a person can be told. Where nobody has changed anything, the outcome
is the third document itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from graphnn.document.apply import apply
from graphnn.document.carry_edges import edges_of, list_port, ports_of, routes
from graphnn.document.carry_graph import GraphParts, settled
from graphnn.document.carry_values import Left, Place, by_key, fields, in_order, value
from graphnn.document.carry_words import in_words
from graphnn.document.codec import dumps
from graphnn.document.differences import renamed_nodes
from graphnn.document.edits import RenameNode
from graphnn.document.model import Block, Document, View
from graphnn.document.updated import updated
from graphnn.document.values import same
from graphnn.errors import DocumentError, EditError


@dataclass(frozen=True, slots=True)
class Carried:
    """The document with the change made, and in words what of the change could not be."""

    document: Document
    left: tuple[str, ...] = ()


def carry(before: Document, after: Document, onto: Document) -> Carried:
    """Return a document with the change made that leads from `before` to `after`, as far as others' work allows.

    >>> before, after = Document(name="digits"), Document()
    >>> carried = carry(before, after, Document(name="digits", description="Handwritten."))
    >>> carried.document.name, carried.document.description
    ('Untitled', 'Handwritten.')
    """
    if onto is before or same(onto, before):
        return Carried(after)
    before, onto = _with_names_of(after, before, onto)
    left: Left = {}
    try:
        document = _document(before, after, onto, left)
        if document is not onto:
            document = Document.model_validate({name: getattr(document, name) for name in Document.model_fields})
            dumps(document)
    except (ValidationError, DocumentError):
        # Too large together, or entries of a block and edges at one port: nobody's part is better than the other's.
        return Carried(onto, ("everything",))
    return Carried(document, tuple(dict.fromkeys(in_words(place) for place in left)))


def _with_names_of(after: Document, before: Document, onto: Document) -> tuple[Document, Document]:
    """Return two documents with nodes renamed as in a third, so that what others did to them follows their names."""
    for old_id, new_id in renamed_nodes(before, after).items():
        if old_id in onto.nodes:
            rename = RenameNode(id=old_id, new_id=new_id)
            try:
                before, onto = apply(before, rename), apply(onto, rename)
            except EditError:
                continue  # Somebody has taken the name: then the node keeps the one it has.
    return before, onto


def _document(before: Document, after: Document, onto: Document, left: Left) -> Document:
    blocks = dict(by_key(before.blocks, after.blocks, onto.blocks, ("blocks",), left, merge=_block))
    plain = [name for name in Document.model_fields if name not in ("graphnn", "nodes", "edges", "blocks", "view")]
    merged = fields(before, after, onto, (), left, plain)
    merged = _graph(merged, before, after, onto, (), left, known_blocks=blocks.keys() | onto.blocks.keys())
    graphs: list[Document | Block] = [merged, *blocks.values()]
    used = {node.block for graph in graphs for node in graph.nodes.values()}
    for name, block in onto.blocks.items():
        if name not in blocks and name in used:  # somebody has made another instance of it
            blocks[name] = block
            left[("blocks", name)] = None
    return merged if same(blocks, onto.blocks) else updated(merged, blocks=blocks)


def _block(before: Any, after: Any, onto: Any, place: Place, left: Left) -> Any:
    if not (isinstance(before, Block) and isinstance(after, Block) and isinstance(onto, Block)):
        return value(before, after, onto, place, left)
    own: Left = {}
    merged = fields(before, after, onto, place, own, ["parameters", "inputs", "outputs"])
    merged = _graph(merged, before, after, onto, place, own, known_blocks=None)
    try:
        Block.model_validate({name: getattr(merged, name) for name in Block.model_fields})
    except ValidationError:
        left[place] = None
        return onto
    left.update(own)
    return merged


GraphModel = TypeVar("GraphModel", Document, Block)


def _graph(
    merged: GraphModel,
    before: GraphModel,
    after: GraphModel,
    onto: GraphModel,
    place: Place,
    left: Left,
    *,
    known_blocks: Collection[str] | None,
) -> GraphModel:
    """Return a model with nodes, edges and view carried over, such that they fit each other."""
    nodes = by_key(before.nodes, after.nodes, onto.nodes, (*place, "nodes"), left)
    ports = by_key(
        ports_of(before.edges), ports_of(after.edges), ports_of(onto.edges), (*place, "edges"), left, merge=list_port
    )
    view = _view(before, after, onto, place, left)
    parts = settled(
        GraphParts(dict(nodes), dict(ports), dict(view.frames)),
        onto=GraphParts(dict(onto.nodes), ports_of(onto.edges), dict(onto.view.frames)),
        after=GraphParts(dict(after.nodes), ports_of(after.edges), dict(after.view.frames)),
        entries=_ends(merged),
        known_blocks=known_blocks,
        place=place,
        left=left,
    )
    edges = edges_of(onto, parts.ports)
    ours = before.nodes.keys() | after.nodes.keys() | onto.nodes.keys()
    positions = {
        node_id: point for node_id, point in view.positions.items() if node_id in parts.nodes or node_id not in ours
    }
    positions |= {
        node_id: onto.view.positions[node_id]
        for node_id in parts.nodes
        if node_id not in positions and node_id in onto.view.positions
    }
    collapsed = tuple(each for each in view.collapsed if each in parts.nodes or each not in ours)
    view = updated(view, positions=positions, frames=parts.frames, collapsed=collapsed)
    view = updated(view, waypoints=routes(before, after, onto, edges, place, left))
    return updated(merged, nodes=in_order(parts.nodes, onto.nodes, after.nodes), edges=edges, view=view)


def _ends(graph: Document | Block) -> frozenset[str]:
    """Return the nodes that the ports of a block lead to."""
    if isinstance(graph, Document):
        return frozenset()
    references = [target for port in graph.inputs for target in port.targets]
    references += [port.source for port in graph.outputs]
    return frozenset(reference.partition(".")[0] for reference in references)


def _view(before: Document | Block, after: Document | Block, onto: Document | Block, place: Place, left: Left) -> View:
    """Return the view carried over, way-points apart, which follow the edges."""
    views = (before.view, after.view, onto.view)
    merged = fields(*views, (*place, "view"), left, ["positions", "direction", "frames", "notes"])
    one, other, now = (set(view.collapsed) for view in views)
    return updated(merged, collapsed=tuple(sorted((now | (other - one)) - (one - other))))
