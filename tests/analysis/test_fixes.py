"""Every faulty document here is told by its code, and a cure that is offered cures it."""

import pytest

from graphnn.document.apply import apply
from graphnn.document.model import Data, Document, Edge, Node, Split
from graphnn.document.values import thaw
from tests.analysis.builders import (
    chain,
    classifier,
    faults,
    learning_from,
    node,
    trained_by,
    with_edges,
)

LOGITS: Node = node(
    "Output", column="label", loss={"type": "SparseCategoricalCrossentropy", "parameters": {"from_logits": True}}
)


def output(loss: str, column: str = "label") -> Node:
    return node("Output", column=column, loss=loss)


def without_edge(document: Document, target: str) -> Document:
    return document.model_copy(update={"edges": tuple(e for e in document.edges if e.target != target)})


CURABLE = {
    "no input": ("graph/no-input", chain(flat=node("Flatten"))),
    "a misspelt type": ("node/unknown-type", classifier(flat=node("flaten"))),
    "ids that differ by case": ("node/case-collision", chain(a=node("Input", column="image"), A=node("Flatten"))),
    "an edge from nowhere": ("edge/dangling", with_edges(classifier(), ("ghost", "flat.inputs.1"))),
    "an edge to nowhere": ("edge/dangling", with_edges(classifier(), ("flat", "ghost"))),
    "an output that is not there": (
        "edge/port",
        with_edges(without_edge(classifier(), "digit"), ("hidden.state", "digit")),
    ),
    "an output that is switched off": ("edge/port", with_edges(
        without_edge(chain("houses", a=node("Input", column="plan"), b=node("LSTM", units=4), c=node("Output")), "c"),
        ("b.state_h", "c"),
    )),
    "an input that is not there": ("edge/port", with_edges(classifier(), ("flat", "digit.query"))),
    "a list where one edge goes": ("edge/port", with_edges(classifier(), ("flat", "digit.inputs.1"))),
    "two edges where one goes": (
        "edge/port",
        with_edges(without_edge(classifier(), "digit"), ("hidden", "digit.inputs.0"), ("flat", "digit.inputs.1")),
    ),
    "an edge into an Input": ("edge/port", with_edges(classifier(), ("flat", "image"))),
    "a cycle": (
        "edge/cycle",
        with_edges(classifier(flat=node("Add")), ("hidden", "flat.inputs.1")),
    ),
    "a loose end": ("node/unconnected", without_edge(classifier(), "answer")),
    "a subtraction of one": ("node/unconnected", without_edge(
        chain(image=node("Input", column="image"), less=node("Subtract"), more=node("Input", column="image")), "more"
    )),
    "a subtraction of three": (
        "node/too-many-inputs",
        with_edges(classifier(flat=node("Subtract")), ("image", "flat.inputs.1"), ("scale", "flat.inputs.2")),
    ),
    "a node that leads nowhere": ("node/unused", with_edges(classifier(side=node("Flatten")), ("scale", "side"))),
    "sharing with nobody": ("shares/unknown", classifier(hidden=Node(type="Dense", shares="ghost"))),
    "sharing with another kind": ("shares/type", classifier(hidden=Node(type="Dense", shares="flat"))),
    "a required parameter that is missing": ("parameter/missing", classifier(hidden=node("Dense"))),
    "text for a required number": ("parameter/kind", classifier(hidden=node("Dense", units="many"))),
    "a parameter that is not there": ("parameter/unknown", classifier(flat=node("Flatten", units=3))),
    "a misspelt parameter": ("parameter/unknown", classifier(hidden=node("Dense", unit=3))),
    "a float for an integer": ("parameter/kind", classifier(hidden=node("Dense", units=16.0))),
    "a bool for a number": ("parameter/kind", classifier(drop=node("ReLU", threshold=True))),
    "too small a number": ("parameter/range", classifier(hidden=node("Dense", units=0))),
    "a misspelt choice": (
        "parameter/choice",
        classifier(image=node("Input", column="image", dtype="Float32")),
    ),
    "a misspelt activation": ("parameter/choice", classifier(hidden=node("Dense", units=3, activation="rellu"))),
    "an unknown loss": ("parameter/choice", classifier(answer=output("categorical_crosentropy"))),
    "a parameter of a loss out of range": (
        "parameter/range",
        classifier(answer=node("Output", column="label", loss={
            "type": "CategoricalCrossentropy", "parameters": {"label_smoothing": 2}
        })),
    ),
    "an object among many that lacks one": ("parameter/missing", classifier(answer=node("Output", column="label",
        loss="categorical_crossentropy", metrics=["accuracy", {"type": "F1Score", "parameters": {"threshold": 0.5}}]
    ))),
    "an object among many": ("parameter/choice", classifier(answer=node("Output", column="label",
        loss="categorical_crossentropy", metrics=["accuracy", "nonsense"]
    ))),
    "an unknown optimizer": ("training/unknown-optimizer", trained_by("Adamm")),
    "a negative learning rate": ("parameter/range", trained_by("Adam", learning_rate=-1)),
    "a parameter that the optimizer lacks": ("parameter/unknown", trained_by("Adam", nesterov=True)),
    "a parameter that the data lacks": (
        "parameter/unknown", learning_from(Data(source="pixels", parameters={"noise": 1}))
    ),
    "a wrong parameter of the data": ("parameter/range", learning_from(
        Data(source="houses", parameters={"noise": -1}),
        chain(rooms=node("Input", column="rooms"), answer=output("mse", "price")),
    )),
    "a misspelt data set": ("data/unknown-set", learning_from(Data(source="pixel"))),
    "a misspelt column": ("data/column", classifier(image=node("Input", column="Image"))),
    "a column of other data": ("data/column", classifier(answer=output("categorical_crossentropy", "species"))),
    "a test split that is not there": ("data/no-test-split", learning_from(
        Data(source="houses", test=Split(split="test")),
        chain(rooms=node("Input", column="rooms"), answer=output("mse", "price")),
    )),
    "an Input of no shape": ("input/shape", classifier(image=node("Input"))),
    "pixels as they are": ("data/unscaled", classifier(scale=node("Identity"))),
    "a target and no loss": ("output/no-loss", classifier(answer=node("Output", column="label"))),
    "a loss and no target": ("output/no-column", classifier(answer=node("Output", loss="mse"))),
    "another number of units": ("loss/units", classifier(digit=node("Dense", units=8, activation="softmax"))),
    "too many units": ("loss/units", classifier(
        digit=node("Dense", units=12, activation="softmax"), answer=output("sparse_categorical_crossentropy")
    )),
    "two units for two classes": ("loss/units", learning_from(Data(source="houses"), chain(
        rooms=node("Input", column="rooms"),
        two=node("Dense", units=2, activation="sigmoid"),
        answer=output("bce", "sold"),
    ))),
    "ten classes for a binary loss": ("loss/classes", classifier(answer=output("binary_crossentropy"))),
    "softmax before logits": ("loss/activation", classifier(answer=LOGITS)),
    "logits for a loss of probabilities": ("loss/activation", classifier(digit=node("Dense", units=10))),
    "softmax of one value": ("loss/activation", learning_from(Data(source="houses"), chain(
        rooms=node("Input", column="rooms"),
        one=node("Dense", units=1, activation="softmax"),
        answer=output("bce", "sold"),
    ))),
}  # fmt: skip

