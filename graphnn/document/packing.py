"""Nodes into a block and out of it again: `packed` makes a block of a selection, `unpacked` takes an instance apart.

Whatever a document computes, it computes the same before and after: edges that cross the border become ports of the
block, in the order of the edges, and one input feeds every port inside that had the same source.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from graphnn.document.copies import Copy, Placed
from graphnn.document.edits import MakeBlock, Point, Unpack
from graphnn.document.layout import layout
from graphnn.document.lookups import check_new_block, check_new_id, existing_block, existing_node
from graphnn.document.model import (
    BLOCK_PREFIX,
    DEFAULT_SOURCE_PORT,
    DEFAULT_TARGET_PORT,
    MAX_NODES,
    Block,
    BlockInput,
    BlockOutput,
    Document,
    Edge,
    Node,
    size_fault,
)
from graphnn.document.substitution import SubstitutionError, Values, substituted
from graphnn.document.topology import ancestors, descendants, source_node, target_node
from graphnn.document.updated import updated
from graphnn.document.wiring import without
from graphnn.errors import EditError

MAX_VALUES = 1_000_000
"""More than these do not fit into a file, whatever they are."""


def packed(document: Document, edit: MakeBlock) -> Document:
    """Return the document with some nodes made into a block, and one instance of it in their place.

    Raises:
        EditError: If these nodes cannot stand as one.
    """
    chosen = dict.fromkeys(edit.ids)
    for node_id in chosen:
        existing_node(document, node_id)
    if not chosen:
        raise EditError("ids: a block of no nodes. Select some.")
    check_new_block(document, edit.name)
    left = {node_id: node for node_id, node in document.nodes.items() if node_id not in chosen}
    if edit.id not in chosen:
        check_new_id(document, edit.id)
    if any(node_id.lower() == edit.id.lower() for node_id in left):
        raise EditError(f"nodes.{edit.id}: the id is taken. Choose another.")
    _check_border(document, chosen)
    block, edges = _with_ports(document, chosen, edit.id)
    instance = Node(type=f"{BLOCK_PREFIX}{edit.name}")
    nodes: dict[str, Node] = {}
    for node_id, node in document.nodes.items():
        if node_id not in chosen:
            nodes[node_id] = node
        elif edit.id not in nodes:
            nodes[edit.id] = instance
    positions = {node_id: point for node_id, point in document.view.positions.items() if node_id not in chosen}
    if places := [document.view.positions[node_id] for node_id in chosen if node_id in document.view.positions]:
        positions[edit.id] = min(x for x, _ in places), min(y for _, y in places)
    return updated(
        document,
        nodes=nodes,
        edges=edges,
        blocks={**document.blocks, edit.name: block},
        view=updated(document.view, positions=positions),
    )


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
        positions |= _laid_out(inner, edges, corner)
    return updated(document, nodes=nodes, edges=tuple(edges), view=updated(document.view, positions=positions))


def _check_border(document: Document, chosen: Mapping[str, None]) -> None:
    """Refuse nodes that share layers across the border, or that feed each other by way of a node left outside."""
    for node_id, node in document.nodes.items():
        if node.shares in document.nodes and (node_id in chosen) != (node.shares in chosen):
            raise EditError(f"nodes.{node_id}: it shares the layer of {node.shares}. Select both, or neither.")
    between = (descendants(document, *chosen) & ancestors(document, *chosen)) - chosen.keys()
    if between:
        first = next(node_id for node_id in document.nodes if node_id in between)
        raise EditError(
            f"nodes.{first}: it lies between the nodes of the block, which would feed itself. Select it too."
        )


def _with_ports(document: Document, chosen: Mapping[str, None], instance: str) -> tuple[Block, tuple[Edge, ...]]:
    """Return the block of the chosen nodes, and the edges that are left around its instance."""
    inner: list[Edge] = []
    entering: dict[str, list[str]] = {}
    leaving: dict[str, list[str]] = {}
    for edge in document.edges:
        match source_node(edge) in chosen, target_node(edge) in chosen:
            case True, True:
                inner.append(edge)
            case False, True:
                entering.setdefault(edge.source, []).append(edge.target)
            case True, False:
                leaving.setdefault(edge.source, []).append(edge.target)
    entries = _names(DEFAULT_TARGET_PORT, (targets[0].partition(".")[0] for targets in entering.values()))
    exits = _names(DEFAULT_SOURCE_PORT, (source.partition(".")[0] for source in leaving))
    try:
        block = Block(
            nodes={node_id: document.nodes[node_id] for node_id in document.nodes if node_id in chosen},
            edges=tuple(inner),
            inputs=tuple(
                BlockInput(name=name, targets=tuple(targets))
                for name, targets in zip(entries, entering.values(), strict=True)
            ),
            outputs=tuple(BlockOutput(name=name, source=source) for name, source in zip(exits, leaving, strict=True)),
        )
    except ValidationError as error:
        raise EditError(f"blocks: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from error
    feeding = {
        source: Edge(source=source, target=f"{instance}.{name}") for source, name in zip(entering, entries, strict=True)
    }
    fed = {
        target: Edge(source=f"{instance}.{name}", target=target)
        for (source, targets), name in zip(leaving.items(), exits, strict=True)
        for target in targets
    }
    edges: list[Edge] = []
    for edge in document.edges:
        match source_node(edge) in chosen, target_node(edge) in chosen:
            case False, False:
                edges.append(edge)
            case False, True if edge.source in feeding:
                edges.append(feeding.pop(edge.source))
            case True, False:
                edges.append(fed[edge.target])
    return block, tuple(edges)


def _names(only: str, wanted: Iterable[str]) -> list[str]:
    """Return a name for each port: the usual one where there is only one, else those of the nodes inside."""
    ids = list(wanted)
    if len(ids) == 1:
        return [only]
    names: list[str] = []
    for node_id in ids:
        number, name = 2, node_id
        while name in names:
            name, number = f"{node_id[:58]}_{number}", number + 1
        names.append(name)
    return names


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


def _laid_out(nodes: Mapping[str, Node], edges: Sequence[Edge], corner: Point) -> dict[str, Point]:
    """Return places for the nodes of a block that begin where its instance stood."""
    own = tuple(edge for edge in edges if source_node(edge) in nodes and target_node(edge) in nodes)
    places = layout(Document(nodes=dict(nodes), edges=own))
    return {node_id: (corner[0] + x, corner[1] + y) for node_id, (x, y) in places.items()}
