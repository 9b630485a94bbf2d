"""Parts of a run's network as models of their own: from its inputs to any node."""

import inspect
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from graphnn.document.topology import topological_order
from graphnn.engine.build import one_or_all
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.trained import TrainedRun, apply_in_batches


def values_at(run: TrainedRun, node_id: str, inputs: Any) -> Array:
    """Return what a node gives, at its first port, to inputs as the network takes them."""
    return np.asarray(apply_in_batches(model_to(run, node_id), inputs))


def model_to(run: TrainedRun, *node_ids: str) -> keras.Model:
    """Return the model from the network's inputs to some nodes' first ports; of one node it has one output."""
    tensors = [tensor_of(run, node_id) for node_id in node_ids]
    return keras.Model(one_or_all(run.built.inputs), tensors[0] if len(tensors) == 1 else tensors)


def tensor_of(run: TrainedRun, node_id: str) -> keras.KerasTensor:
    """Return what leaves a node at its first port; of an Output, what reaches it."""
    ports = run.built.tensors.get(node_id)
    return run.built.outputs[node_id] if ports is None else next(iter(ports.values()))


def layer_of(run: TrainedRun, node_id: str) -> keras.layers.Layer | None:
    """Return the layer of a node; None for an Input, an Output or an operation."""
    owner = run.built.document.nodes[node_id].shares or node_id
    layer = next((layer for layer in run.built.model.layers if layer.name == owner), None)
    return None if layer is None or isinstance(layer, keras.layers.InputLayer) else layer


def above(run: TrainedRun, node_id: str) -> str | None:
    """Return the one node that feeds another; None where there are several, or none."""
    sources = [edge.source_port.node for edge in run.built.document.edges if edge.target_port.node == node_id]
    return sources[0] if len(sources) == 1 else None


def layers_in_order(run: TrainedRun) -> Iterator[tuple[str, keras.layers.Layer]]:
    """Yield the nodes that have a layer in the model, from the inputs to the outputs."""
    for node_id in topological_order(run.built.document):
        layer = layer_of(run, node_id) if node_id in run.built.tensors else None
        if layer is not None:
            yield node_id, layer


def takes(layer: keras.layers.Layer, argument: str) -> bool:
    """Tell whether a layer's call has an argument of that name."""
    return argument in inspect.signature(layer.call).parameters


def kernel_of(layer: keras.layers.Layer) -> Array | None:
    """Return the weights that a layer multiplies its input by: the first with two axes or more; None without any."""
    weights = (np.asarray(weight) for weight in layer.weights)
    return next((weight for weight in weights if weight.ndim >= 2), None)


def weights_of(layer: keras.layers.Layer) -> Iterator[tuple[str, str, Array]]:
    """Yield a layer's weights: the part of it that each belongs to, its name, and its values.

    Layers that are made of several have weights of one name: of both directions, of queries, keys and values. The part
    tells them apart; it is "" where there is nothing to tell apart.
    """
    for weight in layer.weights:
        alike = [other.path.split("/") for other in layer.weights if other.name == weight.name]
        place = next((place for place, steps in enumerate(zip(*alike, strict=False)) if len(set(steps)) > 1), None)
        yield "" if place is None else weight.path.split("/")[place], weight.name, np.asarray(weight)