FOR_A_PERSON_TO_DECIDE = {
    "an empty graph": ("graph/empty", Document()),
    "a type like no other": ("node/unknown-type", classifier(flat=node("Zzzzz"))),
    "columns and no data": ("data/missing", learning_from(None)),
    "an image among stacked numbers": ("data/column", learning_from(
        Data(source="houses"), chain(both=node("Input", column=["rooms", "plan"]), answer=output("mse", "price"))
    )),
    "a data set like no other": ("data/unknown-set", learning_from(Data(source="zzzzz"))),
    "a shape and no column among several": ("input/shape", learning_from(
        Data(source="houses"), chain(both=node("Input"), answer=output("mse", "price"))
    )),
    "an optimizer like no other": ("training/unknown-optimizer", trained_by("zzzzz")),
}  # fmt: skip


@pytest.mark.parametrize("name", CURABLE | FOR_A_PERSON_TO_DECIDE)
def test_a_fault_is_told_once_by_its_code(name: str) -> None:
    code, document = (CURABLE | FOR_A_PERSON_TO_DECIDE)[name]

    found = [diagnostic.code for diagnostic in faults(document)]

    assert found.count(code) == 1


@pytest.mark.parametrize("name", CURABLE | FOR_A_PERSON_TO_DECIDE)
def test_a_fault_is_told_in_sentences_that_end_in_what_to_do(name: str) -> None:
    _, document = (CURABLE | FOR_A_PERSON_TO_DECIDE)[name]

    for diagnostic in faults(document):
        assert diagnostic.message.endswith(".")
        assert diagnostic.hint.endswith((".", "?"))
        assert set(diagnostic.nodes) <= set(document.nodes)


