import pytest
from pydantic import ValidationError

from graphnn.document.model import MAX_EDGES, MAX_NODES, Document, Edge, Node
from tests.document.builders import wired


def test_a_default_port_is_left_out_however_it_is_written():
    edge = Edge(source="image.output", target="hidden.inputs")

    assert (edge.source, edge.target) == ("image", "hidden")


def test_a_port_takes_one_edge():
    with pytest.raises(ValidationError, match="add is the target of two edges"):
        wired("a > add", "b > add")


def test_a_port_has_places_or_none():
    with pytest.raises(ValidationError, match=r"add\.inputs is the target of edges with and without index"):
        wired("a > add", "b > add.inputs.1")


@pytest.mark.parametrize("node_id", ["", "1st", "a.b", "a b", "é", "x" * 65, "a\n", "__proto__"])
def test_an_id_is_a_short_plain_name(node_id):
    with pytest.raises(ValidationError):
        Document(nodes={node_id: Node(type="Dense")})


def test_a_node_says_which_block_it_is_an_instance_of():
    assert Node(type="block.residual").block == "residual"
    assert Node(type="Dense").block is None


def test_too_many_nodes_are_refused():
    with pytest.raises(ValidationError, match="2,001 nodes; 2,000 is the limit"):
        Document(nodes={f"n{index}": Node(type="Dense") for index in range(MAX_NODES + 1)})


def test_too_many_edges_are_refused():
    edges = tuple(Edge(source="a", target=f"b{index}") for index in range(MAX_EDGES + 1))

    with pytest.raises(ValidationError, match="10,001 edges; 10,000 is the limit"):
        Document(edges=edges)


def test_the_experiment_leaves_the_view_out():
    document = wired("a > b", view={"positions": {"a": (1.0, 2.0)}})

    assert document.experiment == wired("a > b")
