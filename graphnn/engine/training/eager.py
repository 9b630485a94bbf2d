"""Networks that TensorFlow cannot trace: a layer of a plug-in may compute in Python, with numpy or anything else.

Such a network can only take its steps one by one from Python, as Keras' `run_eagerly` does.
"""

from typing import Any

import keras
import tensorflow as tf


def untraced_layers(model: keras.Model) -> list[str]:
    """Return the names of the layers that cannot be traced.

    Only those need be tried that say their own output shape: all others were traced to find it.
    """
    return [layer.name for layer in model.layers if _says_its_shape(layer) and not _can_be_traced(layer)]


def prepare_model_eagerly(model: keras.Model, inputs: Any, targets: Any, weights: Any = None) -> None:
    """Make the variables of loss, metrics and optimizer, as `prepare_model` does, by scoring one batch of any size."""
    model.run_eagerly = True
    model.optimizer.build(model.trainable_variables)
    model.test_step((inputs, targets, weights))
    model.reset_metrics()


def _says_its_shape(layer: keras.layers.Layer) -> bool:
    own = (layer.compute_output_shape, layer.compute_output_spec)
    return not layer.__module__.startswith("keras.") and any(
        method.__func__ is not getattr(keras.layers.Layer, method.__name__) for method in own
    )


def _can_be_traced(layer: keras.layers.Layer) -> bool:
    given = [
        keras.tree.map_structure(lambda tensor: tf.TensorSpec(tensor.shape, tensor.dtype), node.arguments.args)
        for node in layer._inbound_nodes  # Keras has no public name for where a layer is applied.
    ]
    try:
        for arguments in given:
            tf.function(layer.call, autograph=False).get_concrete_function(*arguments)
    except Exception:  # Whatever its code does with what is no array. The step from Python tells if more is wrong.
        return False
    return True
