"""Layers that learn from the data before training: Normalization and its kin."""

import keras

from graphnn.catalogue.model import Catalogue
from graphnn.document.topology import topological_order
from graphnn.engine.build import BuiltModel, one_or_all
from graphnn.engine.training.samples import Batchable


def adapt_layers(built: BuiltModel, catalogue: Catalogue, training: Batchable) -> None:
    """Adapt every layer that adapts to the training samples, in the order the data reaches them.

    A layer whose state was given as a parameter (a Normalization with its mean) keeps it.
    """
    for node_id in topological_order(built.document):
        node = built.document.nodes[node_id]
        if node.shares or node.state is not None:
            continue
        given = catalogue.layers[node.type].adapts_unless_given
        if given is None or given in node.parameters:
            continue
        layer = built.model.get_layer(node_id)
        before = keras.Model(one_or_all(built.inputs), layer.input)
        layer.adapt(before.predict(training.inputs, verbose=0))
