from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.engine.training.loop import EpochLoop, EpochMetrics, prepare_model
from tests.engine.training.loops import (
    BATCH_SIZE,
    ORDER,
    SAMPLE_COUNT,
    assert_same_weights,
    in_order,
    loop_over,
    metrics_by_keras,
    train_by_keras,
    train_by_loop,
)

OPTIMIZERS: dict[str, Callable[[], keras.optimizers.Optimizer]] = {
    "RMSprop": keras.optimizers.RMSprop,
    "Adam": keras.optimizers.Adam,
    "AdamW": lambda: keras.optimizers.AdamW(weight_decay=0.01),
    "Adamax": keras.optimizers.Adamax,
    "Adagrad": keras.optimizers.Adagrad,
    "Adadelta": keras.optimizers.Adadelta,
    "Adafactor": keras.optimizers.Adafactor,
    "Nadam": keras.optimizers.Nadam,
    "Ftrl": keras.optimizers.Ftrl,
    "Lion": keras.optimizers.Lion,
    "Lamb": keras.optimizers.Lamb,
    "Muon": keras.optimizers.Muon,
    "clipped by norm": lambda: keras.optimizers.Adam(clipnorm=0.01),
    "clipped by value": lambda: keras.optimizers.SGD(clipvalue=0.001),
    "clipped by global norm": lambda: keras.optimizers.Adam(global_clipnorm=0.01),
    "weight means": lambda: keras.optimizers.Adam(use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2),
    "accumulation": lambda: keras.optimizers.Adam(gradient_accumulation_steps=2),
    "schedule": lambda: keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)),
    "SGD with momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
}


def dense() -> keras.Model:
    x = keras.Input((5,))
    hidden = keras.layers.Dense(6, activation="relu", kernel_regularizer="l2")(x)
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(hidden))


def normalized() -> keras.Model:
    x = keras.Input((5,))
    normal = keras.layers.BatchNormalization()(keras.layers.Dense(6, use_bias=False)(x))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(normal))


def convolution() -> keras.Model:
    x = keras.Input((6, 6, 2))
    features = keras.layers.MaxPooling2D()(keras.layers.Conv2D(4, 3, activation="relu")(x))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(keras.layers.Flatten()(features)))


def recurrent() -> keras.Model:
    x = keras.Input((7, 2))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(keras.layers.LSTM(4)(x)))


