"""The two ends inside a block as something a canvas can draw: their ports, and one more that waits for a wire."""

from collections.abc import Iterable, Iterator

from graphnn.catalogue.model import BLOCK_CATEGORY, LayerType, PortType
from graphnn.document.inside import ENTRY_TYPE, EXIT_TYPE
from graphnn.document.model import DEFAULT_SOURCE_PORT, DEFAULT_TARGET_PORT, Document


def end_types(document: Document) -> Iterator[LayerType]:
    """Yield what the ends are, where the document is the inside of a block."""
    for node_id, node in document.nodes.items():
        if node.type == ENTRY_TYPE:
            taken = (edge.source_port.name for edge in document.edges if edge.source_port.node == node_id)
            ports = _ports(taken, DEFAULT_TARGET_PORT)
            yield LayerType(
                name=ENTRY_TYPE, category=BLOCK_CATEGORY, doc="Where data enters.", inputs=(), outputs=ports
            )
        elif node.type == EXIT_TYPE:
            taken = (edge.target_port.name for edge in document.edges if edge.target_port.node == node_id)
            ports = _ports(taken, DEFAULT_SOURCE_PORT)
            yield LayerType(name=EXIT_TYPE, category=BLOCK_CATEGORY, doc="Where data leaves.", inputs=ports, outputs=())


def _ports(taken: Iterable[str], usual: str) -> tuple[PortType, ...]:
    names = list(dict.fromkeys(taken))
    number, fresh = 2, usual
    while fresh in names:
        fresh, number = f"{usual}_{number}", number + 1
    return (*(PortType(name=name) for name in names), PortType(name=fresh, is_optional=True))
