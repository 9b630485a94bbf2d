"""A network that cannot be traced learns all the same, step by step, and ends where Keras would bring it."""

import keras
import numpy as np

from graphnn.catalogue.model import LayerType
from graphnn.document.model import Document
from graphnn.engine.training.eager import untraced_layers
from graphnn.engine.training.epochs import evaluate, sample_order
from graphnn.engine.training.prepare import Prepared, prepare
from tests.engine.builders import CATALOGUE, GIGABYTE, chain, learning, node, trained_by

ROUNDED = LayerType(
    name="wavelets>Rounded",
    category="Wavelets",
    doc="Rounds to one digit.",
    implementation="tests.plugins.wavelets.layers:Rounded",
)
WITH_ROUNDED = CATALOGUE.model_copy(update={"layers": {**CATALOGUE.layers, ROUNDED.name: ROUNDED}})


def network() -> Document:
    document = chain(
        flower=node("Input", column="features"),
        coarse=node("wavelets>Rounded"),
        dropped=node("Dropout", rate=0.2),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="species", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
    )
    return trained_by(learning(document, "iris", validation=0.2), "Adam", learning_rate=0.05)


def prepared() -> Prepared:
    return prepare(network(), WITH_ROUNDED, budget=GIGABYTE, emit=lambda _: None)


def test_it_takes_the_steps_of_keras_one_by_one_and_says_why() -> None:
    ours, reference = prepared(), prepared()
    order = sample_order(0, 1, ours.training.sample_count)

    for loop in (ours.training, reference.training):
        loop.set_order(order)
    ours.training.take_steps(0, ours.training.step_count)
    for start in range(0, len(order), 32):
        inputs, targets = reference.training.first_samples(len(order))
        part = slice(start, start + 32)
        reference.model.train_on_batch(inputs[part], targets[part])

    assert ours.way_in_words == "step by step in Python: TensorFlow cannot trace coarse"
    for weights, expected in zip(ours.model.get_weights(), reference.model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, expected)
    assert ours.validation is not None
    assert evaluate(ours.metrics, ours.validation).keys() == {"loss", "accuracy"}


def test_layers_of_keras_are_all_traced() -> None:
    x = keras.Input((4, 3))
    model = keras.Model(x, keras.layers.Dense(2)(keras.layers.LSTM(3)(x)))

    assert untraced_layers(model) == []
