"""Nodes out of a block: `unpacked` puts what an instance stands for in its place; `packing` is the way in.

Whatever a document computes, it computes the same before and after.
"""

import itertools
from collections.abc import Mapping, Sequence

from graphnn.document.copies import Copy, Placed
from graphnn.document.drawing import unpacked_drawn
from graphnn.document.edits import Point, Unpack
from graphnn.document.layout import layout
from graphnn.document.lookups import existing_block, existing_node
from graphnn.document.model import (
    MAX_NODES,
    Block,
    Document,
    Edge,
    Node,
    size_fault,
)
from graphnn.document.packing import corner_of
from graphnn.document.substitution import SubstitutionError, Values, substituted
from graphnn.document.topology import source_node, target_node
from graphnn.document.updated import updated
from graphnn.document.wiring import without
from graphnn.errors import EditError

MAX_VALUES = 1_000_000
"""More than these do not fit into a file, whatever they are."""


def unpacked(document: Document, edit: Unpack) -> Document:
    """Return the document with the nodes of a block in the place of one of its instances.

    Raises:
        EditError: If the instance cannot be taken apart.
    """
    node = existing_node(document, edit.id)
    if node.block is None:
        raise EditError(f"nodes.{edit.id}: a {node.type} is no block. Choose an instance of a block.")
    block = existing_block(document, node.block)
    _check_apart(document, edit.id, node, block)
    values = _values(edit.id, node, block)
    if node.repeat * _value_count(block, values) > MAX_VALUES:
        raise EditError(f"nodes.{edit.id}: its parameters would make the file too large. Repeat it less often.")
    taken = {node_id.lower() for node_id in document.nodes if node_id != edit.id}
    copies = [_copy(edit.id, block, values, taken, is_trainable=node.trainable) for _ in range(node.repeat)]
    placed = Placed(
        edit.id,
        {port.name: tuple(copies[0].entries(block, rank)) for rank, port in enumerate(block.inputs)},
        {port.name: copies[-1].exit(block, rank) or "" for rank, port in enumerate(block.outputs)},
        tuple(copy.placed for copy in copies),
    )
    edges = [each for edge in document.edges for each in _around(edge, edit.id, placed)]
    edges += [edge for copy in copies for edge in copy.edges]
    for before, after in itertools.pairwise(copies):
        edges += [Edge(source=before.exit(block, 0) or "", target=target) for target in after.entries(block, 0)]
    edges = _without_gaps(
        edges, [Edge(source=edit.id, target=each) for ends in placed.inputs.values() for each in ends]
    )
    inner = {node_id: each for copy in copies for node_id, each in copy.nodes.items()}
    nodes: dict[str, Node] = {}
    for node_id, each in document.nodes.items():
        nodes |= inner if node_id == edit.id else {node_id: each}
    if (fault := size_fault(len(nodes), len(edges))) is not None:
        raise EditError(fault)
    positions = {node_id: point for node_id, point in document.view.positions.items() if node_id not in inner}
    positions.pop(edit.id, None)
    if (corner := document.view.positions.get(edit.id)) is not None:
        positions |= _as_drawn(block, copies, corner) or _laid_out(inner, edges, corner)
    ids = {each: tuple(copy.placed[each].node_id for copy in copies) for each in block.nodes}
    view = unpacked_drawn(document.view, block.view, edit.id, ids)
    return updated(document, nodes=nodes, edges=tuple(edges), view=updated(view, positions=positions))


def _check_apart(document: Document, node_id: str, node: Node, block: Block) -> None:
    sharing = next((other for other, each in document.nodes.items() if each.shares == node_id), None)
    if node.shares is not None or sharing is not None:
        other = node.shares or sharing
        raise EditError(f"nodes.{node_id}: it shares its layers with {other}. Give each its own first.")
    if node.state is not None:
        raise EditError(f"nodes.{node_id}: it is {node.state}. Make it active first.")
    if node.repeat > 1 and (len(block.inputs), len(block.outputs)) != (1, 1):
        raise EditError(f"nodes.{node_id}: only a block of one input and one output can be repeated. Do not repeat it.")
    named = [target for port in block.inputs for target in port.targets] + [port.source for port in block.outputs]
    missing = next((each for each in named if each.partition(".")[0] not in block.nodes), None)
    if missing is not None:
        raise EditError(f"blocks.{node.block}: a port leads to {missing}, and there is no such node. Mend the block.")
    if node.repeat * max(1, len(block.nodes)) > MAX_NODES:
        raise EditError(f"nodes.{node_id}: it stands for more nodes than a document holds. Repeat it less often.")


