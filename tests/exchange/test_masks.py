import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import convert
from tests.document.builders import wires
from tests.exchange.configs import entrance, functional, layer, operation, tensor


def called(given: dict, *args: object, **named: object) -> dict:
    """Return a layer with one call of these arguments."""
    return given | {"inbound_nodes": [{"args": list(args), "kwargs": named}]}


READ = layer("LSTM", "read", units=2)


def masked(left_out: int, behind: dict = READ) -> dict:
    """Return the config of a network whose last layer is given a mask of the steps that are equal to a number."""
    compare = operation("NotEqual", "compare", tensor("words"), left_out)
    look = layer("Embedding", "look", [tensor("words")], input_dim=9, output_dim=3, mask_zero=True)
    last = called(behind, tensor("look"), mask=tensor("compare"))
    return network(entrance("words", 5, dtype="int32"), compare, look, last)


def network(*layers: dict) -> dict:
    """Return the config of a network of these layers, whose output is that of the last."""
    entrances = [[each["name"], 0, 0] for each in layers if each["class_name"] == "InputLayer"]
    return functional(*layers, inputs=entrances, outputs=[[layers[-1]["name"], 0, 0]])


def drawn(tree: dict) -> list[str]:
    return wires(convert(tree, load_catalogue(), name="model").document)


def test_a_mask_that_keras_makes_by_itself_is_left_to_keras():
    assert drawn(masked(0)) == ["words > look", "look > read", "read > output"]


def test_a_mask_of_the_authors_own_enters_by_the_port_of_its_layer():
    assert drawn(masked(7)) == [
        "words > compare.x1",
        "words > look",
        "look > read",
        "compare > read.mask",
        "read > output",
    ]


@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        (layer("BatchNormalization", "read"), r"read \(BatchNormalization\): .* no port. Make the mask with a Masking"),
        (layer("TimeDistributed", "read", layer=layer("Flatten", "flat")), r"read \(TimeDistributed\): .* no port"),
    ],
    ids=lambda each: each["class_name"] if isinstance(each, dict) else None,
)
def test_a_mask_of_the_authors_own_is_refused_where_its_layer_has_no_port_for_it(behind, reason):
    with pytest.raises(ModelError, match=reason):
        drawn(masked(7, behind))


def test_a_mask_of_keys_is_refused_with_the_port_that_does_the_same():
    attend = called(
        layer("MultiHeadAttention", "attend", num_heads=2, key_dim=2), tensor("x"), tensor("x"), key_mask=tensor("m")
    )

    with pytest.raises(ModelError, match=r"attend \(MultiHeadAttention\): .* a key_mask .* Give it as attention_mask"):
        drawn(network(entrance("x", 5, 3), entrance("m", 5, dtype="bool"), attend))


def test_a_mask_of_each_port_is_left_to_keras_where_it_is_that_of_the_tensor_there():
    attend = called(
        layer("MultiHeadAttention", "attend", num_heads=2, key_dim=2),
        tensor("kept"),
        tensor("x"),
        query_mask=tensor("any"),
    )

    found = drawn(
        network(
            entrance("x", 5, 3),
            operation("NotEqual", "compare", tensor("x"), 0.0),
            operation("Any", "any", tensor("compare"), axis=-1, keepdims=False),
            layer("Masking", "kept", [tensor("x")], mask_value=0.0),
            attend,
        )
    )

    assert found == ["x > kept", "kept > attend.query", "x > attend.value", "attend > output"]


def test_a_mask_goes_no_further_than_keras_hands_it():
    narrow = layer("Conv1D", "narrow", [tensor("look")], filters=2, kernel_size=3)

    found = drawn(
        network(
            entrance("words", 5, dtype="int32"),
            operation("NotEqual", "compare", tensor("words"), 0),
            layer("Embedding", "look", [tensor("words")], input_dim=9, output_dim=3, mask_zero=True),
            narrow,
            called(layer("GRU", "read", units=2), tensor("narrow"), mask=tensor("compare")),
        )
    )

    assert "compare > read.mask" in found


def test_an_operation_that_also_feeds_something_else_stays():
    found = drawn(
        network(
            entrance("words", 5, dtype="int32"),
            operation("NotEqual", "compare", tensor("words"), 0),
            layer("Embedding", "look", [tensor("words")], input_dim=9, output_dim=3, mask_zero=True),
            called(layer("GRU", "read", units=5), tensor("look"), mask=tensor("compare")),
            operation("Multiply", "both", tensor("read"), tensor("compare")),
        )
    )

    assert "look > read" in found
    assert "compare > both.x2" in found


@pytest.mark.parametrize(("mask_zero", "module"), [(True, None), (True, "keras.layers"), (False, None)])
def test_a_merge_of_keras_2_that_left_out_more_steps_is_told(mask_zero, module):
    def old(class_name: str, name: str, *entries: list, **config: object) -> dict:
        calls = [[[*entry, {}] for entry in entries]] if entries else []
        own = {"name": name, **config}
        return {"class_name": class_name, "module": module, "name": name, "config": own, "inbound_nodes": calls}

    layers = [
        old("InputLayer", "a", batch_input_shape=[None, 5]),
        old("InputLayer", "b", batch_input_shape=[None, 5]),
        old("Embedding", "look", ["a", 0, 0], input_dim=9, output_dim=3, mask_zero=mask_zero),
        old("Embedding", "see", ["b", 0, 0], input_dim=9, output_dim=3, mask_zero=mask_zero),
        old("Add", "twice", ["look", 0, 0], ["look", 0, 0]),  # Of one mask nothing changes.
        old("Add", "sum", ["twice", 0, 0], ["see", 0, 0]),
        old("LSTM", "read", ["sum", 0, 0], units=2),
    ]
    config = {"name": "m", "layers": layers, "input_layers": [["a", 0, 0], ["b", 0, 0]]}
    config["output_layers"] = [["read", 0, 0]]

    notes = convert({"class_name": "Model", "config": config}, load_catalogue(), name="model").notes

    assert [note.startswith("sum (Add): it left out a step that any") for note in notes] == (
        [True] if mask_zero else []
    )