def compiled(make: Callable[[], keras.Model], optimizer: str = "Adam") -> keras.Model:
    keras.utils.set_random_seed(3)
    model = make()
    # Without XLA, whose arithmetic differs in the last bits.
    model.compile(OPTIMIZERS[optimizer](), "categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    return model


def samples(model: keras.Model, count: int = SAMPLE_COUNT) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    inputs = generator.random((count, *model.input_shape[1:]), dtype=np.float32)
    return inputs, np.eye(3, dtype=np.float32)[generator.integers(0, 3, count)]


@pytest.mark.parametrize(
    ("make", "optimizer"),
    [*((dense, optimizer) for optimizer in OPTIMIZERS), (convolution, "RMSprop"), (recurrent, "Adam")],
)
def test_an_epoch_gives_the_weights_of_train_on_batch_bit_for_bit(
    make: Callable[[], keras.Model], optimizer: str
) -> None:
    model, reference = compiled(make, optimizer), compiled(make, optimizer)
    inputs, targets = samples(model)

    train_by_loop(model, inputs, targets)
    train_by_keras(reference, inputs, targets)

    assert_same_weights(model, reference)


def test_an_epoch_gives_the_metrics_and_moving_means_of_fit() -> None:
    model, reference = compiled(normalized), compiled(normalized)
    inputs, targets = samples(model)

    metrics = train_by_loop(model, inputs, targets)
    expected = metrics_by_keras(reference, inputs, targets)

    assert metrics == pytest.approx(expected, rel=1e-5)
    assert set(metrics) == {"loss", "accuracy"}
    for weights, others in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_allclose(weights, others, rtol=1e-4, atol=1e-5)


def test_steps_taken_in_several_calls_are_those_taken_in_one() -> None:
    at_once, by_parts = compiled(dense), compiled(dense)
    inputs, targets = samples(at_once)

    train_by_loop(at_once, inputs, targets)
    loop = loop_over(by_parts, "train_step", inputs, targets)
    loop.set_order(ORDER)
    for first, last in ((0, 1), (1, 2), (2, 3)):
        loop.take_steps(first, last)

    assert_same_weights(by_parts, at_once)


@pytest.mark.parametrize("is_compiled", [False, True])
def test_each_call_tells_the_metrics_after_its_steps(is_compiled: bool) -> None:
    model = compiled(dense)
    inputs, targets = samples(model)
    prepare_model(model, inputs, targets)
    loop = EpochLoop(
        model.train_step,
        inputs,
        targets,
        told=model.get_metrics_result,
        dtypes=("float32", "float32"),
        batch_size=BATCH_SIZE,
    )
    if is_compiled:
        loop.compile()
    metrics = EpochMetrics(model)

    for first, last in ((0, 1), (1, 2), (2, 3)):  # the last is of fewer samples
        told = metrics.values(loop.take_steps(first, last))
        assert told == pytest.approx(metrics.values(), rel=1e-6)
        assert told["loss"] > 0


def test_weights_of_samples_count_as_in_train_on_batch() -> None:
    model, reference = compiled(dense), compiled(dense)
    inputs, targets = samples(model)
    weights = np.random.default_rng(1).random(SAMPLE_COUNT, dtype=np.float32)
    prepare_model(model, inputs, targets, weights)

    loop = EpochLoop(
        model.train_step, inputs, targets, weights=weights, dtypes=("float32", "float32"), batch_size=BATCH_SIZE
    )
    loop.set_order(ORDER)
    loop.take_steps(0, loop.step_count)
    for start in range(0, SAMPLE_COUNT, BATCH_SIZE):
        part = slice(start, start + BATCH_SIZE)
        reference.train_on_batch(*in_order(inputs, targets, part), sample_weight=weights[ORDER[part]])

    assert_same_weights(model, reference)


def test_a_sweep_over_chosen_samples_is_one_over_these_alone() -> None:
    model, reference = compiled(dense), compiled(dense)
    inputs, targets = samples(model)
    among = np.repeat(np.full_like(inputs, np.nan), 2, axis=0), np.repeat(np.zeros_like(targets), 2, axis=0)
    places = np.random.default_rng(2).permutation(2 * SAMPLE_COUNT)[:SAMPLE_COUNT]
    for whole, part in zip(among, (inputs, targets), strict=True):
        whole[places] = part
    prepare_model(model, inputs, targets)

    loop = EpochLoop(model.train_step, *among, places=places, dtypes=("float32", "float32"), batch_size=BATCH_SIZE)
    untouched, _ = loop.first_samples(SAMPLE_COUNT)
    np.testing.assert_array_equal(untouched, inputs)
    np.testing.assert_array_equal(loop.inputs_at(3)[0], inputs[3])
    assert loop.has_only_numbers()
    assert loop.step_count == 3
    loop.set_order(ORDER)
    loop.take_steps(0, loop.step_count)
    train_by_keras(reference, inputs, targets)

    assert_same_weights(model, reference)


def test_evaluation_gives_what_keras_evaluate_gives() -> None:
    model = compiled(dense)
    inputs, targets = samples(model)
    expected = model.evaluate(inputs, targets, batch_size=BATCH_SIZE, verbose=0, return_dict=True)

    loop = loop_over(model, "test_step", inputs, targets)
    model.reset_metrics()
    loop.take_steps(0, loop.step_count)

    assert EpochMetrics(model).values() == pytest.approx(expected, rel=1e-6)


def test_evaluation_changes_no_weight() -> None:
    model = compiled(dense)
    before = model.get_weights()
    loop = loop_over(model, "test_step", *samples(model))

    loop.take_steps(0, loop.step_count)

    for weights, expected in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weights, expected)


