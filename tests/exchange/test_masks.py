import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import convert
from tests.document.builders import wires
from tests.exchange.configs import entrance, functional, layer, operation, tensor


def masked(left_out: int) -> dict:
    """Return the config of a network whose LSTM leaves out the steps that are equal to a number."""
    compare = operation("NotEqual", "compare", tensor("words"), left_out)
    read = layer("LSTM", "read", units=2) | {
        "inbound_nodes": [{"args": [tensor("look")], "kwargs": {"mask": tensor("compare")}}]
    }
    return functional(
        entrance("words", 5, dtype="int32"),
        compare,
        layer("Embedding", "look", [tensor("words")], input_dim=9, output_dim=3, mask_zero=True),
        read,
        inputs=[["words", 0, 0]],
        outputs=[["read", 0, 0]],
    )


def test_a_mask_that_keras_makes_by_itself_is_left_to_keras():
    document = convert(masked(0), load_catalogue(), name="model").document

    assert wires(document) == ["words > look", "look > read", "read > output"]


def test_a_mask_of_the_authors_own_is_refused_where_its_layer_has_no_port_for_it():
    with pytest.raises(ModelError, match=r"read \(LSTM\): it has no port for its argument mask"):
        convert(masked(7), load_catalogue(), name="model")
