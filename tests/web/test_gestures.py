import pytest

from graphnn.document.apply import apply
from graphnn.document.model import Document, Edge
from graphnn.errors import EditError
from graphnn.web.elements.intents import Connect, Disconnect, Move, Reach, Remove, Rewire
from graphnn.web.gestures import Gesture, edit_of, reached
from tests.document.builders import wired, wires


def after(document: Document, gesture: Gesture) -> Document:
    return apply(document, edit_of(gesture, document))


def test_a_move_takes_the_cards_to_their_places():
    moved = after(wired("a > b"), Move(positions={"a": (1, 2), "b": (3.5, 4)}))

    assert dict(moved.view.positions) == {"a": (1.0, 2.0), "b": (3.5, 4.0)}


def test_a_node_that_someone_else_deleted_is_not_moved():
    assert dict(after(wired("a"), Move(positions={"a": (1, 2), "gone": (0, 0)})).view.positions) == {"a": (1.0, 2.0)}


def test_a_wire_can_be_pulled_off_and_plugged_elsewhere():
    document = wired("a > b", "c")

    connected = after(document, Connect(source="b", target="c"))
    pulled = after(connected, Disconnect(target="b"))
    rewired = after(connected, Rewire.model_validate({"from": "b", "source": "a", "target": "c.other"}))

    assert wires(connected) == ["a > b", "b > c"]
    assert wires(pulled) == ["b > c"]
    assert set(wires(rewired)) == {"b > c", "a > c.other"}


def test_a_wire_that_does_not_fit_is_refused_and_stays_where_it_was():
    document = wired("a > b", "b > c")

    with pytest.raises(EditError):
        after(document, Rewire.model_validate({"from": "b", "source": "c", "target": "b"}))


def test_removing_takes_nodes_and_wires_in_one_step():
    document = wired("a > b", "b > c", "c > d", "e > f")

    removed = after(document, Remove(nodes=("b",), wires=("d", "c"), heal=False))

    assert list(removed.nodes) == ["a", "c", "d", "e", "f"]
    assert wires(removed) == ["e > f"]


def test_removing_can_heal_the_wires():
    removed = after(wired("a > b", "b > c"), Remove(nodes=("b",), wires=("b", "c"), heal=True))

    assert wires(removed) == ["a > c"]


def test_removing_several_wires_of_a_list_removes_those_and_no_others():
    document = wired("a > join.inputs.0", "b > join.inputs.1", "c > join.inputs.2", "d > join.inputs.3")

    removed = after(document, Remove(nodes=(), wires=("join.inputs.0", "join.inputs.2"), heal=False))

    assert {edge.source for edge in removed.edges} == {"b", "d"}


def test_removing_what_is_gone_already_changes_nothing():
    document = wired("a > b")

    assert after(document, Remove(nodes=("gone",), wires=("gone", "b.other"), heal=True)) == document


def test_an_edge_pulled_from_a_deleted_node_is_removed_once():
    document = wired("a > b").model_copy(update={"edges": (Edge(source="a", target="b"),)})

    assert wires(after(document, Remove(nodes=("a",), wires=("b",), heal=False))) == []


def test_a_selection_reaches_all_that_feeds_it_or_that_it_feeds():
    document = wired("a > b", "b > c.inputs.0", "x > c.inputs.1")

    assert reached(Reach(nodes=("c", "gone"), direction="upstream"), document) == ("a", "b", "c", "x")
    assert reached(Reach(nodes=("a",), direction="downstream"), document) == ("a", "b", "c")
