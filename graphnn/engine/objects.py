"""From the document's words to Keras objects: layers, optimizers, losses and what they take.

Only what the catalogue lists is ever made, by its name in Keras' own namespace: no path or class from a file
reaches an import.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import keras

from graphnn.catalogue.model import Catalogue, Kind, ObjectType, Parameter, Registry
from graphnn.catalogue.slices import parse_slices
from graphnn.document.model import Configured, Node
from graphnn.document.values import Json, thaw
from graphnn.engine.implementations import layer_class
from graphnn.errors import RefusedError

NAMESPACES: Mapping[Registry, ModuleType] = {
    "activations": keras.activations,
    "initializers": keras.initializers,
    "regularizers": keras.regularizers,
    "constraints": keras.constraints,
    "losses": keras.losses,
    "metrics": keras.metrics,
    "optimizers": keras.optimizers,
    "schedules": keras.optimizers.schedules,
    "cells": keras.layers,
}
"""Where Keras keeps the objects of each registry."""

_MADE: frozenset[Registry] = frozenset({"cells", "optimizers", "schedules"})
"""Whose names Keras does not resolve where an object is wanted."""


def make_layer(node_id: str, node: Node, catalogue: Catalogue) -> keras.layers.Layer:
    """Make the Keras layer a node stands for, under the node's id.

    Raises:
        RefusedError: If the catalogue has no such layer.
        Exception: Whatever Keras raises on parameters it does not take.
    """
    layer_type = catalogue.layers.get(node.type)
    if layer_type is None:
        raise RefusedError(f"{node_id}: there is no layer {node.type}.")
    arguments = keras_arguments(layer_type.taken_by("constructor"), node.parameters, catalogue)
    layer = layer_class(layer_type)(**arguments, name=node_id)
    layer.trainable = node.trainable
    return layer


def call_arguments(node: Node, catalogue: Catalogue) -> dict[str, Any]:
    """Return the arguments that the layer of a node takes each time it is applied, tensors left out."""
    return keras_arguments(catalogue.layers[node.type].taken_by("call"), node.parameters, catalogue)


def make_optimizer(optimizer: Configured, catalogue: Catalogue) -> keras.optimizers.Optimizer:
    """Make the optimizer that a training recipe names."""
    return _make(catalogue, "optimizers", optimizer.type, optimizer.parameters)


def keras_arguments(
    parameters: tuple[Parameter, ...], values: Mapping[str, Json], catalogue: Catalogue
) -> dict[str, Any]:
    """Return the values of a document as arguments for Keras: tuples for shapes, objects for their descriptions."""
    kinds = {parameter.name: parameter for parameter in parameters}
    return {name: keras_value(kinds[name], value, catalogue) for name, value in values.items() if name in kinds}


def keras_value(parameter: Parameter, value: Any, catalogue: Catalogue) -> Any:
    """Return one value as Keras takes it."""
    match parameter.kind:
        case Kind.OBJECT | Kind.OBJECTS if parameter.registry is not None:
            if isinstance(value, tuple | list):
                return [keras_object(parameter.registry, item, catalogue) for item in value]
            return keras_object(parameter.registry, value, catalogue)
        case Kind.SLICES:
            return parse_slices(value)
        case Kind.LAYER if value is not None:
            return _make_layer_within(parameter, value, catalogue)
        case Kind.LAYERS:
            return [_make_layer_within(parameter, each, catalogue, place=place) for place, each in enumerate(value)]
        case Kind.INTEGERS | Kind.NUMBERS | Kind.SHAPE if isinstance(value, tuple | list):
            return tuple(value)
        case _ if parameter.registry is not None and isinstance(value, Mapping):
            return keras_object(parameter.registry, value, catalogue)  # a schedule in place of a number
        case _:
            return thaw(value)


def _make_layer_within(
    parameter: Parameter, value: str | Mapping[str, Any], catalogue: Catalogue, *, place: int | None = None
) -> Any:
    """Make the layer that another one applies, by the same list of layers as any node."""
    name, values = (value, {}) if isinstance(value, str) else (value["type"], value.get("parameters", {}))
    layer_type = catalogue.layers_for(parameter).get(name)
    if layer_type is None:
        raise RefusedError(f"{parameter.name}: no {name} can stand here.")
    arguments = keras_arguments(layer_type.taken_by("constructor"), values, catalogue)
    # A name of its own: Keras would count up, and the same document give other names each time.
    own_name = layer_type.name.lower().replace(">", "_") + ("" if place is None else f"_{place}")
    return layer_class(layer_type)(**arguments, name=own_name)


def keras_object(registry: Registry, value: Any, catalogue: Catalogue) -> Any:
    """Return what a name or a {"type", "parameters"} description stands for.

    A plain number passes (a learning rate is a number or a schedule), and so does a name that Keras resolves
    itself, as it must for a metric such as "accuracy", whose class depends on the loss.
    """
    match value:
        case Mapping():
            return _make(catalogue, registry, value["type"], value.get("parameters", {}))
        case str():
            object_type = _object_type(catalogue, registry, value)
            # A loss without an alias is one that Keras forgot in the table of its names.
            is_unknown = registry in _MADE or (registry == "losses" and object_type.alias is None)
            return _make(catalogue, registry, value, {}) if is_unknown else value
        case _:
            return value


def _make(catalogue: Catalogue, registry: Registry, name: str, values: Mapping[str, Json]) -> Any:
    object_type = _object_type(catalogue, registry, name)
    arguments = keras_arguments(object_type.parameters, values, catalogue)
    return getattr(NAMESPACES[registry], object_type.name)(**arguments)


def _object_type(catalogue: Catalogue, registry: Registry, name: str) -> ObjectType:
    object_type = catalogue.find(registry, name)
    if object_type is None:
        raise RefusedError(f"{name}: not one of the {registry} of Keras {catalogue.keras_version}.")
    return object_type
