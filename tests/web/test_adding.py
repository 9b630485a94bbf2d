import pytest

from graphnn.analysis.blocks import with_blocks
from graphnn.analysis.fixes import COLUMN_WIDTH
from graphnn.document.apply import apply
from graphnn.document.edits import AddNode
from graphnn.document.model import Block, Data, Document, View
from graphnn.errors import EditError
from graphnn.web.adding import add
from graphnn.web.elements.intents import Add, Move
from graphnn.web.meaning import meant
from tests.analysis.builders import catalogue, chain, classifier, node
from tests.document.builders import wired, wires


def added(document: Document, type: str, *selected: str, place=None, **ports: str | None) -> tuple[Document, str]:
    """Return the document with a layer added, and the new node's id."""
    x, y = place or (None, None)
    new = add(Add(type=type, x=x, y=y, **ports), document, catalogue(), selected)
    return apply(document, new.edit), new.node_id


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


def test_a_card_that_is_dropped_on_a_wire_goes_into_it_in_one_step():
    document = apply(classifier(), AddNode(id="drop", node=node("Dropout", rate=0.5)))
    intent = Move(positions={"drop": (10.0, 20.0)}, onto="digit")

    moved = apply(document, meant(intent, document, catalogue(), ()).edit)
    beside = apply(document, meant(Move(positions={"drop": (1.0, 2.0)}, onto="gone"), document, catalogue(), ()).edit)

    assert {"hidden > drop", "drop > digit"} < set(wires(moved))
    assert "hidden > digit" not in wires(moved)
    assert moved.view.positions["drop"] == (10.0, 20.0)
    assert wires(beside) == wires(document)


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


def test_a_block_of_the_document_is_placed_like_a_layer():
    fold = Block(nodes={"fc": node("Flatten")}, inputs=({"targets": ("fc",)},), outputs=({"source": "fc"},))
    document = wired("a > b").model_copy(update={"blocks": {"fold": fold}})

    new = add(Add(type="block.fold", x=1, y=2, onto="b"), document, with_blocks(document, catalogue()), ())

    placed = apply(document, new.edit)
    assert new.node_id == "fold"
    assert placed.nodes["fold"].block == "fold"
    assert set(wires(placed)) == {"a > fold", "fold > b"}


def test_a_layer_chosen_for_a_wire_let_go_is_wired_to_the_port_it_came_from():
    behind, new = added(classifier(), "Dropout", place=(0, 0), source="flat")
    before, other = added(classifier(), "Dropout", place=(0, 0), target="digit")

    assert f"flat > {new}" in wires(behind)
    assert f"{other} > digit" in wires(before)
    assert "hidden > digit" not in wires(before)


def test_a_layer_put_into_a_wire_by_name_stands_in_its_middle():
    placed = classifier().model_copy(update={"view": View(positions={"hidden": (0.0, 0.0), "digit": (600.0, 80.0)})})

    document, new = added(placed, "Dropout", onto="digit")

    assert document.view.positions[new] == (300.0, 40.0)
    assert {f"hidden > {new}", f"{new} > digit"} < set(wires(document))


def test_a_wire_to_a_port_that_is_gone_refuses_the_layer_whole():
    with pytest.raises(EditError):
        added(classifier(), "Dropout", place=(0, 0), source="gone")
