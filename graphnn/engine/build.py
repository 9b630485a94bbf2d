"""The one walk over a graph: for what the editor shows and for what trains.

`infer_graph` walks without weights, inside a stateless scope, and says shapes, counts and faults. `build_model`
walks the same way outside it and returns the Keras model. Both go through `_walk`, so what is shown is what
trains; neither ever raises for a fault of the graph without naming the node.
"""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import keras

from graphnn.analysis.check import examine
from graphnn.analysis.diagnostic import Diagnostic, faults_in_words
from graphnn.analysis.folding import folded
from graphnn.analysis.subject import Subject
from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document.model import Document, Edge, Node, Port
from graphnn.engine.apply import Call, Ports, detached
from graphnn.engine.apply import apply as apply_call
from graphnn.engine.budget import Budget, TrainingMemory, sample_bytes, training_memory
from graphnn.engine.faults import explain
from graphnn.engine.folding import folded_report
from graphnn.engine.inference_cache import Inference, InferenceCache
from graphnn.engine.inputs import input_spec
from graphnn.engine.targets import batch_fault, target_fault
from graphnn.engine.weightless import weightless
from graphnn.errors import FaultyGraphError
from graphnn.protocol.report import GraphReport, NodeReport

Apply: TypeAlias = Callable[[str, Call], Inference | None]
"""Applies a layer for a node; None where its outcome must stay unknown."""

FRAMES_PER_LAYER = 4
"""Python frames that Keras' own recursive walk over a model may take for each layer in a row; measured: 1."""


@dataclass(slots=True)
class Walk:
    """What a walk has found so far; only `_walk` changes it."""

    faulty: set[str | None]
    inputs: dict[str, keras.KerasTensor] = field(default_factory=dict)
    outputs: dict[str, keras.KerasTensor] = field(default_factory=dict)
    tensors: dict[str, Mapping[str, keras.KerasTensor]] = field(default_factory=dict)
    reports: dict[str, NodeReport] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BuiltModel:
    """A Keras model, its inputs and outputs by the ids of their nodes, and all tensors by node and port."""

    model: keras.Model
    inputs: Mapping[str, keras.KerasTensor]
    outputs: Mapping[str, keras.KerasTensor]
    tensors: Mapping[str, Mapping[str, keras.KerasTensor]]
    document: Document
    """The flat graph whose nodes are the layers: the document with its blocks expanded."""
    memory: TrainingMemory
    """What training it takes."""


def infer_graph(
    document: Document, catalogue: Catalogue, *, budget: Budget, cache: InferenceCache | None = None
) -> GraphReport:
    """Return shapes, parameter counts and every fault of a graph; no weights are allocated.

    A node below a faulty one is left out of the report: nothing is known of it.
    """
    examination = examine(document, catalogue)
    expansion, subject = examination.expansion, examination.flat
    flat, catalogue = subject.document, subject.catalogue
    cache = cache or InferenceCache()
    layers: dict[str, keras.layers.Layer] = {}
    sharing = {node_id for node_id, node in flat.nodes.items() if node.shares is not None}
    shared = {flat.nodes[node_id].shares for node_id in sharing}

    def infer_call(node_id: str, call: Call) -> Inference | None:
        if any(sample_bytes(spec) > budget.memory_bytes for spec in call.ports.specs):
            # Some layers compute with arrays of that size as they are made; the budget names who gives it.
            return None
        if node_id in sharing or node_id in shared:
            return detached(apply_call(call, layers=layers, catalogue=catalogue))
        return cache.get_or_infer(
            call.node, call.ports.tensors, lambda: detached(apply_call(call, layers={}, catalogue=catalogue))
        )

    with weightless():
        walk = _walk(subject, examination.faulty, infer_call, cache.input)
    memory = training_memory(flat, walk.reports, catalogue)
    unused = examination.unused
    report = GraphReport(
        nodes=walk.reports,
        diagnostics=(*examination.diagnostics, *folded(walk.faults, document, expansion)),
        memory_bytes=memory.total_bytes,
        left_out=tuple(sorted(unused - {flat.nodes[node_id].shares for node_id in sharing - unused})),
    )
    if (over_budget := budget.diagnose(memory, report)) is not None:
        told = folded([over_budget], document, expansion)
        report = report.model_copy(update={"diagnostics": (*report.diagnostics, *told)})
    return folded_report(report, document, expansion)


def build_model(document: Document, catalogue: Catalogue, *, budget: Budget) -> BuiltModel:
    """Build the Keras model of a graph, weights included; ids become layer names.

    One Input or Output makes a model of one tensor; several make dicts by node id. A graph without an
    Output yields what nothing else consumes. Python's recursion limit is raised where the graph is deep: Keras
    walks a model by recursion, here and whenever the model is copied or loaded.

    Raises:
        FaultyGraphError: If the graph has a fault or needs more memory than the budget; nothing was allocated.
    """
    report = infer_graph(document, catalogue, budget=budget)
    if not report.is_valid:
        raise FaultyGraphError("\n".join(faults_in_words(report.diagnostics)))
    examination = examine(document, catalogue)
    subject = examination.flat
    flat, catalogue = subject.document, subject.catalogue
    layers: dict[str, keras.layers.Layer] = {}
    walk = _walk(
        subject, examination.faulty, lambda _, call: apply_call(call, layers=layers, catalogue=catalogue), _input
    )
    if walk.faults:
        raise FaultyGraphError("\n".join(faults_in_words(walk.faults)))
    outputs = walk.outputs or _leaves(flat, walk)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000 + FRAMES_PER_LAYER * len(flat.nodes)))
    model = keras.Model(one_or_all(walk.inputs), one_or_all(outputs), name=_model_name(document.name))
    memory = training_memory(flat, walk.reports, catalogue)
    return BuiltModel(model, walk.inputs, outputs, walk.tensors, flat, memory)


