import pytest

from graphnn.document.apply import apply
from graphnn.document.edits import Connect, RemoveNodes
from tests.document.builders import wired, wires


def test_removing_a_node_closes_the_gap_in_a_list():
    document = wired("a > add.inputs.0", "b > add.inputs.1", "c > add.inputs.2", "d > add.inputs.3")

    assert wires(apply(document, RemoveNodes(ids=("a", "c")))) == ["b > add.inputs.0", "d > add.inputs.1"]


@pytest.mark.parametrize(
    ("before", "removed", "after"),
    [
        (["a > b", "b > c"], "b", ["a > c"]),
        (["a.state_h > b", "b > c", "b > d.query"], "b", ["a.state_h > c", "a.state_h > d.query"]),
        (["a > b", "b > c", "c > d"], "b c", ["a > d"]),
        (["a > add.inputs.0", "b > add.inputs.1", "add > c"], "add", []),
        (["b > c"], "b", []),
        (["b > add.inputs.0", "a > add.inputs.1"], "b", ["a > add.inputs.0"]),
        (["a > b", "b > add.inputs.0", "a > add.inputs.1"], "b", ["a > add.inputs.0", "a > add.inputs.1"]),
        (["a > b", "b > a"], "b", []),
        (["b > c", "c > b", "c > d"], "b c", []),
    ],
)
def test_healing_joins_the_single_source_to_all_that_a_node_fed(before, removed, after):
    assert wires(apply(wired("a", *before), RemoveNodes(ids=tuple(removed.split()), heal=True))) == after


@pytest.mark.parametrize(
    ("before", "target", "after"),
    [
        ([], "add", ["x > add"]),
        ([], "add.inputs.3", ["x > add.inputs.0"]),
        (["a > add"], "add", ["x > add"]),
        (["a > add"], "add.inputs.0", ["x > add.inputs.0"]),
        (["a > add"], "add.inputs.1", ["a > add.inputs.0", "x > add.inputs.1"]),
        (["a > add"], "add.inputs.7", ["a > add.inputs.0", "x > add.inputs.1"]),
        (["a > add.query"], "add", ["a > add.query", "x > add"]),
        (["a > add.inputs.0", "b > add.inputs.1"], "add", ["a > add.inputs.0", "b > add.inputs.1", "x > add.inputs.2"]),
        (["a > add.inputs.0", "b > add.inputs.1"], "add.inputs.0", ["x > add.inputs.0", "b > add.inputs.1"]),
        (["a > add.inputs.0"], "add.inputs.9", ["a > add.inputs.0", "x > add.inputs.1"]),
        (
            ["a > add.inputs.0", "b > add.inputs.2"],
            "add.inputs.5",
            ["a > add.inputs.0", "b > add.inputs.2", "x > add.inputs.1"],
        ),
    ],
)
def test_connecting_takes_the_place_named_or_the_next_free_one(before, target, after):
    assert wires(apply(wired("x", "add", *before), Connect(source="x", target=target))) == after
