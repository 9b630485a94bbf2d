"""Edits: every way a document can change, as a closed union of frozen data.

An edit says what a person meant by one gesture; `apply` carries it out. A gesture of several parts is one
`Together`, so that it is one step of undo.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from graphnn.document.model import (
    MAX_WAYPOINTS,
    Block,
    BlockName,
    Data,
    Description,
    Direction,
    Edge,
    Frame,
    Node,
    NodeId,
    Note,
    SourcePort,
    TargetPort,
    Title,
    Training,
)
from graphnn.document.values import Frozen, FrozenMapping, Json, Key, KeyedMapping, empty_mapping

Point: TypeAlias = tuple[float, float]
Route: TypeAlias = Annotated[tuple[Point, ...], Field(max_length=MAX_WAYPOINTS)]


class AddNode(Frozen):
    """Add a node under a new id."""

    edit: Literal["add_node"] = "add_node"
    id: NodeId
    node: Node
    position: Point | None = None


class AddNodes(Frozen):
    """Add nodes under new ids with the edges that end at them, from each other or from nodes that are there."""

    edit: Literal["add_nodes"] = "add_nodes"
    nodes: KeyedMapping[NodeId, Node]
    edges: tuple[Edge, ...] = ()
    positions: FrozenMapping[Point] = Field(default_factory=empty_mapping)


class RemoveNodes(Frozen):
    """Remove nodes with all their edges; `heal` joins what came into a node to what it went to."""

    edit: Literal["remove_nodes"] = "remove_nodes"
    ids: tuple[NodeId, ...]
    heal: bool = False


class RenameNode(Frozen):
    """Give a node another id, everywhere it is named."""

    edit: Literal["rename_node"] = "rename_node"
    id: NodeId
    new_id: NodeId


class SetParameter(Frozen):
    """Set one parameter of a node."""

    edit: Literal["set_parameter"] = "set_parameter"
    id: NodeId
    name: Key
    value: Json


class ResetParameter(Frozen):
    """Take one parameter of a node back to its default."""

    edit: Literal["reset_parameter"] = "reset_parameter"
    id: NodeId
    name: Key


class ReplaceNode(Frozen):
    """Put another node (type, parameters, label, sharing, state) in the place of one, edges kept."""

    edit: Literal["replace_node"] = "replace_node"
    id: NodeId
    node: Node


class MoveNodes(Frozen):
    """Place nodes on the canvas."""

    edit: Literal["move_nodes"] = "move_nodes"
    positions: FrozenMapping[Point]


class RouteEdges(Frozen):
    """Lead edges, by the port they end at, over points of the canvas; without points an edge goes its own way."""

    edit: Literal["route_edges"] = "route_edges"
    waypoints: KeyedMapping[TargetPort, Route]


class Arrange(Frozen):
    """Lay the graph out: nodes to these places, these edges over these points, all others their own way."""

    edit: Literal["arrange"] = "arrange"
    positions: FrozenMapping[Point]
    waypoints: KeyedMapping[TargetPort, Route] = Field(default_factory=empty_mapping)
    direction: Direction = "left-to-right"


class SetFrame(Frozen):
    """Put a frame around nodes, or another in the place of one; null takes it away. Nodes leave the one they had."""

    edit: Literal["set_frame"] = "set_frame"
    id: NodeId
    frame: Frame | None


class SetNote(Frozen):
    """Put a note on the canvas, or another in the place of one; null takes it away."""

    edit: Literal["set_note"] = "set_note"
    id: NodeId
    note: Note | None


class Collapse(Frozen):
    """Make the cards of nodes small, or as large as they were."""

    edit: Literal["collapse"] = "collapse"
    ids: tuple[NodeId, ...]
    is_collapsed: bool


class Connect(Frozen):
    """Lead a tensor from one port to another; an edge that ended there gives way."""

    edit: Literal["connect"] = "connect"
    source: SourcePort
    target: TargetPort


class Disconnect(Frozen):
    """Remove the edge that ends at a port; the places behind it in a list port move up."""

    edit: Literal["disconnect"] = "disconnect"
    target: TargetPort


class SetTitle(Frozen):
    """Name and describe the document."""

    edit: Literal["set_title"] = "set_title"
    name: Title
    description: Description


class SetData(Frozen):
    """Choose what the network learns from."""

    edit: Literal["set_data"] = "set_data"
    data: Data | None


class SetTraining(Frozen):
    """Choose the recipe of training."""

    edit: Literal["set_training"] = "set_training"
    training: Training


class SetBlock(Frozen):
    """Add a block, or put another in the place of the one of that name; its instances are of the new one."""

    edit: Literal["set_block"] = "set_block"
    name: BlockName
    block: Block


class RemoveBlock(Frozen):
    """Remove a block that has no instances."""

    edit: Literal["remove_block"] = "remove_block"
    name: BlockName


class RenameBlock(Frozen):
    """Give a block another name, its instances included."""

    edit: Literal["rename_block"] = "rename_block"
    name: BlockName
    new_name: BlockName


class MakeBlock(Frozen):
    """Make a block of some nodes and put one instance of it, under a new id, in their place; outer edges stay."""

    edit: Literal["make_block"] = "make_block"
    ids: tuple[NodeId, ...]
    name: BlockName
    id: NodeId


class Unpack(Frozen):
    """Put the nodes of a block in the place of one of its instances."""

    edit: Literal["unpack"] = "unpack"
    id: NodeId


class RenamePort(Frozen):
    """Give an input or output of a block another name, at its instances too."""

    edit: Literal["rename_port"] = "rename_port"
    block: BlockName
    side: Literal["input", "output"]
    name: NodeId
    new_name: NodeId


class InBlock(Frozen):
    """An edit of what lies inside a block, which changes all of its instances."""

    edit: Literal["in_block"] = "in_block"
    block: BlockName
    change: "Edit"


class Together(Frozen):
    """Several edits as one: all hold, in order, or none."""

    edit: Literal["together"] = "together"
    edits: tuple["Edit", ...]


Edit: TypeAlias = Annotated[
    AddNode
    | AddNodes
    | RemoveNodes
    | RenameNode
    | SetParameter
    | ResetParameter
    | ReplaceNode
    | MoveNodes
    | RouteEdges
    | Arrange
    | SetFrame
    | SetNote
    | Collapse
    | Connect
    | Disconnect
    | SetTitle
    | SetData
    | SetTraining
    | SetBlock
    | RemoveBlock
    | RenameBlock
    | MakeBlock
    | Unpack
    | RenamePort
    | InBlock
    | Together,
    Field(discriminator="edit"),
]

InBlock.model_rebuild()
Together.model_rebuild()
