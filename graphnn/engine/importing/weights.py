"""Weights from a model file into a model of our own, layer by layer, every shape checked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import keras

# Keras 3.15 has no public name for loading the state of one layer alone.
from keras.src.saving import saving_lib

from graphnn.engine.faults import keras_sentence
from graphnn.engine.importing.kept_arrays import Array, KeptArrays
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import WeightPlace


def set_weights(model: keras.Model, places: Sequence[WeightPlace], kept: KeptArrays) -> None:
    """Give the layers of a model the weights that a model file keeps for them.

    Raises:
        ModelError: If some are missing, or not of the shape that the layer has.
    """
    layers = {layer.name: layer for layer in model.layers}
    wanted = [place for place in places if place.node_id in layers]
    if kept.is_legacy:
        _set_legacy_weights(layers, wanted, kept)
        return
    store = _Store(kept)
    for place in wanted:
        try:
            layer = layers[place.node_id]
            loaded = getattr(layer, place.part) if place.part else layer
            saving_lib._load_state(loaded, store, None, place.path, visited_saveables=set())
        except (ValueError, KeyError, TypeError) as error:
            raise _misfit(place, keras_sentence(error)) from error


class _Store(saving_lib.H5IOStore):  # type: ignore[misc]  # Keras has no types
    """Arrays as Keras asks for them, which takes them from its own stores alone; it opens no file."""

    def __init__(self, kept: KeptArrays) -> None:
        self._kept = kept
        ways = (place.split("/") for place in kept.names)
        self._groups = {"/".join(way[:depth]) for way in ways for depth in range(1, len(way) + 1)}

    def __bool__(self) -> bool:
        return True

    def get(self, path: str) -> dict[str, Array]:
        """Return the arrays at a path."""
        return self._kept.at(path)

    def has_path(self, path: str) -> bool:
        """Tell whether something is kept at a path or below it."""
        return path in self._groups


def _set_legacy_weights(
    layers: Mapping[str, keras.layers.Layer], places: Iterable[WeightPlace], kept: KeptArrays
) -> None:
    """Set weights as Keras 1 and 2 keep them: for each outermost layer one list, trainable ones first."""
    by_outermost: dict[str, list[WeightPlace]] = {}
    for place in places:
        by_outermost.setdefault(place.names[0], []).append(place)
    for name, inner in by_outermost.items():
        variables = [variable for place in inner for variable in layers[place.node_id].trainable_weights]
        variables += [variable for place in inner for variable in layers[place.node_id].non_trainable_weights]
        arrays = list(kept.at(name).values())
        if [array.shape for array in arrays] != [tuple(variable.shape) for variable in variables]:
            raise _misfit(inner[0], f"it has {_shapes(variables)}, and the file {_shapes(arrays)}.")
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)
        for place in inner:
            # A Normalization computes with what it makes of its variables, as Keras' own loader has it do.
            if (finalize := getattr(layers[place.node_id], "finalize_state", None)) is not None:
                finalize()


def _shapes(weights: Iterable[Any]) -> str:
    return ", ".join(" × ".join(map(str, weight.shape)) or "a number" for weight in weights) or "none"


def _misfit(place: WeightPlace, reason: str) -> ModelError:
    return ModelError(f"{place.names[-1]}: its weights in the file are not those of the layer: {reason}")
