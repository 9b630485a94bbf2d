"""From the wish for order to the edit that lays the graph, or what is selected of it, out."""

from collections.abc import Mapping

from graphnn.document.edits import Arrange, Edit, MoveNodes, Point, RouteEdges, Together
from graphnn.document.layout import arrangement
from graphnn.document.model import Document
from graphnn.document.packing import corner_of
from graphnn.document.updated import updated
from graphnn.web.elements.intents import LayOut


def laid_out(intent: LayOut, document: Document) -> Edit:
    """Return the edit that lays out the nodes named, or all; the upper left corner of what is laid out stays.

    A direction is that of the whole graph, so that of a part is the one the graph has.
    """
    chosen = tuple(node_id for node_id in intent.nodes if node_id in document.nodes)
    if len(chosen) < 2:
        whole = arrangement(document, sizes=intent.sizes, direction=intent.direction or document.view.direction)
        return _shifted(whole, _corner_step(document, whole.positions))
    inside = set(chosen)
    edges = tuple(edge for edge in document.edges if {edge.source_port.node, edge.target_port.node} <= inside)
    part = updated(document, nodes={n: node for n, node in document.nodes.items() if n in inside}, edges=edges)
    new = arrangement(part, sizes=intent.sizes, direction=document.view.direction)
    new = _shifted(new, _corner_step(document, new.positions))
    # Wires at a node that moved went where it was; those inside are led anew.
    touched = (e.target for e in document.edges if e.source_port.node in inside or e.target_port.node in inside)
    routes = {target: new.waypoints.get(target, ()) for target in touched}
    return Together(edits=(MoveNodes(positions=new.positions), RouteEdges(waypoints=routes)))


def _corner_step(document: Document, positions: Mapping[str, Point]) -> Point:
    before = [document.view.positions[node_id] for node_id in positions if node_id in document.view.positions]
    if not before:
        return 0.0, 0.0
    (left, top), (new_left, new_top) = corner_of(before), corner_of(positions.values())
    return round(left - new_left), round(top - new_top)


def _shifted(given: Arrange, step: Point) -> Arrange:
    def moved(point: Point) -> Point:
        return point[0] + step[0], point[1] + step[1]

    return Arrange(
        positions={node_id: moved(point) for node_id, point in given.positions.items()},
        waypoints={target: tuple(map(moved, points)) for target, points in given.waypoints.items()},
        direction=given.direction,
    )
