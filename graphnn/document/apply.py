"""Edits carried out: a document and an edit give a new document.

`apply` is pure: no I/O, no Keras, no clock. Either every part of an edit holds, or `EditError` is raised and nothing
has changed. The result is a valid document, though only what the edit touches is checked, so an edit of a large
document costs little. Faults that a document already has (a file may hold a cycle, or an edge to nowhere) hinder no
edit elsewhere. An edit that changes nothing gives back the very same document.
"""

from collections.abc import Mapping
from functools import reduce
from typing import assert_never

from graphnn.document.block_edits import changed_blocks
from graphnn.document.codec import dumps
from graphnn.document.drawing import drawn, renamed_drawn, without_drawn
from graphnn.document.edits import (
    AddNode,
    AddNodes,
    Arrange,
    Collapse,
    Connect,
    Disconnect,
    Edit,
    InBlock,
    MakeBlock,
    MoveNodes,
    RemoveBlock,
    RemoveNodes,
    RenameBlock,
    RenameNode,
    RenamePort,
    ReplaceNode,
    ResetParameter,
    RouteEdges,
    SetBlock,
    SetData,
    SetFrame,
    SetNote,
    SetParameter,
    SetTitle,
    SetTraining,
    Together,
    Unpack,
)
from graphnn.document.fragment import with_nodes
from graphnn.document.inside import inside, put_inside, renamed_port
from graphnn.document.lookups import check_new_id, check_sharing, existing_node
from graphnn.document.model import MAX_EDGES, MAX_NODES, Document, Edge, Node
from graphnn.document.packing import packed
from graphnn.document.routes import moved_routes, renamed_routes, with_routes_of
from graphnn.document.topology import find_path, target_node
from graphnn.document.unpacking import unpacked
from graphnn.document.updated import updated
from graphnn.document.wiring import connected, renamed, without, without_nodes
from graphnn.errors import DocumentError, EditError

# Edits with less text than this cannot be the ones that make a file too large, so the file is not written to see.
LARGE_EDIT = 10_000
MAX_PATH_SHOWN = 8


def apply(document: Document, edit: Edit) -> Document:
    """Return the document after an edit.

    Raises:
        EditError: If the edit does not fit the document; the document is as it was.

    >>> document = apply(Document(), AddNode(id="hidden", node=Node(type="Dense")))
    >>> apply(document, SetParameter(id="hidden", name="units", value=10)).nodes["hidden"].parameters["units"]
    10
    """
    edited = _applied(document, edit)
    change = edit.change if isinstance(edit, InBlock) else edit
    is_large = isinstance(change, MakeBlock | Unpack | InBlock | Together) or len(repr(edit)) > LARGE_EDIT
    if edited is not document and not isinstance(change, MoveNodes) and is_large:
        try:
            dumps(edited)
        except DocumentError as error:
            raise EditError(str(error)) from error
    return edited


def _applied(document: Document, edit: Edit) -> Document:
    match edit:
        case AddNode():
            return _add_node(document, edit)
        case AddNodes():
            return with_nodes(document, edit)
        case RemoveNodes():
            return with_routes_of(document, _remove_nodes(document, edit))
        case RenameNode():
            return _rename_node(document, edit)
        case SetParameter():
            node = existing_node(document, edit.id)
            return _replaced(document, edit.id, updated(node, parameters={**node.parameters, edit.name: edit.value}))
        case ResetParameter():
            node = existing_node(document, edit.id)
            kept = {name: value for name, value in node.parameters.items() if name != edit.name}
            return _replaced(document, edit.id, updated(node, parameters=kept))
        case ReplaceNode():
            if edit.node.shares != existing_node(document, edit.id).shares:  # else it was so before, and is told
                check_sharing(document, edit.id, edit.node)
            return _replaced(document, edit.id, edit.node)
        case MoveNodes():
            for node_id in edit.positions:
                existing_node(document, node_id)
            view = document.view
            moved = moved_routes(document, edit.positions)
            return updated(
                document, view=updated(view, positions={**view.positions, **edit.positions}, waypoints=moved)
            )
        case RouteEdges() | Arrange():
            return _routed(document, edit)
        case SetFrame() | SetNote() | Collapse():
            return drawn(document, edit)
        case Connect():
            return with_routes_of(document, _connect(document, edit))
        case Disconnect():
            return with_routes_of(document, _disconnect(document, edit))
        case SetTitle():
            return updated(document, name=edit.name, description=edit.description)
        case SetData():
            return updated(document, data=edit.data)
        case SetTraining():
            return updated(document, training=edit.training)
        case SetBlock() | RemoveBlock() | RenameBlock():
            return changed_blocks(document, edit)
        case MakeBlock():
            return with_routes_of(document, packed(document, edit))
        case Unpack():
            return with_routes_of(document, unpacked(document, edit))
        case RenamePort():
            return with_routes_of(document, renamed_port(document, edit))
        case InBlock():
            return put_inside(document, edit.block, _applied(inside(document, edit.block), edit.change))
        case Together():
            return reduce(_applied, edit.edits, document)
        case _:
            assert_never(edit)


def _add_node(document: Document, edit: AddNode) -> Document:
    check_new_id(document, edit.id)
    if len(document.nodes) >= MAX_NODES:
        raise EditError(f"nodes.{edit.id}: the document has {MAX_NODES:,} nodes, the limit. Remove some first.")
    check_sharing(document, edit.id, edit.node)
    positions = dict(document.view.positions)
    # A file may hold a position for a node that it lacks: the new node must not turn up there.
    positions.pop(edit.id, None)
    if edit.position is not None:
        positions[edit.id] = edit.position
    view = updated(without_drawn(document.view, [edit.id]), positions=positions)
    return updated(document, nodes={**document.nodes, edit.id: edit.node}, view=view)


