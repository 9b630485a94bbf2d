"""What changed between two documents, in whole entities: what every open canvas is sent after an edit.

`patched(old, diff(old, new))` is `new`. Parts that two documents share are told by identity, so the cost of a diff
is that of what changed. As everywhere in a document, 1, 1.0 and True are three values.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import Field

from graphnn.document.edits import Point
from graphnn.document.entities import changes, merged, order_of
from graphnn.document.model import Block, Data, Direction, Document, Edge, Frame, Node, Note, Training, View
from graphnn.document.values import Frozen, FrozenMapping, empty_mapping, same

Value = TypeVar("Value")


class Changed(Frozen, Generic[Value]):
    """A field's new value; so null for the value differs from no change."""

    value: Value


class Patch(Frozen):
    """Whole entities by their key, null where one is gone; keys that are left out are unchanged.

    What is new stands behind what was there. Where that does not give the order of the new document, the order is
    sent too: it decides nothing on a canvas, but the bytes of the file.
    """

    nodes: FrozenMapping[Node | None] = Field(default_factory=empty_mapping, description="By id.")
    edges: FrozenMapping[Edge | None] = Field(default_factory=empty_mapping, description="By target port.")
    blocks: FrozenMapping[Block | None] = Field(default_factory=empty_mapping, description="By name.")
    positions: FrozenMapping[Point | None] = Field(default_factory=empty_mapping, description="By id of the node.")
    block_views: FrozenMapping[View] = Field(
        default_factory=empty_mapping, description="By name of a block of which nothing else changed."
    )
    waypoints: FrozenMapping[tuple[Point, ...] | None] = Field(
        default_factory=empty_mapping, description="By target port of the edge."
    )
    direction: Changed[Direction] | None = None
    frames: FrozenMapping[Frame | None] = Field(default_factory=empty_mapping, description="By their keys.")
    notes: FrozenMapping[Note | None] = Field(default_factory=empty_mapping, description="By their keys.")
    collapsed: Changed[tuple[str, ...]] | None = None
    name: Changed[str] | None = None
    description: Changed[str] | None = None
    data: Changed[Data | None] | None = None
    training: Changed[Training] | None = None
    node_order: tuple[str, ...] | None = Field(default=None, description="All ids, where the order differs.")
    edge_order: tuple[str, ...] | None = Field(default=None, description="All targets, where the order differs.")
    block_order: tuple[str, ...] | None = Field(default=None, description="All names, where the order differs.")

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not any(getattr(self, name) for name in type(self).model_fields)

    @property
    def changes_experiment(self) -> bool:
        """Whether more changed than words and the view: something that shapes or the outcome of a run rest on."""
        parts = (self.nodes, self.edges, self.blocks, self.data, self.training)
        return any(parts) or any((self.node_order, self.edge_order, self.block_order))


def diff(old: Document, new: Document) -> Patch:
    """Return what changed from one document to another.

    >>> diff(Document(), Document(name="digits")).name
    Changed[str](value='digits')
    """
    if old is new:
        return Patch()
    nodes = changes(old.nodes, new.nodes)
    positions = changes(old.view.positions, new.view.positions)
    blocks, block_views = _block_changes(old.blocks, new.blocks)
    edges: Mapping[str, Edge | None] = empty_mapping()
    edge_order = None
    if old.edges is not new.edges:
        old_edges, new_edges = _edges_by_target(old), _edges_by_target(new)
        edges = changes(old_edges, new_edges)
        edge_order = order_of(old_edges, new_edges, edges)
    return Patch(
        nodes=nodes,
        edges=edges,
        blocks=blocks,
        positions=positions,
        block_views=block_views,
        waypoints=changes(old.view.waypoints, new.view.waypoints),
        direction=(None if old.view.direction == new.view.direction else Changed[Direction](value=new.view.direction)),
        frames=changes(old.view.frames, new.view.frames),
        notes=changes(old.view.notes, new.view.notes),
        collapsed=(
            None if old.view.collapsed == new.view.collapsed else Changed[tuple[str, ...]](value=new.view.collapsed)
        ),
        name=None if same(old.name, new.name) else Changed[str](value=new.name),
        description=None if same(old.description, new.description) else Changed[str](value=new.description),
        data=None if same(old.data, new.data) else Changed[Data | None](value=new.data),
        training=None if same(old.training, new.training) else Changed[Training](value=new.training),
        node_order=order_of(old.nodes, new.nodes, nodes),
        edge_order=edge_order,
        block_order=order_of(old.blocks, new.blocks, blocks),
    )


def patched(old: Document, patch: Patch) -> Document:
    """Return the document that a patch makes of an old one: of the one it was made from, exactly the new one."""
    updates: dict[str, Any] = {}
    if patch.nodes or patch.node_order is not None:
        updates["nodes"] = MappingProxyType(merged(old.nodes, patch.nodes, patch.node_order))
    if patch.edges or patch.edge_order is not None:
        updates["edges"] = tuple(merged(_edges_by_target(old), patch.edges, patch.edge_order).values())
    if patch.blocks or patch.block_views or patch.block_order is not None:
        moved = {name: old.blocks[name].model_copy(update={"view": view}) for name, view in patch.block_views.items()}
        updates["blocks"] = MappingProxyType(merged(old.blocks, {**moved, **patch.blocks}, patch.block_order))
    view: dict[str, Any] = {}
    if patch.positions:
        view["positions"] = MappingProxyType(merged(old.view.positions, patch.positions))
    if patch.waypoints:
        view["waypoints"] = MappingProxyType(merged(old.view.waypoints, patch.waypoints))
    if patch.direction is not None:
        view["direction"] = patch.direction.value
    if patch.frames:
        view["frames"] = MappingProxyType(merged(old.view.frames, patch.frames))
    if patch.notes:
        view["notes"] = MappingProxyType(merged(old.view.notes, patch.notes))
    if patch.collapsed is not None:
        view["collapsed"] = patch.collapsed.value
    if view:
        updates["view"] = old.view.model_copy(update=view)
    scalars = {"name": patch.name, "description": patch.description, "data": patch.data, "training": patch.training}
    updates |= {name: changed.value for name, changed in scalars.items() if changed is not None}
    return old.model_copy(update=updates) if updates else old


def _edges_by_target(document: Document) -> Mapping[str, Edge]:
    return {edge.target: edge for edge in document.edges}


def _block_changes(
    old: Mapping[str, Block], new: Mapping[str, Block]
) -> tuple[dict[str, Block | None], dict[str, View]]:
    """Return the blocks that changed, and the views of those of which nothing else did."""
    changed = changes(old, new)
    views = {
        name: block.view
        for name, block in changed.items()
        if block is not None and name in old and same(old[name].model_copy(update={"view": block.view}), block)
    }
    return {name: block for name, block in changed.items() if name not in views}, views
