"""The view of a graph as plain lists and dicts, and back to the tuples of the model."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from graphnn.document.model import Block, Document, Frame, Note
from graphnn.document.values import MAX_INTEGER

Value = TypeVar("Value")


def plain_drawing(graph: Document | Block) -> dict[str, Any]:
    """Return all that is drawn, in the order of nodes, edges and keys: what was moved last leaves no mark."""
    positions = _in_order(graph.view.positions, graph.nodes)
    waypoints = _in_order(graph.view.waypoints, (edge.target for edge in graph.edges))
    plain: dict[str, Any] = {
        "positions": {key: _plain(point) for key, point in positions.items()},
        "waypoints": {key: [_plain(point) for point in points] for key, points in waypoints.items()},
    }
    plain["collapsed"] = list(graph.view.collapsed)
    for kind, drawn in (("frames", graph.view.frames), ("notes", graph.view.notes)):
        plain[kind] = {key: _fields(drawn[key]) for key in sorted(drawn)}
    return {name: points for name, points in plain.items() if points}


def view_with_tuples(graph: dict[str, Any]) -> dict[str, Any]:
    """Put tuples in the place of the lists in the view of a graph, as parsed from a file."""
    view = graph.get("view")
    if isinstance(view, dict):
        view = {name: _tuples(each) if name == "collapsed" else each for name, each in view.items()}
        for kind in ("frames", "notes"):
            if isinstance(view.get(kind), dict):
                view[kind] = {key: _with_tuples(each) for key, each in view[kind].items()}
        points = {name: view[name] for name in ("positions", "waypoints") if isinstance(view.get(name), dict)}
        tuples = {name: {key: _tuples(value) for key, value in values.items()} for name, values in points.items()}
        graph["view"] = {**view, **tuples}
    return graph


def _fields(drawn: Frame | Note) -> dict[str, Any]:
    """Return the fields of a frame or note that differ from their defaults."""
    plain: dict[str, Any] = {}
    for name, field in type(drawn).model_fields.items():
        value = getattr(drawn, name)
        if field.is_required() or value != field.default:
            plain[name] = list(map(_number, value)) if isinstance(value, tuple) else _number(value)
    return plain


def _with_tuples(drawn: Any) -> Any:
    return {name: _tuples(each) for name, each in drawn.items()} if isinstance(drawn, dict) else drawn


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _in_order(mapping: Mapping[str, Value], keys: Iterable[str]) -> dict[str, Value]:
    known = {key: mapping[key] for key in keys if key in mapping}
    return known | {key: mapping[key] for key in sorted(mapping.keys() - known.keys())}


def _plain(point: tuple[float, float]) -> list[int | float]:
    return [_number(each) for each in point]


def _number(value: Any) -> Any:
    """Return a number in its shortest form; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_INTEGER else value