def _values(node_id: str, node: Node, block: Block) -> Values:
    unknown = next((name for name in node.parameters if name not in block.parameters), None)
    if unknown is not None:
        raise EditError(f"nodes.{node_id}: {node.block} has no parameter {unknown}. Take it away first.")
    given = {name: node.parameters.get(name, each.default) for name, each in block.parameters.items()}
    try:
        return {name: substituted(value, None) for name, value in given.items()}
    except SubstitutionError as error:
        raise EditError(f"nodes.{node_id}: a parameter {error}. {error.hint}") from error


def _value_count(block: Block, values: Values) -> int:
    """Return about how many single values one copy of a block holds: its own, and those its parameters stand for."""
    given = (value for node in block.nodes.values() for value in node.parameters.values())
    try:
        return sum(substituted(value, values).size for value in given)
    except SubstitutionError:
        return 0  # told where the copy is made


def _copy(node_id: str, block: Block, values: Values, taken: set[str], *, is_trainable: bool) -> Copy:
    ids = {inner: _free_id(inner, node_id, taken) for inner in block.nodes}
    copy = Copy(placed={inner: Placed(new_id) for inner, new_id in ids.items()})
    for inner, each in block.nodes.items():
        try:
            measured = {name: substituted(value, values) for name, value in each.parameters.items()}
        except SubstitutionError as error:
            raise EditError(f"blocks.{inner}: a parameter {error}. {error.hint}") from error
        copy.nodes[ids[inner]] = updated(
            each,
            parameters={name: value.value for name, value in measured.items()},
            shares=ids.get(each.shares or "", each.shares),
            trainable=each.trainable and is_trainable,
        )
    copy.edges = [edge for edge in (_inside(edge, ids) for edge in block.edges) if edge is not None]
    return copy


def _inside(edge: Edge, ids: Mapping[str, str]) -> Edge | None:
    source, target = source_node(edge), target_node(edge)
    if source not in ids or target not in ids:
        return None
    return Edge(
        source=f"{ids[source]}{edge.source[len(source) :]}", target=f"{ids[target]}{edge.target[len(target) :]}"
    )


def _around(edge: Edge, node_id: str, placed: Placed) -> Sequence[Edge]:
    source, target = edge.source_port, edge.target_port
    if node_id not in (source.node, target.node):
        return [edge]
    from_port = placed.source(source.name) if source.node == node_id else edge.source
    to_ports = placed.targets(target.name, target.index) if target.node == node_id else [edge.target]
    return [Edge(source=from_port, target=to_port) for to_port in to_ports] if from_port else []


def _without_gaps(edges: list[Edge], entries: Sequence[Edge]) -> list[Edge]:
    """Return the edges with list ports closed up where an input of the block is fed by nobody."""
    fed = {edge.target for edge in edges}
    unfed = [entry for entry in entries if entry.target not in fed]
    return list(without((*edges, *unfed), [entry.target for entry in unfed]))


def _free_id(inner: str, outer: str, taken: set[str]) -> str:
    candidates = [inner, f"{outer}_{inner}"[:64]]
    number = 2
    while candidates[0].lower() in taken:
        candidates.pop(0)
        if not candidates:
            candidates, number = [f"{inner[:56]}_{number}"], number + 1
    taken.add(candidates[0].lower())
    return candidates[0]


def _as_drawn(block: Block, copies: Sequence[Copy], corner: Point) -> dict[str, Point]:
    """Return places as they are inside the block, from where its instance stood; none where they are not all known."""
    drawn = {each: place for each, place in block.view.positions.items() if each in block.nodes}
    if len(copies) > 1 or len(drawn) < len(block.nodes) or not drawn:
        return {}
    left, top = corner_of(drawn.values())
    return {
        copies[0].placed[each].node_id: (corner[0] + x - left, corner[1] + y - top) for each, (x, y) in drawn.items()
    }


def _laid_out(nodes: Mapping[str, Node], edges: Sequence[Edge], corner: Point) -> dict[str, Point]:
    """Return places for the nodes of a block that begin where its instance stood."""
    own = tuple(edge for edge in edges if source_node(edge) in nodes and target_node(edge) in nodes)
    places = layout(Document(nodes=dict(nodes), edges=own))
    return {node_id: (corner[0] + x, corner[1] + y) for node_id, (x, y) in places.items()}
