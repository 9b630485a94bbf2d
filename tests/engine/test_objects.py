import keras
import pytest

from graphnn.catalogue.model import Kind, Parameter, Registry
from graphnn.document.model import Configured, Node
from graphnn.document.values import freeze
from graphnn.engine.objects import keras_object, keras_value, make_layer, make_optimizer
from graphnn.errors import RefusedError
from tests.engine.builders import CATALOGUE, node


def test_a_layer_has_the_parameters_of_its_node_and_the_id_for_its_name() -> None:
    layer = make_layer("features", node("Conv2D", filters=8, kernel_size=[3, 5], activation="relu"), CATALOGUE)

    assert isinstance(layer, keras.layers.Conv2D)
    assert (layer.name, layer.filters, layer.kernel_size) == ("features", 8, (3, 5))
    assert layer.activation is keras.activations.relu
    assert layer.trainable


def test_a_node_that_is_not_trainable_makes_a_layer_that_is_not() -> None:
    frozen = node("Dense", units=3).model_copy(update={"trainable": False})

    assert not make_layer("hidden", frozen, CATALOGUE).trainable


def test_an_object_can_be_described_with_its_parameters_at_any_depth() -> None:
    regularizer = {"type": "L1L2", "parameters": {"l1": 0.5, "l2": 0.25}}
    initializer = {"type": "RandomNormal", "parameters": {"stddev": 0.125}}

    layer = make_layer(
        "hidden",
        node(
            "Dense", units=3, kernel_regularizer=regularizer, kernel_initializer=initializer, bias_constraint="NonNeg"
        ),
        CATALOGUE,
    )

    assert (layer.kernel_regularizer.l1, layer.kernel_regularizer.l2) == (0.5, 0.25)
    assert layer.kernel_initializer.stddev == 0.125
    assert isinstance(layer.bias_constraint, keras.constraints.NonNeg)


def test_a_schedule_stands_in_the_place_of_a_learning_rate() -> None:
    decay = {
        "type": "ExponentialDecay",
        "parameters": {"initial_learning_rate": 0.5, "decay_steps": 10, "decay_rate": 0.5},
    }

    optimizer = make_optimizer(Configured(type="SGD", parameters={"learning_rate": decay, "momentum": 0.5}), CATALOGUE)

    assert isinstance(optimizer, keras.optimizers.SGD)
    assert optimizer.momentum == 0.5
    assert optimizer.get_config()["learning_rate"]["class_name"] == "ExponentialDecay"


def test_shapes_become_tuples_and_other_lists_stay_lists() -> None:
    assert keras_value(Parameter(name="target_shape", kind=Kind.SHAPE), freeze([2, -1]), CATALOGUE) == (2, -1)
    assert keras_value(Parameter(name="value", kind=Kind.ANY), freeze([1, [2]]), CATALOGUE) == [1, [2]]


def test_metrics_keep_their_names_and_their_order() -> None:
    parameter = Parameter(name="metrics", kind=Kind.OBJECTS, registry="metrics")
    top = {"type": "TopKCategoricalAccuracy", "parameters": {"k": 3}}

    name, metric = keras_value(parameter, freeze(["accuracy", top]), CATALOGUE)

    assert name == "accuracy"
    assert metric.get_config()["k"] == 3


@pytest.mark.parametrize(
    ("registry", "value"),
    [
        ("losses", "os.system"),
        ("losses", {"type": "Loss"}),
        ("metrics", {"type": "../MeanSquaredError"}),
        ("initializers", {"type": "__class__"}),
        ("optimizers", {"type": "get"}),
        ("regularizers", "deserialize"),
    ],
)
def test_only_what_the_catalogue_lists_is_ever_made(registry: Registry, value: object) -> None:
    with pytest.raises(RefusedError, match=f"not one of the {registry}"):
        keras_object(registry, value, CATALOGUE)


@pytest.mark.parametrize("type", ["Lambda", "TFSMLayer", "Layer", "deserialize", "os"])
def test_no_layer_is_made_that_the_catalogue_lacks(type: str) -> None:
    with pytest.raises(RefusedError, match=f"x: there is no layer {type}"):
        make_layer("x", Node(type=type), CATALOGUE)


def test_a_parameter_that_the_catalogue_lacks_reaches_no_layer() -> None:
    layer = make_layer("hidden", node("Dense", units=3, dtype="float16", name="other"), CATALOGUE)

    assert (layer.name, layer.compute_dtype) == ("hidden", "float32")
