"""From the columns of a data set to what a model takes and should answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from graphnn.analysis.training import class_number
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document, Node
from graphnn.engine.build import BuiltModel, one_or_all
from graphnn.engine.data.columns import column_values
from graphnn.engine.data.model import AnySamples, Samples
from graphnn.engine.targets import loss_type
from graphnn.errors import DataError, FaultyGraphError


@dataclass(frozen=True, slots=True)
class Bindings:
    """Which nodes bind which columns: Inputs by id, and the Outputs that have a target and a loss."""

    document: Document
    catalogue: Catalogue
    inputs: Mapping[str, Node]
    outputs: Mapping[str, Node]
    output_shapes: Mapping[str, tuple[int | None, ...]]
    input_dtypes: Any
    """What the model's inputs are, in the structure it takes them in."""


@dataclass(frozen=True, slots=True)
class Batchable:
    """Samples as a model takes them: inputs and targets by node id, sample axis first, and their dtypes.

    Numbers are arrays of numpy; text is a tensor, since Keras takes it in no other way.
    """

    inputs: Any
    targets: Any
    dtypes: tuple[Any, Any]
    count: int


def bind(built: BuiltModel, document: Document, catalogue: Catalogue) -> Bindings:
    """Return which columns the model's inputs and outputs bind.

    Raises:
        FaultyGraphError: If nothing can be learned: no Output has both a column and a loss, or an Input has no column.
    """
    nodes = built.document.nodes
    inputs = {node_id: nodes[node_id] for node_id in built.inputs}
    unbound = [node_id for node_id, node in inputs.items() if node.parameters.get("column") is None]
    if unbound or document.data is None:
        names = ", ".join(unbound) or next(iter(inputs), "the graph")
        raise FaultyGraphError(f"{names}: no data to train on. Choose a data set and the column each Input takes.")
    outputs = {
        node_id: nodes[node_id]
        for node_id in built.outputs
        if nodes[node_id].parameters.get("column") and nodes[node_id].parameters.get("loss")
    }
    if not outputs:
        raise FaultyGraphError("There is nothing to learn: give an Output a target column and a loss.")
    if missing := set(built.outputs) - set(outputs):
        raise FaultyGraphError(
            f"{', '.join(sorted(missing))}: has no target or no loss. Set both, or delete the Output."
        )
    shapes = {node_id: tuple(tensor.shape) for node_id, tensor in built.outputs.items()}
    dtypes = one_or_all({node_id: tensor.dtype for node_id, tensor in built.inputs.items()})
    return Bindings(document, catalogue, inputs, outputs, shapes, dtypes)


def batchable(samples: Samples, bindings: Bindings) -> Batchable:
    """Return samples as the model takes them; a single input or output stands alone, several are by node id."""
    inputs = {node_id: _input(samples, node) for node_id, node in bindings.inputs.items()}
    targets = {node_id: _target(samples, node, node_id, bindings) for node_id, node in bindings.outputs.items()}
    target_dtypes = {node_id: _target_dtype(values) for node_id, values in targets.items()}
    return Batchable(
        one_or_all(inputs), one_or_all(targets), (bindings.input_dtypes, one_or_all(target_dtypes)), samples.count
    )


def class_weights_of(samples: AnySamples, bindings: Bindings) -> np.ndarray[Any, Any] | None:
    """Return how much each sample counts by its class, as the recipe says; None where all count the same.

    Raises:
        FaultyGraphError: If there is not one Output whose target is a class.
        DataError: If the recipe names a class that there is not.
    """
    weights = bindings.document.training.class_weights
    if weights is None:
        return None
    ends = list(bindings.outputs.values())
    column = bindings.catalogue.bound_column(ends[0], bindings.document.data) if len(ends) == 1 else None
    if column is None or column.kind != "label":
        raise FaultyGraphError("The class weights need one Output whose target is a class. Remove them.")
    labels = np.asarray(samples.columns[column.name]).reshape(samples.count).astype(np.int64)
    counts = np.bincount(labels)
    if weights == "balanced":
        present = np.count_nonzero(counts)
        by_class = samples.count / (present * np.maximum(counts, 1))
    else:
        by_class = np.ones(len(counts))
        for name, weight in weights.items():
            number = class_number(column, name)
            if number is None:
                raise DataError(f"training.class_weights: {column.name} has no class {name}. Remove it.")
            if number < len(by_class):
                by_class[number] = weight
    return by_class[labels].astype(np.float32)


def as_tensor(values: Any, dtype: str) -> tf.Tensor:
    """Return values of samples as a tensor of the type that the model takes."""
    return tf.cast(tf.convert_to_tensor(values), dtype)


def as_spec(values: Any, dtype: str) -> keras.KerasTensor:
    """Return what values of samples are as the model takes them, without the values."""
    return keras.KerasTensor(tuple(values.shape), dtype)


def _input(samples: Samples, node: Node) -> Any:
    values = column_values(samples, node.parameters["column"])
    return tf.convert_to_tensor(values) if values.dtype == object else values


def _target(samples: Samples, node: Node, node_id: str, bindings: Bindings) -> np.ndarray[Any, Any]:
    columns = node.parameters["column"]
    values = column_values(samples, columns)
    column = bindings.catalogue.bound_column(node, bindings.document.data)
    loss = loss_type(node, bindings.catalogue)
    if loss is not None and loss.target == "sequence":
        return values.astype(np.int32)
    if column is None or column.kind != "label":
        return values
    labels = values.reshape(len(values)).astype(np.int32)
    if loss is not None and loss.target == "group":
        return labels
    classes = bindings.output_shapes[node_id][-1]
    if classes is None or classes == 1:
        return labels[:, None]  # one number per sample: the class itself, as for a yes or no
    if labels.max(initial=0) >= classes:
        raise DataError(
            f"{node_id}: {columns} has class {labels.max()}, but the network answers with {classes} numbers. "
            f"Set units of the last layer to {labels.max() + 1}."
        )
    if loss is not None and loss.target == "index":
        return labels
    return np.eye(classes, dtype=np.float32)[labels]


def _target_dtype(values: np.ndarray[Any, Any]) -> str:
    return "int32" if values.dtype == np.int32 else "float32"
