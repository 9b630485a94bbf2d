"""The report on a flat graph as one on the document: an instance of a block stands for all nodes it was expanded to."""

from collections.abc import Iterator, Mapping

from graphnn.document.expansion import Expansion
from graphnn.document.model import DEFAULT_SOURCE_PORT, Block, Document, Node, Port, parse_port
from graphnn.document.values import Path
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec


def folded_report(report: GraphReport, document: Document, expansion: Expansion) -> GraphReport:
    """Return the report by nodes of the document.

    The count of an instance is the sum of its nodes that are part of the model; an instance that leads nowhere is
    left out as a whole. One whose outputs are not all known has no report.
    """
    if not expansion.paths:
        return report
    members: dict[str, list[str]] = {}
    for node_id in expansion.paths:
        members.setdefault(expansion.home(node_id), []).append(node_id)
    nodes: dict[str, NodeReport] = {}
    left_out = [node_id for node_id in report.left_out if node_id not in expansion.paths]
    for node_id in document.nodes:
        if node_id not in expansion.outputs:
            if node_id in report.nodes:
                nodes[node_id] = report.nodes[node_id]
            continue
        flat = expansion.document.nodes
        inner = [each for each in members.get(node_id, ()) if flat[each].state != "muted"]
        is_left_out = set(inner) <= set(report.left_out)
        if is_left_out:
            left_out.append(node_id)
        counted = [each for each in inner if is_left_out or each not in report.left_out]
        instance = _instance_report(node_id, counted, report, document, expansion)
        if instance is not None:
            nodes[node_id] = instance
    inner_reports = _inner_reports(report, document, expansion)
    return report.model_copy(update={"nodes": nodes, "inside": inner_reports, "left_out": tuple(sorted(left_out))})


def _inner_reports(report: GraphReport, document: Document, expansion: Expansion) -> dict[str, NodeReport]:
    """Return the reports of nodes inside blocks by the way to them; of a repeated block, those of its first copy."""
    inner: dict[str, NodeReport] = {}
    counts: dict[str, list[NodeReport]] = {}
    for node_id in expansion.paths:
        if (found := report.nodes.get(node_id)) is None:
            continue
        inner.setdefault("/".join(expansion.way(node_id)), found)
        for instance in _first_copies(expansion.paths[node_id]):
            counts.setdefault(instance, []).append(found)
    # An instance inside a block is seen after those inside it.
    for way_to, known in sorted(counts.items(), key=lambda item: -item[0].count("/")):
        block = block_at(way_to.split("/"), document)
        outputs = {
            port.name: spec
            for port in (block.outputs if block is not None else ())
            if (spec := _inner_spec(way_to, port.source, inner)) is not None
        }
        inner[way_to] = NodeReport(
            outputs=outputs,
            parameter_count=sum(each.parameter_count for each in known),
            trainable_parameter_count=sum(each.trainable_parameter_count for each in known),
        )
    return inner


def _first_copies(path: Path) -> Iterator[str]:
    """Yield the ways to the instances inside blocks that a node lies in, unless they stand in a later copy."""
    way: list[str] = []
    is_first = True
    for step in path[:-1]:
        if isinstance(step, str):
            way.append(step)
            if len(way) > 1 and is_first:
                yield "/".join(way)
        elif step != 1:
            is_first = False


def _inner_spec(way: str, source: str, inner: dict[str, NodeReport]) -> TensorSpec | None:
    port = parse_port(source, DEFAULT_SOURCE_PORT)
    found = inner.get(f"{way}/{port.node}")
    return None if found is None else found.outputs.get(port.name)


def block_at(way: list[str], document: Document) -> Block | None:
    """Return the block that the instance at the end of a way is of; None where there is none."""
    nodes: Mapping[str, Node] = document.nodes
    block = None
    for node_id in way:
        node = nodes.get(node_id)
        block = document.blocks.get(node.block or "") if node is not None else None
        nodes = block.nodes if block is not None else {}
    return block


def _instance_report(
    node_id: str, counted: list[str], report: GraphReport, document: Document, expansion: Expansion
) -> NodeReport | None:
    outputs = {
        name: spec
        for name, source in expansion.outputs[node_id].items()
        if (spec := _spec(parse_port(source, DEFAULT_SOURCE_PORT), report)) is not None
    }
    known = [report.nodes[each] for each in counted if each in report.nodes]
    if len(outputs) < len(expansion.outputs[node_id]) or len(known) < len(counted):
        return None
    sources = (edge.source_port for edge in document.edges if edge.target_port.node == node_id)
    inputs = (_spec(_flat(source, expansion), report) for source in sources)
    return NodeReport(
        inputs=tuple(spec for spec in inputs if spec is not None),
        outputs=outputs,
        parameter_count=sum(each.parameter_count for each in known),
        trainable_parameter_count=sum(each.trainable_parameter_count for each in known),
    )


def _flat(source: Port, expansion: Expansion) -> Port:
    """Return the port of the flat graph that a port of the document is."""
    inner = expansion.outputs.get(source.node, {}).get(source.name)
    return source if inner is None else parse_port(inner, DEFAULT_SOURCE_PORT)


def _spec(port: Port, report: GraphReport) -> TensorSpec | None:
    node = report.nodes.get(port.node)
    return None if node is None else node.outputs.get(port.name)
