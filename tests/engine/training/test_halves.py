"""A step by halves of a batch gives what the step of the whole gives, and is left alone where it would not."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.document.model import Document
from graphnn.engine.training import way as way_module
from graphnn.engine.training import worthwhile
from graphnn.engine.training.compilation import CompiledUpdate
from graphnn.engine.training.halves import Halves, has_halves, most_arithmetic
from graphnn.engine.training.loop import EpochLoop, EpochMetrics, prepare_model
from graphnn.engine.training.prepare import prepare
from graphnn.engine.training.train import train
from graphnn.engine.training.way import Way
from graphnn.protocol.events import RunStarted
from graphnn.protocol.run_folder import create_run_folder
from graphnn.runs.record import read_record
from tests.engine.builders import (
    CATALOGUE,
    GIGABYTE,
    SAVING_WARNS,
    PausedFolder,
    chain,
    events_of,
    learning,
    node,
    run_in,
    trained_by,
)

BATCH_SIZE = 4
RANDOM = np.random.default_rng(0)
NUMBERS = RANDOM.random((14, 6, 2), dtype=np.float32)
WORDS = RANDOM.integers(0, 9, (14, 6)).astype(np.int32)
KINDS = np.eye(3, dtype=np.float32)[RANDOM.integers(0, 3, 14)]
WEIGHTS = RANDOM.random(14, dtype=np.float32)


def lstm() -> keras.Model:
    x = keras.Input((6, 2))
    hidden = keras.layers.LSTM(5, kernel_regularizer="l2")(keras.layers.Rescaling(2.0)(x))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(hidden))


def stacked() -> keras.Model:
    x = keras.Input((6, 2))
    read = keras.layers.Bidirectional(keras.layers.GRU(4, return_sequences=True))(x)
    inner = keras.Input((6, 8))
    summary = keras.Model(inner, keras.layers.SimpleRNN(5)(inner))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(summary(read)))


def reading() -> keras.Model:
    words = keras.Input((6,), dtype="int32")
    hidden = keras.layers.LSTM(5)(keras.layers.Embedding(9, 4)(words))
    return keras.Model(words, keras.layers.Dense(3, activation="softmax")(hidden))


def compiled(make: Callable[[], keras.Model], loss: Any = "categorical_crossentropy") -> keras.Model:
    keras.utils.set_random_seed(3)
    model = make()
    model.compile(keras.optimizers.Adam(0.01, clipnorm=1.0), loss, metrics=["accuracy"], jit_compile=False)
    return model


def loop_over(model: keras.Model, *, is_weighted: bool) -> EpochLoop:
    inputs = WORDS if model.input_shape == (None, 6) else NUMBERS
    weights = WEIGHTS if is_weighted else None
    prepare_model(model, inputs, KINDS, weights)
    return EpochLoop(
        model.train_step,
        inputs,
        KINDS,
        dtypes=(str(inputs.dtype), "float32"),
        batch_size=BATCH_SIZE,
        weights=weights,
    )


@pytest.mark.parametrize("is_weighted", [False, True])
@pytest.mark.parametrize("make", [lstm, stacked, reading])
def test_an_epoch_by_halves_gives_the_weights_and_metrics_of_one_by_whole_batches(
    make: Callable[[], keras.Model], is_weighted: bool
) -> None:
    model, reference = compiled(make), compiled(make)
    loop, plain = (loop_over(each, is_weighted=is_weighted) for each in (model, reference))
    assert has_halves(model, BATCH_SIZE)
    before = [variable.numpy() for variable in (*model.variables, *model.optimizer.variables)]

    halves = Halves(model, loop.first_samples(BATCH_SIZE // 2))
    with halves.compiled_beside(), CompiledUpdate(model).standing_in():
        loop.trace(halves.step)
    after = [variable.numpy() for variable in (*model.variables, *model.optimizer.variables)]
    for each in (loop, plain):
        each.take_steps(0, each.step_count)  # the last of 2 samples, which goes its own way

    assert halves.are_apart
    for value, expected in zip(after, before, strict=True):
        np.testing.assert_array_equal(value, expected)
    for weights, expected in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_allclose(weights, expected, atol=1e-5)
    assert EpochMetrics(model).values() == pytest.approx(EpochMetrics(reference).values(), rel=1e-5)


class OwnCell(keras.layers.SimpleRNNCell):
    """As a plug-in may bring one, which may do anything."""


def with_layer(layer: Callable[[], keras.layers.Layer]) -> Callable[[], keras.Model]:
    def make() -> keras.Model:
        x = keras.Input((6, 2), batch_size=BATCH_SIZE)
        return keras.Model(x, keras.layers.Dense(3)(keras.layers.LSTM(5)(layer()(x))))

    return make


def with_operation() -> keras.Model:
    x = keras.Input((6, 2))
    return keras.Model(x, keras.layers.Dense(3)(keras.layers.LSTM(5)(x - keras.ops.mean(x, axis=0))))


def masked() -> keras.Model:
    words = keras.Input((6,), dtype="int32")
    return keras.Model(
        words, keras.layers.Dense(3)(keras.layers.LSTM(5)(keras.layers.Embedding(9, 4, mask_zero=True)(words)))
    )


def feed_forward() -> keras.Model:
    x = keras.Input((6, 2))
    return keras.Model(x, keras.layers.Dense(3)(keras.layers.Flatten()(x)))


@pytest.mark.parametrize(
    "make",
    [
        feed_forward,
        masked,
        with_operation,
        with_layer(lambda: keras.layers.Dropout(0.1)),
        with_layer(keras.layers.BatchNormalization),
        with_layer(lambda: keras.layers.LayerNormalization(axis=0)),
        with_layer(lambda: keras.layers.TimeDistributed(keras.layers.Dropout(0.1))),
        with_layer(lambda: keras.layers.RNN(OwnCell(2), return_sequences=True)),
        with_layer(lambda: keras.layers.LSTM(2, return_sequences=True, dropout=0.1)),
        with_layer(lambda: keras.layers.LSTM(2, return_sequences=True, stateful=True)),
        with_layer(
            lambda: keras.layers.Bidirectional(keras.layers.GRU(2, return_sequences=True, recurrent_dropout=0.1))
        ),
    ],
)
def test_what_is_not_recurrent_or_does_not_compute_each_sample_by_itself_has_none(
    make: Callable[[], keras.Model],
) -> None:
    assert not has_halves(compiled(make), BATCH_SIZE)


@pytest.mark.parametrize(
    "loss",
    [
        "dice",
        keras.losses.Circle(),
        keras.losses.CategoricalCrossentropy(reduction="sum"),
        lambda truth, answer: keras.ops.mean(truth - answer),
    ],
)
def test_a_loss_that_is_no_mean_over_samples_has_none(loss: Any) -> None:
    assert not has_halves(compiled(lstm, loss), BATCH_SIZE)


def test_an_odd_batch_and_two_answers_have_none() -> None:
    x = keras.Input((6, 2))
    hidden = keras.layers.LSTM(5)(x)
    answers = {name: keras.layers.Dense(3, name=name)(hidden) for name in ("one", "other")}
    model = keras.Model(x, answers)
    model.compile("adam", dict.fromkeys(answers, "mean_squared_error"))

    assert not has_halves(compiled(lstm), BATCH_SIZE + 1)
    assert not has_halves(model, BATCH_SIZE)


def test_a_half_that_writes_a_variable_is_seen() -> None:
    model = compiled(with_layer(keras.layers.BatchNormalization))
    model.optimizer.build(model.trainable_variables)
    half = (tf.constant(NUMBERS[:BATCH_SIZE]), tf.constant(KINDS[:BATCH_SIZE]))

    assert not Halves(model, half).are_apart


def digits_rows() -> Document:
    """Return a network that reads the digits of scikit-learn row by row."""
    document = chain(
        image=node("Input", column="image"),
        hidden=node("LSTM", units=8),
        digit=node("Dense", units=10, activation="softmax"),
        answer=node("Output", column="label", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
    )
    return trained_by(learning(document, "digits"), "Adam", epochs=2, seed=5)


@pytest.mark.parametrize("make", [lstm, stacked, reading])
def test_the_arithmetic_of_a_half_is_bounded_before_it_is_traced(make: Callable[[], keras.Model]) -> None:
    model = compiled(make)
    loop = loop_over(model, is_weighted=False)

    traced = Halves(model, loop.first_samples(2)).work.arithmetic_in_loops

    assert 0 < traced <= most_arithmetic(model, 2) < 4 * traced


def test_the_arithmetic_over_rows_of_any_length_has_no_bound() -> None:
    x = keras.Input((None, 2))

    assert most_arithmetic(keras.Model(x, keras.layers.LSTM(5)(x)), 2) == math.inf


def test_no_half_is_traced_of_a_network_too_small_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worthwhile, "Halves", lambda *_: pytest.fail("traced"))

    prepared = prepare(digits_rows(), CATALOGUE, budget=GIGABYTE, emit=lambda _: None)

    assert prepared.way.compiled != "halves"


@pytest.fixture
def always_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have halves chosen for small networks and few steps, too."""
    monkeypatch.setattr(way_module, "ARITHMETIC_OF_A_HALF", 0.0)
    monkeypatch.setattr(way_module, "SECONDS_TO_COMPILE_HALF", 0.0)


