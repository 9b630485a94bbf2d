"""Looks inside a network while it learns: norms of gradients and weights, how far a step moves, units that are dead.

A look takes one step alone, to see how far it moves the weights, and runs a few samples forward and back. It leaves no
trace in the training: random generators, moving averages and metrics are put back, so a run that is looked into ends
with the very weights of one that is not. How often depends on what it costs, which stays below a share of the time.
"""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from graphnn.engine.training.undisturbed import undisturbed
from graphnn.protocol.inside import BINS, Histogram, Inside, LayerInside, append_inside, read_settings
from graphnn.protocol.run_folder import RunFolder

SAMPLES = 64
SHORTEST_SECONDS = 1.0
LOOKS_PER_DOUBLING = 70
"""The longer a run, the rarer the looks: so many fit into any length of run that a page can show them all."""

FIRST_SECONDS = 0.05
"""What the first look is taken to cost."""

MADE_ONCE = 2.0
"""The first look is taken to cost so many times what the next do: it makes what they use, most of it when rehearsed."""

END_OF_RANGE = 0.03
"""A unit this near to an end of its range, as a share of the range, learns next to nothing."""

MOSTLY = 0.95

_RANGES: Mapping[Any, tuple[float, float]] = {
    keras.activations.sigmoid: (0.0, 1.0),
    keras.activations.hard_sigmoid: (0.0, 1.0),
    keras.activations.tanh: (-1.0, 1.0),
}
"""The activations that have both ends."""

Tensors: TypeAlias = Sequence[Any]
Arrays: TypeAlias = Sequence[np.ndarray[Any, Any]]


@dataclass(slots=True)
class Look:
    """A look that has begun: the weights before the step, and what it cost so far."""

    weights: Tensors
    seconds: float


@dataclass(frozen=True, slots=True)
class Active:
    """The layers of a model that have units with an activation, and a model of what these answer."""

    model: keras.Model
    layers: tuple[keras.layers.Layer, ...]


def active_layers(model: keras.Model) -> Active:
    """Return the layers of a model that have units with an activation and one answer."""
    layers = tuple(layer for layer in model.layers if _answers_once(layer))
    # Keras refuses a model without outputs: where no layer has units, its own stand there unread.
    return Active(keras.Model(model.inputs, [layer.output for layer in layers] or model.outputs), layers)


@dataclass(slots=True)
class InsideLooks:
    """Looks into a model as often as their cost allows.

    Args:
        model: As it is trained.
        folder: Where the looks are written.
        samples: Gives a few samples as the model takes them: inputs, targets, and perhaps weights.
    """

    model: keras.Model
    folder: RunFolder
    samples: Callable[[int], Sequence[Any]]
    clock: Callable[[], float] = time.perf_counter
    _spent_seconds: float = 0.0
    _next_seconds: float = FIRST_SECONDS
    _started: float | None = None
    _last: float = 0.0
    _active: Active | None = None

    def is_due(self) -> bool:
        """Tell whether the last look is long enough ago."""
        now = self.clock()
        if self._started is None:
            self._started = self._last = now
        since = now - self._last
        if since < max(SHORTEST_SECONDS, (now - self._started) / LOOKS_PER_DOUBLING):
            return False
        share = read_settings(self.folder.path.parent).share
        return self._spent_seconds + self._next_seconds <= share * (now - self._started)

    def begin(self) -> Look:
        """Begin a look, before one step."""
        began = self.clock()
        # Not copied: while someone holds what a variable was, TensorFlow writes what it becomes elsewhere.
        weights = [tf.identity(weight.value) for weight in self.model.trainable_variables]
        return Look(weights, self.clock() - began)

    def end(self, look: Look, *, epoch: int, step: int) -> None:
        """End a look, after that step, and write down what was seen.

        Raises:
            UnwritableError: If it cannot be written.
        """
        began = self.clock()
        self._active = self._active or active_layers(self.model)
        layers = measured(self.model, look.weights, self.samples(SAMPLES), self._active)
        append_inside(self.folder, Inside(time=time.time(), epoch=epoch, step=step, layers=layers))
        self._last = self.clock()
        seconds = look.seconds + self._last - began
        self._next_seconds = seconds if self._spent_seconds else seconds / MADE_ONCE
        self._spent_seconds += seconds


