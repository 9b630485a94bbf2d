import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from graphnn.document.apply import apply
from graphnn.document.codec import dumps, loads
from graphnn.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    Edit,
    MoveNodes,
    RemoveNodes,
    RenameNode,
    ReplaceNode,
    ResetParameter,
    SetData,
    SetParameter,
    SetTitle,
    SetTraining,
    Together,
)
from graphnn.document.model import MAX_EDGES, MAX_NODES, Data, Document, Edge, Node, Training, View
from graphnn.document.topology import find_cycle
from graphnn.document.values import same
from graphnn.errors import EditError
from tests.document.builders import wired, wires
from tests.document.strategies import documents, edits, edits_of_nodes, quick


def refusal(document: Document, edit: Edit) -> str:
    with pytest.raises(EditError) as raised:
        apply(document, edit)
    return str(raised.value)


def test_a_name_that_a_loose_edge_bears_already_is_refused():
    loose = (Edge(source="image", target="image"), Edge(source="image", target="hidden"))
    document = Document(nodes={"image": Node(type="Input")}, edges=loose)

    with pytest.raises(EditError, match="an edge names a node of this name"):
        apply(document, RenameNode(id="image", new_id="hidden"))


@quick
@given(documents, st.lists(edits, max_size=8))
def test_any_sequence_of_edits_keeps_the_document_valid(document, sequence):
    for edit in sequence:
        before = dumps(document)
        try:
            edited = apply(document, edit)
        except EditError:
            edited = document

        assert dumps(document) == before
        document = edited

    assert same(Document.model_validate(dict(document)), document)
    assert same(loads(dumps(document)), document)


@quick
@given(st.lists(edits_of_nodes, max_size=8))
def test_edits_alone_never_make_a_cycle_an_edge_to_nowhere_or_a_gap_in_a_list(sequence):
    document = Document(nodes={"image": Node(type="Input"), "add": Node(type="Add"), "hidden": Node(type="Dense")})

    for edit in sequence:
        try:
            document = apply(document, edit)
        except EditError:
            continue

    ports = [edge.target_port for edge in document.edges]
    assert find_cycle(document) is None
    assert {port.node for port in ports} | {edge.source_port.node for edge in document.edges} <= document.nodes.keys()
    assert document.view.positions.keys() <= document.nodes.keys()
    for node, name in {(port.node, port.name) for port in ports if port.index is not None}:
        indices = sorted(port.index for port in ports if (port.node, port.name) == (node, name))
        assert indices == list(range(len(indices)))


@quick
@given(edits)
def test_an_edit_reads_back_from_the_json_that_the_canvas_sends(edit):
    assert same(TypeAdapter(Edit).validate_json(edit.model_dump_json()), edit)


def test_adding_a_node_puts_it_last_at_its_position():
    document = apply(wired("a > b"), AddNode(id="c", node=Node(type="Flatten"), position=(1.0, 2.0)))

    assert list(document.nodes) == ["a", "b", "c"]
    assert document.view.positions == {"c": (1.0, 2.0)}


def test_an_id_is_given_once():
    assert "nodes.a: the id is taken" in refusal(wired("a"), AddNode(id="a", node=Node(type="Dense")))
    assert "differs from dense_1 by upper and lower case alone" in refusal(
        wired("dense_1"), AddNode(id="Dense_1", node=Node(type="Dense"))
    )


def test_no_more_nodes_and_edges_are_added_than_a_document_holds():
    full = Document(nodes={f"n{index}": Node(type="Dense") for index in range(MAX_NODES)})
    edges = tuple(Edge(source="a", target=f"b.p{index}") for index in range(MAX_EDGES))
    dense = Document(nodes={"a": Node(type="Dense"), "b": Node(type="Dense")}, edges=edges)

    assert "2,000 nodes, the limit" in refusal(full, AddNode(id="a", node=Node(type="Dense")))
    assert "10,000 edges, the limit" in refusal(dense, Connect(source="a", target="b"))


def test_removing_a_node_removes_its_edges_and_its_position():
    document = wired("a > b", "b > c", view=View(positions={"a": (0.0, 0.0), "b": (1.0, 1.0)}))

    document = apply(document, RemoveNodes(ids=("b",)))

    assert list(document.nodes) == ["a", "c"]
    assert document.edges == ()
    assert document.view.positions == {"a": (0.0, 0.0)}


def test_the_first_that_shared_a_removed_layer_takes_it_over():
    owner = Node(type="Dense", parameters={"units": 3}, label="owner")
    nodes = {"a": owner, "b": Node(type="Dense", shares="a", label="b"), "c": Node(type="Dense", shares="a")}

    document = apply(Document(nodes=nodes), RemoveNodes(ids=("a",)))

    assert document.nodes["b"] == Node(type="Dense", parameters={"units": 3}, label="b")
    assert document.nodes["c"].shares == "b"


def test_renaming_follows_everywhere():
    nodes = {"a": Node(type="Input"), "b": Node(type="Dense"), "c": Node(type="Dense", shares="b")}
    edges = (Edge(source="a", target="b"), Edge(source="b.state", target="c.inputs.0"))
    document = Document(nodes=nodes, edges=edges, view=View(positions={"b": (1.0, 2.0)}))

    document = apply(document, RenameNode(id="b", new_id="hidden"))

    assert list(document.nodes) == ["a", "hidden", "c"]
    assert wires(document) == ["a > hidden", "hidden.state > c.inputs.0"]
    assert document.nodes["c"].shares == "hidden"
    assert document.view.positions == {"hidden": (1.0, 2.0)}


