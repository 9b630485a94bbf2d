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

from graphnn.engine.data.model import Indices
from graphnn.engine.training.beside import done_beside

Structure: TypeAlias = Any
"""A tensor, or a dict of tensors by node id, the sample axis first."""

Told: TypeAlias = Callable[[], dict[str, Any]]
"""Gives the metrics so far, as `model.get_metrics_result` does."""

_BOUNDS = (tf.TensorSpec((), tf.int32), tf.TensorSpec((), tf.int32))


class EpochLoop:
    """One sweep over samples, batch by batch, in an order that can be set.

    Args:
        step: `model.train_step` or `model.test_step`.
        inputs: What the model takes, for all samples; arrays must stay as they are.
        targets: What it should answer, for all samples.
        weights: How much each sample counts; None where all count the same.
        places: Which of the samples the sweep is over, in order; None for all.
        told: Gives the metrics; then the call that takes steps tells them too, and saves another of half a millisecond.
        dtypes: What each input and target is cast to, batch by batch; data may stay as small as it came.
        batch_size: Samples in a batch; the last batch of an epoch may be smaller.
        sample_count: How many there are, where what is given holds a part of them at a time, in variables.
    """

    def __init__(
        self,
        step: Callable[..., Any],
        inputs: Structure,
        targets: Structure,
        *,
        dtypes: Structure,
        batch_size: int,
        weights: Any = None,
        places: Indices | None = None,
        told: Told | None = None,
        sample_count: int | None = None,
    ) -> None:
        """See the class."""
        self._step = self._full_step = step
        self._told: Callable[[], dict[str, Any] | None] = told or (lambda: None)
        weighted = () if weights is None else (weights,)
        self._samples = held((inputs, targets, *weighted))
        self._dtypes = (*dtypes, *(("float32",) if weighted else ()))
        whole_count = int(tf.nest.flatten(self._samples)[0].shape[0])
        self.sample_count = sample_count or (whole_count if places is None else len(places))
        self._batch_size = min(batch_size, self.sample_count)
        self._full_steps = self.sample_count // self._batch_size
        self.step_count = math.ceil(self.sample_count / self._batch_size)
        self._order = tf.Variable(tf.zeros(self.sample_count, tf.int32), trainable=False)
        self.choose(places)
        # autograph off: there is nothing to convert, and it would convert Keras' own code.
        self._take_full_steps = tf.function(self._loop_over, input_signature=_BOUNDS, autograph=False)
        self._take_last_step = tf.function(self._remainder, input_signature=[], autograph=False)

    @property
    def device(self) -> str:
        """Where the samples are held, as TensorFlow names it."""
        return str(tf.nest.flatten(self._samples)[0].device)

    @property
    def is_on_gpu(self) -> bool:
        """Whether that is a GPU."""
        return "GPU" in self.device

    @property
    def batch_size(self) -> int:
        """How many samples are in every batch but perhaps the last."""
        return self._batch_size

    def trace(self, step: Callable[..., Any] | None = None) -> Any:
        """Trace the loop anew, without its last step where that is smaller, and return its graph.

        Args:
            step: Takes the full batches in place of the loop's own, if one is given.
        """
        self._full_step = step or self._step
        # autograph off: there is nothing to convert, and it would convert Keras' own code.
        self._take_full_steps = tf.function(self._loop_over, input_signature=_BOUNDS, autograph=False)
        return self._take_full_steps.get_concrete_function().graph

    def trace_last_step(self) -> None:
        """Trace the remainder of an epoch, if there is one, ahead of the first epoch's end."""
        if self.step_count > self._full_steps:
            self._take_last_step = self._take_last_step.get_concrete_function()

    def compile(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Compile the loop as it is traced with XLA, taking no step; the remainder of an epoch stays as it is.

        Args:
            meanwhile: Is done while XLA compiles, which leaves Python free.
        Raises:
            tf.errors.OpError: If XLA cannot; then the loop is as it was.
        """
        traced = self._take_full_steps.get_concrete_function()
        jitted = tf.function(traced, input_signature=_BOUNDS, autograph=False, jit_compile=True)
        compiled = jitted.get_concrete_function()
        self._take_none(compiled, meanwhile)
        self._take_full_steps = compiled

    def make_ready(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Have TensorFlow optimize and lay out the loop as it is traced, taking no step, so that the first need not.

        Args:
            meanwhile: Is done while TensorFlow does that, which leaves Python free.
        """
        self._take_none(self._take_full_steps, meanwhile)

    def _take_none(self, take_steps: Callable[..., object], meanwhile: Callable[[], object]) -> None:
        with done_beside(lambda: take_steps(tf.constant(0), tf.constant(0)), self.device):
            meanwhile()

    def first_samples(self, count: int) -> tuple[Structure, ...]:
        """Return the first samples of the epoch's order as a step is given them: inputs, targets, perhaps weights."""
        return self._samples_at(self._order[:count])

    def inputs_at(self, place: int) -> Structure:
        """Return the inputs of one sample as the model takes them, by its place in the data, whatever the order."""
        return self._samples_at(self._among(np.array([place], np.int32)))[0]

    def fits(self, samples: tuple[Structure, ...], count: int) -> bool:
        """Tell whether samples, and so many of them, can take the place of those it holds."""
        given, own = map(tf.nest.flatten, (samples, self._samples))
        kinds = [(each.shape, each.dtype) for each in given], [(each.shape, each.dtype) for each in own]
        return kinds[0] == kinds[1] and count == self.sample_count

    def hold(self, samples: tuple[Structure, ...]) -> None:
        """Put samples that fit in the place of those it holds, which must be variables: inputs, targets, weights."""
        tf.nest.map_structure(lambda variable, values: variable.assign(values), self._samples, samples)

    def choose(self, places: Indices | None) -> None:
        """Set which of the samples the sweep is over, as many as before, in order; None for all."""
        self._places = None if places is None else places.astype(np.int32)
        self.set_order(np.arange(self.sample_count, dtype=np.int32))

    def has_only_numbers(self) -> bool:
        """Tell whether no sample holds a value that is no number."""
        floating = [samples for samples in tf.nest.flatten(self._samples) if samples.dtype.is_floating]
        chosen = floating if self._places is None else [tf.gather(samples, self._places) for samples in floating]
        return all(bool(tf.reduce_all(tf.math.is_finite(samples))) for samples in chosen)

    def run_eagerly(self) -> None:
        """Take each step from Python from now on: the only way for a layer that computes outside of any graph."""
        self._take_full_steps = self._one_by_one
        self._take_last_step = self._remainder

    def set_order(self, order: np.ndarray[Any, np.dtype[np.int32]]) -> None:
        """Set the order of samples for the epoch: a permutation of their indices, which must stay as it is."""
        # As `assign`, which takes 50 µs to this one's 14: an epoch may be as short as a millisecond.
        tf.raw_ops.AssignVariableOp(resource=self._order.handle, value=self._among(order))

    def take_steps(self, first: int, last: int) -> dict[str, Any] | None:
        """Take the steps from `first` up to, not including, `last`; both count from 0.

        Returns:
            The metrics after the last of them; None where a loop that was not told how tells none.
        """
        full, metrics = min(last, self._full_steps), None
        if first < full:
            metrics = self._take_full_steps(tf.constant(first), tf.constant(full))
        return self._take_last_step() if last > self._full_steps else metrics

    def _among(self, places: np.ndarray[Any, np.dtype[np.int32]]) -> np.ndarray[Any, np.dtype[np.int32]]:
        """Return where samples of the sweep lie among all that are held."""
        return places if self._places is None else self._places[places]

    def _samples_at(self, indices: tf.Tensor) -> tuple[Structure, ...]:
        batch = tf.nest.map_structure(lambda samples: tf.gather(samples, indices), self._samples)
        cast: tuple[Structure, ...] = tf.nest.map_structure(tf.cast, batch, self._dtypes)
        return cast

    def _loop_over(self, first: tf.Tensor, last: tf.Tensor) -> dict[str, Any] | None:
        def body(step: tf.Tensor) -> tuple[tf.Tensor]:
            self._take(tf.slice(self._order, [step * self._batch_size], [self._batch_size]), self._full_step)
            return (step + 1,)

        tf.while_loop(lambda step: step < last, body, (first,), parallel_iterations=1)
        return self._told()

    def _one_by_one(self, first: tf.Tensor, last: tf.Tensor) -> dict[str, Any] | None:
        metrics = None
        for step in range(int(first), int(last)):
            metrics = self._take(self._order[step * self._batch_size : (step + 1) * self._batch_size], self._step)
        return metrics

    def _remainder(self) -> dict[str, Any] | None:
        return self._take(self._order[self._full_steps * self._batch_size :], self._step)

    def _take(self, indices: tf.Tensor, step: Callable[..., Any]) -> dict[str, Any] | None:
        batch = tf.nest.map_structure(lambda samples: tf.gather(samples, indices), self._samples)
        metrics: dict[str, Any] | None = step(tf.nest.map_structure(tf.cast, batch, self._dtypes))
        return metrics


def held(samples: Structure) -> Structure:
    """Return samples as TensorFlow holds them; variables stay such."""
    return tf.nest.map_structure(_held, samples)


def _held(samples: Any) -> Any:
    if isinstance(samples, np.ndarray) and samples.dtype != object:
        # As `tf.convert_to_tensor`, which would copy it twice: so it is copied once, or not at all where it lies well.
        return tf.raw_ops.Identity(input=samples)
    return samples if isinstance(samples, tf.Variable) else tf.convert_to_tensor(samples)


def prepare_model(model: keras.Model, inputs: Structure, targets: Structure, weights: Structure = None) -> None:
    """Make the variables of loss, metrics and optimizer, so that no step inside the loop has to.

    Args:
        inputs: A batch of any size, or what it is without its values.
        targets: Likewise.
        weights: Likewise, where samples have weights.
    """
    # Keras' own trainers call this before their first step; there is no public name for it in Keras 3.15.
    model._symbolic_build(data_batch=(inputs, targets, weights))
    model.optimizer.build(model.trainable_variables)


class EpochMetrics:
    """The metrics of the epoch so far; each call is one call of TensorFlow, not one for every operation within."""

    def __init__(self, model: keras.Model) -> None:
        """Take the metrics of a compiled model whose variables are made."""
        # Traced here: a call of what is traced costs half of one that first looks whether it is.
        self._read, self._reset = (
            tf.function(each, autograph=False).get_concrete_function()
            for each in (model.get_metrics_result, model.reset_metrics)
        )

    def values(self, known: dict[str, Any] | None = None) -> dict[str, float]:
        """Return them by Keras' names, loss first.

        Args:
            known: As the last step has told them; then they need not be read.
        """
        return {name: float(value) for name, value in (self._read() if known is None else known).items()}

    def reset(self) -> None:
        """Begin anew."""
        self._reset()