def _remove_nodes(document: Document, edit: RemoveNodes) -> Document:
    for node_id in edit.ids:
        existing_node(document, node_id)
    gone = frozenset(edit.ids)
    positions = {node_id: point for node_id, point in document.view.positions.items() if node_id not in gone}
    return updated(
        document,
        nodes=_left_nodes(document.nodes, gone),
        edges=without_nodes(document.edges, gone, heal=edit.heal),
        view=updated(without_drawn(document.view, gone), positions=positions),
    )


def _left_nodes(nodes: Mapping[str, Node], gone: frozenset[str]) -> dict[str, Node]:
    """Return the nodes that stay; the first that shared the layer of one that goes takes that layer over."""
    heirs: dict[str, str] = {}
    left: dict[str, Node] = {}
    for node_id, node in nodes.items():
        if node_id in gone:
            continue
        if node.shares is None or node.shares not in gone:
            left[node_id] = node
            continue
        owner = _owner_beyond(nodes, node.shares, gone)
        if owner not in gone:
            left[node_id] = updated(node, shares=owner)
        elif owner in heirs:
            left[node_id] = updated(node, shares=heirs[owner])
        else:
            heirs[owner] = node_id
            left[node_id] = updated(nodes[owner], label=node.label, state=node.state, shares=None)
    return left


def _owner_beyond(nodes: Mapping[str, Node], owner: str, gone: frozenset[str]) -> str:
    """Return the first owner of a shared layer that stays, or the last of those that go."""
    passed: set[str] = set()
    while owner in gone and owner not in passed and (further := nodes[owner].shares) is not None:
        passed.add(owner)
        owner = further
    return owner


def _rename_node(document: Document, edit: RenameNode) -> Document:
    existing_node(document, edit.id)
    if edit.new_id == edit.id:
        return document
    check_new_id(document, edit.new_id, apart_from=edit.id)
    if any(edit.new_id in (edge.source_port.node, edge.target_port.node) for edge in document.edges):
        raise EditError(
            f"{edit.new_id}: an edge names a node of this name, which is not there. Delete that edge first."
        )

    def follow(node_id: str) -> str:
        return edit.new_id if node_id == edit.id else node_id

    nodes = {
        follow(node_id): updated(node, shares=edit.new_id) if node.shares == edit.id else node
        for node_id, node in document.nodes.items()
    }
    positions = {follow(node_id): point for node_id, point in document.view.positions.items() if node_id != edit.new_id}
    return updated(
        document,
        nodes=nodes,
        edges=renamed(document.edges, edit.id, edit.new_id),
        view=updated(
            renamed_drawn(document.view, edit.id, edit.new_id),
            positions=positions,
            waypoints=renamed_routes(document.view.waypoints, edit.id, edit.new_id),
        ),
    )


def _routed(document: Document, edit: RouteEdges | Arrange) -> Document:
    targets = {edge.target for edge in document.edges}
    for target in edit.waypoints:
        if target not in targets:
            raise EditError(f"{target}: no edge ends here, so none can be led over points. Connect it first.")
    routes = {target: points for target, points in edit.waypoints.items() if points}
    if isinstance(edit, RouteEdges):
        kept = {target: points for target, points in document.view.waypoints.items() if target not in edit.waypoints}
        return updated(document, view=updated(document.view, waypoints=kept | routes))
    for node_id in edit.positions:
        existing_node(document, node_id)
    positions = {**document.view.positions, **edit.positions}
    return updated(
        document, view=updated(document.view, positions=positions, waypoints=routes, direction=edit.direction)
    )


def _connect(document: Document, edit: Connect) -> Document:
    new = Edge(source=edit.source, target=edit.target)
    source, target = new.source_port.node, new.target_port.node
    existing_node(document, source)
    existing_node(document, target)
    if source == target:
        raise EditError(f"{source}: a node cannot feed itself. Connect it to another node.")
    if (path := find_path(document, target, source)) is not None:
        raise EditError(
            f"{edit.target}: an edge from {source} would close the cycle {_shown(path)}. Delete an edge of it."
        )
    edges = connected(document.edges, new)
    if len(edges) > MAX_EDGES:
        raise EditError(f"{edit.target}: the document has {MAX_EDGES:,} edges, the limit. Remove some first.")
    return updated(document, edges=edges)


def _disconnect(document: Document, edit: Disconnect) -> Document:
    if document.edge_into(edit.target) is None:
        node_id = edit.target.partition(".")[0]
        taken = [edge.target for edge in document.edges if target_node(edge) == node_id]
        cure = f"At {node_id}, edges end at {', '.join(taken)}." if taken else f"None ends at {node_id}."
        raise EditError(f"{edit.target}: no edge ends here. {cure}")
    return updated(document, edges=without(document.edges, [edit.target]))


def _replaced(document: Document, node_id: str, node: Node) -> Document:
    return updated(document, nodes={**document.nodes, node_id: node})


def _shown(path: tuple[str, ...]) -> str:
    around = (*path, path[0])
    if len(around) > MAX_PATH_SHOWN:
        half = MAX_PATH_SHOWN // 2
        around = (*around[:half], "…", *around[-half:])
    return " -> ".join(around)
