"""Nodes in layers and in order: the first two steps of a layered layout, and its costliest.

Every edge runs from one layer to a later one. An edge over several layers is led through a dummy vertex in each
layer it passes, so that it has a place of its own between the nodes. The order within the layers is sought by sweeps
that sort each layer by where its neighbours stand; the order with the fewest crossings wins.

Source: Sugiyama, Tagawa and Toda, 1981, https://doi.org/10.1109/TSMC.1981.4308636; counting crossings: Barth,
Mutzel and Jünger, 2004, https://doi.org/10.7155/jgaa.00088
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_DUMMIES = 4_000
MAX_SWEEPS = 8
# Sweeps times vertices: what a layout may cost, so that a tangle of a graph takes no longer than a large clear one.
SWEEP_BUDGET = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Layering:
    """Vertices by number: first the nodes, in the order given, then the dummies of long edges."""

    layers: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, ...], ...]  # for each vertex, its neighbours one layer back, by their order there
    after: tuple[tuple[int, ...], ...]
    node_count: int

    def is_dummy(self, vertex: int) -> bool:
        """Whether the vertex stands for a place on a long edge."""
        return vertex >= self.node_count


def layered(following: Mapping[str, Sequence[str]]) -> Layering:
    """Return the nodes of a graph in layers, each in an order with few crossings.

    Args:
        following: For every node, in the order that decides where nothing else does, the nodes it feeds. On a cycle,
            the edge that closes it counts backwards.
    """
    number = {node_id: index for index, node_id in enumerate(following)}
    forward = _without_cycles([[number[node_id] for node_id in dict.fromkeys(nodes)] for nodes in following.values()])
    layer_of = _longest_path_layers(forward)
    before, after = _with_dummies(forward, layer_of)
    layers: list[list[int]] = [[] for _ in range(max(layer_of, default=-1) + 1)]
    for vertex in _depth_first(after, [v for v, layer in enumerate(layer_of) if layer == 0]):
        layers[layer_of[vertex]].append(vertex)
    ordered = _with_few_crossings(layers, before, after)
    place = _places(ordered)
    return Layering(
        layers=tuple(map(tuple, ordered)),
        before=tuple(tuple(sorted(vertices, key=place.__getitem__)) for vertices in before),
        after=tuple(tuple(sorted(vertices, key=place.__getitem__)) for vertices in after),
        node_count=len(following),
    )


def _without_cycles(following: list[list[int]]) -> list[list[int]]:
    """Return the edges with those that close a cycle, found depth first, turned around; loops are left out."""
    forward: list[list[int]] = [[] for _ in following]
    finished: set[int] = set()
    for start in range(len(following)):
        if start in finished:
            continue
        on_path = {start}
        stack = [(start, iter(following[start]))]
        while stack:
            vertex, successors = stack[-1]
            successor = next(successors, None)
            if successor is None:
                finished.add(vertex)
                on_path.discard(vertex)
                stack.pop()
            elif successor in on_path:
                if successor != vertex:
                    forward[successor].append(vertex)
            else:
                forward[vertex].append(successor)
                if successor not in finished:
                    on_path.add(successor)
                    stack.append((successor, iter(following[successor])))
    return [list(dict.fromkeys(successors)) for successors in forward]


def _longest_path_layers(forward: list[list[int]]) -> list[int]:
    waiting_for = [0] * len(forward)
    for successors in forward:
        for successor in successors:
            waiting_for[successor] += 1
    layer_of = [0] * len(forward)
    ready = [vertex for vertex, waits in enumerate(waiting_for) if waits == 0]
    for vertex in ready:
        for successor in forward[vertex]:
            layer_of[successor] = max(layer_of[successor], layer_of[vertex] + 1)
            waiting_for[successor] -= 1
            if waiting_for[successor] == 0:
                ready.append(successor)
    return layer_of


def _with_dummies(forward: list[list[int]], layer_of: list[int]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the neighbours of each vertex one layer back and on; `layer_of` gains the dummies.

    The shortest edges get their dummies first: where there would be too many, the longest edges go without a place.
    """
    before: list[list[int]] = [[] for _ in forward]
    after: list[list[int]] = [[] for _ in forward]
    edges = [(source, target) for source, targets in enumerate(forward) for target in targets]
    spare = MAX_DUMMIES
    for source, target in sorted(edges, key=lambda edge: layer_of[edge[1]] - layer_of[edge[0]]):
        length = layer_of[target] - layer_of[source]
        spare -= length - 1
        if spare < 0:
            break
        previous = source
        for layer in range(layer_of[source] + 1, layer_of[target]):
            dummy = len(layer_of)
            layer_of.append(layer)
            before.append([previous])
            after.append([])
            after[previous].append(dummy)
            previous = dummy
        after[previous].append(target)
        before[target].append(previous)
    return before, after


def _depth_first(after: list[list[int]], starts: list[int]) -> list[int]:
    """Return all vertices in the order in which walks along the edges meet them, so that neighbours stay together."""
    order: dict[int, None] = {}
    # Vertices that only an edge without dummies leads to are nobody's neighbours: they come last.
    for start in (*starts, *range(len(after))):
        waiting = [start]
        while waiting:
            vertex = waiting.pop()
            if vertex not in order:
                order[vertex] = None
                waiting.extend(reversed(after[vertex]))
    return list(order)


def _with_few_crossings(layers: list[list[int]], before: list[list[int]], after: list[list[int]]) -> list[list[int]]:
    best, fewest = layers, _crossings(layers, after)
    sweeps = max(2, min(MAX_SWEEPS, SWEEP_BUDGET // max(1, len(after))))
    for sweep in range(sweeps):
        if fewest == 0:
            break
        layers = _swept(layers, before if sweep % 2 == 0 else after, onwards=sweep % 2 == 0)
        crossings = _crossings(layers, after)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _swept(layers: list[list[int]], neighbours: list[list[int]], *, onwards: bool) -> list[list[int]]:
    """Return the layers, each sorted by the mean place of its vertices' neighbours in the layer sorted before it."""
    swept = list(layers)
    place = _places(layers)
    for depth in range(1, len(layers)) if onwards else range(len(layers) - 2, -1, -1):
        layer = swept[depth]
        means = {
            vertex: sum(place[neighbour] for neighbour in neighbours[vertex]) / len(neighbours[vertex])
            for vertex in layer
            if neighbours[vertex]
        }
        # Vertices without a neighbour there stay where they are; the others are sorted around them.
        in_order = iter(sorted(means, key=means.__getitem__))
        swept[depth] = [next(in_order) if vertex in means else vertex for vertex in layer]
        place.update((vertex, index) for index, vertex in enumerate(swept[depth]))
    return swept


def _crossings(layers: list[list[int]], after: list[list[int]]) -> int:
    """Return how many pairs of edges cross: pairs that start in one order and end in the other."""
    place = _places(layers)
    crossings = 0
    for layer in layers:
        ends: list[int] = []
        for vertex in layer:
            places = sorted(place[successor] for successor in after[vertex])
            crossings += sum(len(ends) - bisect_right(ends, end) for end in places)
            for end in places:
                insort(ends, end)
    return crossings


def _places(layers: list[list[int]]) -> dict[int, int]:
    return {vertex: index for layer in layers for index, vertex in enumerate(layer)}
