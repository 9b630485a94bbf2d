import keras
import numpy as np

from graphnn.engine.training.divergence import why_diverged
from graphnn.engine.training.loop import EpochLoop

INPUTS = np.random.default_rng(0).normal(size=(8, 3)).astype(np.float32)
TARGETS = np.zeros((8, 1), np.float32)


def network() -> keras.Model:
    inputs = keras.Input((3,))
    model = keras.Model(inputs, keras.layers.Dense(1, name="answer")(keras.layers.Dense(4, name="hidden")(inputs)))
    model.compile(keras.optimizers.SGD(0.5), "mse")
    return model


def words(model: keras.Model, inputs: np.ndarray = INPUTS) -> str:
    loop = EpochLoop(model.train_step, inputs, TARGETS, dtypes=("float32", "float32"), batch_size=4)
    return why_diverged(model, loop, loss=float("nan"), epoch=2, step=7)


def test_the_layer_whose_weights_are_spoiled_is_named_with_step_and_cure():
    model = network()
    model.get_layer("answer").set_weights([np.full((4, 1), np.nan), np.zeros(1)])

    assert words(model) == (
        "The loss became nan in epoch 2, by step 7: the weights of answer are no longer numbers. "
        "Lower the learning rate, which is 0.5."
    )


def test_where_all_are_spoiled_the_first_is_named():
    model = network()
    for layer in model.layers[1:]:
        layer.set_weights([np.full(weight.shape, np.inf) for weight in layer.get_weights()])

    assert "the weights of every layer from hidden on are no longer numbers" in words(model)


def test_a_layer_whose_answers_leave_the_range_is_named_and_large_inputs_too():
    model = network()
    model.get_layer("hidden").set_weights([np.full((3, 4), 3e38), np.zeros(4)])

    said = words(model, np.abs(INPUTS) * 1000)

    assert "hidden answers with values that are no numbers" in said
    assert "or scale the inputs, which reach" in said


def test_data_that_hold_no_numbers_are_to_blame_before_the_network():
    inputs = INPUTS.copy()
    inputs[3, 1] = np.nan

    assert words(network(), inputs).endswith(
        "the data holds values that are no numbers. Fill them in, or leave their rows out."
    )
