"""Which node feeds which: orders, paths and cycles of a document.

Edges at nodes that the document lacks are left out: to name them is for `analysis`. Nothing here recurses, so a
chain may be as long as a document holds, and every answer is the same for the same document.
"""

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from graphnn.document.model import Document, Edge

Following: TypeAlias = Mapping[str, list[str]]
"""For every node the nodes it feeds, each once per edge."""


def source_node(edge: Edge) -> str:
    """Return the id of the node an edge comes from."""
    return edge.source_port.node


def target_node(edge: Edge) -> str:
    """Return the id of the node an edge goes to."""
    return edge.target_port.node


def successors(document: Document) -> Following:
    """Return for every node the nodes it feeds, in the order of the edges, each once per edge."""
    following: dict[str, list[str]] = {node_id: [] for node_id in document.nodes}
    for edge in document.edges:
        source, target = source_node(edge), target_node(edge)
        if source in following and target in following:
            following[source].append(target)
    return following


def predecessors(document: Document) -> Following:
    """Return for every node the nodes that feed it, in the order of the file, each once per edge."""
    return _reversed(successors(document))


def topological_order(document: Document) -> tuple[str, ...]:
    """Return all nodes, each after those that feed it, and otherwise in the order of the file.

    Nodes on a cycle or below one have no such place: they come last, in the order of the file.

    >>> from graphnn.document.codec import loads
    >>> edges = '[{"source": "image", "target": "hidden"}]'
    >>> nodes = '{"hidden": {"type": "Dense"}, "image": {"type": "Input"}}'
    >>> topological_order(loads(f'{{"graphnn": 1, "nodes": {nodes}, "edges": {edges}}}'))
    ('image', 'hidden')
    """
    following = successors(document)
    order = order_of(following)
    placed = set(order)
    return (*order, *(node_id for node_id in following if node_id not in placed))


def order_of(following: Following) -> tuple[str, ...]:
    """Return the nodes in the same order, those on a cycle or below one left out.

    >>> order_of({"b": ["b"], "a": ["b"], "c": [], "d": ["c"]})
    ('a', 'd', 'c')
    """
    waiting_for = dict.fromkeys(following, 0)
    for nodes in following.values():
        for node_id in nodes:
            waiting_for[node_id] += 1
    ids = tuple(following)
    rank = {node_id: index for index, node_id in enumerate(ids)}
    ready = [rank[node_id] for node_id, waits in waiting_for.items() if waits == 0]
    heapify(ready)
    order: list[str] = []
    while ready:
        node_id = ids[heappop(ready)]
        order.append(node_id)
        for successor in following[node_id]:
            waiting_for[successor] -= 1
            if waiting_for[successor] == 0:
                heappush(ready, rank[successor])
    return tuple(order)


def find_cycle(document: Document) -> tuple[str, ...] | None:
    """Return the nodes of a cycle, each feeding the next and the last the first; None if there is none."""
    return cycle_in(successors(document))


def cycle_in(following: Following) -> tuple[str, ...] | None:
    """Return the same for a graph that is told by what each node feeds.

    >>> cycle_in({"a": ["b"], "b": ["c"], "c": ["b"]})
    ('b', 'c')
    """
    finished: set[str] = set()
    for start in following:
        if start in finished:
            continue
        path = {start: iter(following[start])}
        while path:
            node_id = next(reversed(path))
            successor = next(path[node_id], None)
            if successor is None:
                finished.add(node_id)
                del path[node_id]
            elif successor in path:
                nodes = tuple(path)
                return nodes[nodes.index(successor) :]
            elif successor not in finished:
                path[successor] = iter(following[successor])
    return None


def find_path(document: Document, start: str, end: str) -> tuple[str, ...] | None:
    """Return a shortest way along the edges from one node to another, both named; None if there is none."""
    following = successors(document)
    if start not in following:
        return None
    came_from = {start: start}
    reached = [start]
    for node_id in reached:
        if node_id == end:
            break
        for successor in following[node_id]:
            if successor not in came_from:
                came_from[successor] = node_id
                reached.append(successor)
    if end not in came_from:
        return None
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def descendants(document: Document, *node_ids: str) -> frozenset[str]:
    """Return the nodes that these feed, directly or through others: one of these only if one of these feeds it."""
    return _reachable(successors(document), node_ids)


def ancestors(document: Document, *node_ids: str) -> frozenset[str]:
    """Return the nodes that feed these, directly or through others: one of these only if it feeds one of these."""
    return feeding(successors(document), *node_ids)


def feeding(following: Following, *node_ids: str) -> frozenset[str]:
    """Return the same for a graph that is told by what each node feeds."""
    return _reachable(_reversed(following), node_ids)


def _reversed(following: Following) -> Following:
    before: dict[str, list[str]] = {node_id: [] for node_id in following}
    for node_id, nodes in following.items():
        for successor in nodes:
            before[successor].append(node_id)
    return before


def _reachable(neighbours: Following, starts: Iterable[str]) -> frozenset[str]:
    waiting = [node_id for start in starts for node_id in neighbours.get(start, ())]
    reached: set[str] = set()
    while waiting:
        node_id = waiting.pop()
        if node_id not in reached:
            reached.add(node_id)
            waiting.extend(neighbours[node_id])
    return frozenset(reached)
