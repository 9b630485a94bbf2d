"""Where nodes lie on the canvas: a layered layout of our own, left to right.

Layers become columns, as a wire runs; parts that are not connected lie one below the other, and nodes without any
edge in a row at the end. The same document is always laid out alike. Nothing is wrapped: a chain is one row.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from graphnn.document.alignment import aligned
from graphnn.document.edits import Point
from graphnn.document.layering import layered
from graphnn.document.model import Document
from graphnn.document.topology import predecessors, successors, topological_order
from graphnn.document.values import empty_mapping

Size = tuple[float, float]

CARD_SIZE: Size = (176, 92)
# The cards at the border between network and data are wider, as they show a column and its kind.
CARD_SIZES: Mapping[str, Size] = MappingProxyType({"Input": (200, 92), "Output": (200, 92)})
COLUMN_GAP = 72
ROW_GAP = 32
PART_GAP = 64
WIRE_HEIGHT = 8


def layout(document: Document, *, sizes: Mapping[str, Size] | None = None) -> Mapping[str, Point]:
    """Return the upper left corner of every node's card.

    Args:
        document: What to lay out.
        sizes: Width and height of cards by node id, where they are known; others get those of a usual card.

    >>> from graphnn.document.model import Edge, Node
    >>> nodes = {"image": Node(type="Input"), "flat": Node(type="Flatten")}
    >>> dict(layout(Document(nodes=nodes, edges=(Edge(source="image", target="flat"),))))
    {'image': (0.0, 0.0), 'flat': (272.0, 0.0)}
    """
    card_sizes = _sizes(document, sizes)
    following = successors(document)
    top = 0.0
    positions: dict[str, Point] = {}
    parts = _parts(following)
    for part in (part for part in parts if len(part) > 1):
        corners = _part_layout({node_id: following[node_id] for node_id in part}, card_sizes)
        highest = min(y for _, y in corners.values())
        positions |= {node_id: (x, y - highest + top) for node_id, (x, y) in corners.items()}
        top = max(positions[node_id][1] + card_sizes[node_id][1] for node_id in part) + PART_GAP
    left = 0.0
    for node_id in (part[0] for part in parts if len(part) == 1):
        positions[node_id] = (left, top)
        left += card_sizes[node_id][0] + COLUMN_GAP
    return MappingProxyType({node_id: positions[node_id] for node_id in document.nodes})


def place_missing(document: Document) -> Document:
    """Return the document with a position for every node; those that have one keep it.

    A node without one goes beside a node it is connected to, or below everything, where nothing else lies.
    """
    if all(node_id in document.view.positions for node_id in document.nodes):
        return document
    kept = {node_id: point for node_id, point in document.view.positions.items() if node_id in document.nodes}
    placed = _placed_beside(document, kept) if kept else layout(document)
    positions = MappingProxyType({**document.view.positions, **placed})
    return document.model_copy(update={"view": document.view.model_copy(update={"positions": positions})})


def _sizes(document: Document, sizes: Mapping[str, Size] | None) -> dict[str, Size]:
    known = sizes or empty_mapping()
    return {
        node_id: known.get(node_id) or CARD_SIZES.get(node.type, CARD_SIZE) for node_id, node in document.nodes.items()
    }


def _parts(following: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the connected parts of the graph, each in the order of the file, the first node's part first."""
    neighbours: dict[str, set[str]] = {node_id: set() for node_id in following}
    for node_id, nodes in following.items():
        for other in nodes:
            neighbours[node_id].add(other)
            neighbours[other].add(node_id)
    part_of: dict[str, int] = {}
    count = 0
    for start in following:
        if start in part_of:
            continue
        part_of[start] = count
        waiting = [start]
        while waiting:
            for other in neighbours[waiting.pop()]:
                if other not in part_of:
                    part_of[other] = count
                    waiting.append(other)
        count += 1
    parts: list[list[str]] = [[] for _ in range(count)]
    for node_id in following:
        parts[part_of[node_id]].append(node_id)
    return parts


def _part_layout(following: Mapping[str, list[str]], sizes: Mapping[str, Size]) -> dict[str, Point]:
    layering = layered(following)
    ids = list(following)
    vertex_count = len(layering.before)
    heights = [sizes[ids[vertex]][1] if vertex < len(ids) else WIRE_HEIGHT for vertex in range(vertex_count)]
    middles = aligned(layering, heights, ROW_GAP)
    corners: dict[str, Point] = {}
    left = 0.0
    for layer in layering.layers:
        column = [vertex for vertex in layer if not layering.is_dummy(vertex)]
        for vertex in column:
            corners[ids[vertex]] = (left, float(round(middles[vertex] - heights[vertex] / 2)))
        left += max(sizes[ids[vertex]][0] for vertex in column) + COLUMN_GAP
    return corners


def _placed_beside(document: Document, positions: Mapping[str, Point]) -> dict[str, Point]:
    placed = dict(positions)
    sizes = _sizes(document, None)
    before, after = predecessors(document), successors(document)
    for node_id in topological_order(document):
        if node_id in placed:
            continue
        source = next((other for other in before[node_id] if other in placed), None)
        target = next((other for other in after[node_id] if other in placed), None)
        if source is not None:
            wanted = (placed[source][0] + sizes[source][0] + COLUMN_GAP, placed[source][1])
        elif target is not None:
            wanted = (placed[target][0] - sizes[node_id][0] - COLUMN_GAP, placed[target][1])
        else:
            wanted = (
                min(x for x, _ in placed.values()),
                max(y + sizes[other][1] for other, (_, y) in placed.items()) + PART_GAP,
            )
        placed[node_id] = _free_point(wanted, sizes[node_id], [(placed[other], sizes[other]) for other in placed])
    return placed


def _free_point(wanted: Point, size: Size, cards: list[tuple[Point, Size]]) -> Point:
    """Return the first point from the wanted one down where a card covers no other."""
    x, y = wanted
    for (left, top), (width, height) in sorted(cards, key=lambda card: card[0][1]):
        if left < x + size[0] and x < left + width and top < y + size[1] + ROW_GAP and y < top + height + ROW_GAP:
            y = top + height + ROW_GAP
    return x, y
