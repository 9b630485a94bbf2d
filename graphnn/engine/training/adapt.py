"""Layers that learn from the data before training: Normalization, TextVectorization and their kin."""

import keras
import numpy as np
import tensorflow as tf

from graphnn.catalogue.model import Catalogue
from graphnn.document.topology import topological_order
from graphnn.engine.build import BuiltModel, one_or_all
from graphnn.engine.training.samples import Batchable


def adapt_layers(built: BuiltModel, catalogue: Catalogue, training: Batchable) -> None:
    """Adapt every layer that adapts to the training samples, in the order the data reaches them.

    A layer whose state was given as a parameter (a Normalization with its mean, a lookup with its vocabulary) keeps
    it. One that several nodes share adapts to what reaches its owner.
    """
    for node_id in topological_order(built.document):
        node = built.document.nodes[node_id]
        if node.shares or node.state is not None:
            continue
        given = catalogue.layers[node.type].adapts_unless_given
        if given is None or node.parameters.get(given) is not None:
            continue
        values = _values_reaching(node_id, built, training)
        layer = built.model.get_layer(node_id)
        layer.adapt(values)
        if given == "vocabulary":
            _keep_vocabulary(layer)


def _values_reaching(node_id: str, built: BuiltModel, training: Batchable) -> tf.Tensor:
    (edge,) = (edge for edge in built.document.edges if edge.target_port.node == node_id)
    tensor = built.tensors[edge.source_port.node][edge.source_port.name]
    before = keras.Model(one_or_all(built.inputs), tensor)
    # A tensor again: Keras adapts to no array of texts.
    return tf.convert_to_tensor(before.predict(training.inputs, verbose=0))


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
