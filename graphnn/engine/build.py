"""The one walk over a graph: for what the editor shows and for what trains.

`infer_graph` walks without weights, inside a stateless scope, and says shapes, counts and faults. `build_model`
walks the same way outside it and returns the Keras model. Both go through `_walk`, so what is shown is what
trains; neither ever raises for a fault of the graph without naming the node.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import keras

from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document.model import Document, Edge, Node
from graphnn.document.topology import topological_order
from graphnn.document.values import thaw
from graphnn.engine.budget import Budget, training_memory
from graphnn.engine.faults import explain
from graphnn.engine.inference_cache import Inference, InferenceCache
from graphnn.engine.objects import make_layer
from graphnn.errors import FaultyGraphError
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec

Tensors: TypeAlias = tuple[keras.KerasTensor, ...]
Apply: TypeAlias = Callable[[str, "Call"], Inference]


@dataclass(frozen=True, slots=True)
class Call:
    """One application of a layer: the node whose layer it is, and the tensors by input port."""

    owner: str
    node: Node
    layer_type: LayerType
    ports: Mapping[str, keras.KerasTensor | list[keras.KerasTensor]]
    inputs: Tensors


@dataclass(slots=True)
class Walk:
    """What a walk has found so far; only `_walk` changes it."""

    inputs: dict[str, keras.KerasTensor] = field(default_factory=dict)
    outputs: dict[str, keras.KerasTensor] = field(default_factory=dict)
    tensors: dict[str, Tensors] = field(default_factory=dict)
    reports: dict[str, NodeReport] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BuiltModel:
    """A Keras model with its tensors by node: inputs and outputs by the ids of Input and Output nodes."""

    model: keras.Model
    inputs: Mapping[str, keras.KerasTensor]
    outputs: Mapping[str, keras.KerasTensor]
    tensors: Mapping[str, Tensors]


def infer_graph(
    document: Document, catalogue: Catalogue, *, budget: Budget, cache: InferenceCache | None = None
) -> GraphReport:
    """Return shapes, parameter counts and every fault of a graph; no weights are allocated.

    A node below a faulty one is left out of the report: nothing is known of it.
    """
    diagnostics = check(document, catalogue)
    cache = cache or InferenceCache()
    with keras.StatelessScope(initialize_variables=False):
        layers: dict[str, keras.layers.Layer] = {}

        def infer_call(node_id: str, call: Call) -> Inference:
            is_shared = call.owner != node_id or any(other.shares == node_id for other in document.nodes.values())
            if not is_shared:
                return cache.get_or_infer(call.node, call.inputs, lambda: _apply(call, layers={}, catalogue=catalogue))
            return _apply(call, layers=layers, catalogue=catalogue)

        walk = _walk(document, catalogue, diagnostics, infer_call, keras.KerasTensor)
        memory = training_memory(document, walk.reports, catalogue)
    report = GraphReport(nodes=walk.reports, diagnostics=(*diagnostics, *walk.faults), memory_bytes=memory.total_bytes)
    over_budget = budget.diagnose(memory, report)
    return (
        report if over_budget is None else report.model_copy(update={"diagnostics": (*report.diagnostics, over_budget)})
    )


def build_model(document: Document, catalogue: Catalogue, *, budget: Budget) -> BuiltModel:
    """Build the Keras model of a graph, weights included; ids become layer names.

    One Input or Output makes a model of one tensor; several make dicts by node id. A graph without an
    Output yields what nothing else consumes.

    Raises:
        FaultyGraphError: If the graph has a fault or needs more memory than the budget; nothing was allocated.
    """
    report = infer_graph(document, catalogue, budget=budget)
    if not report.is_valid:
        raise FaultyGraphError(describe_faults(report.diagnostics))
    layers: dict[str, keras.layers.Layer] = {}
    walk = _walk(
        document,
        catalogue,
        report.diagnostics,
        lambda _, call: _apply(call, layers=layers, catalogue=catalogue),
        _input,
    )
    if walk.faults:
        raise FaultyGraphError(describe_faults(walk.faults))
    outputs = walk.outputs or _leaves(document, walk)
    model = keras.Model(one_or_all(walk.inputs), one_or_all(outputs), name=_model_name(document.name))
    return BuiltModel(model, walk.inputs, outputs, walk.tensors)


def describe_faults(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the errors among diagnostics as text, one a line, each with its cure."""
    return "\n".join(f"{d.message} {d.hint}" for d in diagnostics if d.severity == "error")


def _walk(
    document: Document,
    catalogue: Catalogue,
    diagnostics: Collection[Diagnostic],
    apply: Apply,
    make_input: Callable[..., keras.KerasTensor],
) -> Walk:
    walk = Walk()
    faulty = {node for diagnostic in diagnostics if diagnostic.severity == "error" for node in diagnostic.nodes}
    muted = {node_id for node_id, node in document.nodes.items() if node.state == "muted"}
    edges_into: dict[str, list[Edge]] = {}
    for edge in document.edges:
        if edge.source_port.node not in muted:
            edges_into.setdefault(edge.target_port.node, []).append(edge)
    for node_id in topological_order(document):
        if node_id not in faulty and node_id not in muted:
            _visit(node_id, document, catalogue, edges_into.get(node_id, []), walk, apply, make_input)
    return walk


