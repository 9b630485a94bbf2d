"""Products that XLA is made to compute another way give what they give by themselves."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.engine.training.prepare import prepare
from graphnn.engine.training.products import narrow_products
from tests.engine.builders import CATALOGUE, GIGABYTE, function_fit, learning, trained_by

BARRIER = "XlaOptimizationBarrier"
RANDOM = np.random.default_rng(0)


def gradients_of(left: tf.Tensor, right: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    with tf.GradientTape() as tape:
        tape.watch((left, right))
        answer = tf.reduce_sum(tf.sin(keras.ops.matmul(left, right)))
    first, second = tape.gradient(answer, (left, right))
    return first, second


def gradients_of_gradients(left: tf.Tensor, right: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    with tf.GradientTape() as tape:
        tape.watch((left, right))
        length = tf.add_n([tf.reduce_sum(gradient**2) for gradient in gradients_of(left, right)])
    first, second = tape.gradient(length, (left, right))
    return first, second


def factors(rows: int, inputs: int, columns: int) -> tuple[tf.Tensor, tf.Tensor]:
    left, right = (RANDOM.random(shape, dtype=np.float32) for shape in ((rows, inputs), (inputs, columns)))
    return tf.constant(left), tf.constant(right)


def barriers_in(computed: Callable[..., object], *factors: tf.Tensor) -> int:
    with narrow_products():
        graph = tf.function(computed, autograph=False).get_concrete_function(*factors).graph
    return [operation.type for operation in graph.get_operations()].count(BARRIER)


@pytest.mark.parametrize("computed", [gradients_of, gradients_of_gradients])
def test_gradients_are_the_same(computed: Callable[..., tuple[tf.Tensor, tf.Tensor]]) -> None:
    left, right = factors(64, 100, 3)
    expected = computed(left, right)

    with narrow_products():
        compiled = tf.function(computed, jit_compile=True, autograph=False).get_concrete_function(left, right)

    assert barriers_in(computed, left, right)
    for gradient, plain in zip(compiled(left, right), expected, strict=True):
        np.testing.assert_allclose(gradient, plain, atol=1e-4 * np.abs(plain).max())


@pytest.mark.parametrize(
    ("rows", "inputs", "columns", "expected"),
    [(128, 512, 10, 2), (128, 512, 31, 2), (128, 512, 32, 0), (32, 48, 15, 0)],
)
def test_only_what_xla_is_slow_at_is_computed_another_way(rows: int, inputs: int, columns: int, expected: int) -> None:
    assert barriers_in(gradients_of, *factors(rows, inputs, columns)) == expected


def test_numbers_of_16_bits_are_left_to_tensorflow() -> None:
    left, right = factors(128, 512, 10)
    halves = [tf.cast(each, "float16") for each in (left, right)]
    assert barriers_in(gradients_of, *halves) == 0


def test_nothing_stands_in_afterwards() -> None:
    product = tf.matmul
    with narrow_products():
        assert tf.matmul is not product

    assert tf.matmul is product


def test_a_network_of_few_units_learns_with_xla_as_without() -> None:
    learned = []
    for jit_compile in (True, False):
        document = trained_by(learning(function_fit(), "function", samples=1200), "Adam")
        recipe = document.training.model_copy(update={"batch_size": 600, "jit_compile": jit_compile})
        document = document.model_copy(update={"training": recipe})
        prepared = prepare(document, CATALOGUE, budget=GIGABYTE, emit=lambda _: None)
        before = prepared.model.get_weights()
        prepared.training.take_steps(0, 2)
        learned.append(prepared.model.get_weights())
        assert not np.array_equal(learned[-1][0], before[0])

    for weights, expected in zip(*learned, strict=True):
        np.testing.assert_allclose(weights, expected, atol=1e-5)
