from itertools import pairwise

import pytest
from hypothesis import given

from graphnn.document.model import Document, Edge, Node
from graphnn.document.topology import (
    ancestors,
    descendants,
    find_cycle,
    find_path,
    predecessors,
    source_node,
    successors,
    target_node,
    topological_order,
)
from tests.document.builders import wired
from tests.document.strategies import documents, quick

DIAMOND = wired("a > b", "a > c", "b > d.inputs.0", "c > d.inputs.1", "e")


def test_each_node_comes_after_those_that_feed_it():
    document = wired("d", "c > d", "a > b", "b > c")

    assert topological_order(document) == ("a", "b", "c", "d")


def test_the_order_is_otherwise_that_of_the_file():
    assert topological_order(wired("c", "b", "a")) == ("c", "b", "a")
    assert topological_order(DIAMOND) == ("a", "b", "c", "d", "e")


def test_nodes_on_a_cycle_and_below_it_come_last():
    assert topological_order(wired("a > b", "b > a.inputs.1", "b > c", "x > a.inputs.0")) == ("x", "a", "b", "c")


@quick
@given(documents)
def test_there_is_a_cycle_or_an_order_that_every_edge_follows(document):
    order, cycle = topological_order(document), find_cycle(document)
    edges = [(source_node(edge), target_node(edge)) for edge in document.edges]

    assert sorted(order) == sorted(document.nodes)
    if cycle is None:
        known = [(source, target) for source, target in edges if {source, target} <= document.nodes.keys()]
        assert all(order.index(source) < order.index(target) for source, target in known)
    else:
        assert all(pair in edges for pair in zip(cycle, (*cycle[1:], cycle[0]), strict=True))


def test_edges_at_unknown_nodes_are_left_out():
    document = Document(
        nodes={"a": Node(type="Dense")}, edges=(Edge(source="a", target="x"), Edge(source="y", target="a"))
    )

    assert successors(document) == {"a": []}
    assert predecessors(document) == {"a": []}
    assert ancestors(document, "x") == frozenset()
    assert find_path(document, "x", "a") is None


def test_a_path_is_a_shortest_one():
    assert find_path(wired("a > b", "b > c", "a > c.query"), "a", "c") == ("a", "c")
    assert find_path(DIAMOND, "b", "c") is None


def test_ancestors_and_descendants_are_found_at_any_distance():
    assert ancestors(DIAMOND, "d") == {"a", "b", "c"}
    assert descendants(DIAMOND, "a") == {"b", "c", "d"}
    assert descendants(DIAMOND, "b", "c") == {"d"}
    assert descendants(DIAMOND, "e") == frozenset()


@pytest.mark.parametrize("closed", [False, True])
def test_a_long_chain_is_no_trouble(closed):
    ids = [f"n{index}" for index in range(2000)]
    edges = [Edge(source=source, target=target) for source, target in pairwise(ids)]
    if closed:
        edges.append(Edge(source=ids[-1], target=ids[0]))

    document = Document(nodes={node_id: Node(type="Dense") for node_id in ids}, edges=tuple(edges))

    assert topological_order(document) == tuple(ids)
    assert find_cycle(document) == (tuple(ids) if closed else None)
    assert len(descendants(document, "n0")) == (2000 if closed else 1999)
