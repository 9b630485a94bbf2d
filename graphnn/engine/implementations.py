"""The code behind the catalogue's names: Keras' own classes, and what plug-ins implement.

A plug-in is code that a person has installed; which module it is comes from its entry point, never from a file.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import keras

from graphnn.catalogue.model import DataSetType, LayerType
from graphnn.errors import RefusedError


def layer_class(layer_type: LayerType) -> Callable[..., keras.layers.Layer]:
    """Return the class of a layer.

    Raises:
        RefusedError: If it is a plug-in's and cannot be imported, or is registered with Keras under another name.
    """
    if layer_type.implementation is None:
        found: Callable[..., keras.layers.Layer] = getattr(keras.layers, layer_type.name)
        return found
    implementation = load_implementation(layer_type)
    registered = keras.saving.get_registered_name(implementation)
    if registered != layer_type.name:
        raise RefusedError(
            f"{layer_type.name}: {layer_type.implementation} is registered with Keras as {registered}. "
            "Register it by @keras.saving.register_keras_serializable under the name its plug-in tells."
        )
    return implementation


def load_implementation(described: LayerType | DataSetType) -> Callable[..., Any]:
    """Return the class or function that a plug-in names.

    Raises:
        RefusedError: If it cannot be imported.
    """
    module, _, name = (described.implementation or "").partition(":")
    try:
        implementation: Callable[..., Any] = getattr(import_module(module), name)
    except Exception as error:  # Whatever the plug-in's module raises is its own.
        raise RefusedError(
            f"{described.name}: its plug-in's {described.implementation} cannot be imported "
            f"({type(error).__name__}: {error}). Mend or uninstall the plug-in."
        ) from error
    return implementation
