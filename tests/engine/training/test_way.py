import dataclasses
from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.engine.training.compilation import CompiledUpdate, draws_by
from graphnn.engine.training.loop import EpochLoop, EpochMetrics, prepare_model
from graphnn.engine.training.way import JitCompile, Way, choose_halves, choose_way, is_fast_in_order
from graphnn.engine.training.work import Work, work_of_loop


def step_of(
    kind: str = "MatMul", *, operations: int = 300, in_loops: int = 0, arithmetic: float = 0.0, has_text: bool = False
) -> Work:
    return Work(
        operations=operations + in_loops,
        operations_in_loops=in_loops,
        arithmetic_in_loops=arithmetic,
        largest=100,
        kinds=frozenset({kind, "MatMul"}),
        has_text=has_text,
    )


DENSE = step_of()
FEW = step_of(operations=100)
SMALL_LOOP = step_of(in_loops=1500, arithmetic=1e7)
LARGE_LOOP = step_of(in_loops=1500, arithmetic=1e10)
CONVOLUTION = step_of("Conv2D")
TEXT = step_of(has_text=True)


def way(
    work: Work,
    *,
    jit_compile: JitCompile = "auto",
    step_count: int = 100_000,
    parameter_count: int = 100,
    has_compiled_update: bool = False,
) -> Way:
    return choose_way(
        work,
        jit_compile=jit_compile,
        is_supported=True,
        step_count=step_count,
        parameter_count=parameter_count,
        has_compiled_update=has_compiled_update,
    )


def test_xla_is_chosen_where_the_steps_ahead_repay_it() -> None:
    assert way(DENSE).words == "fast loop, compiled with XLA: 100,000 steps repay compiling"
    assert way(DENSE, step_count=100).words == "fast loop: 100 steps do not repay compiling it"


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (LARGE_LOOP, "the large products of its recurrent layers gain nothing by XLA"),
        (CONVOLUTION, "convolutions and pooling are slower with XLA"),
        (TEXT, "XLA cannot compile all of its layers"),
    ],
)
def test_xla_is_left_out_where_it_loses_and_the_reason_is_said(work: Work, reason: str) -> None:
    assert way(work) == Way("nothing", reason)


def test_a_large_update_is_a_reason_for_xla_and_so_is_a_loop_of_small_products() -> None:
    assert way(FEW, step_count=2345).compiled == "nothing"
    assert way(FEW, step_count=2345, parameter_count=407_050, has_compiled_update=True).compiled == "step"
    assert way(SMALL_LOOP, step_count=500).compiled == "nothing"
    assert way(SMALL_LOOP, step_count=1500).compiled == "step"


def test_halves_are_chosen_where_they_are_large_enough_and_the_steps_repay_compiling() -> None:
    half = step_of(in_loops=1500, arithmetic=1e8)

    chosen = choose_halves(half, step_count=1407)
    assert chosen is not None
    assert chosen.words == ("fast loop, both halves of a batch at once, compiled with XLA: 1,407 steps repay compiling")
    assert choose_halves(half, step_count=300) is None
    assert choose_halves(SMALL_LOOP, step_count=100_000) is None


def test_the_update_alone_is_compiled_where_only_that_gains() -> None:
    assert way(CONVOLUTION, has_compiled_update=True).compiled == "update"


def test_only_steps_without_a_large_tensor_are_fast_in_order() -> None:
    assert is_fast_in_order(DENSE)
    assert not is_fast_in_order(dataclasses.replace(DENSE, largest=784 * 512))


def test_the_recipe_can_ask_for_xla_or_do_without_but_not_for_what_cannot_be() -> None:
    assert way(CONVOLUTION, jit_compile=True, step_count=1).compiled == "step"
    assert way(DENSE, jit_compile=False).compiled == "nothing"
    assert way(TEXT, jit_compile=True).compiled == "nothing"


def dense() -> keras.Model:
    x = keras.Input((5,))
    hidden = keras.layers.Dense(6, activation="tanh", kernel_regularizer="l2")(x)
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(hidden))


def recurrent(step_count: int = 7) -> keras.Model:
    x = keras.Input((step_count, 2))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax")(keras.layers.LSTM(4)(x)))


def prepared(make: Callable[[], keras.Model], batch_size: int = 4) -> tuple[keras.Model, EpochLoop]:
    keras.utils.set_random_seed(3)
    model = make()
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    generator = np.random.default_rng(0)
    inputs = generator.random((12, *model.input_shape[1:]), dtype=np.float32)
    targets = np.eye(3, dtype=np.float32)[generator.integers(0, 3, 12)]
    prepare_model(model, inputs, targets)
    return model, EpochLoop(model.train_step, inputs, targets, dtypes=("float32", "float32"), batch_size=batch_size)


def assert_close(model: keras.Model, reference: keras.Model) -> None:
    for weights, expected in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_allclose(weights, expected, atol=1e-5)


@pytest.mark.parametrize("make", [dense, recurrent])
def test_compiled_with_xla_an_epoch_gives_the_same_weights(make: Callable[[], keras.Model]) -> None:
    (model, compiled), (reference, plain) = prepared(make), prepared(make)
    before = model.get_weights()

    compiled.compile()
    assert all(np.array_equal(*pair) for pair in zip(model.get_weights(), before, strict=True))
    for loop in (compiled, plain):
        loop.take_steps(0, 3)

    assert_close(model, reference)
    assert EpochMetrics(model).values() == pytest.approx(EpochMetrics(reference).values(), rel=1e-5)


