"""One step of the walk: a layer made and applied, or an operation, to the tensors at its ports."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import keras
import tensorflow as tf

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Node
from graphnn.engine.inference_cache import Inference
from graphnn.engine.objects import call_arguments, make_layer
from graphnn.engine.requirements import require
from graphnn.engine.requirements_of_text import require_batch, require_text
from graphnn.protocol.report import NodeReport, TensorSpec


@dataclass(frozen=True, slots=True)
class Ports:
    """What reaches a node: tensors by input port, their specs and the nodes they come from, in the same order."""

    tensors: Mapping[str, keras.KerasTensor | list[keras.KerasTensor]]
    specs: tuple[TensorSpec, ...]
    sources: tuple[str, ...]

    @property
    def first(self) -> keras.KerasTensor:
        """The first tensor at the first port."""
        return each_tensor(next(iter(self.tensors.values())))[0]


@dataclass(frozen=True, slots=True)
class Call:
    """One application of a layer: by which node, whose layer it is, and what reaches it, in the order of its ports."""

    node_id: str
    owner: str
    node: Node
    ports: Ports

    @property
    def inputs(self) -> tuple[keras.KerasTensor, ...]:
        """All tensors."""
        return tuple(tensor for tensors in self.ports.tensors.values() for tensor in each_tensor(tensors))


def each_tensor(tensors: keras.KerasTensor | list[keras.KerasTensor]) -> list[keras.KerasTensor]:
    """Return the tensors of a port in order."""
    return tensors if isinstance(tensors, list) else [tensors]


def apply(call: Call, *, layers: dict[str, keras.layers.Layer], catalogue: Catalogue) -> Inference:
    """Apply what a node stands for, its layer made first unless `layers` has it.

    Raises:
        Exception: Whatever Keras raises on what it cannot make or apply.
    """
    layer_type = catalogue.layers[call.node.type]
    require_text(layer_type, call.node, call.ports.specs)
    operation = layer_type.operation
    if operation is not None:
        outputs = _apply_operation(operation, call, catalogue)
        return _inference(outputs, call, catalogue)
    layer = layers.get(call.owner)
    if layer is None:
        layer = layers[call.owner] = make_layer(call.owner, call.node, catalogue)
    require(layer, call.node, {port: [*map(_spec, each_tensor(given))] for port, given in call.ports.tensors.items()})
    outputs = _as_tuple(_apply_layer(layer, call, catalogue))
    require_batch(call.ports.specs, [*map(_spec, outputs)])
    trainable = sum(math.prod(variable.shape) for variable in layer.trainable_variables)
    return _inference(outputs, call, catalogue, parameters=layer.count_params(), trainable=trainable)


def _inference(
    outputs: tuple[keras.KerasTensor, ...], call: Call, catalogue: Catalogue, *, parameters: int = 0, trainable: int = 0
) -> Inference:
    names = [port.name for port in catalogue.outputs_of(catalogue.layers[call.node.type], call.node.parameters)]
    by_port = dict(zip(names, outputs, strict=False))
    return Inference(
        by_port,
        NodeReport(
            inputs=call.ports.specs,
            outputs={name: _spec(tensor) for name, tensor in by_port.items()},
            parameter_count=parameters,
            trainable_parameter_count=trainable,
        ),
    )


def _apply_layer(layer: keras.layers.Layer, call: Call, catalogue: Catalogue) -> Any:
    arguments = call_arguments(call.node, catalogue)
    if catalogue.layers[call.node.type].joins_inputs:
        return layer(list(call.inputs), **arguments)
    first, *others = call.ports.tensors.items()
    given = dict(others)
    if type(layer) is keras.layers.RNN and "initial_state" in given:
        # Cells above each other keep states within states; edges end at one flat list.
        given["initial_state"] = keras.tree.pack_sequence_as(
            layer.state_size, keras.tree.flatten(given["initial_state"])
        )
    return layer(first[1], **given, **arguments)


def _apply_operation(name: str, call: Call, catalogue: Catalogue) -> tuple[keras.KerasTensor, ...]:
    """Call a function of keras.ops that the catalogue lists; what it adds to the model bears the node's id."""
    arguments = call_arguments(call.node, catalogue)
    # Traced with tensors of TensorFlow, it finds what only data would have: an index too large, an axis too many.
    specs = keras.tree.map_structure(lambda each: tf.TensorSpec(each.shape, each.dtype), dict(call.ports.tensors))
    tf.function(lambda ports: _operate(name, ports, arguments), autograph=False).get_concrete_function(specs)
    outputs = _as_tuple(_operate(name, call.ports.tensors, arguments))
    # Keras gives an operation its name by counting, and takes none; it is read when the model is made.
    outputs[0]._keras_history.operation.name = call.node_id
    return outputs


def _operate(name: str, ports: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
    # What is connected goes before the parameter that stands in for it.
    arguments = {**parameters, **ports}
    unnamed = [arguments.pop("inputs")] if "inputs" in arguments else []
    if "subscripts" in arguments:
        unnamed = [arguments.pop("subscripts"), *unnamed[0]]  # einsum alone takes its tensors one by one, and last
    return getattr(keras.ops, name)(*unnamed, **arguments)


def _as_tuple(result: Any) -> tuple[keras.KerasTensor, ...]:
    return tuple(keras.tree.flatten(result))


def detached(inference: Inference) -> Inference:
    """Return the same with tensors that do not hold on to the layer they came from, nor it to what follows."""
    specs = inference.report.outputs
    outputs = {name: keras.KerasTensor(spec.shape, dtype=spec.dtype) for name, spec in specs.items()}
    return replace(inference, outputs=outputs)


def _spec(tensor: keras.KerasTensor) -> TensorSpec:
    return TensorSpec(shape=tuple(tensor.shape), dtype=str(tensor.dtype))
