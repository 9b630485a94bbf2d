"""Rules of the graph itself: which nodes there are, and that each has the edges it needs."""

from collections.abc import Iterator
from difflib import get_close_matches

from graphnn.analysis.data import failed_plugins, main_feature
from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.edges import EDGE_RULES
from graphnn.analysis.subject import Rule, Subject
from graphnn.catalogue.model import PortType
from graphnn.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    RemoveNodes,
    RenameNode,
    ReplaceNode,
)
from graphnn.document.ids import fresh_id
from graphnn.document.model import DEFAULT_TARGET_PORT, Node, Port, format_port
from graphnn.document.topology import descendants, feeding

# With more of them no guess is made, and none of them is looked at.
MAX_LOOSE_ENDS = 8


def empty(subject: Subject) -> Iterator[Diagnostic]:
    """A graph without nodes."""
    if not subject.nodes:
        yield Diagnostic(
            code="graph/empty", message="The graph has no nodes.", hint="Drag an Input and layers onto the canvas."
        )


def no_input(subject: Subject) -> Iterator[Diagnostic]:
    """A graph that no data enters."""
    if not subject.nodes or subject.inputs or len(subject.types) < len(subject.nodes):
        return
    input_type = next((each for each in subject.catalogue.layers.values() if each.is_input), None)
    fix = None
    if input_type is not None:
        column = main_feature(subject.data_set)
        node = Node(type=input_type.name, parameters={} if column is None else {"column": column})
        fix = Fix(label="Add an Input", edit=AddNode(id=fresh_id(subject.document, input_type.name), node=node))
    yield Diagnostic(
        code="graph/no-input",
        message="The graph has no Input, so no data enters it.",
        hint="Add an Input and connect it to the first layer.",
        fix=fix,
    )


def unknown_type(subject: Subject) -> Iterator[Diagnostic]:
    """A node of a type that does not exist."""
    unknown = {node_id: node for node_id, node in subject.nodes.items() if node_id not in subject.types}
    known = {name.lower(): name for name in subject.catalogue.layers}
    close_to = {
        name: [known[match] for match in get_close_matches(name.lower(), known, n=3, cutoff=0.7)]
        for name in {node.type for node in unknown.values()}
    }
    for node_id, node in unknown.items():
        close = close_to[node.type]
        fix = None
        if close:
            replacement = node.model_copy(update={"type": close[0]})
            fix = Fix(label=f"Make it a {close[0]}", edit=ReplaceNode(id=node_id, node=replacement))
        hint = f"Did you mean {' or '.join(close)}?" if close else "Choose another from the palette."
        if ">" in node.type:
            hint = "Install the plug-in that brings it, or choose another from the palette."
            hint = failed_plugins(subject) or hint
        yield Diagnostic(
            code="node/unknown-type",
            nodes=(node_id,),
            message=f"{node_id}: there is no {'layer' if node.block is None else 'block'} {node.block or node.type}.",
            hint=hint,
            fix=fix,
        )


def case_collision(subject: Subject) -> Iterator[Diagnostic]:
    """Two ids that differ in case alone, which file systems and TensorFlow's name scopes mix up."""
    first: dict[str, str] = {}
    for node_id in subject.document.nodes:
        other = first.setdefault(node_id.lower(), node_id)
        if other != node_id:
            new_id = fresh_id(subject.document, node_id)
            yield Diagnostic(
                code="node/case-collision",
                severity="warning",
                nodes=(other, node_id),
                message=f"{other} and {node_id} differ only in upper and lower case.",
                hint="Rename one of them.",
                fix=Fix(label=f"Rename {node_id} to {new_id}", edit=RenameNode(id=node_id, new_id=new_id)),
            )


