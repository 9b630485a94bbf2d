"""Layers with several ports: what reaches them together, and outputs that a parameter brings about."""

import pytest

from graphnn.document.apply import apply
from graphnn.document.model import Document, Node
from tests.engine.builders import built, inferred, node, shaped, wired

HEADS = node("MultiHeadAttention", num_heads=2, key_dim=4)


def attending(layer: Node, query: tuple[int, ...], value: tuple[int, ...], mask: tuple[int, ...] = ()) -> Document:
    nodes = {"query": shaped(*query), "value": shaped(*value), "layer": layer, "answer": node("Output")}
    wires = ["query > layer.query", "value > layer.value", "layer > answer"]
    if mask:
        nodes["mask"] = shaped(*mask)
        wires.append("mask > layer.attention_mask")
    return wired(nodes, *wires)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (attending(node("Attention"), (8, 3), (8, 4)), "shape/mismatch"),
        (attending(node("Attention"), (8,), (8,)), "shape/rank"),
        (attending(HEADS, (8,), (8,)), "shape/rank"),
        (attending(HEADS, (8, 3), (9, 4), mask=(9, 8)), "layer/refused"),
        (attending(HEADS, (8, 3), (9, 4), mask=(8, 9)), None),
        (attending(HEADS, (8, 3), (9, 4), mask=(1, 9)), None),
        (attending(node("GroupQueryAttention", head_dim=2, num_query_heads=3, num_key_value_heads=2), (8, 3), (8, 3)),
         "layer/refused"),
    ],
)  # fmt: skip
def test_attention_to_what_does_not_fit_is_told_before_data_flows(document: Document, code: str | None) -> None:
    assert [each.code for each in inferred(document).diagnostics] == ([code] if code else [])


def test_a_first_state_of_another_size_is_told_with_both_sizes() -> None:
    nodes = {"x": shaped(8, 4), "state": shaped(7), "lstm": node("LSTM", units=5), "answer": node("Output")}
    ends = ("state > lstm.initial_state.0", "state > lstm.initial_state.1")

    (fault,) = inferred(wired(nodes, "x > lstm", *ends, "lstm > answer")).diagnostics

    assert fault.nodes == ("lstm",)
    assert fault.message == "lstm (LSTM): initial_state needs 5, but gets 7."


def test_one_lstm_starts_from_the_last_states_of_another() -> None:
    nodes = {
        "x": shaped(8, 4),
        "first": node("LSTM", units=5, return_state=True),
        "second": node("LSTM", units=5, return_sequences=True),
        "answer": node("Output"),
    }
    states = ("first.state_h > second.initial_state.0", "first.state_c > second.initial_state.1")
    document = wired(nodes, "x > first", "x > second", *states, "second > answer")

    network = built(document)

    assert inferred(document).nodes["first"].outputs.keys() == {"output", "state_h", "state_c"}
    assert tuple(network.outputs["answer"].shape) == (None, 8, 5)


def test_an_output_that_is_switched_off_is_told_with_the_switch() -> None:
    document = wired(
        {"x": shaped(8, 4), "lstm": node("LSTM", units=5), "answer": node("Output")},
        "x > lstm",
        "lstm.state_h > answer",
    )

    (fault,) = inferred(document).diagnostics

    assert (fault.code, fault.nodes) == ("edge/port", ("lstm",))
    assert fault.fix is not None
    assert inferred(apply(document, fault.fix.edit)).diagnostics == ()
