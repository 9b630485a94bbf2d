"""What lies in the way of what on a drawn graph: cards upon cards, wires through cards."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from graphnn.catalogue.load import load_catalogue
from graphnn.document.apply import apply
from graphnn.document.layout import arrangement
from graphnn.document.model import Direction, Document
from graphnn.document.topology import source_node, target_node
from graphnn.document.updated import updated
from graphnn.web.cards import Drawing
from graphnn.web.picture.marks import Spot
from graphnn.web.picture.measures import card_size, port_places
from graphnn.web.picture.sizes import card_sizes
from graphnn.web.picture.wire_path import wire_pieces

POINTS = 16
"""In which a piece of a wire is looked at."""
BORDER = 1.0
"""How far a wire may go into a card."""


def laid_out(document: Document, direction: Direction) -> Document:
    """Return a document laid out by the sizes that its cards have."""
    turned = updated(document, view=updated(document.view, direction=direction))
    sizes = card_sizes(turned, load_catalogue())
    return apply(turned, arrangement(turned, sizes=sizes, direction=direction))


def in_the_way(document: Document) -> list[tuple[str, str]]:
    """Return the pairs of cards that cover each other, and of wires, by where they end, with cards they run through."""
    cards = Drawing(document, load_catalogue(), None, (), {}).cards()
    sizes = {node_id: card_size(card) for node_id, card in cards.items()}
    boxes = sorted((card["x"], card["y"], *sizes[node_id], node_id) for node_id, card in cards.items())
    found = [
        (node_id, other)
        for place, (x, y, width, height, node_id) in enumerate(boxes)
        for other_x, other_y, _, other_height, other in boxes[place + 1 :]
        if other_x < x + width and other_y < y + height and y < other_y + other_height
    ]
    lefts = [box[0] for box in boxes]
    widest = max((box[2] for box in boxes), default=0.0)
    for edge in document.edges:
        ends = source_node(edge), target_node(edge)
        source, target = (cards[node_id] for node_id in ends)
        start, end = port_places(source)[f"out {edge.source}"], port_places(target)[f"in {edge.target}"]
        way = (
            Spot(source["x"] + start.x, source["y"] + start.y),
            Spot(target["x"] + end.x, target["y"] + end.y),
            [Spot(*point) for point in document.view.waypoints.get(edge.target, ())],
        )
        met = {
            node_id
            for spot in _points(*way, runs_down=document.view.direction == "top-to-bottom")
            for x, y, width, height, node_id in boxes[bisect_left(lefts, spot.x - widest) : bisect_right(lefts, spot.x)]
            if x + BORDER < spot.x < x + width - BORDER and y + BORDER < spot.y < y + height - BORDER
        }
        found += [(edge.target, node_id) for node_id in sorted(met - {*ends})]
    return found


def _points(start: Spot, end: Spot, points: list[Spot], *, runs_down: bool) -> Iterator[Spot]:
    at = start
    for first, second, last in wire_pieces(start, end, points, runs_down=runs_down):
        for part in range(1, POINTS + 1):
            t = part / POINTS
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            yield Spot(
                a * at.x + b * first.x + c * second.x + d * last.x, a * at.y + b * first.y + c * second.y + d * last.y
            )
        at = last