def test_a_node_may_be_renamed_by_case_alone_but_not_to_the_id_of_another():
    assert list(apply(wired("dense", "b"), RenameNode(id="dense", new_id="Dense")).nodes) == ["Dense", "b"]
    assert "differs from b" in refusal(wired("dense", "b"), RenameNode(id="dense", new_id="B"))


def test_parameters_are_set_and_reset_in_place():
    document = Document(nodes={"a": Node(type="Dense", parameters={"units": 1, "activation": "relu"})})

    document = apply(document, SetParameter(id="a", name="units", value=2))
    assert list(document.nodes["a"].parameters.items()) == [("units", 2), ("activation", "relu")]

    document = apply(document, ResetParameter(id="a", name="units"))
    assert document.nodes["a"].parameters == {"activation": "relu"}


def test_replacing_a_node_keeps_its_edges():
    document = apply(wired("a > b", "b > c"), ReplaceNode(id="b", node=Node(type="Flatten")))

    assert document.nodes["b"] == Node(type="Flatten")
    assert wires(document) == ["a > b", "b > c"]


def test_disconnecting_closes_the_gap_in_a_list():
    document = wired("a > add.inputs.0", "b > add.inputs.1", "c > add.inputs.2", "a > d")

    assert wires(apply(document, Disconnect(target="add.inputs.1"))) == [
        "a > add.inputs.0",
        "c > add.inputs.1",
        "a > d",
    ]
    assert "add: no edge ends here. At add, edges end at add.inputs.0, add.inputs.1" in refusal(
        document, Disconnect(target="add")
    )


def test_an_edge_that_closes_a_cycle_is_refused_with_the_path():
    message = refusal(wired("a > b", "b > c"), Connect(source="c", target="a"))

    assert message.startswith("a: an edge from c would close the cycle a -> b -> c -> a.")


def test_a_node_cannot_feed_itself():
    assert "a: a node cannot feed itself" in refusal(wired("a"), Connect(source="a", target="a.inputs.1"))


def test_a_cycle_that_a_file_brought_hinders_no_edit_elsewhere():
    document = wired("a > b", "b > a", "c", "d")

    assert wires(apply(document, Connect(source="c", target="d"))) == ["a > b", "b > a", "c > d"]


def test_title_data_training_and_positions_are_set():
    edit = Together(
        edits=(
            SetTitle(name="digits", description="all ten"),
            SetData(data=Data(source="mnist")),
            SetTraining(training=Training(epochs=9)),
            MoveNodes(positions={"a": (3.0, 4.0)}),
        )
    )

    document = apply(wired("a"), edit)

    assert (document.name, document.description) == ("digits", "all ten")
    assert document.data == Data(source="mnist")
    assert document.training.epochs == 9
    assert document.view.positions == {"a": (3.0, 4.0)}


@pytest.mark.parametrize(
    "edit",
    [
        RemoveNodes(ids=("a", "hiden")),
        RenameNode(id="hiden", new_id="x"),
        SetParameter(id="hiden", name="units", value=1),
        ResetParameter(id="hiden", name="units"),
        ReplaceNode(id="hiden", node=Node(type="Dense")),
        MoveNodes(positions={"hiden": (0.0, 0.0)}),
        Connect(source="hiden", target="a"),
        Connect(source="a", target="hiden"),
        AddNode(id="b", node=Node(type="Dense", shares="hiden")),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_an_edit_of_a_node_that_is_not_there_names_the_nearest(edit):
    assert refusal(wired("a", "hidden"), edit) == "nodes.hiden: no such node. Did you mean hidden?"


def test_a_layer_cannot_be_shared_with_itself_by_any_way():
    document = Document(nodes={"a": Node(type="Dense"), "b": Node(type="Dense", shares="a")})

    assert "nodes.a.shares" in refusal(document, ReplaceNode(id="a", node=Node(type="Dense", shares="b")))
    assert "nodes.c.shares" in refusal(document, AddNode(id="c", node=Node(type="Dense", shares="c")))


def test_of_several_edits_all_hold_or_none():
    both = Together(edits=(SetTitle(name="new", description=""), Disconnect(target="b")))

    assert "b: no edge ends here" in refusal(wired("a", "b"), both)
    assert apply(wired("a > b"), both) == wired("a", "b", name="new")


@pytest.mark.parametrize(
    "edit",
    [
        SetParameter(id="a", name="units", value=1),
        ResetParameter(id="a", name="activation"),
        RenameNode(id="a", new_id="a"),
        MoveNodes(positions={}),
        Connect(source="a", target="b"),
        SetTitle(name="Untitled", description=""),
        Together(edits=()),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_an_edit_that_changes_nothing_gives_the_same_document_back(edit):
    document = apply(wired("a > b"), SetParameter(id="a", name="units", value=1))

    assert apply(document, edit) is document


def test_setting_true_for_one_is_a_change():
    document = apply(wired("a"), SetParameter(id="a", name="units", value=1))

    assert apply(document, SetParameter(id="a", name="units", value=True)).nodes["a"].parameters["units"] is True


def test_an_edit_that_would_make_the_file_too_large_is_refused():
    assert "larger than 5,000,000 bytes" in refusal(wired("a"), SetParameter(id="a", name="x", value="x" * 5_000_000))
