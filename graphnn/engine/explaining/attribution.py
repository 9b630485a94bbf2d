"""What in a picture speaks for an answer: integrated gradients and Grad-CAM.

Both ask for gradients by the picture or by a feature map of it, so they take any network that pictures reach
by differentiable layers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from graphnn.engine.build import one_or_all
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.answers import ClassAnswers
from graphnn.engine.explaining.pictures import png, sample_pixels, weight_pixels, weight_scale
from graphnn.engine.explaining.samples import picture_input, picture_top
from graphnn.engine.explaining.submodels import above, layer_of, layers_in_order, tensor_of
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Pictures, Tile

STEPS = 32
SAMPLES_SHOWN = 8
_TO_PROBABILITIES = (keras.activations.softmax, keras.activations.sigmoid)


def attribution_figure(run: TrainedRun, answers: ClassAnswers) -> Pictures | None:
    """Return some samples, each beside what in it speaks for the network's answer; None where none are pictures."""
    pictured = picture_input(run)
    if pictured is None or len(run.built.inputs) != 1:
        return None
    indices = _one_of_each_class(answers)
    inputs, classes = run.inputs_at(indices), answers.predicted[indices]
    gradients = integrated_gradients(run, inputs, classes)
    looked_at = class_activation(run, inputs, classes)
    top = picture_top(run, pictured)
    tiles = [
        Tile(picture=png(sample_pixels(sample, low=0, high=top)), title=answers.classes[number])
        for sample, number in zip(run.values(pictured)[indices], classes, strict=True)
    ]
    # Each picture by a scale of its own: what counts in it is where, not how much beside another's.
    tiles += [
        Tile(picture=png(weight_pixels(each, scale=weight_scale(each))), title="gradients" if place == 0 else "")
        for place, each in enumerate(gradients)
    ]
    if looked_at is not None:
        tiles += [
            Tile(picture=png(weight_pixels(each, scale=weight_scale(each))), title="Grad-CAM" if place == 0 else "")
            for place, each in enumerate(looked_at)
        ]
    words = "integrated gradients" if looked_at is None else "integrated gradients, then Grad-CAM"
    return Pictures(
        name=f"{answers.node_id}_attribution",
        title="What speaks for its answer",
        caption=f"The sample, then {words}: orange speaks for the answer, blue against it.",
        tiles=tuple(tiles),
        columns=len(indices),
    )


def integrated_gradients(run: TrainedRun, inputs: Any, classes: Array, *, steps: int = STEPS) -> Array:
    """Return how much each pixel adds to the score of a class, on the way from black to the picture.

        IG_i = x_i · (1/m) sum_{k=1..m} dF(x (k - 1/2) / m) / dx_i

    Colours are added up. The sum over all pixels is F(x) - F(black), but for the steps' coarseness.

    Source: Sundararajan, Taly and Yan, 2017, https://arxiv.org/abs/1703.01365

    Shapes:
        (n, height, width[, channels]) -> (n, height, width)
    """
    pictures = tf.cast(inputs, tf.float32)
    total = tf.zeros_like(pictures)
    for step in range(steps):
        total += _gradient(run.built.model, pictures * ((step + 0.5) / steps), classes)
    shares = np.asarray(pictures * total / steps, dtype=np.float64)
    return shares.sum(axis=-1) if shares.ndim == 4 else shares


def class_activation(run: TrainedRun, inputs: Any, classes: Array) -> Array | None:
    """Return where the last feature maps speak for a class, stretched to the picture; None without feature maps.

        L = relu(sum_k a_k A_k),  a_k = mean over places of dz / dA_k

    z is the score of the class before softmax or sigmoid, since a network that is all but sure has no slope behind
    them; the mean of all classes' scores is taken off, since what raises all alike speaks for none.

    Source: Selvaraju and others, 2017, https://arxiv.org/abs/1610.02391

    Shapes:
        (n, height, width[, channels]) -> (n, height, width)
    """
    maps_node = _last_maps(run)
    if maps_node is None:
        return None
    output = next(iter(run.built.outputs.values()))
    model = keras.Model(one_or_all(run.built.inputs), [tensor_of(run, maps_node), output])
    with _scores_bare(run), tf.GradientTape() as tape:
        maps, answer = model(inputs, training=False)
        if answer.shape[-1] > 1:
            answer -= tf.reduce_mean(answer, axis=-1, keepdims=True)
        score = _score(answer, classes)
    gradient = tape.gradient(score, maps)
    weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
    heat = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1, keepdims=True))
    height, width = np.asarray(inputs).shape[1:3]
    return np.asarray(tf.image.resize(heat, (height, width))[..., 0], dtype=np.float64)


@contextmanager
def _scores_bare(run: TrainedRun) -> Iterator[None]:
    """Let the layer that answers give its scores as they are, without the activation that makes probabilities of them.

    The models of a run are called layer by layer, so each call asks for the activation anew.
    """
    last = above(run, next(iter(run.built.outputs)))
    layer = None if last is None else layer_of(run, last)
    activation = getattr(layer, "activation", None)
    if layer is None or activation not in _TO_PROBABILITIES:
        yield
        return
    layer.activation = keras.activations.linear
    try:
        yield
    finally:
        layer.activation = activation


def _gradient(model: keras.Model, pictures: tf.Tensor, classes: Array) -> tf.Tensor:
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        score = _score(model(pictures, training=False), classes)
    gradient = tape.gradient(score, pictures)
    return tf.zeros_like(pictures) if gradient is None else gradient


def _score(answer: tf.Tensor, classes: Array) -> tf.Tensor:
    """Return the network's number for each sample's class, added up; one number alone is that of the second class."""
    if answer.shape[-1] == 1:
        signs = tf.where(tf.convert_to_tensor(classes) == 1, 1.0, -1.0)
        return tf.reduce_sum(answer[:, 0] * signs)
    return tf.reduce_sum(tf.gather(answer, tf.convert_to_tensor(classes), axis=1, batch_dims=1))


def _last_maps(run: TrainedRun) -> str | None:
    """Return the last node that gives maps of more than one place and channel."""
    nodes = [node_id for node_id, _ in layers_in_order(run)]
    shapes = {node_id: tensor_of(run, node_id).shape for node_id in nodes}
    mapped = [n for n, s in shapes.items() if len(s) == 4 and s[3] and s[3] > 1 and s[1] and s[1] > 1]
    return mapped[-1] if mapped else None


def _one_of_each_class(answers: ClassAnswers) -> Array:
    """Return the first sample of each class that was sorted right, `SAMPLES_SHOWN` at most."""
    right = answers.truth == answers.predicted
    found = [np.flatnonzero(right & (answers.truth == number))[:1] for number in range(len(answers.classes))]
    indices = np.concatenate(found)[:SAMPLES_SHOWN]
    return indices if len(indices) else np.arange(1)
