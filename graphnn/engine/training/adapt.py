"""Layers that learn from the data before training: Normalization, TextVectorization and their kin."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import keras
import numpy as np
import tensorflow as tf

from graphnn.catalogue.model import Catalogue
from graphnn.document.topology import topological_order
from graphnn.engine.build import BuiltModel, one_or_all
from graphnn.engine.importing.model_file import read_config
from graphnn.engine.training.samples import Batchable

_AMONG_WEIGHTS = ("mean",)
"""What layers adapt that is saved with their weights."""

Pieces: TypeAlias = Callable[[], Iterator[Batchable]]
"""Gives samples piece by piece, from the first to the last, as often as it is called."""


def adapt_layers(built: BuiltModel, catalogue: Catalogue, training: Batchable | Pieces) -> None:
    """Adapt every layer that adapts to the training samples, in the order the data reaches them.

    A layer whose state was given as a parameter (a Normalization with its mean, a lookup with its vocabulary) keeps
    it. One that several nodes share adapts to what reaches its owner.
    """
    for node_id, given in _adapting(built, catalogue):
        values = _values_reaching(node_id, built, training)
        layer = built.model.get_layer(node_id)
        layer.adapt(values)
        if given == "vocabulary":
            _keep_vocabulary(layer)


def adapts(built: BuiltModel, catalogue: Catalogue) -> bool:
    """Tell whether a layer has to see the training samples before the first step."""
    return any(_adapting(built, catalogue))


def restore_adapted(built: BuiltModel, catalogue: Catalogue, model_file: Path) -> bool:
    """Give every layer that adapts what it had learned when a model was saved; tell whether the file says all of it.

    Of the file only its configuration is read. What is among a layer's weights is left to whoever loads these.

    Raises:
        ModelError: If it is no model file, or one that is unsafe to read.
    """
    waiting = [each for each in _adapting(built, catalogue) if each[1] not in _AMONG_WEIGHTS]
    if not waiting:
        return True
    model = read_config(model_file)
    saved = {layer["config"]["name"]: layer["config"] for layer in model["config"]["layers"]}
    if any(not saved.get(node_id, {}).get(given) for node_id, given in waiting):
        return False
    for node_id, given in waiting:
        layer, config = built.model.get_layer(node_id), saved[node_id]
        match given:
            case "vocabulary":
                layer.set_vocabulary(config[given], config.get("idf_weights"))
            case "bin_boundaries":
                layer.bin_boundaries = config[given]
            case _:
                return False
    return True


def _adapting(built: BuiltModel, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the nodes that adapt, in the order the data reaches them, with the parameter that would spare them that."""
    for node_id in topological_order(built.document):
        node = built.document.nodes[node_id]
        given = catalogue.layers[node.type].adapts_unless_given
        if given is None or node.shares or node.state is not None or node.parameters.get(given) is not None:
            continue
        yield node_id, given


def _values_reaching(node_id: str, built: BuiltModel, training: Batchable | Pieces) -> tf.Tensor | tf.data.Dataset:
    (edge,) = (edge for edge in built.document.edges if edge.target_port.node == node_id)
    tensor = built.tensors[edge.source_port.node][edge.source_port.name]
    before = keras.Model(one_or_all(built.inputs), tensor)

    def reaching(samples: Batchable) -> tf.Tensor:
        # A tensor again: Keras adapts to no array of texts.
        return tf.convert_to_tensor(before.predict(samples.inputs, verbose=0))

    if isinstance(training, Batchable):
        return reaching(training)
    pieces = training
    specification = tf.TensorSpec(tensor.shape, tensor.dtype)
    return tf.data.Dataset.from_generator(lambda: map(reaching, pieces()), output_signature=specification)


def _keep_vocabulary(layer: keras.layers.Layer) -> None:
    """Make a vocabulary that was learned part of the layer's configuration, as one that was given is.

    Keras 3.15 saves a learned one as a file of lines, and cannot load it again where a word holds the end of a
    line, or where weights by rarity were filled up to `max_tokens`.
    """
    # A TextVectorization keeps its words in a StringLookup, for which there is no public name.
    lookup = getattr(layer, "_lookup_layer", layer)
    words = layer.get_vocabulary(include_special_tokens=False)
    lookup.input_vocabulary = [int(word) if isinstance(word, int | np.integer) else str(word) for word in words]
    if lookup.output_mode == "tf_idf":
        special = layer.vocabulary_size() - len(words)
        weights = keras.ops.convert_to_numpy(lookup.idf_weights)
        lookup.input_idf_weights = [float(weight) for weight in weights[special : special + len(words)]]
