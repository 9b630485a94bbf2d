"""Why a loss became no number: in which layer, by which step, and what to do about it."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from graphnn.engine.training.loop import EpochLoop

LARGE_INPUT = 20.0
"""Inputs that reach further than this make steps large; scaled ones reach 1, standardised ones a few."""

SAMPLES = 256


def why_diverged(model: keras.Model, loop: EpochLoop, *, loss: float, epoch: int, step: int) -> str:
    """Say where a training came to values that are no numbers, and how to mend it.

    Args:
        model: As it is after the step.
        loop: The samples it learns from.
        loss: What the loss became.
        epoch: The epoch, from 1.
        step: The step of the epoch by which it was seen.
    """
    began = f"The loss became {loss} in epoch {epoch}, by step {step}"
    if not loop.has_only_numbers():
        return f"{began}: the data holds values that are no numbers. Fill them in, or leave their rows out."
    inputs, *_ = loop.first_samples(SAMPLES)
    reach = max((float(np.max(np.abs(each))) for each in _numbers(inputs)), default=0.0)
    scaling = f", or scale the inputs, which reach {reach:.4g}" if reach > LARGE_INPUT else ""
    cure = f"Lower the learning rate, which is {float(model.optimizer.learning_rate):.3g}{scaling}."
    return f"{began}: {_where(model, inputs)}. {cure}"


def _where(model: keras.Model, inputs: Any) -> str:
    layers = [layer for layer in model.layers if layer.trainable_variables]
    spoiled = [layer.name for layer in layers if not _is_finite([each.numpy() for each in layer.trainable_variables])]
    if spoiled and len(spoiled) == len(layers) and len(layers) > 1:
        return f"the weights of every layer from {spoiled[0]} on are no longer numbers"
    if spoiled:
        return f"the weights of {' and '.join(spoiled[:3])} are no longer numbers"
    for layer in model.layers:
        if not isinstance(layer, keras.layers.InputLayer) and len(layer._inbound_nodes) == 1:
            answers = keras.Model(model.inputs, layer.output)(inputs, training=False)
            if not _is_finite(_numbers(answers)):
                return f"{layer.name} answers with values that are no numbers"
    return "the weights are still numbers, so it is the loss itself that reaches too far"


def _numbers(values: Any) -> list[np.ndarray[Any, Any]]:
    """Return the tensors of a structure that hold numbers."""
    flat = [tensor for tensor in tf.nest.flatten(values) if tensor.dtype.is_floating or tensor.dtype.is_integer]
    return [tensor.numpy().astype(np.float64) for tensor in flat]


def _is_finite(arrays: Sequence[np.ndarray[Any, Any]]) -> bool:
    return all(bool(np.all(np.isfinite(array))) for array in arrays)
