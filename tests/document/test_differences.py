import json

import pytest
from hypothesis import given

from graphnn.document.apply import apply
from graphnn.document.differences import differences
from graphnn.document.edits import (
    AddNode,
    Arrange,
    Connect,
    Disconnect,
    MoveNodes,
    RemoveNodes,
    RenameNode,
    ReplaceNode,
    ResetParameter,
    SetBlock,
    SetData,
    SetParameter,
    SetTitle,
    SetTraining,
    Together,
)
from graphnn.document.model import Block, BlockInput, BlockParameter, Configured, Data, Document, Edge, Node, Training
from tests.document.builders import wired
from tests.document.strategies import documents, quick

BEFORE = apply(
    wired("image > hidden", "hidden > digit", "digit > join.inputs.0", "image > join.inputs.1"),
    SetParameter(id="hidden", name="units", value=512),
)


def dropout(rate: float = 0.5) -> Together:
    node = Node(type="Dropout", parameters={"rate": rate})
    return Together(
        edits=(
            AddNode(id="drop", node=node),
            Connect(source="hidden", target="drop"),
            Connect(source="drop", target="digit"),
        )
    )


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (SetParameter(id="hidden", name="units", value=256), ["hidden: units 512 → 256"]),
        (SetParameter(id="digit", name="activation", value="relu"), ["digit: activation the default → relu"]),
        (ResetParameter(id="hidden", name="units"), ["hidden: units 512 → the default"]),
        (SetParameter(id="digit", name="kernel_size", value=[3, 3]), ["digit: kernel_size the default → 3 × 3"]),
        (dropout(), ["added drop (Dropout) between hidden and digit"]),
        (RemoveNodes(ids=("hidden",), heal=True), ["removed hidden (Dense) between image and digit"]),
        (RenameNode(id="hidden", new_id="dense"), ["hidden: now called dense"]),
        (AddNode(id="lone", node=Node(type="GRU")), ["added lone (GRU)"]),
        (Connect(source="image", target="digit"), ["digit: fed by image instead of hidden"]),
        (Connect(source="image", target="digit.query"), ["connected image to digit.query"]),
        (Disconnect(target="digit"), ["disconnected hidden from digit"]),
        (
            Together(
                edits=(
                    Connect(source="image", target="join.inputs.0"),
                    Connect(source="digit", target="join.inputs.1"),
                )
            ),
            ["join: takes image and digit in this order"],
        ),
        (
            ReplaceNode(id="digit", node=Node(type="Dense", state="bypassed", trainable=False, label="last one")),
            ["digit: label none → 'last one'", "digit: bypassed", "digit: frozen"],
        ),
        (
            ReplaceNode(id="digit", node=Node(type="LSTM", shares="hidden")),
            ["digit: Dense → LSTM", "digit: shares none → hidden"],
        ),
        (SetTitle(name="Digits", description=""), ["name: Untitled → Digits"]),
        (SetTitle(name="Untitled", description="# New"), ["description: changed"]),
        (SetData(data=Data(source="mnist")), ["data: none → mnist"]),
        (SetTraining(training=Training(batch_size=64)), ["training: batch_size 32 → 64"]),
        (
            SetTraining(training=Training(optimizer=Configured(type="Adam", parameters={"learning_rate": 0.01}))),
            ["training: optimizer.learning_rate the default → 0.01"],
        ),
        (SetTraining(training=Training(optimizer=Configured(type="SGD"))), ["training: optimizer Adam → SGD"]),
        (SetBlock(name="residual", block=Block()), ["added the block residual"]),
        (MoveNodes(positions={"hidden": (1.0, 2.0)}), []),
        (Arrange(positions={"hidden": (1.0, 2.0)}, direction="top-to-bottom"), []),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_person_did_is_said_in_words(edit, words):
    after = apply(BEFORE, edit)

    said = [each.sentence for each in differences(BEFORE, after)]
    if isinstance(edit, SetData):
        assert said[0].startswith("data: none → source mnist")
    else:
        assert said == words


def test_inside_a_block_the_words_say_where():
    def with_block(units: int, *inputs: str) -> Document:
        block = Block(
            parameters={"units": BlockParameter(default=units)},
            nodes={"a": Node(type="Dense", parameters={"units": units}), "b": Node(type="Dense")},
            edges=(Edge(source="a", target="b"),),
            inputs=tuple(BlockInput(name=name, targets=(f"a.{name}",)) for name in inputs),
        )
        return Document(blocks={"pair": block})

    assert [each.sentence for each in differences(with_block(1), with_block(2, "query"))] == [
        "block pair: parameter units 1 → 2",
        "block pair, a: units 1 → 2",
        "block pair: its inputs changed",
    ]


def test_the_order_of_nodes_is_no_difference():
    turned = BEFORE.model_copy(update={"nodes": dict(reversed(BEFORE.nodes.items())), "edges": BEFORE.edges[::-1]})

    assert differences(BEFORE, turned) == ()


@quick
@given(documents, documents)
def test_any_two_documents_differ_in_words_and_in_json(old, new):
    found = differences(old, new)

    assert all(each.sentence for each in found)
    json.dumps([[each.before, each.after] for each in found])
    assert (not found) == (not differences(new, old))


@quick
@given(documents)
def test_a_document_does_not_differ_from_itself(document):
    assert differences(document, document.model_copy()) == ()
