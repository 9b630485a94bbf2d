"""A network of one or two numbers as what it draws: its units over the input, and the answer they add up to.

Made anew for every moment of a training, so it is small: some values along each axis, some units of each layer.
"""

import math
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from graphnn.engine.training.eager import untraced_layers
from graphnn.protocol.figures import Numbers
from graphnn.protocol.fit import FitFrame, NodeWeights, UnitsDrawn

SAMPLES = 1_000
"""How many tell over what stretch of the input to draw."""

CURVE_POINTS = 81
PLANE_SIDE = 43
EACH = 3
"""Of a plane's rows and columns, each third is drawn of a unit: 15 by 15 places."""

UNITS_DRAWN = 12
PARTS_DRAWN = 12
LAYERS_DRAWN = 4
WEIGHTS_BY_HAND = 13
CURVE_DIGITS, PLANE_DIGITS = 4, 3
"""Of numbers to be drawn: a line is a few hundred pixels high, a colour has some two hundred steps."""

MARGIN = 0.08

FRAMES_BEFORE_TRACING = 6
"""How many are drawn layer by layer, which costs about as much as tracing once does; short runs have no more."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FitDrawing:
    """Draws one model over a stretch of its input; the model may learn on meanwhile."""

    model: keras.Model
    low: tuple[float, ...]
    high: tuple[float, ...]
    layers: tuple[keras.layers.Layer, ...]
    tapped: "_Tapped"

    def frame(self, *, epoch: int = 0, step: int = 0) -> FitFrame:
        """Return what the network draws now."""
        is_curve = len(self.low) == 1
        side = CURVE_POINTS if is_curve else PLANE_SIDE
        before, answer, *units = self.tapped.values()
        digits = CURVE_DIGITS if is_curve else PLANE_DIGITS
        seen = np.arange(side ** len(self.low))
        if not is_curve:
            seen = seen.reshape(side, side)[::EACH, ::EACH].ravel()
        return FitFrame(
            epoch=epoch,
            step=step,
            low=self.low,
            high=self.high,
            side=side,
            answer=_numbers(answer[:, 0] if is_curve else _signed(answer), digits),
            unit_side=side if is_curve else len(range(0, side, EACH)),
            layers=tuple(
                UnitsDrawn(
                    layer=layer.name,
                    count=values.shape[1],
                    units=tuple(_numbers(column, digits) for column in values[seen, :UNITS_DRAWN].T),
                )
                for layer, values in zip(self.layers, units, strict=True)
            ),
            parts=self._parts(before) if is_curve else (),
            weights=self._weights(),
        )

    def errors(self, inputs: Any, truth: Floats) -> float:
        """Return the mean of the squares by which the answers to samples are off."""
        answer = np.asarray(self.model(inputs, training=False), dtype=np.float64).reshape(-1)
        return float(np.mean(np.square(answer - truth.reshape(-1))))

    def _parts(self, before: Floats) -> tuple[Numbers, ...]:
        """Return what each unit below the last layer adds to its sum; nothing where that is no plain sum."""
        kernel = np.asarray(getattr(_last(self.model), "kernel", np.empty(0)), dtype=np.float64)
        if kernel.shape != (before.shape[1], 1):
            return ()
        parts = (before * kernel[:, 0]).T
        strongest = np.argsort(-np.ptp(parts, axis=1), kind="stable")[:PARTS_DRAWN]
        return tuple(_numbers(parts[place], CURVE_DIGITS) for place in strongest)

    def _weights(self) -> tuple[NodeWeights, ...]:
        if sum(int(np.prod(weight.shape)) for weight in self.model.trainable_weights) > WEIGHTS_BY_HAND:
            return ()
        return tuple(
            NodeWeights(
                node=layer.name,
                name=weight.name,
                shape=tuple(weight.shape),
                values=_numbers(np.asarray(weight).ravel(), CURVE_DIGITS),
            )
            for layer in self.model.layers
            for weight in layer.trainable_weights
        )


class _Tapped:
    """What a model, and layers within it, give at the same places, asked again and again as it learns."""

    def __init__(self, model: keras.Model, places: NDArray[np.float32]) -> None:
        self._model = model
        self._places = tf.constant(places)
        self._asked = 0
        self._traced: Any = None

    def values(self) -> list[Floats]:
        """Return what each output gives now, place by place."""
        self._asked += 1
        if self._asked == FRAMES_BEFORE_TRACING and not untraced_layers(self._model):
            self._traced = tf.function(self._answered, autograph=False).get_concrete_function()
        found = (self._traced or self._answered)()
        return [np.asarray(each, dtype=np.float64).reshape(len(each), -1) for each in found]

    def _answered(self) -> Any:
        return self._model(self._places, training=False)


def fit_drawing(model: keras.Model, inputs: Any) -> FitDrawing | None:
    """Return what draws a network over the samples' stretch of its input; None where it has no curve and no plane.

    Args:
        model: From one Input of one or two numbers to one Output.
        inputs: Samples as the model takes them, sample axis first.
    """
    if not can_be_drawn(model):
        return None
    is_curve = _size(model.inputs[0]) == 1
    seen = np.asarray(inputs, dtype=np.float64).reshape(len(inputs), -1)
    low, high = seen.min(axis=0), seen.max(axis=0)
    margin = MARGIN * np.maximum(high - low, 1e-9) * (0 if is_curve else 1)
    layers = tuple(layer for layer in model.layers if _has_units(layer, model))[:LAYERS_DRAWN]
    outputs = [_last(model).input, model.outputs[0], *(layer.output for layer in layers)]
    stretch = tuple(map(float, low - margin)), tuple(map(float, high + margin))
    places = _grid(*stretch, CURVE_POINTS if is_curve else PLANE_SIDE).reshape(-1, *model.inputs[0].shape[1:])
    return FitDrawing(model, *stretch, layers, _Tapped(keras.Model(model.inputs[0], outputs), places))


def can_be_drawn(model: keras.Model) -> bool:
    """Tell whether a network has a curve or a plane."""
    if len(model.inputs) != 1 or len(model.outputs) != 1 or model.inputs[0].dtype == "string":
        return False
    answers = {1: (1,), 2: (1, 2)}.get(_size(model.inputs[0]), ())
    return _size(model.outputs[0]) in answers and _last(model) is not None


def _size(tensor: keras.KerasTensor) -> int:
    """Return how many numbers a sample has; 0 where that is open."""
    shape = tensor.shape[1:]
    return 0 if None in shape else int(np.prod(shape))


def _last(model: keras.Model) -> Any:
    """Return the layer that gives the answer; None where it is applied more than once, or is fed by several."""
    owner = model.outputs[0]._keras_history.operation
    is_plain = isinstance(owner, keras.layers.Layer) and len(owner._inbound_nodes) == 1
    return owner if is_plain and isinstance(owner.input, keras.KerasTensor) else None


def _has_units(layer: keras.layers.Layer, model: keras.Model) -> bool:
    is_plain = len(layer._inbound_nodes) == 1 and bool(layer.trainable_weights) and layer is not _last(model)
    return is_plain and isinstance(layer.output, keras.KerasTensor) and len(layer.output.shape) == 2


def _grid(low: tuple[float, ...], high: tuple[float, ...], side: int) -> NDArray[np.float32]:
    """Return the places at which is drawn; of a plane row by row from the top."""
    across = np.linspace(low[0], high[0], side, dtype=np.float32)
    if len(low) == 1:
        return across[:, np.newaxis]
    x, y = np.meshgrid(across, np.linspace(high[1], low[1], side, dtype=np.float32))
    return np.stack([x.ravel(), y.ravel()], axis=1)


def _signed(answer: Floats) -> Floats:
    """Return answers of the plane from -1 to 1: of classes by how likely the second is, of numbers by size."""
    if answer.shape[1] == 2:
        return 2 * answer[:, 1] - 1
    within = answer[:, 0]
    if within.min() >= 0 and within.max() <= 1:
        return 2 * within - 1
    return within / max(float(np.abs(within).max()), 1e-9)


def _numbers(values: Any, digits: int) -> Numbers:
    """Return values as plain numbers, to some digits of the largest."""
    values = np.asarray(values, dtype=np.float64)
    if not np.isfinite(values).all():
        return tuple(float(value) if np.isfinite(value) else None for value in values)
    largest = float(np.abs(values).max(initial=0.0))
    decimals = digits - 1 - (math.floor(math.log10(largest)) if largest > 0 else 0)
    return tuple(np.round(values, decimals).tolist())
