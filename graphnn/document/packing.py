"""Nodes into a block: `packed` makes one of a selection; `unpacking` is the way out again.

Whatever a document computes, it computes the same before and after: edges that cross the border become ports of the
block, in the order of the edges, and one input feeds every port inside that had the same source.
"""

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from graphnn.document.drawing import packed_drawn
from graphnn.document.edits import MakeBlock, Point
from graphnn.document.lookups import check_new_block, check_new_id, existing_node
from graphnn.document.model import (
    BLOCK_PREFIX,
    DEFAULT_SOURCE_PORT,
    DEFAULT_TARGET_PORT,
    Block,
    BlockInput,
    BlockOutput,
    Document,
    Edge,
    Node,
)
from graphnn.document.topology import ancestors, descendants, source_node, target_node
from graphnn.document.updated import updated
from graphnn.errors import EditError


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
    places = {node_id: document.view.positions[node_id] for node_id in chosen if node_id in document.view.positions}
    view, inner_view = packed_drawn(document.view, chosen, edit.id)
    block = updated(block, view=updated(inner_view, positions=places))
    instance = Node(type=f"{BLOCK_PREFIX}{edit.name}")
    nodes: dict[str, Node] = {}
    for node_id, node in document.nodes.items():
        if node_id not in chosen:
            nodes[node_id] = node
        elif edit.id not in nodes:
            nodes[edit.id] = instance
    positions = {node_id: point for node_id, point in document.view.positions.items() if node_id not in chosen}
    if places:
        positions[edit.id] = corner_of(places.values())
    return updated(
        document,
        nodes=nodes,
        edges=edges,
        blocks={**document.blocks, edit.name: block},
        view=updated(view, positions=positions),
    )


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


def corner_of(places: Iterable[Point]) -> Point:
    """Return the upper left corner of what lies at these places."""
    xs, ys = zip(*places, strict=True)
    return min(xs), min(ys)