def _walk(
    subject: Subject, faulty: Collection[str], apply: Apply, make_input: Callable[..., keras.KerasTensor]
) -> Walk:
    walk = Walk(faulty=set(faulty))
    for node_id in subject.order:
        # Whoever shares a layer shares its fault, which is told once, at the owner.
        if node_id not in walk.faulty and subject.nodes[node_id].shares not in walk.faulty:
            _visit(node_id, subject, walk, apply, make_input)
    return walk


def _visit(
    node_id: str, subject: Subject, walk: Walk, apply: Apply, make_input: Callable[..., keras.KerasTensor]
) -> None:
    document, catalogue = subject.document, subject.catalogue
    node, layer_type = subject.nodes[node_id], subject.types[node_id]
    if layer_type.is_input:
        spec = input_spec(node, document, catalogue)
        tensor = make_input(spec.shape, dtype=spec.dtype, name=node_id)
        walk.inputs[node_id] = tensor
        walk.tensors[node_id] = {layer_type.outputs[0].name: tensor}
        walk.reports[node_id] = NodeReport(outputs={layer_type.outputs[0].name: spec})
        return
    ports = _gather(layer_type, subject.edges_into[node_id], walk)
    if ports is None:
        return
    if layer_type.is_output:
        walk.outputs[node_id] = ports.first
        walk.reports[node_id] = NodeReport(inputs=ports.specs)
        source, prediction = ports.sources[0], ports.specs[0]
        fault = batch_fault(node_id, source=source, prediction=prediction) or target_fault(
            node_id, document, catalogue, source=source, prediction=prediction
        )
        walk.faults += [fault] if fault else []
        return
    if node.state == "bypassed":
        walk.tensors[node_id] = {layer_type.outputs[0].name: ports.first}
        walk.reports[node_id] = NodeReport(inputs=ports.specs, outputs={layer_type.outputs[0].name: ports.specs[0]})
        return
    owner = node.shares or node_id
    applied = _as_applied(node, document, layer_type)
    try:
        inference = apply(node_id, Call(node_id, owner, applied, ports))
    except Exception as error:  # Keras raises whatever it likes; each becomes a diagnostic of this node.
        walk.faults.append(explain(error, node_id, document, ports.sources, ports.specs))
        walk.faulty.add(node_id)
        return
    if inference is None:
        return
    walk.tensors[node_id] = inference.outputs
    # The weights of a layer that is shared count once, at its owner.
    alone = {"parameter_count": 0, "trainable_parameter_count": 0} if node.shares else {}
    walk.reports[node_id] = inference.report.model_copy(update=alone) if alone else inference.report


def _as_applied(node: Node, document: Document, layer_type: LayerType) -> Node:
    """Return the node whose layer is applied, with what this node calls it with."""
    if node.shares is None:
        return node
    owner = document.nodes[node.shares]
    return owner.model_copy(update={"parameters": layer_type.applied_with(owner.parameters, node.parameters)})


def _gather(layer_type: LayerType, edges: Sequence[Edge], walk: Walk) -> Ports | None:
    """Return what reaches a node by edges in the order of their places; None where some is unknown or missing."""
    tensors: dict[str, keras.KerasTensor | list[keras.KerasTensor]] = {}
    sources: list[Port] = []
    for port in layer_type.inputs:
        incoming = [edge.source_port for edge in edges if edge.target_port.name == port.name]
        if not incoming:
            if not port.is_optional:
                return None
            continue
        given = []
        for source in incoming:
            if (known := walk.tensors.get(source.node)) is None:
                return None
            given.append(known[source.name])
        tensors[port.name] = given if port.is_list else given[0]
        sources += incoming
    specs = tuple(walk.reports[source.node].outputs[source.name] for source in sources)
    return Ports(tensors, specs, tuple(source.node for source in sources))


def _input(shape: tuple[int | None, ...], *, dtype: str, name: str) -> keras.KerasTensor:
    return keras.Input(batch_shape=shape, dtype=dtype, name=name)


def _leaves(document: Document, walk: Walk) -> dict[str, keras.KerasTensor]:
    consumed = {edge.source_port.node for edge in document.edges if edge.target_port.node in walk.reports}
    return {
        node_id: next(iter(tensors.values())) for node_id, tensors in walk.tensors.items() if node_id not in consumed
    }


def one_or_all(by_node: Mapping[str, Any]) -> Any:
    """Return the only value, or all by node id: what Keras models of one and of several tensors take."""
    return next(iter(by_node.values())) if len(by_node) == 1 else dict(by_node)


def _model_name(name: str) -> str:
    """Return a name Keras takes: it becomes part of paths, so only letters, digits and _ stay."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in name).strip("_") or "network"
