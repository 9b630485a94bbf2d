"""What the ends inside blocks show of a run: what comes in at the first port there, and what leaves by it.

The engine tells of nodes; an end is none, but what passes it left a node whose card shows it already.
"""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from graphnn.document.inside import ENTRY_TYPE, ends, nodes_and_edges_inside
from graphnn.document.model import DEFAULT_SOURCE_PORT, Document, Edge, Node, Port
from graphnn.web.elements.scene import CardActivity

Graph: TypeAlias = tuple[Mapping[str, Node], tuple[Edge, ...]]


def with_ends(activity: Mapping[str, CardActivity], document: Document) -> dict[str, CardActivity]:
    """Return what cards show, by the way to each, with the ends inside the blocks of a document."""
    ways = (way.split("/") for way in activity)
    entered = {"/".join(way[:depth]) for way in ways for depth in range(1, len(way))}
    whole = dict(activity)
    _tell_ends(whole, document, (document.nodes, document.edges), "", entered)
    return whole


def _tell_ends(
    whole: dict[str, CardActivity], document: Document, graph: Graph, place: str, entered: Collection[str]
) -> None:
    """Add the ends in all blocks of a graph, which lies at a place such as "stage/", and in those within."""
    for node_id, node in graph[0].items():
        way = f"{place}{node_id}"
        block = document.blocks.get(node.block or "")
        if block is None or way not in entered:
            continue
        inside: Graph = nodes_and_edges_inside(block)
        entry, leaving = ends(block)
        if block.inputs:
            source = _before(Port(node_id, block.inputs[0].name), graph, document)
            _tell(whole, f"{way}/{entry}", f"{place}{source}")
        if block.outputs:
            source = _before(Port(leaving, block.outputs[0].name), inside, document)
            _tell(whole, f"{way}/{leaving}", f"{way}/{source}")
        _tell_ends(whole, document, inside, f"{way}/", entered)


def _tell(whole: dict[str, CardActivity], end: str, source: str) -> None:
    if source in whole:
        whole[end] = whole[source]


def _before(target: Port, graph: Graph, document: Document) -> str | None:
    """Return the node that feeds a port from its own first one, which is the one that its card shows."""
    nodes, edges = graph
    source = next((edge.source_port for edge in edges if edge.target_port == target), None)
    if source is None:
        return None
    node = nodes[source.node]
    first = DEFAULT_SOURCE_PORT
    if node.type == ENTRY_TYPE:
        first = next(edge.source_port.name for edge in edges if edge.source_port.node == source.node)
    elif (block := document.blocks.get(node.block or "")) is not None:
        first = next((port.name for port in block.outputs), first)
    return source.node if source.name == first else None