def measured(
    model: keras.Model,
    before: Tensors,
    samples: Sequence[Any],
    active: Active,
) -> dict[str, LayerInside]:
    """Return what there is to see in each layer.

    Args:
        model: After one step.
        before: Its trainable weights before that step.
        samples: Inputs, targets, and perhaps weights of samples.
        active: The layers with units, and what these answer.
    """
    with undisturbed(model):
        gradients = _gradients(model, samples)
        answers = _answers(active.model, samples[0])
    by_id = {id(variable): place for place, variable in enumerate(model.trainable_variables)}
    seen: dict[str, LayerInside] = {}
    for layer in model.layers:
        places = [by_id[id(weight)] for weight in layer.trainable_variables if id(weight) in by_id]
        activity = next((answers[place] for place, each in enumerate(active.layers) if each is layer), None)
        inside = _layer(layer, model, places, before, gradients, activity)
        if inside != LayerInside():
            seen[layer.name] = inside
    return seen


def _layer(
    layer: keras.layers.Layer,
    model: keras.Model,
    places: list[int],
    before: Tensors,
    gradients: Tensors,
    activity: Any,
) -> LayerInside:
    gives_answer = any(output._keras_history.operation is layer for output in model.outputs)
    units = _units(layer, activity, gives_answer=gives_answer)
    if not places:
        return units
    weights = _arrays([model.trainable_variables[place].value for place in places])
    old = _arrays([before[place] for place in places])
    gradient = _arrays([gradients[place] for place in places if gradients[place] is not None])
    norm = _norm(old)
    return LayerInside(
        weight_norm=_finite(_norm(weights)),
        gradient_norm=_finite(_norm(gradient)) if gradient else None,
        update_ratio=_finite(_norm(map(np.subtract, weights, old)) / norm) if norm > 0 else None,
        dead=units.dead,
        saturated=units.saturated,
        weights=histogram(weights),
        gradients=histogram(gradient),
    )


def histogram(arrays: Arrays) -> Histogram | None:
    """Return how the values of arrays are spread; None where there is none that is finite.

    The scale is even around zero and reaches as far as the values do.
    """
    finite = [values[np.isfinite(values)] for values in arrays]
    reach = max((float(max(values.max(), -values.min())) for values in finite if values.size), default=None)
    if reach is None:
        return None
    reach = reach or 1.0
    # On a scale to 1: numbers near the ends of what 32 bits hold have no bins of their own that NumPy could count in.
    counts = np.sum([np.histogram(values / reach, bins=BINS, range=(-1.0, 1.0))[0] for values in finite], axis=0)
    return Histogram(low=-reach, high=reach, counts=tuple(int(count) for count in counts))


def _units(layer: keras.layers.Layer, activity: Any, *, gives_answer: bool) -> LayerInside:
    """Return the shares of units that are dead and saturated, where a layer has units that can be."""
    if activity is None or activity.ndim < 2 or activity.shape[0] < 2:
        return LayerInside()
    activation = getattr(layer, "activation", None)
    if activation is None or activation is keras.activations.linear:
        return LayerInside()
    by_unit = activity.reshape(-1, activity.shape[-1])  # (samples and places, units)
    if activation in _RANGES:
        if gives_answer:  # An answer at the end of its range is a sure one.
            return LayerInside()
        low, high = _RANGES[activation]
        margin = END_OF_RANGE * (high - low)
        is_at_end = (by_unit < low + margin) | (by_unit > high - margin)
        return LayerInside(saturated=float(np.mean(np.mean(is_at_end, axis=0) > MOSTLY)))
    if activation is keras.activations.relu or np.any(by_unit == 0.0):
        return LayerInside(dead=float(np.mean(np.all(by_unit == 0.0, axis=0))))
    return LayerInside()


def _gradients(model: keras.Model, samples: Sequence[Any]) -> Tensors:
    inputs, targets, *weights = samples
    with tf.GradientTape() as tape:
        # As when it answers, not as when it learns: no dropout draws, no average moves.
        answers = model(inputs, training=False)
        loss = model.compute_loss(inputs, targets, answers, *weights, training=False)
    found = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
    return [None if each is None else tf.convert_to_tensor(each) for each in found]


def _answers(activity: keras.Model, inputs: Any) -> list[np.ndarray[Any, Any]]:
    answers = activity(inputs, training=False)
    return [np.asarray(each, dtype=np.float32) for each in (answers if isinstance(answers, list) else [answers])]


def _answers_once(layer: keras.layers.Layer) -> bool:
    """Tell whether a layer has units with an activation and is applied once, so that it has one answer."""
    return hasattr(layer, "activation") and len(layer._inbound_nodes) == 1 and hasattr(layer.output, "shape")


def _arrays(tensors: Tensors) -> Arrays:
    """Return what tensors hold, as it lies there where it can be."""
    return [np.asarray(tf.convert_to_tensor(tensor), dtype=np.float32) for tensor in tensors]


def _norm(arrays: Iterable[np.ndarray[Any, Any]]) -> float:
    """Return how long arrays are together, as one vector."""
    return math.hypot(*(float(np.linalg.norm(array)) for array in arrays))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
