"""Which ports a wire may end at: what can be told of the graph alone, without a shape.

`apply` refuses the same, one edge at a time; here all ends of one wire are looked at together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from graphnn.catalogue.model import Catalogue, PortType
from graphnn.document.model import DEFAULT_SOURCE_PORT, DEFAULT_TARGET_PORT, Document, Edge, Port, parse_port
from graphnn.document.topology import ancestors, descendants, target_node


@dataclass(frozen=True, slots=True)
class Pulled:
    """A wire that is being pulled from a port: from an output, so that it has its source, or from an input."""

    reference: str
    end: Literal["source", "target"]

    @property
    def node(self) -> str:
        """The node whose port it is."""
        default = DEFAULT_SOURCE_PORT if self.end == "source" else DEFAULT_TARGET_PORT
        return parse_port(self.reference, default).node


def refused_nodes(document: Document, pulled: Pulled) -> dict[str, str]:
    """Return the nodes that a wire cannot be led to, each with the reason.

    >>> from graphnn.document.model import Node
    >>> document = Document(nodes={"a": Node(type="Dense")})
    >>> refused_nodes(document, Pulled("a", "source"))
    {'a': 'A node cannot feed itself.'}
    """
    here = pulled.node
    around = ancestors(document, here) if pulled.end == "source" else descendants(document, here)
    reasons = {
        node_id: (
            f"{node_id} already leads to {here}: the wire would close a circle."
            if pulled.end == "source"
            else f"{here} already leads to {node_id}: the wire would close a circle."
        )
        for node_id in document.nodes
        if node_id in around
    }
    return reasons | {here: "A node cannot feed itself."}


def target_ports(node_id: str, ports: Iterable[PortType], edges: Iterable[Edge]) -> Iterator[tuple[PortType, Port]]:
    """Yield the ports of a node that wires can end at; a list port has one for each edge and a free one.

    Args:
        node_id: The node.
        ports: What its layer takes.
        edges: The edges that end at the node.
    """
    for port in ports:
        if not port.is_list:
            yield port, Port(node_id, port.name)
            continue
        ends = (edge.target_port for edge in edges if edge.target_port.name == port.name)
        taken = sorted(ends, key=lambda target: target.index or 0)
        for target in taken:
            yield port, target
        if port.maximum is None or len(taken) < port.maximum:
            free = max((target.index or 0 for target in taken), default=-1) + 1
            yield port, Port(node_id, port.name, free)


def edges_by_target(document: Document) -> Mapping[str, list[Edge]]:
    """Return the edges that end at each node."""
    into: dict[str, list[Edge]] = {}
    for edge in document.edges:
        into.setdefault(target_node(edge), []).append(edge)
    return into


def inputs_of(node_id: str, document: Document, catalogue: Catalogue) -> tuple[PortType, ...]:
    """Return the input ports of a node; none where nobody knows its type."""
    layer_type = catalogue.layers.get(document.nodes[node_id].type)
    return () if layer_type is None else layer_type.inputs
