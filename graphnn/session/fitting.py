"""What a wire that is being pulled would bring about at each port, as questions to the engine.

Only what is known is asked: a port whose layer lacks another input, or one of unknown shape, is left out.
"""

from collections.abc import Mapping

from graphnn.analysis.fitting import Pulled, edges_by_target, inputs_of, refused_nodes, target_ports
from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document.model import (
    DEFAULT_SOURCE_PORT,
    DEFAULT_TARGET_PORT,
    Document,
    Edge,
    Node,
    Port,
    format_port,
    parse_port,
)
from graphnn.document.updated import updated
from graphnn.protocol.messages import Trial
from graphnn.protocol.report import GraphReport, TensorSpec

MAX_TRIALS = 1_000
"""So many ports are asked about; beyond, a wire is only told what it may not do once it is there."""


def port_trials(document: Document, catalogue: Catalogue, report: GraphReport, pulled: Pulled) -> dict[str, Trial]:
    """Return a trial for each port that a pulled wire may end at, by the port's reference."""
    into = edges_by_target(document)
    refused = refused_nodes(document, pulled)
    trials: dict[str, Trial] = {}
    if pulled.end == "source":
        source = parse_port(pulled.reference, DEFAULT_SOURCE_PORT)
        for node_id in document.nodes:
            edges = into.get(node_id, [])
            for _, target in target_ports(node_id, inputs_of(node_id, document, catalogue), edges):
                if node_id not in refused and len(trials) < MAX_TRIALS:
                    trial = _trial(document, catalogue, report, edges, source, target)
                    trials |= {format_port(target, DEFAULT_TARGET_PORT): trial} if trial else {}
        return trials
    target = parse_port(pulled.reference, DEFAULT_TARGET_PORT)
    for node_id, node_report in report.nodes.items():
        for name in node_report.outputs if node_id not in refused else ():
            source = Port(node_id, name)
            trial = _trial(document, catalogue, report, into.get(target.node, []), source, target)
            if trial is not None and len(trials) < MAX_TRIALS:
                trials[format_port(source, DEFAULT_SOURCE_PORT)] = trial
    return trials


def layer_trials(
    nodes: Mapping[str, Node], catalogue: Catalogue, report: GraphReport, source: Port
) -> dict[str, Trial]:
    """Return a trial for each layer that one wire is all it needs, as it would start, by the layer's name.

    Args:
        nodes: What each layer starts as.
        catalogue: What can be placed.
        report: What is known of the graph.
        source: Where the wire comes from.
    """
    spec = _spec(report, source)
    if spec is None:
        return {}
    return {
        name: Trial(id=name, node=node, inputs={layer_type.inputs[0].name: (spec,)}, sources=(source.node,))
        for name, node in nodes.items()
        # An operation is traced to be tried, which takes too long for all of them at once.
        if (layer_type := catalogue.layers[name]).operation is None and _needs_one(layer_type)
    }


def _needs_one(layer_type: LayerType) -> bool:
    needed = [port for port in layer_type.inputs if not port.is_optional]
    return len(needed) == 1 and not (needed[0].is_list and needed[0].minimum > 1)


def _trial(
    document: Document, catalogue: Catalogue, report: GraphReport, edges: list[Edge], source: Port, target: Port
) -> Trial | None:
    node = document.nodes.get(target.node)
    spec = _spec(report, source)
    # What is bypassed takes anything; of what stands in a block, and of a shared layer, the walk alone can tell.
    if node is None or spec is None or node.state is not None or node.block is not None or node.shares is not None:
        return None
    inputs: dict[str, tuple[TensorSpec, ...]] = {}
    sources: list[str] = []
    for port in inputs_of(target.node, document, catalogue):
        ends = {edge.target_port.index: edge.source_port for edge in edges if edge.target_port.name == port.name}
        if port.name == target.name:
            ends |= {(None if target.index in (None, 0) else 1) if None in ends else target.index: source}
        given = [ends[index] for index in sorted(ends, key=lambda index: index or 0)]
        specs = [each for end in given if (each := _spec(report, end)) is not None]
        least = port.minimum if port.is_list else 1
        if len(specs) < len(given) or (len(given) < least and not (port.is_optional and not given)):
            return None
        if specs:
            inputs[port.name] = tuple(specs)
            sources += [end.node for end in given]
    return Trial(id=target.node, node=updated(node, label=None), inputs=inputs, sources=tuple(sources))


def _spec(report: GraphReport, source: Port) -> TensorSpec | None:
    known = report.nodes.get(source.node)
    return None if known is None else known.outputs.get(source.name)
