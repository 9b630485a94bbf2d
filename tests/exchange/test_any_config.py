"""A config may hold anything: what comes of it is a document, or a refusal in words."""

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.values import containers
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import convert
from tests.exchange.configs import entrance, functional, layer, operation, sequential, tensor, tensorflow_operation
from tests.exchange.test_from_keras import KERAS_1, KERAS_2
from tests.exchange.test_masks import masked
from tests.exchange.test_operations import GRAPH_NODE, X

CATALOGUE = load_catalogue()
CONV = layer("Conv2D", "c", filters=2, kernel_size=[3, 3], kernel_initializer={"class_name": "Zeros", "config": {}})
CONV["config"]["batch_shape"] = [None, 8, 8, 1]
COMPUTED = functional(
    entrance("x", 4, 6),
    operation("GetItem", "part", X, [{"class_name": "__slice__", "config": {"start": 1, "stop": 3, "step": None}}]),
    operation("Split", "half", X, indices_or_sections=2, axis=-1),
    operation("Pad", "pad", X, pad_width=[[0, 0], [1, 1], [0, 0]], mode="constant"),
    operation("Subtract", "minus", 1.0, tensor("half", 0, 1)),
    tensorflow_operation(
        "split", "tf.split", ["x", 0, 0, {"num_or_size_splits": [1, 3], "axis": 1}], shape=[None, 4, 6]
    ),
    tensorflow_operation("math.add", "tf.add", ["_CONSTANT_VALUE", -1, 1.0, {"y": ["tf.split", 0, 1]}]),
    json.loads(GRAPH_NODE),
    inputs=[["x", 0, 0]],
    outputs=[["part", 0, 0], ["pad", 0, 0], ["minus", 0, 0], ["tf.add", 0, 0], ["tf_op_layer_mean", 0, 0]],
)
EACH = layer("TimeDistributed", "each", layer=sequential(entrance("e", 4), layer("Dense", "d", units=1)))
BOTH = layer(
    "Bidirectional",
    "both",
    layer=layer("GRU", "g", units=1),
    backward_layer=layer("GRU", "g", units=1, go_backwards=True),
)
CONFIGS = [
    json.loads(KERAS_1),
    json.loads(KERAS_2),
    masked(0),
    sequential(CONV, layer("Flatten", "f")),
    sequential(entrance("x", 5, 4), sequential(entrance("e", 5, 4), EACH, name="within"), BOTH),
    COMPUTED,
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["class_name", "config", "x"]), inner),
    max_leaves=5,
)
PLACES = [
    (number, (*path, key))
    for number, config in enumerate(CONFIGS)
    for path, container in containers(config)
    for key in (container if isinstance(container, dict) else range(len(container)))
]


def replaced(number: int, path: tuple[str | int, ...], value: Any) -> Any:
    tree = copy.deepcopy(CONFIGS[number])
    inner = tree
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return tree


def assert_taken_or_refused(tree: Any) -> None:
    with contextlib.suppress(ModelError):
        document = convert(tree, CATALOGUE, name="model").document
        assert codec.loads(codec.dumps(document)) == document


@given(place=st.sampled_from(PLACES), value=ANYTHING)
@example(place=(0, ("config", 0, "config", "init")), value={"class_name": []})
def test_any_value_anywhere_in_a_config_is_taken_or_refused_in_words(place, value):
    assert_taken_or_refused(replaced(*place, value))


def test_every_part_of_a_config_may_be_replaced_by_what_cannot_be_looked_up():
    for place in PLACES:
        for value in ([], [[]], {"class_name": []}, {"class_name": {}}, 10**30, -1, "", None):
            assert_taken_or_refused(replaced(*place, value))


@pytest.mark.parametrize("tree", CONFIGS, ids=range(len(CONFIGS)))
def test_a_config_as_it_is_becomes_a_document(tree):
    assert convert(tree, CATALOGUE, name="model").document.nodes