def unconnected(subject: Subject) -> Iterator[Diagnostic]:
    """A node whose input gets no edge, or too few."""
    for node_id, layer_type in subject.types.items():
        is_fed = bool(subject.edges_into[node_id])
        for number, port in enumerate(layer_type.inputs):
            count = sum(edge.target_port.name == port.name for edge in subject.edges_into[node_id])
            least = port.minimum if port.is_list else 1
            stands_in = port.parameter is None or port.parameter in subject.layer_node(node_id).parameters
            # Where a parameter can stand in for each input, one of them still has to come from somewhere.
            is_optional = port.is_optional and (is_fed or number > 0)
            if count >= least or (is_optional and not count and stands_in):
                continue
            needs = f"{least} inputs and has {count}" if least > 1 else "an input and has none"
            if len(layer_type.inputs) > 1:
                needs = f"{needs} at its {port.name}"
            yield Diagnostic(
                code="node/unconnected",
                nodes=(node_id,),
                port=port.name,
                message=f"{subject.named(node_id)} needs {needs}.",
                hint=f"Connect a node to its {port.name}" + ("." if stands_in else f", or set {port.parameter}."),
                fix=_connect_loose_end(subject, node_id, port),
            )


def _connect_loose_end(subject: Subject, node_id: str, port: PortType) -> Fix | None:
    """Return the edge to draw where exactly one other node leads nowhere."""
    # Inside a block no edge can be drawn, and to look for one takes long where there are thousands.
    others = [] if subject.is_flat else [other for other in subject.loose_ends if other != node_id]
    if not 1 <= len(others) <= MAX_LOOSE_ENDS:
        return None
    below = descendants(subject.document, node_id)
    loose = [other for other in others if other not in below]
    if len(loose) != 1:
        return None
    index = len(subject.edges_into[node_id]) if port.is_list else None
    target = format_port(Port(node_id, port.name, index), DEFAULT_TARGET_PORT)
    return Fix(label=f"Connect {loose[0]} to {node_id}", edit=Connect(source=loose[0], target=target))


def too_many_inputs(subject: Subject) -> Iterator[Diagnostic]:
    """A list port with more edges than its layer takes."""
    for node_id, layer_type in subject.types.items():
        for port in layer_type.inputs:
            edges = [edge for edge in subject.edges_into[node_id] if edge.target_port.name == port.name]
            if port.maximum is not None and len(edges) > port.maximum:
                last = edges[-1]
                yield Diagnostic(
                    code="node/too-many-inputs",
                    nodes=(node_id,),
                    port=port.name,
                    message=f"{subject.named(node_id)} takes {port.maximum} inputs and has {len(edges)}.",
                    hint="Delete the edges that are too many.",
                    fix=Fix(label=f"Delete the edge from {last.source}", edit=Disconnect(target=last.target)),
                )


def unused(subject: Subject) -> Iterator[Diagnostic]:
    """A node that leads to no Output, in a graph that has some."""
    if not subject.outputs:
        return
    used = feeding(subject.following, *subject.outputs) | set(subject.outputs)
    for node_id in subject.types:
        if node_id not in used:
            yield Diagnostic(
                code="node/unused",
                severity="warning",
                nodes=(node_id,),
                message=f"{subject.named(node_id)} leads to no Output, so it is not trained.",
                hint="Connect it onwards, or remove it.",
                fix=Fix(label=f"Remove {node_id}", edit=RemoveNodes(ids=(node_id,))),
            )


def sharing(subject: Subject) -> Iterator[Diagnostic]:
    """A node that shares the layer of one that is not there, is another kind, or shares itself."""
    for node_id, node in subject.nodes.items():
        if node.shares is None:
            continue
        owner = subject.document.nodes.get(node.shares)
        if owner is None:
            code, fault = "shares/unknown", "which is not in the graph"
        elif owner.type != node.type:
            code, fault = "shares/type", f"which is a {owner.type}, not a {node.type}"
        elif owner.shares is not None or node.shares == node_id:
            code, fault = "shares/chain", "which has no layer of its own"
        else:
            continue
        alone = node.model_copy(update={"shares": None})
        yield Diagnostic(
            code=code,
            nodes=(node_id,),
            message=f"{node_id} shares the layer of {node.shares}, {fault}.",
            hint=f"Share the layer of a {node.type} that has its own, or none.",
            fix=Fix(label=f"Give {node_id} its own layer", edit=ReplaceNode(id=node_id, node=alone)),
        )


GRAPH_RULES: tuple[Rule, ...] = (
    empty,
    no_input,
    unknown_type,
    case_collision,
    *EDGE_RULES,
    unconnected,
    too_many_inputs,
    sharing,
    unused,
)
