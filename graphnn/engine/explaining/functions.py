"""Activation functions: their curve, their slope, and where they respond."""

import itertools
from collections.abc import Iterator

import keras
import numpy as np
import tensorflow as tf

from graphnn.catalogue.model import Catalogue
from graphnn.engine.data.model import Array
from graphnn.errors import RefusedError
from graphnn.protocol.figures import Band, Curve, Curves

REACH = 6.0
POINTS = 240
"""An even number: at 0, where celu is made of two halves, TensorFlow's gradient is that of both."""
RESPONDS_FROM = 0.05
"""The share of its greatest slope from which a function is said to respond."""


def activation_figure(name: str, catalogue: Catalogue) -> Curves:
    """Return an activation function and its derivative from -6 to 6; where it responds is marked.

    One that weighs its inputs against each other, as softmax, is shown for two: x, and 0.

    Raises:
        RefusedError: If Keras has no such activation.
    """
    known = catalogue.find("activations", name)
    if known is None:
        raise RefusedError(f"{name}: not one of the activations of Keras {catalogue.keras_version}.")
    x = np.linspace(-REACH, REACH, POINTS, dtype=np.float32)
    y, slope = curve_and_slope(known.name, x)
    weighs = _weighs_inputs(known.name)
    return Curves(
        name=f"activation_{known.name}",
        title=known.name,
        caption=f"{known.doc}{' Shown for two inputs, x and 0.' if weighs else ''}",
        x_label="x",
        y_label=known.name,
        curves=(_curve(known.name, x, y, "prediction"), _curve("derivative", x, slope, "guide")),
        is_small=True,
        bands=tuple(_bands(x, slope)),
    )


def curve_and_slope(name: str, x: Array) -> tuple[Array, Array]:
    """Return the values of an activation function and of its derivative, by TensorFlow's gradient."""
    function = keras.activations.get(name)
    points = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(points)
        if _weighs_inputs(name):
            values = function(tf.stack([points, tf.zeros_like(points)], axis=-1))[:, 0]
        else:
            values = function(points)
        values = tf.convert_to_tensor(values)
    slope = tape.gradient(values, points)
    return values.numpy(), np.zeros_like(x) if slope is None else tf.convert_to_tensor(slope).numpy()


def _weighs_inputs(name: str) -> bool:
    """Tell whether a function makes of each value something else when others stand beside it."""
    function = keras.activations.get(name)
    alone, beside = function(tf.constant([[1.0, 0.0]])), function(tf.constant([[1.0, 3.0]]))
    return not np.allclose(np.asarray(alone)[0, 0], np.asarray(beside)[0, 0])


def _bands(x: Array, slope: Array) -> Iterator[Band]:
    """Yield the stretches in which the function responds, and those in which it is all but flat."""
    responds = np.abs(slope) >= RESPONDS_FROM * max(float(np.abs(slope).max()), 1e-12)
    ends = [0, *(np.flatnonzero(np.diff(responds)) + 1), len(x) - 1]
    for first, last in itertools.pairwise(ends):
        if last > first:
            is_marked = bool(responds[first])
            name = "responds" if is_marked else "no response"
            yield Band(name=name, low=float(x[first]), high=float(x[last]), is_marked=is_marked)


def _curve(name: str, x: Array, y: Array, role: str) -> Curve:
    return Curve.model_validate({"name": name, "x": tuple(map(float, x)), "y": tuple(map(float, y)), "role": role})
