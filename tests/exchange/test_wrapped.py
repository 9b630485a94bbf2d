"""Models that a layer applies to each step of a sequence."""

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.values import thaw
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import convert
from tests.document.builders import wires
from tests.exchange.configs import entrance, functional, layer, operation, sequential, tensor


def each_step(model: dict) -> dict:
    """Return the config of a network that applies a model to every step."""
    return sequential(entrance("x", 5, 4), layer("TimeDistributed", "each", layer=model), layer("Flatten", "end"))


def forked() -> dict:
    return functional(
        entrance("e", 4),
        layer("Dense", "d", [tensor("e")], units=4),
        layer("Add", "sum", [[tensor("e"), tensor("d")]]),
        inputs=[["e", 0, 0]],
        outputs=[["sum", 0, 0]],
    )


def test_a_chain_is_applied_to_each_step_layer_by_layer():
    within = sequential(entrance("e", 3), layer("Dense", "deep", units=2, activation="relu"))
    within["config"]["layers"][1]["config"]["trainable"] = False
    chain = sequential(entrance("e", 4), layer("Dense", "first", units=3), within, layer("Dense", "last", units=1))

    result = convert(each_step(chain), load_catalogue(), name="model")

    document = result.document
    assert wires(document) == ["x > first", "first > deep", "deep > last", "last > end", "end > output"]
    assert [(node.type, node.trainable) for node in document.nodes.values()][1:4] == [
        ("TimeDistributed", True),
        ("TimeDistributed", False),
        ("TimeDistributed", True),
    ]
    assert thaw(document.nodes["deep"].parameters) == {
        "layer": {"type": "Dense", "parameters": {"units": 2, "activation": "relu"}}
    }
    assert [(place.node_id, place.names, place.path, place.part) for place in result.weights][:3] == [
        ("first", ("each",), "layers/time_distributed/layer/layers/dense", "layer"),
        ("deep", ("each",), "layers/time_distributed/layer/layers/sequential/layers/dense", "layer"),
        ("last", ("each",), "layers/time_distributed/layer/layers/dense_1", "layer"),
    ]


def test_a_chain_that_is_applied_to_two_sequences_shares_its_layers():
    chain = sequential(entrance("e", 4), layer("Dense", "first", units=3), layer("Dense", "last", units=1))
    tree = functional(
        entrance("a", 5, 4),
        entrance("b", 5, 4),
        layer("TimeDistributed", "each", [tensor("a")], [tensor("b")], layer=chain),
        layer("Add", "sum", [[tensor("each"), tensor("each", 1)]]),
        inputs=[["a", 0, 0], ["b", 0, 0]],
        outputs=[["sum", 0, 0]],
    )

    document = convert(tree, load_catalogue(), name="model").document

    assert {name: node.shares for name, node in document.nodes.items() if node.shares} == {
        "first_2": "first",
        "last_2": "last",
    }


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (forked(), r"each \(TimeDistributed\): its layer is a model, .* sum does not"),
        (
            functional(
                entrance("e", 4),
                operation("Add", "plus", tensor("e"), 1.0),
                inputs=[["e", 0, 0]],
                outputs=[["plus", 0, 0]],
            ),
            r"and plus does not",
        ),
        (sequential(entrance("e", 4)), r"its layer is a model without layers"),
        (
            sequential(entrance("e", 4), layer("Lambda", "evil")),
            r"evil \(TimeDistributed\): its layer \(Lambda\): no graph",
        ),
        (sequential(entrance("e", 4)) | {"module": "os"}, r"os.Sequential is a class of its author's own"),
    ],
    ids=("forks", "computes", "empty", "lambda", "foreign"),
)
def test_a_model_that_is_no_chain_of_layers_is_refused_with_the_reason(model, reason):
    with pytest.raises(ModelError, match=reason):
        convert(each_step(model), load_catalogue(), name="model")
