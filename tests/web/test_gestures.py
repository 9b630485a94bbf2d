import pytest

from graphnn.analysis.blocks import with_blocks
from graphnn.document.apply import apply
from graphnn.document.model import Block, Data, Document, Edge, View
from graphnn.errors import EditError
from graphnn.web.elements.intents import Add, Connect, Disconnect, Duplicate, Move, Remove, Rewire
from graphnn.web.gestures import COLUMN_WIDTH, Gesture, add, edit_of
from tests.analysis.builders import catalogue, chain, classifier, node
from tests.document.builders import wired, wires


def after(document: Document, gesture: Gesture) -> Document:
    return apply(document, edit_of(gesture, document))


def added(document: Document, type: str, *selected: str, onto: str | None = None, place=None) -> tuple[Document, str]:
    """Return the document with a layer added, and the new node's id."""
    x, y = place or (None, None)
    new = add(Add(type=type, x=x, y=y, onto=onto), document, catalogue(), selected)
    return apply(document, new.edit), new.node_id


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


def test_copies_stand_beside_their_originals_with_the_wires_among_them():
    document = wired("a > b", "b > c", view=View(positions={"a": (0.0, 0.0), "b": (100.0, 0.0)}))

    copied = after(document, Duplicate(nodes=("a", "b", "gone")))

    new = [node_id for node_id in copied.nodes if node_id not in document.nodes]
    assert len(new) == 2
    assert f"{new[0]} > {new[1]}" in wires(copied)
    assert len(copied.edges) == len(document.edges) + 1
    assert copied.view.positions[new[0]] not in document.view.positions.values()
    assert copied.nodes[new[0]] == document.nodes["a"]


def test_a_layer_that_was_dropped_stands_where_it_was_dropped_alone():
    document, new = added(classifier(), "Dropout", "hidden", place=(10, 20))

    assert document.view.positions[new] == (10.0, 20.0)
    assert document.nodes[new].type == "Dropout"
    assert document.edges == classifier().edges


def test_a_layer_that_was_dropped_on_a_wire_goes_into_it():
    document, new = added(classifier(), "Dropout", onto="digit", place=(10, 20))

    assert {f"hidden > {new}", f"{new} > digit"} < set(wires(document))
    assert "hidden > digit" not in wires(document)


def test_a_layer_with_a_list_of_inputs_goes_into_a_wire_too():
    document, new = added(classifier(), "Add", onto="digit", place=(10, 20))

    assert f"hidden > {new}.inputs.0" in wires(document)
    assert f"{new} > digit" in wires(document)


@pytest.mark.parametrize(("type", "onto"), [("Input", "digit"), ("Output", "digit"), ("Dropout", "gone")])
def test_what_cannot_stand_in_a_wire_stands_beside_it(type, onto):
    document, new = added(classifier(), type, onto=onto, place=(0, 0))

    assert document.edges == classifier().edges
    assert new in document.nodes


def test_a_layer_chosen_by_name_goes_behind_the_selected_one():
    placed = classifier().model_copy(update={"view": View(positions={"hidden": (100.0, 50.0)})})

    document, new = added(placed, "Dropout", "hidden")

    assert f"hidden > {new}" in wires(document)
    assert document.view.positions[new] == (100.0 + COLUMN_WIDTH, 50.0)


@pytest.mark.parametrize("selected", [(), ("answer",), ("hidden", "digit"), ("gone",)])
def test_a_layer_chosen_by_name_is_joined_to_nothing_where_it_is_not_plain_to_what(selected):
    document, new = added(classifier(), "Dropout", *selected)

    assert document.edges == classifier().edges
    assert new in document.nodes


def test_two_layers_added_behind_one_node_do_not_cover_each_other():
    placed = classifier().model_copy(update={"view": View(positions={"hidden": (0.0, 0.0)})})
    once, first = added(placed, "Dropout", "hidden")

    twice, second = added(once, "Dropout", "hidden")

    assert twice.view.positions[first] != twice.view.positions[second]


def test_the_first_card_lies_at_the_origin():
    document, new = added(Document(), "Input")

    assert document.view.positions[new] == (0.0, 0.0)


def test_a_new_node_starts_with_what_it_needs():
    document, new = added(Document(), "Dense")

    assert document.nodes[new].parameters["units"] >= 1


@pytest.mark.parametrize(
    ("data", "type", "parameters"),
    [
        ("pixels", "Input", {"column": "image"}),
        (
            "pixels",
            "Output",
            {"column": "label", "loss": "sparse_categorical_crossentropy", "metrics": ("accuracy",)},
        ),
        ("houses", "Output", {"column": "price", "loss": "mean_squared_error", "metrics": ("mean_absolute_error",)}),
    ],
)
def test_the_ends_of_a_network_start_with_the_column_that_offers_itself(data, type, parameters):
    document, new = added(Document(data=Data(source=data)), type)

    assert dict(document.nodes[new].parameters) == parameters


def test_a_layer_that_there_is_not_cannot_be_added():
    with pytest.raises(EditError, match="There is no layer Dence"):
        added(Document(), "Dence")


def test_a_layer_goes_behind_one_whose_type_nobody_knows_without_a_wire():
    document, new = added(chain(None, lost=node("Dence")), "Dropout", "lost")

    assert new in document.nodes
    assert document.edges == ()


def test_an_edge_pulled_from_a_deleted_node_is_removed_once():
    document = wired("a > b").model_copy(update={"edges": (Edge(source="a", target="b"),)})

    assert wires(after(document, Remove(nodes=("a",), wires=("b",), heal=False))) == []


def test_a_block_of_the_document_is_placed_like_a_layer():
    fold = Block(nodes={"fc": node("Flatten")}, inputs=({"targets": ("fc",)},), outputs=({"source": "fc"},))
    document = wired("a > b").model_copy(update={"blocks": {"fold": fold}})

    new = add(Add(type="block.fold", x=1, y=2, onto="b"), document, with_blocks(document, catalogue()), ())

    placed = apply(document, new.edit)
    assert new.node_id == "fold"
    assert placed.nodes["fold"].block == "fold"
    assert set(wires(placed)) == {"a > fold", "fold > b"}
