"""Steps by the two halves of a batch, each compiled with XLA and computed on a core of its own.

A recurrent layer does many small things one after the other, which two cores share best by samples. XLA shares each
of the small things instead: an LSTM(64) on batches of 128 took 6.2 ms a step with XLA on one core and 8.2 ms on two,
and TensorFlow without XLA 7.9; by halves it took 4.2. The gradient of a batch is the mean of those of its halves, but
for rounding, as long as each sample is computed by itself.
"""

import functools
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

from graphnn.engine.training.beside import done_beside
from graphnn.engine.training.work import Work, work_of

_EACH_BY_ITSELF = (
    keras.layers.InputLayer,
    keras.layers.RNN,
    keras.layers.Bidirectional,
    keras.layers.TimeDistributed,
    keras.layers.LSTMCell,
    keras.layers.GRUCell,
    keras.layers.SimpleRNNCell,
    keras.layers.StackedRNNCells,
    keras.layers.Dense,
    keras.layers.Embedding,
    keras.layers.CategoryEncoding,
    keras.layers.Normalization,
    keras.layers.Rescaling,
    keras.layers.Activation,
    keras.layers.Flatten,
    keras.layers.Reshape,
    keras.layers.Permute,
    keras.layers.RepeatVector,
    keras.layers.Cropping1D,
    keras.layers.ZeroPadding1D,
    keras.layers.Add,
    keras.layers.Subtract,
    keras.layers.Multiply,
    keras.layers.Average,
)
"""Layers that compute each sample by itself, and the same each time; of others it is not taken for granted."""

_WEIGHING_SAMPLES = (keras.losses.dice, keras.losses.tversky, keras.losses.circle)
"""Losses that weigh the samples of a batch against each other; Keras' others are means over samples."""

_MEANS = ("sum_over_batch_size", "mean")
"""The reductions by which the loss of a batch is the mean of those of its halves."""

_AGAINST = ("stateful", "dropout", "recurrent_dropout", "mask_zero")
"""What a layer of Keras must not be set to."""

_WRITES = ("Assign", "Apply", "Scatter", "RngSkip")
"""Parts of the types of operations that change a variable."""


def has_halves(model: keras.Model, batch_size: int) -> bool:
    """Tell whether a compiled model is recurrent, and may learn from the halves of a batch in place of the whole."""
    operations = [*_operations_of(model)]
    return (
        batch_size % 2 == 0
        and any(isinstance(operation, keras.layers.RNN | keras.layers.Bidirectional) for operation in operations)
        and all(isinstance(operation, keras.layers.Layer) and _is_by_itself(operation) for operation in operations)
        and _is_mean_over_samples(model.loss)
        and not isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
    )


def most_arithmetic(model: keras.Model, sample_count: int) -> float:
    """Return a bound of the arithmetic in the loops of recurrent layers, told without tracing a step.

    Each weight of such a layer is multiplied and added once a sample and time step, and twice on the way back.

    Args:
        model: One that `has_halves`.
        sample_count: How many samples a step takes.
    """
    return sum(6.0 * sample_count * _steps_by_weights(operation) for operation in _operations_of(model))


