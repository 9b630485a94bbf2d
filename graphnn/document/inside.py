"""The inside of a block as a document of its own, so that every edit of a document is one of a block too.

Where tensors enter and leave stand two more nodes, the ends: an input of the block is an output port of the first, an
output of the block an input port of the second. Wires at the ends are the block's ports: the first wire from a new
port makes it, and with its last wire a port is gone, in the instances as well.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import ValidationError

from graphnn.document.block_edits import check_nesting
from graphnn.document.edits import RenamePort
from graphnn.document.layout import place_missing
from graphnn.document.lookups import existing_block
from graphnn.document.model import (
    DEFAULT_SOURCE_PORT,
    DEFAULT_TARGET_PORT,
    Block,
    BlockInput,
    BlockOutput,
    Document,
    Edge,
    Node,
    Port,
    format_port,
    parse_port,
)
from graphnn.document.routes import with_routes_of
from graphnn.document.topology import source_node, target_node
from graphnn.document.updated import updated
from graphnn.document.wiring import without
from graphnn.errors import EditError

ENTRY_TYPE: Final = "inputs of the block"
EXIT_TYPE: Final = "outputs of the block"
END_TYPES = frozenset({ENTRY_TYPE, EXIT_TYPE})
ENTRY = Node(type=ENTRY_TYPE, label="Inputs")
EXIT = Node(type=EXIT_TYPE, label="Outputs")


def ends(block: Block) -> tuple[str, str]:
    """Return the ids of the two ends inside a block, which no node of it has.

    >>> ends(Block(nodes={"_Inputs_": Node(type="Dense")}))
    ('_inputs__', '_outputs_')
    """
    taken = {node_id.lower() for node_id in block.nodes}
    entry, leaving = "_inputs_", "_outputs_"
    while entry in taken:
        entry += "_"
    while leaving in taken:
        leaving += "_"
    return entry, leaving


def inside(document: Document, name: str) -> Document:
    """Return the inside of a block as a document, with its ends, and a place for every node.

    Raises:
        EditError: If there is no such block.
    """
    block = existing_block(document, name)
    nodes, edges = nodes_and_edges_inside(block)
    return place_missing(updated(document, nodes=nodes, edges=edges, view=block.view))


def nodes_and_edges_inside(block: Block) -> tuple[dict[str, Node], tuple[Edge, ...]]:
    """Return the nodes of a block with its two ends, and its edges with those at the ends."""
    entry, leaving = ends(block)
    edges = (
        *(Edge(source=f"{entry}.{port.name}", target=target) for port in block.inputs for target in port.targets),
        *block.edges,
        *(Edge(source=port.source, target=f"{leaving}.{port.name}") for port in block.outputs),
    )
    return {entry: ENTRY, **block.nodes, leaving: EXIT}, edges


def put_inside(document: Document, name: str, edited: Document) -> Document:
    """Return the document whose block has become what its inside was edited to.

    Raises:
        EditError: If that is no block; the document is as it was.
    """
    block, before = existing_block(document, name), inside(document, name)
    if edited.blocks.get(name) is not block:
        raise EditError(f"blocks.{name}: it cannot be changed from inside itself. Leave the block first.")
    following = with_routes_of(before, updated(before, edges=edited.edges)).view
    view = edited.view
    if view == following:  # nobody drew: what was placed for the eye alone is not kept
        undrawn = updated(before, view=block.view)
        view = with_routes_of(undrawn, updated(undrawn, edges=edited.edges)).view
    changed = updated(_block(name, block, edited), view=view)
    whole = updated(
        document,
        name=edited.name,
        description=edited.description,
        data=edited.data,
        training=edited.training,
        blocks={each: changed if each == name else other for each, other in edited.blocks.items()},
    )
    check_nesting(document.blocks, whole.blocks, name)
    kept = ({port.name for port in changed.inputs}, {port.name for port in changed.outputs})
    gone = ({port.name for port in block.inputs} - kept[0], {port.name for port in block.outputs} - kept[1])
    return _without_ports(whole, name, *gone)


def renamed_port(document: Document, edit: RenamePort) -> Document:
    """Return the document with a port of a block under another name, at its instances too.

    Raises:
        EditError: If there is no such port, or the name is taken.
    """
    block = existing_block(document, edit.block)
    ports = block.inputs if edit.side == "input" else block.outputs
    if all(port.name != edit.name for port in ports):
        raise EditError(f"blocks.{edit.block}: there is no {edit.side} {edit.name}. It may have been removed.")
    if edit.new_name == edit.name:
        return document
    if any(port.name == edit.new_name for port in ports):
        raise EditError(f"blocks.{edit.block}: there is an {edit.side} {edit.new_name}. Choose another name.")
    field = "inputs" if edit.side == "input" else "outputs"
    new_ports = tuple(updated(port, name=edit.new_name) if port.name == edit.name else port for port in ports)
    blocks = {**document.blocks, edit.block: updated(block, **{field: new_ports})}
    renamed = updated(
        document,
        edges=_following(document.nodes, document.edges, edit),
        blocks={name: _block_following(each, edit) for name, each in blocks.items()},
    )
    try:
        for graph in (renamed, *renamed.blocks.values()):
            type(graph).model_validate({name: getattr(graph, name) for name in type(graph).model_fields})
    except ValidationError as error:
        # A file may hold an edge to a port that the block lacks.
        raise EditError(
            f"blocks.{edit.block}: an edge ends at the {edit.side} {edit.new_name} of an instance already. "
            "Choose another name, or delete that edge."
        ) from error
    return renamed


def _block(name: str, before: Block, edited: Document) -> Block:
    """Return the block that the edited inside is: its nodes, their edges, and its ports by the edges at the ends."""
    entry, leaving = ends(before)
    nodes = {node_id: node for node_id, node in edited.nodes.items() if node_id not in (entry, leaving)}
    for end, node in ((entry, ENTRY), (leaving, EXIT)):
        if edited.nodes.get(end, node) != node:
            raise EditError(f"blocks.{name}: the ends of a block have nothing to set. Leave them as they are.")
    fresh = (each for key, each in edited.blocks.items() if key != name)
    inner = (*nodes.values(), *(node for each in fresh for node in each.nodes.values()))
    if any(node.type in END_TYPES for node in inner):
        raise EditError(f"blocks.{name}: a block has its ends once. Select nodes without them.")
    targets: dict[str, list[str]] = {port.name: [] for port in before.inputs}
    sources: dict[str, list[str]] = {port.name: [] for port in before.outputs}
    edges: list[Edge] = []
    for edge in edited.edges:
        source, target = edge.source_port, edge.target_port
        if target.node == entry or source.node == leaving:
            raise EditError(
                f"{edge.target}: data enters a block at its inputs and leaves at its outputs. Turn it around."
            )
        if source.node == entry and target.node == leaving:
            raise EditError(f"{edge.target}: an input of the block would be its output. Put a layer between.")
        if source.node == entry:
            targets.setdefault(source.name, []).append(edge.target)
        elif target.node == leaving:
            sources.setdefault(target.name, []).append(edge.source)
        else:
            edges.append(edge)
    try:
        inputs = tuple(BlockInput(name=each, targets=tuple(ports)) for each, ports in targets.items() if ports)
        outputs = tuple(BlockOutput(name=each, source=port) for each, ports in sources.items() for port in ports)
        # Made anew, for its own law: no port is fed twice, and no name is given twice.
        return Block(**{**dict(before), "nodes": nodes, "edges": tuple(edges), "inputs": inputs, "outputs": outputs})
    except ValidationError as error:
        raise EditError(f"blocks.{name}: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from error


def _without_ports(document: Document, name: str, inputs: Iterable[str], outputs: Iterable[str]) -> Document:
    """Return the document without the wires at ports that a block has lost, and without ports of blocks of no wire."""
    gone_inputs, gone_outputs = frozenset(inputs), frozenset(outputs)
    if not gone_inputs and not gone_outputs:
        return document

    def is_gone(edge: Edge, nodes: Mapping[str, Node]) -> bool:
        return _is_port(edge.target_port, nodes, name, gone_inputs) or _is_port(
            edge.source_port, nodes, name, gone_outputs
        )

    def left(nodes: Mapping[str, Node], edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
        dropped = [edge.target for edge in edges if is_gone(edge, nodes)]
        return without(edges, dropped) if dropped else edges

    document = updated(document, edges=left(document.nodes, document.edges))
    for outer in document.blocks:
        if any(node.block == name for node in document.blocks[outer].nodes.values()):
            within = inside(document, outer)
            document = put_inside(document, outer, updated(within, edges=left(within.nodes, within.edges)))
    return document


def _is_port(port: Port, nodes: Mapping[str, Node], block: str, names: frozenset[str]) -> bool:
    node = nodes.get(port.node)
    return node is not None and node.block == block and port.name in names


def _block_following(block: Block, edit: RenamePort) -> Block:
    changes: dict[str, object] = {"edges": _following(block.nodes, block.edges, edit)}
    if edit.side == "input":
        changes["inputs"] = tuple(
            updated(port, targets=tuple(_target(target, block.nodes, edit) for target in port.targets))
            for port in block.inputs
        )
    else:
        changes["outputs"] = tuple(
            updated(port, source=_source(port.source, block.nodes, edit)) for port in block.outputs
        )
    return updated(block, **changes)


def _following(nodes: Mapping[str, Node], edges: tuple[Edge, ...], edit: RenamePort) -> tuple[Edge, ...]:
    instances = {node_id for node_id, node in nodes.items() if node.block == edit.block}
    if not instances:
        return edges
    return tuple(
        Edge(source=_source(edge.source, nodes, edit), target=_target(edge.target, nodes, edit))
        if source_node(edge) in instances or target_node(edge) in instances
        else edge
        for edge in edges
    )


def _target(reference: str, nodes: Mapping[str, Node], edit: RenamePort) -> str:
    port = parse_port(reference, DEFAULT_TARGET_PORT)
    is_it = edit.side == "input" and _is_port(port, nodes, edit.block, frozenset({edit.name}))
    return format_port(port._replace(name=edit.new_name), DEFAULT_TARGET_PORT) if is_it else reference


def _source(reference: str, nodes: Mapping[str, Node], edit: RenamePort) -> str:
    port = parse_port(reference, DEFAULT_SOURCE_PORT)
    is_it = edit.side == "output" and _is_port(port, nodes, edit.block, frozenset({edit.name}))
    return format_port(port._replace(name=edit.new_name), DEFAULT_SOURCE_PORT) if is_it else reference
