"""Where nodes lie and edges run on the canvas: a layered layout of our own, left to right or top to bottom.

Layers become columns, or rows, as an edge runs; a graph much longer than broad continues in further bands, as text
does in lines. Edges over several layers get way-points, which lead them between the nodes. Parts that are not connected
lie one after the other, and nodes without any edge in a row at the end. The same document is always laid out alike.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from graphnn.document.alignment import Extent, aligned
from graphnn.document.banding import Box, Places, Spot
from graphnn.document.edits import Arrange, Point
from graphnn.document.layering import layered
from graphnn.document.model import Direction, Document, Node
from graphnn.document.topology import predecessors, successors, topological_order
from graphnn.document.values import empty_mapping

Size = tuple[float, float]

CARD_SIZE: Size = (176, 92)
"""Of a card that has neither parameters to show nor ports to name, with room to spare."""
HEAD_AND_FOOT: Final = 67.0
CHIP_ROW: Final = 32.0
MOST_CHIP_ROWS: Final = 2
PORT_ROW: Final = 20.0
PORT_ROWS_BOTTOM: Final = 8.0
# The cards at the border between network and data are wider, as they show a column and its kind.
CARD_SIZES: Mapping[str, Size] = MappingProxyType({"Input": (200, 92), "Output": (200, 92)})
COLUMN_GAP = 72
LAYER_GAP: Final[Mapping[Direction, float]] = MappingProxyType({"left-to-right": COLUMN_GAP, "top-to-bottom": 56})
ROW_GAP = 32
PART_GAP = 64
WIRE_HEIGHT = 8
PORT_HEIGHT: Final = 19.0
"""How far below the top of a card its wires end, left to right; top to bottom they end in its middle."""


def layout(
    document: Document, *, sizes: Mapping[str, Size] | None = None, direction: Direction = "left-to-right"
) -> Mapping[str, Point]:
    """Return the upper left corner of every node's card.

    Args:
        document: What to lay out.
        sizes: Width and height of cards by node id, where they are known; others are estimated, rather too large.
        direction: Which way the edges run.

    >>> from graphnn.document.model import Edge, Node
    >>> nodes = {"image": Node(type="Input"), "flat": Node(type="Flatten")}
    >>> dict(layout(Document(nodes=nodes, edges=(Edge(source="image", target="flat"),))))
    {'image': (0.0, 0.0), 'flat': (272.0, 0.0)}
    """
    return arrangement(document, sizes=sizes, direction=direction).positions


def arrangement(
    document: Document, *, sizes: Mapping[str, Size] | None = None, direction: Direction = "left-to-right"
) -> Arrange:
    """Return the edit that lays a document out: places for all nodes, way-points for the edges that need some.

    Args:
        document: What to lay out.
        sizes: Width and height of cards by node id, where they are known; others are estimated, rather too large.
        direction: Which way the edges run.
    """
    card_sizes = _sizes(document, sizes, direction)
    boxes = {node_id: _box(size, direction) for node_id, size in card_sizes.items()}
    following = successors(document)
    spots: dict[str, Spot] = {}
    ways: dict[tuple[str, str], tuple[Spot, ...]] = {}
    across = 0.0
    parts = _parts(following)
    for part in (part for part in parts if len(part) > 1):
        places = _PlacedPart({node_id: following[node_id] for node_id in part}, boxes, direction)
        shift = across - min(spot.across for spot in places.spots.values())
        spots |= {node_id: _shifted(spot, shift) for node_id, spot in places.spots.items()}
        ways |= {ends: tuple(_shifted(spot, shift) for spot in way) for ends, way in places.ways.items()}
        across = max(spots[node_id].across + boxes[node_id].before + boxes[node_id].after for node_id in part)
        across += PART_GAP
    along = 0.0
    for node_id in (part[0] for part in parts if len(part) == 1):
        spots[node_id] = Spot(along, across)
        along += boxes[node_id].length + COLUMN_GAP
    return Arrange(
        positions={node_id: _point(spots[node_id], direction) for node_id in document.nodes},
        waypoints={
            edge.target: tuple(_point(spot, direction) for spot in way)
            for edge in document.edges
            if (way := ways.get((edge.source_port.node, edge.target_port.node)))
        },
        direction=direction,
    )


def estimated_size(node: Node, named_ports: int) -> Size:
    """Return about how large a card is at most, by what a node tells, and how many rows of it name ports."""
    width, least = CARD_SIZES.get(node.type, CARD_SIZE)
    height = HEAD_AND_FOOT + min(len(node.parameters), MOST_CHIP_ROWS) * CHIP_ROW
    if named_ports:
        height += named_ports * PORT_ROW + PORT_ROWS_BOTTOM
    return width, max(least, height)


def place_missing(document: Document, *, sizes: Mapping[str, Size] | None = None) -> Document:
    """Return the document with a position for every node; those that have one keep it.

    A node without one goes beside a node it is connected to, or below everything, where nothing else lies.

    Args:
        document: What to place.
        sizes: Width and height of cards by node id, where they are known; others are estimated.
    """
    if all(node_id in document.view.positions for node_id in document.nodes):
        return document
    kept = {node_id: point for node_id, point in document.view.positions.items() if node_id in document.nodes}
    changes: dict[str, object] = {}
    if kept:
        placed: Mapping[str, Point] = _placed_beside(document, kept, sizes)
    else:
        whole = arrangement(document, sizes=sizes, direction=document.view.direction)
        placed, changes["waypoints"] = whole.positions, whole.waypoints
    changes["positions"] = MappingProxyType({**document.view.positions, **placed})
    return document.model_copy(update={"view": document.view.model_copy(update=changes)})


def _sizes(document: Document, sizes: Mapping[str, Size] | None, direction: Direction) -> dict[str, Size]:
    known = sizes or empty_mapping()
    named = {} if direction == "top-to-bottom" else _named_ports(document)
    return {
        node_id: known.get(node_id) or estimated_size(node, named.get(node_id, 0))
        for node_id, node in document.nodes.items()
    }


def _named_ports(document: Document) -> dict[str, int]:
    """Return how many ports cards name at one side, as they do where there are several: those in use, and one more."""
    sides: tuple[dict[str, set[str]], ...] = ({}, {})
    for edge in document.edges:
        for side, reference, port in zip(
            sides, (edge.source, edge.target), (edge.source_port, edge.target_port), strict=True
        ):
            side.setdefault(port.node, set()).add(reference)
    counts = {node_id: 0 for node_id in document.nodes}
    for side in sides:
        for node_id, references in side.items():
            if len(references) > 1 and node_id in counts:
                counts[node_id] = max(counts[node_id], len(references) + 1)
    return counts


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


class _PlacedPart:
    """A connected part of the graph, placed from 0 on: spots of its nodes, and ways between two of them."""

    def __init__(self, following: Mapping[str, list[str]], boxes: Mapping[str, Box], direction: Direction) -> None:
        layering = layered(following)
        ids = list(following)
        dummies = len(layering.before) - len(ids)
        wire = Box(length=0, before=WIRE_HEIGHT / 2, after=WIRE_HEIGHT / 2)
        own = [*(boxes[node_id] for node_id in ids), *[wire] * dummies]
        lines = aligned(layering, [Extent(box.before, box.after) for box in own], ROW_GAP)
        runs_down = direction == "top-to-bottom"
        places = Places(
            layering, [float(round(line)) for line in lines], own, gap=LAYER_GAP[direction], runs_down=runs_down
        )
        number = {node_id: index for index, node_id in enumerate(ids)}
        self.spots = {ids[vertex]: spot for vertex, spot in places.spots.items()}
        layers: dict[float, dict[str, Spot]] = {}
        for node_id, spot in self.spots.items():
            layers.setdefault(spot.along, {})[node_id] = spot
        self.ways: dict[tuple[str, str], tuple[Spot, ...]] = {}
        for source, targets in following.items():
            for target in dict.fromkeys(targets):
                way = places.way(number[source], number[target])
                if not way:  # an edge that closes a cycle has its way in the other direction
                    way = places.way(number[target], number[source])[::-1]
                goal = way[0].across if way else self.spots[target].across + boxes[target].before
                beside = layers[self.spots[source].along]
                self.ways[source, target] = (*_past_neighbours(source, goal, beside, boxes), *way)


def _past_neighbours(
    source: str, goal: float, beside: Mapping[str, Spot], boxes: Mapping[str, Box]
) -> tuple[Spot, ...]:
    """Return the way-point that leads an edge past longer cards beside its source, if some lie on its way.

    Args:
        source: Where the edge begins.
        goal: Where it goes to next, across.
        beside: Where the cards of the same layer lie, its own among them.
        boxes: Their room.
    """
    line = beside[source].across + boxes[source].before
    first, last = sorted((line, goal))
    on_the_way = (
        boxes[node_id].length
        for node_id, spot in beside.items()
        if spot.across < last and first < spot.across + boxes[node_id].before + boxes[node_id].after
    )
    longest = max(on_the_way, default=0.0)
    return (Spot(beside[source].along + longest, line),) if longest > boxes[source].length else ()


def _box(size: Size, direction: Direction) -> Box:
    width, height = size
    if direction == "left-to-right":
        line = min(PORT_HEIGHT, height / 2)
        return Box(length=width, before=line, after=height - line)
    return Box(length=height, before=width / 2, after=width / 2)


def _shifted(spot: Spot, across: float) -> Spot:
    return Spot(spot.along, spot.across + across)


def _point(spot: Spot, direction: Direction) -> Point:
    return spot if direction == "left-to-right" else (spot.across, spot.along)


def _placed_beside(
    document: Document, positions: Mapping[str, Point], known: Mapping[str, Size] | None
) -> dict[str, Point]:
    placed = dict(positions)
    sizes = _sizes(document, known, document.view.direction)
    runs_down = document.view.direction == "top-to-bottom"
    before, after = predecessors(document), successors(document)
    for node_id in topological_order(document):
        if node_id in placed:
            continue
        source = next((other for other in before[node_id] if other in placed), None)
        target = next((other for other in after[node_id] if other in placed), None)
        if source is not None:
            x, y = placed[source]
            wanted = (x, y + sizes[source][1] + COLUMN_GAP) if runs_down else (x + sizes[source][0] + COLUMN_GAP, y)
        elif target is not None:
            x, y = placed[target]
            wanted = (x, y - sizes[node_id][1] - COLUMN_GAP) if runs_down else (x - sizes[node_id][0] - COLUMN_GAP, y)
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
