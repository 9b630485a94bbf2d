"""The view of a graph as plain lists and dicts, and back to the tuples of the model."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from graphnn.document.model import Block, Document
from graphnn.document.values import MAX_INTEGER

Value = TypeVar("Value")


def plain_points(graph: Document | Block) -> dict[str, Any]:
    """Return positions and way-points in the order of nodes and edges: what was moved last leaves no mark."""
    positions = _in_order(graph.view.positions, graph.nodes)
    waypoints = _in_order(graph.view.waypoints, (edge.target for edge in graph.edges))
    plain = {
        "positions": {key: _plain(point) for key, point in positions.items()},
        "waypoints": {key: [_plain(point) for point in points] for key, points in waypoints.items()},
    }
    return {name: points for name, points in plain.items() if points}


def view_with_tuples(graph: dict[str, Any]) -> dict[str, Any]:
    """Put tuples in the place of the lists in the view of a graph, as parsed from a file."""
    view = graph.get("view")
    if isinstance(view, dict):
        points = {name: view[name] for name in ("positions", "waypoints") if isinstance(view.get(name), dict)}
        tuples = {name: {key: _tuples(value) for key, value in values.items()} for name, values in points.items()}
        graph["view"] = {**view, **tuples}
    return graph


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _in_order(mapping: Mapping[str, Value], keys: Iterable[str]) -> dict[str, Value]:
    known = {key: mapping[key] for key in keys if key in mapping}
    return known | {key: mapping[key] for key in sorted(mapping.keys() - known.keys())}


def _plain(point: tuple[float, float]) -> list[int | float]:
    return [int(each) if each.is_integer() and abs(each) <= MAX_INTEGER else each for each in point]