@pytest.mark.parametrize("name", CURABLE)
def test_applying_a_cure_removes_the_fault(name: str) -> None:
    code, document = CURABLE[name]
    fault = next(diagnostic for diagnostic in faults(document) if diagnostic.code == code)
    assert fault.fix is not None

    cured = apply(document, fault.fix.edit)

    assert [d for d in faults(cured) if (d.code, d.nodes, d.parameter) == (code, fault.nodes, fault.parameter)] == []


@pytest.mark.parametrize("name", FOR_A_PERSON_TO_DECIDE)
def test_no_cure_is_offered_where_only_a_person_can_tell(name: str) -> None:
    code, document = FOR_A_PERSON_TO_DECIDE[name]

    assert next(d for d in faults(document) if d.code == code).fix is None


@pytest.mark.parametrize(
    ("scale", "inserted", "makes_way"),
    [
        ((600.0, 100.0), (300.0, 50.0), (600.0, 100.0)),  # there is room
        ((200.0, 100.0), (200.0, 100.0), (432.0, 100.0)),  # too near
        ((0.0, 400.0), (0.0, 200.0), (0.0, 400.0)),  # a row further down
    ],
)
def test_a_node_inserted_by_a_cure_finds_room_between_its_neighbours(scale, inserted, makes_way) -> None:
    document = classifier(scale=node("Identity"))
    view = document.view.model_copy(update={"positions": {"image": (0.0, 0.0), "scale": scale}})
    document = document.model_copy(update={"view": view})
    fix = next(d for d in faults(document) if d.code == "data/unscaled").fix
    assert fix is not None

    cured = apply(document, fix.edit)

    assert cured.view.positions["rescaling"] == inserted
    assert cured.view.positions["scale"] == makes_way
    assert Edge(source="rescaling", target="scale") in cured.edges


def test_a_cure_leaves_alone_what_is_right_beside_the_fault() -> None:
    metrics = ["accuracy", {"type": "F1Score", "parameters": {"threshold": 0.5}}, {"type": "AUC"}]
    answer = node("Output", column="label", loss="categorical_crossentropy", metrics=metrics)
    fault = next(each for each in faults(classifier(answer=answer)) if each.code == "parameter/missing")
    assert fault.fix is not None

    cured = apply(classifier(answer=answer), fault.fix.edit)

    whole = {"type": "F1Score", "parameters": {"threshold": 0.5, "average": "macro"}}
    assert fault.fix.label == "Set average to macro"
    assert thaw(cured.nodes["answer"].parameters)["metrics"] == ["accuracy", whole, {"type": "AUC"}]