class Halves:
    """The step of a compiled model that is computed by halves.

    Args:
        model: One that `has_halves`, whose optimizer and metrics have their variables.
        samples: Half a batch as a step is given it: inputs, targets, and perhaps weights.
    """

    def __init__(self, model: keras.Model, samples: Any) -> None:
        """See the class."""
        self._model = model
        self._samples = samples
        self._size = int(tf.nest.flatten(samples)[0].shape[0])
        half = tf.function(self._gradients, jit_compile=True, autograph=False)
        self._half = half.get_concrete_function(samples)

    @functools.cached_property
    def work(self) -> Work:
        """The work of one half."""
        return work_of(self._half.graph)

    @property
    def are_apart(self) -> bool:
        """Whether neither half changes a variable, which the other might read or change as well."""
        return not any(word in kind for kind in self.work.kinds for word in _WRITES)

    @contextmanager
    def compiled_beside(self) -> Iterator[None]:
        """Compile it while something else is done; no variable changes by it."""
        # Called from within a graph, as a step does: what is called directly is compiled for that alone.
        called = tf.function(self._half, autograph=False).get_concrete_function(self._samples)
        with done_beside(lambda: called(self._samples), tf.nest.flatten(self._samples)[0].device):
            yield

    def step(self, data: Any) -> dict[str, Any]:
        """Take a step as `model.train_step` does, and return the metrics as it does.

        Args:
            data: A batch, twice as large as the samples it was made with.
        """
        model = self._model
        halves = [
            self._half(tf.nest.map_structure(lambda values, part=part: values[part], data))
            for part in (slice(None, self._size), slice(self._size, None))
        ]
        predictions, losses, gradients = zip(*halves, strict=True)
        model._loss_tracker.update_state(tf.add_n(losses) / 2, sample_weight=2 * self._size)
        means = [_mean(*pair) for pair in zip(*gradients, strict=True)]
        model.optimizer.apply_gradients(zip(means, model.trainable_weights, strict=True))
        x, y, weights = keras.utils.unpack_x_y_sample_weight(data)
        predicted = tf.nest.map_structure(lambda *parts: tf.concat(parts, 0), *predictions)
        metrics: dict[str, Any] = model.compute_metrics(x, y, predicted, sample_weight=weights)
        return metrics

    def _gradients(self, data: Any) -> tuple[Any, tf.Tensor, list[Any]]:
        model = self._model
        x, y, weights = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            predicted = model(x, training=True)
            loss = model.compute_loss(x, y, predicted, weights, training=True)
        return predicted, loss, tape.gradient(loss, model.trainable_weights)


def _operations_of(model: keras.Model) -> Iterator[Any]:
    for operation in model.operations:
        if isinstance(operation, keras.Model):
            yield from _operations_of(operation)
        else:
            yield operation


def _steps_by_weights(layer: keras.layers.Layer) -> float:
    """Return the weights of a recurrent layer times its time steps; infinite where these are unknown."""
    if not any(isinstance(each, keras.layers.RNN) for each in layer._flatten_layers()):
        return 0.0
    try:
        steps = keras.tree.flatten(layer.input)[0].shape[1]
    except (AttributeError, ValueError):  # Keras' ways of saying that it is within another, or has several inputs.
        steps = None
    is_known = isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional) and steps is not None
    return float(layer.count_params() * steps) if is_known else math.inf


def _is_by_itself(layer: keras.layers.Layer) -> bool:
    """Tell whether a layer and all within are Keras' own of those kinds, and draw nothing, keep nothing, mask nothing.

    What draws or keeps a state is not the same each time; a mask within a loop is beyond XLA.
    """
    within = layer._flatten_layers()  # Keras has no public name for a layer and all within.
    return all(
        type(each).__module__.startswith("keras.")
        and isinstance(each, _EACH_BY_ITSELF)
        and not any(getattr(each, name, False) for name in _AGAINST)
        for each in within
    )


def _is_mean_over_samples(loss: Any) -> bool:
    if isinstance(loss, dict | list):
        return False  # The loss of each Output is a metric, too, which both halves would write at once.
    loss = keras.losses.get(loss)
    function = getattr(loss, "fn", loss)  # Keras' own losses wrap a function each.
    return (
        getattr(function, "__module__", "").startswith("keras.")
        and function not in _WEIGHING_SAMPLES
        and getattr(loss, "reduction", "mean") in _MEANS
    )


def _mean(first: Any, second: Any) -> Any:
    """Return the mean of two gradients of the same weight, which may be those of a few rows."""
    if first is None:
        return None
    if isinstance(first, tf.IndexedSlices):
        values, indices = (
            tf.concat(pair, 0) for pair in ((first.values, second.values), (first.indices, second.indices))
        )
        return tf.IndexedSlices(values / 2, indices, first.dense_shape)
    return (first + second) / 2
