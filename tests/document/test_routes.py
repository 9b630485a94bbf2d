import pytest
from pydantic import ValidationError

from graphnn.document.apply import apply
from graphnn.document.codec import dumps, loads
from graphnn.document.edits import (
    Arrange,
    Connect,
    Disconnect,
    MakeBlock,
    MoveNodes,
    RemoveNodes,
    RenameNode,
    RouteEdges,
    Unpack,
)
from graphnn.document.model import Document, View
from graphnn.errors import DocumentError, EditError
from tests.document.builders import wired

POINTS = ((10.0, 20.0), (30.0, 20.0))
AT_A_AND_C = {"a": (0.0, 0.0), "c": (50.0, 0.0)}


def routed(target: str = "c.value") -> Document:
    view = View(positions=AT_A_AND_C, waypoints={target: POINTS})
    return wired("a > b", "b > c", "a > c.value", "a > join.inputs.0", "b > join.inputs.1", view=view)


def waypoints(document: Document) -> dict[str, object]:
    return dict(document.view.waypoints)


def test_an_edge_is_led_over_points_and_let_go_again():
    document = apply(wired("a > b", "b > c"), RouteEdges(waypoints={"c.inputs": POINTS}))
    straight = apply(document, RouteEdges(waypoints={"c": ()}))

    assert waypoints(document) == {"c": POINTS}
    assert waypoints(straight) == {}


def test_only_edges_are_led_over_points():
    with pytest.raises(EditError, match=r"b\.query: no edge ends here"):
        apply(wired("a > b"), RouteEdges(waypoints={"b.query": POINTS}))


@pytest.mark.parametrize(
    "edit",
    [
        Disconnect(target="c.value"),
        RemoveNodes(ids=("a",)),
        Connect(source="b", target="c.value"),
        Unpack(id="c"),
        RemoveNodes(ids=("c",)),
        Arrange(positions={}),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_the_points_of_an_edge_go_with_it(edit):
    document = routed()
    if isinstance(edit, Unpack):
        document = apply(document, MakeBlock(ids=("c",), name="block", id="c"))

    assert waypoints(apply(document, edit)) == {}


@pytest.mark.parametrize(
    ("edit", "target"),
    [
        (Disconnect(target="c"), "c.value"),
        (RenameNode(id="c", new_id="end"), "end.value"),
        (RenameNode(id="a", new_id="image"), "c.value"),
        (Connect(source="a", target="c.value"), "c.value"),
        (MakeBlock(ids=("b", "join"), name="block", id="d"), "c.value"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_points_of_an_edge_stay_with_it(edit, target):
    assert waypoints(apply(routed(), edit)) == {target: POINTS}


def test_points_move_up_with_their_edge_in_a_list():
    document = apply(routed("join.inputs.1"), Disconnect(target="join.inputs.0"))

    assert waypoints(document) == {"join.inputs.0": POINTS}


def test_points_move_with_both_ends_of_their_edge():
    both = apply(routed(), MoveNodes(positions={"a": (5.0, 7.0), "c": (55.0, 7.0)}))
    one = apply(routed(), MoveNodes(positions={"a": (5.0, 7.0)}))

    assert waypoints(both) == {"c.value": ((15.0, 27.0), (35.0, 27.0))}
    assert waypoints(one) == {"c.value": POINTS}


def test_points_of_an_edge_that_a_file_lacks_are_not_taken_over_by_a_new_one():
    document = wired("a > b", "c", view=View(waypoints={"c": POINTS, "gone": POINTS}))

    assert waypoints(apply(document, Connect(source="a", target="c"))) == {"gone": POINTS}


def test_the_view_is_written_in_the_order_of_the_edges():
    first = wired("a > b", "b > c", view=View(waypoints={"c": POINTS, "b": POINTS}, direction="top-to-bottom"))
    second = wired("a > b", "b > c", view=View(waypoints={"b": POINTS, "c": POINTS}, direction="top-to-bottom"))

    assert dumps(first) == dumps(second)
    assert loads(dumps(first)) == first
    assert b'"waypoints": {"b": [[10, 20], [30, 20]]' in dumps(first).replace(b"\n", b"").replace(b"      ", b"")


def test_points_are_kept_under_the_shortest_form_of_their_port():
    with pytest.raises(DocumentError, match="Write hidden"):
        loads('{"graphnn": 1, "view": {"waypoints": {"hidden.inputs": [[1, 2]]}}}')
    with pytest.raises(ValidationError):
        View(waypoints={"hidden": ()})
