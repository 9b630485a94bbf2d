"""Layers with several ports: what reaches them together, and outputs that a parameter brings about."""

import pytest

from graphnn.document.apply import apply
from graphnn.document.model import Document, Node
from graphnn.document.values import Json
from graphnn.errors import FaultyGraphError
from tests.engine.builders import built, chain, inferred, node, shaped, wired

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


@pytest.mark.parametrize(
    ("layer", "sizes", "message"),
    [
        (node("GRU", units=2), (8,), None),
        (node("GRU", units=2), (7,), "layer (GRU): mask needs 8, a value for each step, but gets 7."),
        (node("GlobalAveragePooling1D"), (8, 4), "layer (GlobalAveragePooling1D): mask needs 8, a value for each"),
        (node("Softmax"), (8, 1), None),
        (node("Softmax"), (7, 1), "layer (Softmax): mask needs 8 × 4, a value for each number, but gets 7 × 1."),
    ],
)
def test_a_mask_of_another_size_is_told_before_data_flows(layer: Node, sizes: tuple[int, ...], message: str | None):
    nodes = {"x": shaped(8, 4), "counts": shaped(*sizes, dtype="bool"), "layer": layer, "answer": node("Output")}

    found = inferred(wired(nodes, "x > layer.inputs", "counts > layer.mask", "layer > answer")).diagnostics

    assert len(found) == (message is not None)
    assert message is None or found[0].message.startswith(message)


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


def within(child: str, **parameters: Json) -> dict[str, Json]:
    return {"type": child, "parameters": parameters}


def test_a_bidirectional_lstm_gives_the_states_of_both_directions() -> None:
    layer = node("Bidirectional", layer=within("LSTM", units=5, return_state=True))
    states = ["forward_state_h", "forward_state_c", "backward_state_h", "backward_state_c"]
    nodes = {"x": shaped(8, 4), "layer": layer} | {state: node("Output") for state in states}
    document = wired(nodes, "x > layer", *(f"layer.{state} > {state}" for state in states))

    assert inferred(document).diagnostics == ()
    assert list(inferred(document).nodes["layer"].outputs) == ["output", *states]
    assert {name: tuple(tensor.shape) for name, tensor in built(document).outputs.items()} == dict.fromkeys(
        states, (None, 5)
    )


def test_the_first_states_of_a_bidirectional_layer_are_counted_by_its_layer() -> None:
    nodes = {"x": shaped(8, 4), "state": shaped(5), "layer": node("Bidirectional", layer=within("LSTM", units=5))}
    ends = [f"state > layer.initial_state.{place}" for place in range(2)]

    (fault,) = inferred(wired(nodes, "x > layer", *ends)).diagnostics

    assert fault.message == "layer (Bidirectional): initial_state needs 4 tensors, but gets 2."


def test_the_first_states_of_an_rnn_are_those_of_its_cell() -> None:
    nodes = {"x": shaped(8, 4), "state": shaped(5), "layer": node("RNN", cell=within("GRUCell", units=5))}
    one = wired(nodes, "x > layer", "state > layer.initial_state.0")
    two = wired(nodes, "x > layer", "state > layer.initial_state.0", "state > layer.initial_state.1")

    assert inferred(one).diagnostics == ()
    assert [fault.message for fault in inferred(two).diagnostics] == [
        "layer (RNN): initial_state needs 1 tensors, but gets 2."
    ]


def test_layers_within_layers_are_made_at_any_depth_with_names_that_stay() -> None:
    sentences = node("TimeDistributed", layer=within("Bidirectional", layer=within("GRU", units=3)))
    document = chain(words=shaped(4, 6, 2), sentences=sentences, answer=node("Output"))

    first, second = (built(document).model for _ in range(2))

    assert inferred(document).nodes["sentences"].outputs["output"].shape == (None, 4, 6)
    assert [weight.path for weight in first.weights] == [weight.path for weight in second.weights]


@pytest.mark.parametrize(
    ("child", "code", "said"),
    [
        (within("Dense", units=0), "parameter/range", "layer.units is 0"),
        (within("Dense"), "parameter/missing", "layer.units is needed by Dense"),
        (within("Dense", unit=3), "parameter/unknown", "layer.unit is no parameter of Dense"),
        (within("Lambda"), "parameter/choice", "no layer that can stand here"),
        (within("Add"), "parameter/choice", "no layer that can stand here"),
        (within("Input"), "parameter/choice", "no layer that can stand here"),
        (within("Bidirectional", layer=within("Dense", units=3)), "parameter/choice", "layer.layer is"),
        (within("Dense", units=3, activation="relu?"), "parameter/choice", "layer.activation is"),
        (7, "parameter/kind", "layer is 7"),
        ({"type": "Dense", "class": "os.system"}, "parameter/kind", "layer is"),
    ],
)
def test_a_layer_within_a_layer_is_checked_as_a_node_is(child: Json, code: str, said: str) -> None:
    document = chain(x=shaped(8, 4), each=node("TimeDistributed", layer=child), answer=node("Output"))

    faults = inferred(document).diagnostics

    assert (code, True) in [(fault.code, said in fault.message) for fault in faults]
    with pytest.raises(FaultyGraphError):
        built(document)


def test_what_does_not_fit_the_layer_within_is_told_at_the_node() -> None:
    document = chain(
        x=shaped(8, 4),
        each=node("TimeDistributed", layer=within("Conv2D", filters=2, kernel_size=3)),
        answer=node("Output"),
    )

    (fault,) = inferred(document).diagnostics

    assert fault.nodes == ("each",)
    assert fault.code in ("shape/rank", "layer/refused")
