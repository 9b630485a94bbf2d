"""One person's undo while another works on the same document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.document.apply import apply
from graphnn.document.carry import carry
from graphnn.document.codec import dumps, loads
from graphnn.document.diff import diff
from graphnn.document.differences import renamed_nodes
from graphnn.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    Edit,
    InBlock,
    MakeBlock,
    MoveNodes,
    RemoveNodes,
    RenameNode,
    RouteEdges,
    SetData,
    SetFrame,
    SetNote,
    SetParameter,
    SetTitle,
    SetTraining,
    Together,
)
from graphnn.document.history import History
from graphnn.document.model import Data, Document, Edge, Frame, Node, Note, Training
from graphnn.document.topology import find_cycle
from graphnn.document.values import same
from graphnn.errors import EditError
from tests.document.builders import wired, wires
from tests.document.strategies import documents, edits, quick

NET = wired("image > hidden", "hidden > digit", "image > join.inputs.0", "hidden > join.inputs.1")


def undone(document: Document, mine: Edit, *theirs: Edit) -> tuple[Document, tuple[str, ...]]:
    """Return the document after my edit, theirs, and my undo; and what of mine was left."""
    changed = apply(document, mine)
    now = changed
    for edit in theirs:
        now = apply(now, edit)
    _, carried = History().push(document, changed).undo(now)
    return carried.document, carried.left


def units(node_id: str, value: int) -> SetParameter:
    return SetParameter(id=node_id, name="units", value=value)


KEYED = ("nodes", "blocks", "positions", "block_views", "frames", "notes")
FIELDS = ("name", "description", "data", "training", "direction")


@quick
@given(documents, st.lists(st.tuples(st.sampled_from("AB"), edits), max_size=8))
def test_an_undo_changes_nothing_that_the_step_it_takes_back_did_not(document, sequence):
    histories = {"A": History(), "B": History()}
    now = document
    for person, edit in sequence:
        try:
            edited = apply(now, edit)
        except EditError:
            continue
        histories[person] = histories[person].push(now, edited)
        now = edited

    while histories["A"].can_undo:
        step = histories["A"].done[-1]
        histories["A"], carried = histories["A"].undo(now)
        if not renamed_nodes(step.after, step.before):
            mine, changed = diff(step.before, step.after), diff(now, carried.document)
            for name in KEYED:
                ours = getattr(mine, name).keys() | (mine.blocks.keys() if name == "block_views" else set())
                ours = ours | (mine.block_views.keys() if name == "blocks" else set())
                assert getattr(changed, name).keys() <= ours, name
            for name in FIELDS:
                assert getattr(changed, name) is None or getattr(mine, name) is not None
            mine_ports, changed_ports = ({_port(target) for target in each.edges} for each in (mine, changed))
            assert changed_ports <= mine_ports
        now = carried.document
        assert same(loads(dumps(now), place="x"), now)


def _port(target: str) -> tuple[str, str]:
    port = Edge(source="x", target=target).target_port
    return port.node, port.name


@quick
@given(documents, edits, st.lists(edits, max_size=3))
def test_an_undo_taken_again_at_once_is_where_one_was(document, mine, theirs):
    now = changed = _applied(document, mine)
    for edit in theirs:
        now = _applied(now, edit)

    history, carried = History().push(document, changed).undo(now)

    assert not history.can_redo or history.redo(carried.document)[1].document is now


@quick
@given(documents, edits, edits)
def test_an_undo_closes_no_cycle(document, mine, theirs):
    changed = _applied(document, mine)
    now = _applied(changed, theirs)

    carried = History().push(document, changed).undo(now)[1]

    if all(find_cycle(each) is None for each in (document, changed, now)):
        assert find_cycle(carried.document) is None


def _applied(document: Document, edit: Edit) -> Document:
    try:
        return apply(document, edit)
    except EditError:
        return document


def test_two_parameters_of_one_node_are_two_things():
    theirs = SetParameter(id="hidden", name="activation", value="relu")

    document, left = undone(NET, units("hidden", 64), theirs)

    assert document.nodes["hidden"].parameters == {"activation": "relu"}
    assert left == ()


def test_a_value_that_others_changed_since_stays_and_is_named():
    document, left = undone(NET, units("hidden", 64), units("hidden", 128))

    assert document.nodes["hidden"].parameters == {"units": 128}
    assert left == ("units of hidden",)


@pytest.mark.parametrize(
    "theirs",
    [
        Connect(source="new", target="digit"),
        units("new", 3),
        SetFrame(id="one", frame=Frame(nodes=("new",))),
        AddNode(id="copy", node=Node(type="Dense", shares="new")),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_a_node_that_others_have_built_upon_stays_with_what_feeds_it(theirs):
    mine = Together(
        edits=(
            AddNode(id="new", node=Node(type="Dense"), position=(1.0, 2.0)),
            Connect(source="image", target="new"),
        )
    )

    document, left = undone(NET, mine, theirs)

    assert document.nodes["new"].type == "Dense"
    assert document.view.positions["new"] == (1.0, 2.0)
    assert "new" in left


def test_a_node_that_nobody_has_touched_goes_and_others_work_elsewhere_stays():
    mine = Together(edits=(AddNode(id="new", node=Node(type="Dense")), Connect(source="image", target="new")))

    document, left = undone(NET, mine, units("digit", 10))

    assert same(document, apply(NET, units("digit", 10)))
    assert left == ()


def test_a_deleted_node_comes_back_without_the_wire_into_a_node_that_others_deleted():
    document, left = undone(NET, RemoveNodes(ids=("hidden",)), RemoveNodes(ids=("digit",)))

    assert wires(document) == ["image > join.inputs.0", "image > hidden", "hidden > join.inputs.1"]
    assert left == ("the wire into digit",)


def test_a_port_that_others_have_taken_stays_theirs():
    document, left = undone(NET, Disconnect(target="digit"), Connect(source="image", target="digit"))

    assert document.edge_into("digit") == Edge(source="image", target="digit")
    assert left == ("the wire into digit",)


def test_a_wire_that_would_close_a_cycle_stays_away():
    document, left = undone(NET, Disconnect(target="hidden"), Connect(source="digit", target="image"))

    assert find_cycle(document) is None
    assert left == ("the wire into hidden",)


def test_both_hands_wires_into_a_list_port_stay():
    join = wired("a > join.inputs.0", "b > join.inputs.1", "c")

    document, left = undone(join, Disconnect(target="join.inputs.0"), Connect(source="c", target="join.inputs.1"))

    assert [edge.source for edge in sorted(document.edges, key=lambda edge: edge.target)] == ["a", "b", "c"]
    assert left == ()


def test_a_renamed_node_has_its_name_back_with_all_that_others_did_to_it():
    theirs = (units("inner", 64), Connect(source="inner", target="extra"), MoveNodes(positions={"inner": (5.0, 5.0)}))
    net = apply(NET, AddNode(id="extra", node=Node(type="Dense")))

    document, left = undone(net, RenameNode(id="hidden", new_id="inner"), *theirs)

    assert document.nodes["hidden"].parameters == {"units": 64}
    assert document.edge_into("extra") == Edge(source="hidden", target="extra")
    assert document.view.positions["hidden"] == (5.0, 5.0)
    assert "inner" not in document.nodes
    assert left == ()


def test_recipe_data_and_words_are_carried_field_by_field():
    mine = Together(
        edits=(
            SetTraining(training=Training(epochs=9)),
            SetTitle(name="mine", description=""),
            SetData(data=Data(source="mnist")),
        )
    )
    theirs = (SetTraining(training=Training(epochs=9, seed=4)), SetTitle(name="mine", description="Theirs."))

    document, left = undone(NET, mine, *theirs)

    assert document.training == Training(seed=4)
    assert (document.name, document.description, document.data) == (NET.name, "Theirs.", None)
    assert left == ()


def test_an_edit_inside_a_block_leaves_another_inside_the_same_block():
    packed = apply(NET, MakeBlock(ids=("hidden", "digit"), name="pair", id="pair_1"))
    mine = InBlock(block="pair", change=units("hidden", 64))

    document, left = undone(packed, mine, InBlock(block="pair", change=units("digit", 10)))

    assert document.blocks["pair"].nodes["hidden"].parameters == {}
    assert document.blocks["pair"].nodes["digit"].parameters == {"units": 10}
    assert left == ()


def test_a_block_that_others_use_stays():
    mine = MakeBlock(ids=("hidden", "digit"), name="pair", id="pair_1")

    document, left = undone(NET, mine, AddNode(id="pair_2", node=Node(type="block.pair")))

    assert document.nodes.keys() == {*NET.nodes, "pair_2"}
    assert "pair" in document.blocks
    assert left == ("the block pair",)


def test_a_note_moved_by_one_and_written_by_the_other_keeps_both():
    noted = apply(NET, SetNote(id="one", note=Note(text="old", position=(0.0, 0.0))))
    mine = SetNote(id="one", note=Note(text="old", position=(9.0, 9.0)))

    document, left = undone(noted, mine, SetNote(id="one", note=Note(text="new", position=(9.0, 9.0))))

    assert document.view.notes["one"] == Note(text="new", position=(0.0, 0.0))
    assert left == ()


def test_way_points_follow_their_wire_and_those_of_others_stay():
    bent = apply(NET, RouteEdges(waypoints={"join.inputs.1": ((1.0, 2.0),)}))

    document, _ = undone(bent, Disconnect(target="join.inputs.0"), units("digit", 4))

    assert document.view.waypoints == {"join.inputs.1": ((1.0, 2.0),)}


def test_together_with_nobody_the_change_is_the_third_document_itself():
    before, after = NET, apply(NET, units("hidden", 64))

    assert carry(after, before, after).document is before
