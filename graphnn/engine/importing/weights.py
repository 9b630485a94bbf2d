"""Weights from a model file into a model of our own, layer by layer, every shape checked."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np

# Keras 3.15 has no public name for loading the state of one layer alone.
from keras.src.saving import saving_lib

from graphnn.engine.faults import keras_sentence
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import WeightPlace
from graphnn.exchange.network import kept_place


def set_weights(model: keras.Model, places: Sequence[WeightPlace], file: Path, *, is_legacy: bool) -> None:
    """Give the layers of a model the weights that a checked HDF5 file keeps for them.

    Raises:
        ModelError: If some are missing, or not of the shape that the layer has.
    """
    layers = {layer.name: layer for layer in model.layers}
    kept = [place for place in places if place.node_id in layers]
    if is_legacy:
        _set_legacy_weights(layers, kept, file)
        return
    store = _Store(file, mode="r")
    try:
        for place in kept:
            try:
                inner = kept_place(place.ranks)
                saving_lib._load_state(layers[place.node_id], store, None, inner, visited_saveables=set())
            except (ValueError, KeyError, TypeError) as error:
                raise _misfit(place, keras_sentence(error)) from error
    finally:
        store.close()


class _Store(saving_lib.H5IOStore):  # type: ignore[misc]  # Keras has no types
    """The file with the weights; the names of a layer's parts began with _ where Keras 2 wrote it."""

    def get(self, path: str) -> Any:
        """Return the weights at a path."""
        before, _, last = path.rpartition("/")
        older = f"{before}/_{last}"
        return super().get(older if path not in self.h5_file and older in self.h5_file else path)


def _set_legacy_weights(layers: Mapping[str, keras.layers.Layer], places: Iterable[WeightPlace], file: Path) -> None:
    """Set weights as Keras 1 and 2 keep them: for each outermost layer one list, trainable ones first."""
    by_outermost: dict[str, list[WeightPlace]] = {}
    for place in places:
        by_outermost.setdefault(place.names[0], []).append(place)
    with h5py.File(file, "r") as opened:
        groups = opened["model_weights"] if "model_weights" in opened else opened
        for name, inner in by_outermost.items():
            variables = [variable for place in inner for variable in layers[place.node_id].trainable_weights]
            variables += [variable for place in inner for variable in layers[place.node_id].non_trainable_weights]
            try:
                arrays = _legacy_arrays(groups[name]) if name in groups else []
            except (KeyError, TypeError, ValueError, OSError) as error:
                raise _misfit(inner[0], "the file's list of them leads nowhere.") from error
            if [array.shape for array in arrays] != [tuple(variable.shape) for variable in variables]:
                raise _misfit(inner[0], f"it has {_shapes(variables)}, and the file {_shapes(arrays)}.")
            for variable, array in zip(variables, arrays, strict=True):
                variable.assign(array)


def _legacy_arrays(group: h5py.Group) -> list[np.ndarray[Any, Any]]:
    # A list too long for one attribute is spread over weight_names0, weight_names1, …
    names = list(group.attrs.get("weight_names", []))
    number = 0
    while (not names and f"weight_names{number}" in group.attrs) or (number and f"weight_names{number}" in group.attrs):
        names += list(group.attrs[f"weight_names{number}"])
        number += 1
    decoded = [name.decode() if isinstance(name, bytes) else str(name) for name in names]
    return [np.asarray(group[name]) for name in decoded]


def _shapes(weights: Iterable[Any]) -> str:
    return ", ".join(" × ".join(map(str, weight.shape)) or "a number" for weight in weights) or "none"


def _misfit(place: WeightPlace, reason: str) -> ModelError:
    return ModelError(f"{place.names[-1]}: its weights in the file are not those of the layer: {reason}")