@pytest.mark.parametrize(
    ("count", "batch_size", "steps"), [(11, 4, 3), (12, 4, 3), (3, 32, 1), (1, 1, 1), (5, 5, 1), (6, 5, 2)]
)
def test_every_sample_is_taken_once_in_an_epoch(count: int, batch_size: int, steps: int) -> None:
    seen: list[tf.Tensor] = []
    taken = np.zeros(count, dtype=np.int32)

    def step(batch: tuple[tf.Tensor, tf.Tensor]) -> None:
        tf.py_function(take, [batch[0]], [])

    def take(inputs: tf.Tensor) -> None:
        seen.append(inputs)
        taken[inputs.numpy()] += 1

    numbers = np.arange(count, dtype=np.int32)
    loop = EpochLoop(step, numbers, numbers, dtypes=("int32", "int32"), batch_size=batch_size)
    loop.take_steps(0, loop.step_count)

    assert loop.step_count == steps == len(seen)
    assert taken.tolist() == [1] * count


def test_several_inputs_and_outputs_go_by_name_with_a_dtype_each() -> None:
    def make() -> keras.Model:
        word, size = keras.Input((), name="word", dtype="int32"), keras.Input((2,), name="size")
        both = keras.layers.Concatenate()([keras.layers.Embedding(5, 3)(word), size])
        outputs = {"price": keras.layers.Dense(1)(both), "kind": keras.layers.Dense(3, activation="softmax")(both)}
        return keras.Model({"word": word, "size": size}, outputs)

    def compiled_for_both() -> keras.Model:
        keras.utils.set_random_seed(3)
        model = make()
        losses = {"price": "mean_squared_error", "kind": "sparse_categorical_crossentropy"}
        metrics = {"kind": ["accuracy"]}
        model.compile("adam", losses, metrics=metrics, loss_weights={"price": 0.5, "kind": 2.0}, jit_compile=False)
        return model

    generator = np.random.default_rng(0)
    inputs = {
        "word": generator.integers(0, 5, SAMPLE_COUNT).astype(np.int32),
        "size": generator.random((SAMPLE_COUNT, 2), dtype=np.float32),
    }
    targets = {
        "price": generator.random((SAMPLE_COUNT, 1), dtype=np.float32),
        "kind": generator.integers(0, 3, SAMPLE_COUNT).astype(np.int32),
    }
    model, reference = compiled_for_both(), compiled_for_both()

    metrics = train_by_loop(model, inputs, targets)
    train_by_keras(reference, inputs, targets)

    assert set(metrics) == {"loss", "price_loss", "kind_loss", "kind_accuracy"}
    assert_same_weights(model, reference)


def test_data_stay_as_small_as_they_came_and_are_cast_batch_by_batch() -> None:
    model, reference = compiled(dense), compiled(dense)
    _, targets = samples(model)
    inputs = np.random.default_rng(0).integers(0, 256, (SAMPLE_COUNT, 5)).astype(np.uint8)
    prepare_model(model, inputs.astype(np.float32), targets)

    loop = EpochLoop(model.train_step, inputs, targets, dtypes=("float32", "float32"), batch_size=BATCH_SIZE)
    loop.set_order(ORDER)
    loop.take_steps(0, loop.step_count)
    train_by_keras(reference, inputs.astype(np.float32), targets)

    assert_same_weights(model, reference)


def test_a_loop_made_ready_has_taken_no_step_and_takes_the_same() -> None:
    model, reference = compiled(dense), compiled(dense)
    loop = loop_over(model, "train_step", *samples(model))
    before, done = model.get_weights(), []

    loop.make_ready(lambda: done.append(True))
    assert done
    for weights, expected in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weights, expected)
    loop.set_order(ORDER)
    loop.take_steps(0, loop.step_count)
    train_by_keras(reference, *samples(reference))

    assert_same_weights(model, reference)
