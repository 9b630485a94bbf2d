"""What a step may hold beside layers gives, in the fast loop and under XLA, what it gives by Keras batch by batch."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.document.model import Document
from graphnn.engine.training.compilation import draws_by
from graphnn.engine.training.epochs import sample_order
from graphnn.engine.training.loop import EpochMetrics
from graphnn.engine.training.prepare import prepare
from graphnn.engine.training.work import work_of_loop
from tests.engine.builders import CATALOGUE, GIGABYTE, chain, learning, node, trained_by
from tests.engine.training.loops import (
    ORDER,
    SAMPLE_COUNT,
    assert_same_weights,
    loop_over,
    metrics_by_keras,
    train_by_keras,
    train_by_loop,
)

RANDOM = np.random.default_rng(0)
WORDS = np.where(np.arange(6) < RANDOM.integers(1, 7, (SAMPLE_COUNT, 1)), RANDOM.integers(1, 9, (SAMPLE_COUNT, 6)), 0)
KINDS = np.eye(3, dtype=np.float32)[RANDOM.integers(0, 3, SAMPLE_COUNT)]


def masked() -> keras.Model:
    """Return a model that passes over the zeros at the end of its texts."""
    words = keras.Input((6,), dtype="int32")
    embedded = keras.layers.Embedding(9, 4, mask_zero=True)(words)
    model = keras.Model(words, keras.layers.Dense(3, activation="softmax")(keras.layers.LSTM(5)(embedded)))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    return model


def tagging() -> keras.Model:
    """Return a model whose mask reaches its loss: an answer for each word, and none for the zeros."""
    words = keras.Input((6,), dtype="int32")
    embedded = keras.layers.Embedding(9, 4, mask_zero=True)(words)
    model = keras.Model(words, keras.layers.Dense(1)(keras.layers.GRU(5, return_sequences=True)(embedded)))
    model.compile("adam", "mean_squared_error", metrics=["mean_absolute_error"], jit_compile=False)
    return model


def pooled() -> keras.Model:
    """Return a model whose mean leaves out the zeros."""
    words = keras.Input((6,), dtype="int32")
    mean = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(9, 4, mask_zero=True)(words))
    model = keras.Model(words, keras.layers.Dense(3, activation="softmax")(mean))
    model.compile("adam", "categorical_crossentropy", jit_compile=False)
    return model


def measured() -> keras.Model:
    """Return a model with metrics that keep counts over the epoch."""
    words = keras.Input((6,), dtype="int32")
    pooled = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(9, 4)(words))
    model = keras.Model(words, keras.layers.Dense(3, activation="softmax")(pooled))
    counting = [
        keras.metrics.AUC(name="auc"),
        keras.metrics.Precision(name="precision"),
        keras.metrics.F1Score("macro"),
    ]
    model.compile("adam", "categorical_crossentropy", metrics=counting, jit_compile=False)
    return model


def in_precision(policy: str) -> Callable[[], keras.Model]:
    """Return what makes a model that computes in that precision."""

    def make() -> keras.Model:
        words = keras.Input((6,), dtype="int32")
        pooled = keras.layers.GlobalAveragePooling1D(dtype=policy)(keras.layers.Embedding(9, 4, dtype=policy)(words))
        hidden = keras.layers.Dense(5, activation="tanh", dtype=policy)(pooled)
        model = keras.Model(words, keras.layers.Dense(3, activation="softmax", dtype="float32")(hidden))
        optimizer: Any = keras.optimizers.Adam(0.01)
        if policy == "mixed_float16":
            optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
        model.compile(optimizer, "categorical_crossentropy", jit_compile=False)
        return model

    return make


MODELS = {
    "masked": (masked, KINDS),
    "tagging": (tagging, RANDOM.random((SAMPLE_COUNT, 6, 1), dtype=np.float32)),
    "pooled": (pooled, KINDS),
    "measured": (measured, KINDS),
    "mixed_bfloat16": (in_precision("mixed_bfloat16"), KINDS),
    "mixed_float16": (in_precision("mixed_float16"), KINDS),
}


def made(name: str) -> tuple[keras.Model, np.ndarray, np.ndarray]:
    keras.utils.set_random_seed(3)
    make, targets = MODELS[name]
    return make(), WORDS.astype(np.int32), targets


@pytest.mark.parametrize("name", MODELS)
def test_an_epoch_gives_the_weights_of_train_on_batch_and_the_metrics_of_fit(name: str) -> None:
    (model, inputs, targets), (reference, *_), (fitted, *_) = made(name), made(name), made(name)

    metrics = train_by_loop(model, inputs, targets)
    train_by_keras(reference, inputs, targets)

    assert_same_weights(model, reference)
    if name != "tagging":  # fit counts every step of a batch alike in a mean over masks; the loop as train_on_batch.
        assert metrics == pytest.approx(metrics_by_keras(fitted, inputs, targets), rel=1e-3)


@pytest.mark.parametrize("name", ["pooled", "measured", "mixed_bfloat16"])
def test_with_xla_an_epoch_gives_them_but_for_the_last_digits(name: str) -> None:
    (model, inputs, targets), (reference, *_) = made(name), made(name)
    compiled, plain = (loop_over(each, "train_step", inputs, targets) for each in (model, reference))
    compiled.compile()

    for loop in (compiled, plain):
        loop.set_order(ORDER)
        loop.take_steps(0, loop.step_count)

    # A number of 16 bits has three digits.
    tolerance = 1e-2 if name == "mixed_bfloat16" else 1e-5
    for weights, expected in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_allclose(weights, expected, atol=tolerance)
    expected_metrics = EpochMetrics(reference).values()
    assert EpochMetrics(model).values() == pytest.approx(expected_metrics, rel=max(tolerance, 1e-4))


def test_a_recurrent_layer_with_a_mask_is_beyond_xla_and_trains_as_it_is() -> None:
    (model, inputs, targets), (reference, *_) = made("masked"), made("masked")
    loop = loop_over(model, "train_step", inputs, targets)
    loop.set_order(ORDER)

    with pytest.raises(tf.errors.OpError):
        loop.compile()
    loop.take_steps(0, loop.step_count)
    train_by_keras(reference, inputs, targets)

    assert_same_weights(model, reference)


def flowers(*, validation: float | None = None, **recipe: object) -> Document:
    document = chain(
        flower=node("Input", column="features"),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="species", loss="sparse_categorical_crossentropy"),
    )
    document = trained_by(learning(document, "iris", validation=validation), "Adam", learning_rate=0.05)
    return document.model_copy(update={"training": document.training.model_copy(update=recipe)})


@pytest.mark.parametrize("validation", [None, 0.2])
def test_classes_count_as_by_class_weight_of_keras(validation: float | None) -> None:
    ours, reference = (
        prepare(flowers(validation=validation, class_weights=weights), CATALOGUE, budget=GIGABYTE, emit=lambda _: None)
        for weights in ({"setosa": 3.0, "virginica": 0.5}, None)
    )
    order = sample_order(0, 1, ours.training.sample_count)
    for loop in (ours.training, reference.training):
        loop.set_order(order)

    ours.training.take_steps(0, ours.training.step_count)
    inputs, targets = reference.training.first_samples(len(order))
    for start in range(0, len(order), 32):
        part = slice(start, start + 32)
        reference.model.train_on_batch(inputs[part], targets[part], class_weight={0: 3.0, 1: 1.0, 2: 0.5})

    for weights, expected in zip(ours.model.get_weights(), reference.model.get_weights(), strict=True):
        np.testing.assert_allclose(weights, expected, rtol=1e-6)


def test_a_network_with_convolutions_does_without_xla_however_long_it_trains() -> None:
    document = chain(
        picture=node("Input", column="image"),
        channel=node("Reshape", target_shape=[8, 8, 1]),
        edges=node("Conv2D", filters=2, kernel_size=3),
        flat=node("Flatten"),
        digit=node("Dense", units=10, activation="softmax"),
        answer=node("Output", column="label", loss="sparse_categorical_crossentropy"),
    )
    document = trained_by(learning(document, "digits"), "Adam", epochs=100_000)

    prepared = prepare(document, CATALOGUE, budget=GIGABYTE, emit=lambda _: None)

    assert prepared.way.words == "fast loop: convolutions and pooling are slower with XLA"


@pytest.mark.parametrize("is_compiled", [False, True])
def test_dropout_leaves_out_its_share_and_a_batch_normalization_learns_mean_and_spread(is_compiled: bool) -> None:
    keras.utils.set_random_seed(3)
    x = keras.Input((200,))
    dropped = keras.layers.Dropout(0.3, name="dropped")(keras.layers.BatchNormalization(momentum=0.5, name="normal")(x))
    model = keras.Model(x, dropped)

    def share_of_zeros(_: Any, answer: Any) -> Any:  # and a gradient, which is 0
        return keras.ops.mean(keras.ops.cast(answer == 0, "float32") + 0 * answer, -1)

    model.compile("sgd", share_of_zeros, jit_compile=False)
    inputs = np.random.default_rng(0).normal(2.0, 3.0, (640, 200)).astype(np.float32)
    loop = loop_over(model, "train_step", inputs, inputs, batch_size=64)
    if is_compiled:
        with draws_by("threefry"):
            assert work_of_loop(loop.trace()).has_draws
        loop.compile()

    model.reset_metrics()
    loop.take_steps(0, loop.step_count)

    # 128,000 draws: three deviations are 0.004.
    assert EpochMetrics(model).values()["loss"] == pytest.approx(0.3, abs=0.004)
    normal = model.get_layer("normal")
    assert float(np.mean(normal.moving_mean)) == pytest.approx(2.0, abs=0.1)
    assert float(np.mean(normal.moving_variance)) == pytest.approx(9.0, abs=0.3)
