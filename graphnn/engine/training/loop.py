"""The training loop: many steps of one epoch in one call of TensorFlow.

`model.fit` on a small network is mostly overhead: 1.3 to 1.9 ms a step where the arithmetic takes microseconds.
Here a `tf.while_loop` of dynamic length takes steps over data held as tensors; model, loss, metrics and
optimizer are Keras' own, through `train_step` and `test_step`, so weights equal those of `train_on_batch` on
the same batches. What happens between two calls (events, stop) is for the caller.
"""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

Structure: TypeAlias = Any
"""A tensor, or a dict of tensors by node id, the sample axis first."""

_BOUNDS = (tf.TensorSpec((), tf.int32), tf.TensorSpec((), tf.int32))


class EpochLoop:
    """One sweep over samples, batch by batch, in an order that can be set.

    Args:
        step: `model.train_step` or `model.test_step`.
        inputs: What the model takes, for all samples.
        targets: What it should answer, for all samples.
        weights: How much each sample counts; None where all count the same.
        dtypes: What each input and target is cast to, batch by batch; data may stay as small as it came.
        batch_size: Samples in a batch; the last batch of an epoch may be smaller.
    """

    def __init__(
        self,
        step: Callable[..., Any],
        inputs: Structure,
        targets: Structure,
        *,
        dtypes: Structure,
        batch_size: int,
        weights: np.ndarray[Any, Any] | None = None,
    ) -> None:
        """See the class."""
        self._step = step
        weighted = () if weights is None else (weights,)
        self._samples = tf.nest.map_structure(tf.convert_to_tensor, (inputs, targets, *weighted))
        self._dtypes = (*dtypes, *(("float32",) if weighted else ()))
        self.sample_count = int(tf.nest.flatten(self._samples)[0].shape[0])
        self._batch_size = min(batch_size, self.sample_count)
        self._full_steps = self.sample_count // self._batch_size
        self.step_count = math.ceil(self.sample_count / self._batch_size)
        self._order = tf.Variable(tf.range(self.sample_count), trainable=False)
        # autograph off: there is nothing to convert, and it would convert Keras' own code.
        self._take_full_steps = tf.function(self._loop_over, input_signature=_BOUNDS, autograph=False)
        self._take_last_step = tf.function(self._remainder, input_signature=[], autograph=False)

    def trace(self) -> Any:
        """Trace the loop, and return its graph."""
        return self._take_full_steps.get_concrete_function().graph

    def compile(self) -> None:
        """Compile the loop with XLA, taking no step; the remainder of an epoch is one step, and stays as it is.

        Raises:
            tf.errors.OpError: If XLA cannot; then the loop is as it was.
        """
        traced = self._take_full_steps.get_concrete_function()
        compiled = tf.function(traced, input_signature=_BOUNDS, autograph=False, jit_compile=True)
        compiled(tf.constant(0), tf.constant(0))
        self._take_full_steps = compiled

    def first_samples(self, count: int) -> tuple[Structure, ...]:
        """Return the first samples of the epoch's order as a step is given them: inputs, targets, perhaps weights."""
        indices = self._order[:count]
        batch = tf.nest.map_structure(lambda samples: tf.gather(samples, indices), self._samples)
        cast: tuple[Structure, ...] = tf.nest.map_structure(tf.cast, batch, self._dtypes)
        return cast

    def has_only_numbers(self) -> bool:
        """Tell whether no sample holds a value that is no number."""
        floating = [samples for samples in tf.nest.flatten(self._samples) if samples.dtype.is_floating]
        return all(bool(tf.reduce_all(tf.math.is_finite(samples))) for samples in floating)

    def set_order(self, order: np.ndarray[Any, np.dtype[np.int32]]) -> None:
        """Set the order of samples for the epoch: a permutation of their indices."""
        self._order.assign(order)

    def take_steps(self, first: int, last: int) -> None:
        """Take the steps from `first` up to, not including, `last`; both count from 0."""
        full = min(last, self._full_steps)
        if first < full:
            self._take_full_steps(tf.constant(first), tf.constant(full))
        if last > self._full_steps:
            self._take_last_step()

    def _loop_over(self, first: tf.Tensor, last: tf.Tensor) -> None:
        def body(step: tf.Tensor) -> tuple[tf.Tensor]:
            self._take(tf.slice(self._order, [step * self._batch_size], [self._batch_size]))
            return (step + 1,)

        tf.while_loop(lambda step: step < last, body, (first,), parallel_iterations=1)

    def _remainder(self) -> None:
        self._take(self._order[self._full_steps * self._batch_size :])

    def _take(self, indices: tf.Tensor) -> None:
        batch = tf.nest.map_structure(lambda samples: tf.gather(samples, indices), self._samples)
        self._step(tf.nest.map_structure(tf.cast, batch, self._dtypes))


def prepare_model(model: keras.Model, inputs: Structure, targets: Structure, weights: Structure = None) -> None:
    """Make the variables of loss, metrics and optimizer, so that no step inside the loop has to.

    Args:
        inputs: A batch of any size.
        targets: A batch of any size.
        weights: A batch of any size, where samples have weights.
    """
    # Keras' own trainers call this before their first step; there is no public name for it in Keras 3.15.
    model._symbolic_build(data_batch=(inputs, targets, weights))
    model.optimizer.build(model.trainable_variables)


def metric_values(model: keras.Model) -> dict[str, float]:
    """Return the metrics of the epoch so far by Keras' names, loss first."""
    return {name: float(value) for name, value in model.get_metrics_result().items()}
