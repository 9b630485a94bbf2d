"""What an edit does to the edges of a document: the places of list ports, and the wires of nodes that go.

The document does not know which ports take a list, so the edges say it. A port is either whole, the target of one
edge without index, or a list, the target of edges with indices; an edge without index counts as place 0 of the list
that it may become. A new edge into a list takes over the place it names if that is taken, and else the lowest free
one, so a list that was built by edits has no gaps. Taking an edge away moves the places behind it up.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import count

from graphnn.document.model import DEFAULT_TARGET_PORT, Edge, Port, format_port
from graphnn.document.topology import source_node, target_node

Edges = tuple[Edge, ...]


def connected(edges: Edges, new: Edge) -> Edges:
    """Return the edges with one more, which takes the place of the edge that ended where it ends.

    - Into a port with no edge: index N becomes 0, no index stays none.
    - Into a whole port: without index or at 0, the new edge replaces the old; at N the port becomes a list of both.
    - Into a list: at a taken place it replaces; without index or elsewhere it takes the lowest free place.
    """
    port = new.target_port
    prefix = f"{port.node}."
    rivals = {
        end.index: rank
        for rank, edge in enumerate(edges)
        # Only edges at the same node are parsed, as there may be ten thousand others.
        if (edge.target == port.node or edge.target.startswith(prefix))
        and ((end := edge.target_port).node, end.name) == (port.node, port.name)
    }
    changed = list(edges)
    if not rivals:
        place = None if port.index is None else 0
    elif None not in rivals:
        place = port.index if port.index in rivals else next(index for index in count() if index not in rivals)
    elif port.index in (None, 0):
        place = port.index
        rivals = {place: rivals[None]}
    else:
        changed[rivals[None]] = _ending(edges[rivals[None]], 0)
        place = 1
    placed = _ending(new, place)
    if place in rivals:
        changed[rivals[place]] = placed
    else:
        changed.append(placed)
    return tuple(changed)


def without(edges: Edges, targets: Iterable[str]) -> Edges:
    """Return the edges without those that end at the targets; the places behind them move up."""
    dropped = frozenset(targets)
    gaps: dict[tuple[str, str], list[int]] = {}
    for port in (edge.target_port for edge in edges if edge.target in dropped):
        if port.index is not None:
            gaps.setdefault((port.node, port.name), []).append(port.index)
    kept = (edge for edge in edges if edge.target not in dropped)
    if not gaps:
        return tuple(kept)
    for indices in gaps.values():
        indices.sort()
    nodes = {node for node, _ in gaps}
    return tuple(_moved_up(edge, gaps) if target_node(edge) in nodes else edge for edge in kept)


def without_nodes(edges: Edges, node_ids: Iterable[str], *, heal: bool) -> Edges:
    """Return the edges that are left when nodes go.

    With `heal`, what a node fed is fed by the node's single source instead, through any number of nodes that go. A
    node with no source, or with several, has none to pass on, so the edges that leave it go too.
    """
    gone = frozenset(node_ids)
    single = _single_sources(edges, gone) if heal else {}
    kept: list[Edge] = []
    dropped: list[str] = []
    for edge in edges:
        if target_node(edge) in gone:
            continue
        source = _source_beyond(edge.source, gone, single)
        if source is None or (source != edge.source and source.partition(".")[0] == target_node(edge)):
            dropped.append(edge.target)
        kept.append(edge if source in (None, edge.source) else Edge(source=source, target=edge.target))
    return without(tuple(kept), dropped)


def renamed(edges: Edges, old_id: str, new_id: str) -> Edges:
    """Return the edges with one node under another id."""

    def follow(reference: str) -> str:
        node_id, dot, port = reference.partition(".")
        return f"{new_id}{dot}{port}" if node_id == old_id else reference

    return tuple(
        Edge(source=follow(edge.source), target=follow(edge.target))
        if old_id in (source_node(edge), target_node(edge))
        else edge
        for edge in edges
    )


def _single_sources(edges: Edges, gone: frozenset[str]) -> dict[str, str]:
    """Return for each node that goes the one port that feeds it; nodes fed by none or several are left out."""
    sources: dict[str, list[str]] = {}
    for edge in edges:
        node_id = target_node(edge)
        if node_id in gone and source_node(edge) != node_id:
            sources.setdefault(node_id, []).append(edge.source)
    return {node_id: ports[0] for node_id, ports in sources.items() if len(ports) == 1}


def _source_beyond(source: str, gone: frozenset[str], single: dict[str, str]) -> str | None:
    passed: set[str] = set()
    while (node_id := source.partition(".")[0]) in gone:
        if node_id not in single or node_id in passed:
            return None
        passed.add(node_id)
        source = single[node_id]
    return source


def _moved_up(edge: Edge, gaps: dict[tuple[str, str], list[int]]) -> Edge:
    port = edge.target_port
    indices = gaps.get((port.node, port.name), [])
    if port.index is None or not (before := bisect_left(indices, port.index)):
        return edge
    return _ending(edge, port.index - before)


def _ending(edge: Edge, index: int | None) -> Edge:
    port = edge.target_port
    if port.index == index:
        return edge
    return Edge(source=edge.source, target=format_port(Port(port.node, port.name, index), DEFAULT_TARGET_PORT))
