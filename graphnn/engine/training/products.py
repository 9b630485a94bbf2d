"""Products of matrices as XLA is fast at them, where it is not by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tensorflow as tf

# Not public; no public name in TensorFlow 2.21 says the same.
from tensorflow.compiler.tf2xla.python.xla import optimization_barrier

from graphnn.engine.training.stand_in import standing_in

MOST_COLUMNS = 31
FEWEST_INPUTS = 4096
"""Of all samples together; below, both ways take a microsecond or two."""

_product = tf.matmul


@contextmanager
def narrow_products() -> Iterator[None]:
    """Let layers of few units be computed as XLA is fast at their gradients; TensorFlow computes the same.

    The gradient of 512 by 10 weights over 128 samples takes XLA 175 µs on two cores: results of fewer than 32 columns
    it computes by a loop of its own. Where the weights are transposed before, so is their gradient, which then has few
    rows in place of columns and takes 5 µs by the library for products.
    """
    with standing_in(tf, "matmul", _matmul):
        yield


def _matmul(left: Any, right: Any, *flags: Any, **named_flags: Any) -> tf.Tensor:
    """Stand in for `tf.matmul`."""
    if not any(flags) and not any(named_flags.values()) and _is_narrow(left, right):
        return _product(left, _as_it_is(tf.transpose(right)), transpose_b=True)
    return _product(left, right, *flags, **named_flags)


def _is_narrow(left: Any, right: Any) -> bool:
    if not all(isinstance(each, tf.Tensor) and each.dtype == tf.float32 for each in (left, right)):
        return False
    if (left.shape.rank, right.shape.rank) != (2, 2):
        return False
    columns, inputs = right.shape[1], left.shape.num_elements()
    return columns is not None and columns <= MOST_COLUMNS and inputs is not None and inputs >= FEWEST_INPUTS


def _kept(tensor: tf.Tensor) -> tuple[tf.Tensor, Any]:
    return optimization_barrier(tensor)[0], _as_it_is


_as_it_is: Any = tf.custom_gradient(_kept)
"""Keep XLA from undoing a transposition: of a tensor, and of its gradient."""
