import pytest
from hypothesis import given

from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.edits import AddNode, AddNodes, Connect, Edit, Together
from graphnn.document.model import MAX_NODES, Document, Edge, Node, View
from graphnn.errors import EditError
from tests.document.builders import residual_network, wired, wires
from tests.document.strategies import documents, quick


def added(document: Document, *wires_of: str, **more: object) -> Document:
    part = wired(*wires_of)
    return apply(document, AddNodes(nodes=part.nodes, edges=part.edges, **more))


def refusal(document: Document, edit: AddNodes) -> str:
    with pytest.raises(EditError) as refused:
        apply(document, edit)
    return str(refused.value)


@quick
@given(documents)
def test_nodes_at_once_give_what_they_give_one_by_one(part: Document):
    part = codec.loads(codec.dumps(part))
    places = {node_id: place for node_id, place in part.view.positions.items() if node_id in part.nodes}
    one_by_one: list[Edit] = [AddNode(id=n, node=node, position=places.get(n)) for n, node in part.nodes.items()]
    one_by_one += [Connect(source=edge.source, target=edge.target) for edge in part.edges]

    try:
        at_once = apply(Document(), AddNodes(nodes=part.nodes, edges=part.edges, positions=places))
    except EditError:
        return

    owners_first = sorted(one_by_one, key=lambda edit: isinstance(edit, Connect) or edit.node.shares is not None)
    expected = apply(Document(), Together(edits=tuple(owners_first)))
    assert dict(at_once.nodes) == dict(expected.nodes)
    assert at_once.edges == expected.edges
    assert at_once.view == expected.view


def test_new_nodes_are_wired_to_those_that_are_there():
    document = apply(
        wired("a > b"),
        AddNodes(
            nodes={"c": Node(type="Dense"), "d": Node(type="Dense")},
            edges=(Edge(source="a", target="c"), Edge(source="c", target="d")),
            positions={"c": (3.0, 4.0)},
        ),
    )

    assert wires(document) == ["a > b", "a > c", "c > d"]
    assert dict(document.view.positions) == {"c": (3.0, 4.0)}


def test_what_a_file_says_of_a_node_that_it_lacks_does_not_fall_to_a_new_one():
    document = Document(edges=(Edge(source="gone", target="new"),), view=View(positions={"new": (9.0, 9.0)}))

    assert added(document, "new").edges == ()
    assert not added(document, "new").view.positions


@pytest.mark.parametrize(
    ("nodes", "edges", "words"),
    [
        (("a",), (), "nodes.a: the id is taken"),
        (("A",), (), "upper and lower case"),
        (("x", "X"), (), "upper and lower case"),
        (("x",), (("x", "b"),), "ends at none of the new nodes"),
        (("x",), (("nobody", "x"),), "no such node"),
        (("x",), (("x", "x"),), "cannot feed itself"),
        (("x",), (("a", "x"), ("b", "x")), "Number them from 0"),
        (("x",), (("a", "x.inputs.1"),), "Number them from 0"),
        (("x", "y"), (("x", "y"), ("y", "x")), "feed each other in a cycle"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...], words: str):
    edit = AddNodes(
        nodes={node_id: Node(type="Dense") for node_id in nodes},
        edges=tuple(Edge(source=source, target=target) for source, target in edges),
    )

    assert words in refusal(wired("a > b"), edit)


def test_a_layer_is_shared_with_a_node_that_comes_along_and_with_no_stranger():
    shared = {"x": Node(type="Dense", shares="y"), "y": Node(type="Dense")}

    assert apply(Document(), AddNodes(nodes=shared)).nodes["x"].shares == "y"
    assert "no such node" in refusal(Document(), AddNodes(nodes={"x": Node(type="Dense", shares="y")}))


def test_more_than_a_document_may_hold_is_refused():
    edit = AddNodes(nodes={"x": Node(type="Dense"), "y": Node(type="Dense")})

    assert "the limits" in refusal(residual_network(MAX_NODES - 1), edit)
