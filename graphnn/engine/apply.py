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

OTHER_BATCH = "the batch changes its size:"

_BATCH = 1009
"""A number of samples that comes out of no calculation by chance: a prime larger than what is added or dropped."""

_OF_MASKS = "mask-"
"""Begins the names of operations that make masks, which no id of a node does."""


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
    _rename_masks(call.inputs, outputs)
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


def _rename_masks(given: tuple[keras.KerasTensor, ...], outputs: tuple[keras.KerasTensor, ...]) -> None:
    """Give the operations that a layer made masks by names that no node can have; Keras' own may be "concatenate"."""
    known = {id(tensor) for tensor in (*given, *_masks_of(given))}
    waiting = _masks_of(outputs)
    while waiting:
        tensor = waiting.pop()
        if id(tensor) in known:
            continue
        known.add(id(tensor))
        operation = tensor._keras_history.operation
        operation.name = f"{_OF_MASKS}{operation.name}"
        waiting += [entering for node in operation._inbound_nodes for entering in node.input_tensors]


def _masks_of(tensors: tuple[keras.KerasTensor, ...]) -> list[keras.KerasTensor]:
    # Keras has no public name for the mask that a tensor carries.
    masks = map(keras.src.backend.get_keras_mask, tensors)
    return [mask for mask in masks if mask is not None]


def _apply_operation(name: str, call: Call, catalogue: Catalogue) -> tuple[keras.KerasTensor, ...]:
    """Call a function of keras.ops that the catalogue lists; what it adds to the model bears the node's id."""
    arguments = call_arguments(call.node, catalogue)
    # Traced with tensors of TensorFlow, it finds what only data would have: an index too large, an axis too many.
    specs = keras.tree.map_structure(lambda each: tf.TensorSpec(each.shape, each.dtype), dict(call.ports.tensors))
    tf.function(lambda ports: _operate(name, ports, arguments), autograph=False).get_concrete_function(specs)
    outputs = _as_tuple(_operate(name, call.ports.tensors, arguments))
    _require_batch(name, call.ports.tensors, arguments, outputs)
    # Keras gives an operation its name by counting, and takes none; it is read when the model is made.
    outputs[0]._keras_history.operation.name = call.node_id
    return outputs


def _require_batch(
    name: str, ports: Mapping[str, Any], arguments: Mapping[str, Any], outputs: tuple[keras.KerasTensor, ...]
) -> None:
    """Refuse an operation that adds samples to a batch or drops some; the size of one it only leaves open.

    Raises:
        ValueError: In the words below, which `faults` reads.
    """
    batch = {port: keras.tree.map_structure(_with_batch, given) for port, given in ports.items()}
    counted = _as_tuple(_operate(name, batch, arguments))
    for output, of_batch in zip(outputs, counted, strict=True):
        # A reshape may lay the steps of all samples along one axis, for another to part them again; and what is
        # taken of one sample alone goes together with all of them.
        size = of_batch.shape[0] if output.shape[:1] == (None,) else None
        if size not in (None, 1) and size % _BATCH:
            raise ValueError(f"{OTHER_BATCH} of {_BATCH} samples it makes {size}")


def _with_batch(tensor: keras.KerasTensor) -> keras.KerasTensor:
    shape = (_BATCH, *tensor.shape[1:]) if tensor.shape[:1] == (None,) else tensor.shape
    return keras.KerasTensor(shape, dtype=tensor.dtype)


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
