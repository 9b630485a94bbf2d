"""Rules of the edges: where they may begin and end, and that they form no circle."""

from collections.abc import Iterator

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.subject import Rule, Subject
from graphnn.document.edits import Connect, Disconnect, SetParameter, Together
from graphnn.document.model import DEFAULT_TARGET_PORT, Edge, Port, format_port
from graphnn.document.topology import cycle_in

MAX_SHOWN = 6


def dangling_edge(subject: Subject) -> Iterator[Diagnostic]:
    """An edge from or to a node that is not there."""
    for edge in subject.document.edges:
        ends = (edge.source_port.node, edge.target_port.node)
        if not (ends[0] in subject.document.nodes and ends[1] in subject.document.nodes):
            missing = [node_id for node_id in ends if node_id not in subject.document.nodes]
            yield Diagnostic(
                code="edge/dangling",
                nodes=tuple(node_id for node_id in ends if node_id not in missing),
                message=f"The edge from {edge.source} to {edge.target}: there is no node {missing[0]}.",
                hint="Delete the edge, or connect it to a node that is there.",
                fix=Fix(label="Delete the edge", edit=Disconnect(target=edge.target)),
            )


def unknown_port(subject: Subject) -> Iterator[Diagnostic]:
    """An edge from or to a port that its node does not have."""
    outputs = {node_id: [port.name for port in subject.outputs_of(node_id)] for node_id in subject.types}
    for edge in subject.edges:
        source, target = edge.source_port, edge.target_port
        if source.node in subject.types and source.name not in outputs[source.node]:
            fault = _port_fault(subject, edge, source, "output", outputs[source.node])
            yield _switched_off(subject, source, fault) or fault
            continue
        if target.node in subject.types and not subject.has_input(target):
            inputs = [port.name for port in subject.types[target.node].inputs]
            rivals = _rivals(subject, target) if target.name in inputs else []
            if not rivals[1:]:
                yield _port_fault(subject, edge, target, "input", inputs)
            elif edge == next(each for each in rivals if each.target_port.index is not None):
                yield _crowded(subject, target, rivals)


def _rivals(subject: Subject, port: Port) -> list[Edge]:
    """Return the edges that end at a port that takes one tensor, whatever places they name."""
    return [each for each in subject.edges_into[port.node] if each.target_port.name == port.name]


def _crowded(subject: Subject, port: Port, rivals: list[Edge]) -> Diagnostic:
    """Say once that several edges end where one may; the cure keeps the first of them."""
    first = rivals[0]
    sources = [each.source for each in rivals]
    keep = Connect(source=first.source, target=format_port(port._replace(index=None), DEFAULT_TARGET_PORT))
    # From the last place to the first, since those behind one that goes move up.
    cuts = tuple(Disconnect(target=each.target) for each in reversed(rivals))
    return Diagnostic(
        code="edge/port",
        nodes=(port.node,),
        port=port.name,
        message=(
            f"{subject.named(port.node)} takes one tensor at {port.name}, "
            f"and {len(rivals)} edges lead there: from {', '.join(sources[:-1])} and {sources[-1]}."
        ),
        hint="Keep one of them, or join them first by a node such as Concatenate or Add.",
        fix=Fix(label=f"Keep the edge from {first.source}", edit=Together(edits=(*cuts, keep))),
    )


def _port_fault(subject: Subject, edge: Edge, port: Port, side: str, names: list[str]) -> Diagnostic:
    name = port.name if port.index is None else f"{port.name}.{port.index}"
    return Diagnostic(
        code="edge/port",
        nodes=(port.node,),
        port=name,
        message=(
            f"{subject.named(port.node)} has no {side} {name}, "
            f"which the edge from {edge.source} to {edge.target} asks for."
        ),
        hint=f"Its {side}s: {', '.join(names)}." if names else f"It has no {side}s; delete the edge.",
        fix=Fix(label="Delete the edge", edit=Disconnect(target=edge.target)),
    )


def _switched_off(subject: Subject, source: Port, fault: Diagnostic) -> Diagnostic | None:
    """Return the fault with its cure where a parameter would bring the port about."""
    port = next((each for each in subject.types[source.node].outputs if each.name == source.name), None)
    if port is None or port.when is None or subject.nodes[source.node].state == "bypassed":
        return None
    label = f"Set {port.when} to true"
    owner = subject.nodes[source.node].shares or source.node
    fix = Fix(label=label, edit=SetParameter(id=owner, name=port.when, value=True))
    return fault.model_copy(update={"hint": f"{label}, or delete the edge.", "fix": fix})


def cycle(subject: Subject) -> Iterator[Diagnostic]:
    """Nodes that feed each other in a circle."""
    nodes = None if len(subject.order) == len(subject.nodes) else cycle_in(subject.following)
    if nodes is None:
        return
    closing = [e for e in subject.edges_from[nodes[-1]] if e.target_port.node == nodes[0]]
    last = closing[-1]
    # From the last place of a list to its first, since those behind one that goes move up.
    cuts = tuple(Disconnect(target=each.target) for each in reversed(closing))
    edges = (
        f"edge from {last.source} to {last.target}" if len(closing) == 1 else f"edges from {nodes[-1]} to {nodes[0]}"
    )
    shown = [*nodes[:MAX_SHOWN], *(["…"] if len(nodes) > MAX_SHOWN else []), nodes[0]]
    yield Diagnostic(
        code="edge/cycle",
        nodes=nodes,
        message=f"{nodes[0]} feeds itself." if len(nodes) == 1 else f"These feed each other: {' → '.join(shown)}.",
        hint="Delete one of the edges.",
        fix=Fix(label=f"Delete the {edges}", edit=cuts[0] if len(cuts) == 1 else Together(edits=cuts)),
    )


EDGE_RULES: tuple[Rule, ...] = (dangling_edge, unknown_port, cycle)