def _visit(
    node_id: str,
    document: Document,
    catalogue: Catalogue,
    edges: list[Edge],
    walk: Walk,
    apply: Apply,
    make_input: Callable[..., keras.KerasTensor],
) -> None:
    node = document.nodes[node_id]
    layer_type = catalogue.layers[node.type]
    if layer_type.is_input:
        spec = input_spec(node, document, catalogue)
        tensor = make_input(spec.shape, dtype=spec.dtype, name=node_id)
        walk.inputs[node_id] = tensor
        walk.tensors[node_id] = (tensor,)
        walk.reports[node_id] = NodeReport(outputs={layer_type.outputs[0].name: spec})
        return
    ports = _gather(layer_type, edges, walk, catalogue, document)
    if ports is None:
        return
    inputs = tuple(t for value in ports.values() for t in (value if isinstance(value, list) else [value]))
    input_specs = tuple(_spec(tensor) for tensor in inputs)
    if layer_type.is_output:
        walk.outputs[node_id] = inputs[0]
        walk.reports[node_id] = NodeReport(inputs=input_specs)
        return
    if node.state == "bypassed":
        walk.tensors[node_id] = inputs[:1]
        walk.reports[node_id] = NodeReport(inputs=input_specs, outputs={layer_type.outputs[0].name: input_specs[0]})
        return
    owner = node.shares or node_id
    owner_node = document.nodes[owner]
    call = Call(owner, owner_node, catalogue.layers[owner_node.type], ports, inputs)
    try:
        inference = apply(node_id, call)
    except Exception as error:  # Keras raises whatever it likes; each becomes a diagnostic of this node.
        sources = tuple(edge.source_port.node for edge in edges)
        walk.faults.append(explain(error, node_id, document, sources, input_specs))
        return
    counts = (0, 0) if node.shares else (inference.parameter_count, inference.trainable_parameter_count)
    walk.tensors[node_id] = inference.outputs
    names = (port.name for port in layer_type.outputs)
    walk.reports[node_id] = NodeReport(
        inputs=input_specs,
        outputs={name: _spec(tensor) for name, tensor in zip(names, inference.outputs, strict=False)},
        parameter_count=counts[0],
        trainable_parameter_count=counts[1],
    )


def _gather(
    layer_type: LayerType, edges: list[Edge], walk: Walk, catalogue: Catalogue, document: Document
) -> dict[str, keras.KerasTensor | list[keras.KerasTensor]] | None:
    """Return the tensors that reach a node by input port, or None where one of them is unknown."""
    ports: dict[str, keras.KerasTensor | list[keras.KerasTensor]] = {}
    for port in layer_type.inputs:
        incoming = sorted((e for e in edges if e.target_port.name == port.name), key=lambda e: e.target_port.index or 0)
        tensors = []
        for edge in incoming:
            source = edge.source_port
            if source.node not in walk.tensors:
                return None
            names = [output.name for output in catalogue.layers[document.nodes[source.node].type].outputs]
            tensors.append(walk.tensors[source.node][names.index(source.name)])
        if port.is_list and tensors:
            ports[port.name] = tensors
        elif tensors:
            ports[port.name] = tensors[0]
        elif not port.is_optional:
            return None
    return ports


def _apply(call: Call, *, layers: dict[str, keras.layers.Layer], catalogue: Catalogue) -> Inference:
    layer = layers.get(call.owner)
    if layer is None:
        layer = layers[call.owner] = make_layer(call.owner, call.node, catalogue)
    first, *others = call.ports.items()
    result = layer(first[1], **dict(others))
    outputs = tuple(result) if isinstance(result, list | tuple) else (result,)
    trainable = sum(math.prod(variable.shape) for variable in layer.trainable_variables)
    return Inference(outputs, layer.count_params(), trainable)


def input_spec(node: Node, document: Document, catalogue: Catalogue) -> TensorSpec:
    """Return what an Input node takes: the shape of its columns, else the shape it was given.

    One column keeps its shape, a single number becomes a vector of one; several are stacked into one vector.
    """
    parameters = thaw(node.parameters)
    dtype = parameters.get("dtype", "float32")
    columns = parameters.get("column")
    data_set = catalogue.data_sets.get(document.data.source) if document.data else None
    if columns is None or data_set is None:
        return TensorSpec(shape=(None, *(parameters.get("shape") or ())), dtype=dtype)
    if isinstance(columns, list):
        return TensorSpec(shape=(None, len(columns)), dtype=dtype)
    column = data_set.column(columns)
    return TensorSpec(shape=(None, *((column.shape if column else ()) or (1,))), dtype=dtype)


def _input(shape: tuple[int | None, ...], *, dtype: str, name: str) -> keras.KerasTensor:
    return keras.Input(batch_shape=shape, dtype=dtype, name=name)


def _spec(tensor: keras.KerasTensor) -> TensorSpec:
    return TensorSpec(shape=tuple(tensor.shape), dtype=str(tensor.dtype))


def _leaves(document: Document, walk: Walk) -> dict[str, keras.KerasTensor]:
    consumed = {edge.source_port.node for edge in document.edges}
    return {node_id: tensors[0] for node_id, tensors in walk.tensors.items() if node_id not in consumed}


def one_or_all(by_node: Mapping[str, Any]) -> Any:
    """Return the only value, or all by node id: what Keras models of one and of several tensors take."""
    return next(iter(by_node.values())) if len(by_node) == 1 else dict(by_node)


def _model_name(name: str) -> str:
    """Return a name Keras takes: it becomes part of paths, so only letters, digits and _ stay."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in name).strip("_") or "network"