def test_a_compiled_update_gives_the_same_weights_and_leaves_the_optimizer_as_it_was() -> None:
    (model, loop), (reference, plain) = prepared(dense), prepared(dense)

    with CompiledUpdate(model).standing_in():
        loop.trace()
    loop.take_steps(0, 3)
    plain.take_steps(0, 3)

    assert_close(model, reference)
    assert "apply_gradients" not in vars(model.optimizer)
    assert any(
        np.any(weights != before)
        for weights, before in zip(model.get_weights(), prepared(dense)[0].get_weights(), strict=True)
    )


def test_an_update_compiled_beside_leaves_every_variable_as_it_was_and_the_steps_as_they_are() -> None:
    (model, loop), (reference, alone) = prepared(dense), prepared(dense)
    for each in (loop, alone):  # so that the optimizer has something to lose
        each.take_steps(0, 1)
    before = [variable.numpy() for variable in (*model.variables, *model.optimizer.variables)]

    update, other = CompiledUpdate(model), CompiledUpdate(reference)
    with update.compiled_beside(), update.standing_in():
        loop.trace()
    after = [variable.numpy() for variable in (*model.variables, *model.optimizer.variables)]
    with other.standing_in():
        alone.trace()
    for each in (loop, alone):
        each.take_steps(1, 3)

    for value, expected in zip(after, before, strict=True):
        np.testing.assert_array_equal(value, expected)
    for weights, expected in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, expected)


def test_draws_by_name_are_those_left_open() -> None:
    x = keras.random.normal((20, 20), seed=1)
    left_open = (
        keras.random.dropout(x, 0.3, seed=5),
        keras.random.normal((9,), seed=5),
        keras.random.uniform((9,), seed=5),
    )

    with draws_by("philox"):
        named = (
            keras.random.dropout(x, 0.3, seed=5),
            keras.random.normal((9,), seed=5),
            keras.random.uniform((9,), seed=5),
        )

    for one, other in zip(named, left_open, strict=True):
        np.testing.assert_array_equal(one, other)


def test_dropout_with_xla_drops_its_share_and_another_one_each_step() -> None:
    def dropping() -> keras.Model:
        x = keras.Input((2000,))
        return keras.Model(x, keras.layers.Dense(3, use_bias=False)(keras.layers.Dropout(0.25)(x)))

    model, _ = prepared(dropping)
    dropout, ones = model.layers[1], tf.ones((1, 2000))

    @tf.function(jit_compile=True, autograph=False)
    def drop() -> tf.Tensor:
        return dropout(ones, training=True)

    with draws_by("threefry"):
        drawn = [drop().numpy() for _ in range(4)]

    assert np.mean(drawn) == pytest.approx(1.0, abs=0.05)
    assert np.mean([draw == 0.0 for draw in drawn]) == pytest.approx(0.25, abs=0.04)
    assert not np.array_equal(drawn[0], drawn[1])


def test_what_a_compiled_step_draws_depends_on_the_state_alone() -> None:
    def dropping() -> keras.Model:
        x = keras.Input((40,))
        return keras.Model(x, keras.layers.Dense(3, activation="softmax")(keras.layers.Dropout(0.5)(x)))

    (model, loop), (other, again) = prepared(dropping), prepared(dropping)
    for each in (loop, again):
        with draws_by("threefry"):
            each.trace()
        each.compile()

    loop.take_steps(0, 3)
    for first in range(3):
        again.take_steps(first, first + 1)

    for weights, expected in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, expected)
    assert not np.array_equal(model.get_weights()[0], prepared(dropping)[0].get_weights()[0])


def test_the_work_of_a_step_is_counted() -> None:
    _, loop = prepared(dense)
    work = work_of_loop(loop.trace())

    assert (work.operations_in_loops, work.arithmetic_in_loops) == (0, 0)
    assert 50 < work.operations < 500
    assert not work.has_text
    assert not work.has_draws
    assert work.largest == 5 * 6


def test_what_goes_round_in_a_step_counts_as_often_as_it_does() -> None:
    (_, short), (_, long) = prepared(recurrent), prepared(lambda: recurrent(step_count=14))
    shorter, longer = work_of_loop(short.trace()), work_of_loop(long.trace())

    # A round is a step of LSTM(4) over 4 samples of 2 numbers: two products, and back two for each.
    assert longer.arithmetic_in_loops - shorter.arithmetic_in_loops == 7 * 3 * (2 * 4 * (2 + 4) * 16)
    assert longer.operations_in_loops - shorter.operations_in_loops > 7 * 40


def test_a_loop_that_xla_cannot_compile_stays_as_it_was() -> None:
    taken: list[int] = []

    def step(batch: tuple[tf.Tensor, tf.Tensor]) -> None:
        tf.py_function(lambda inputs: taken.extend(inputs.numpy().tolist()), [batch[0]], [])

    numbers = np.arange(4, dtype=np.int32)
    loop = EpochLoop(step, numbers, numbers, dtypes=("int32", "int32"), batch_size=2)

    with pytest.raises(tf.errors.OpError):
        loop.compile()
    loop.take_steps(0, 2)

    assert sorted(taken) == [0, 1, 2, 3]
