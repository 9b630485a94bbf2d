"""Samples run through a network beside its training, which leave no trace there."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras
import tensorflow as tf


@contextmanager
def undisturbed(model: keras.Model) -> Iterator[None]:
    """Put back at the end what running samples may change: all but the weights.

    Random generators, moving averages and metrics, that is.
    """
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    disturbed = {id(each): each for each in (*model.non_trainable_variables, *metrics)}.values()
    kept = [(variable, tf.identity(variable.value)) for variable in disturbed]
    try:
        yield
    finally:
        for variable, value in kept:
            variable.assign(value)