@pytest.mark.filterwarnings(SAVING_WARNS)
@pytest.mark.usefixtures("always_by_halves")
def test_a_run_by_halves_that_is_paused_ends_where_an_uninterrupted_one_does(tmp_path: Path) -> None:
    whole = run_in(tmp_path, digits_rows())
    folder = create_run_folder(tmp_path, digits_rows(), name="paused")

    pauses = [train(PausedFolder(folder.path, [], looks), budget=GIGABYTE).outcome for looks in (2, 3)]
    train(folder, budget=GIGABYTE)

    assert pauses == ["paused"] * 2
    started = next(event for event in events_of(folder) if isinstance(event, RunStarted))
    assert started.way.startswith("fast loop, both halves of a batch at once")
    assert read_record(folder).history() == read_record(whole).history()
    for weights, expected in zip(
        *(keras.models.load_model(each.model_file).get_weights() for each in (folder, whole)), strict=True
    ):
        np.testing.assert_array_equal(weights, expected)


@pytest.mark.usefixtures("always_by_halves")
@pytest.mark.parametrize("compiled", ["nothing", "step"])
def test_halves_that_xla_cannot_compile_leave_the_steps_as_they_are(
    compiled: Literal["nothing", "step"], monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def refuse_at_the_end(_: object) -> Iterator[None]:
        yield
        raise tf.errors.UnimplementedError(None, None, "no")

    monkeypatch.setattr(Halves, "compiled_beside", refuse_at_the_end)
    monkeypatch.setattr(worthwhile, "choose_way", lambda *_, **__: Way(compiled, "so it is"))
    prepared = prepare(digits_rows(), CATALOGUE, budget=GIGABYTE, emit=lambda _: None)
    prepared.training.take_steps(0, prepared.training.step_count)

    assert prepared.way.compiled == compiled
    assert np.isfinite(prepared.metrics.values()["loss"])
