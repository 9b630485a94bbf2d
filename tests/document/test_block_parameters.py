import pytest

from graphnn.document.apply import apply
from graphnn.document.block_parameters import offered, renamed, uses, with_default, withdrawn
from graphnn.document.expand import expand
from graphnn.document.model import Block, BlockInput, BlockOutput, BlockParameter, Document, Edge, Node
from graphnn.errors import EditError


def document(**parameters: object) -> Document:
    """Return a document with an instance of a block of two layers outside, and one inside another block."""
    dense = Block(
        nodes={"a": Node(type="Dense", parameters={"units": 7}), "b": Node(type="Dense", parameters={"units": 9})},
        edges=(Edge(source="a", target="b"),),
        inputs=(BlockInput(targets=("a",)),),
        outputs=(BlockOutput(source="b"),),
    )
    instance = Node(type="block.pair", parameters=parameters)
    outer = Block(nodes={"i": instance})
    return Document(nodes={"p": instance, "q": Node(type="block.outer")}, blocks={"pair": dense, "outer": outer})


def units(document: Document) -> dict[str, object]:
    return {node_id: node.parameters.get("units") for node_id, node in expand(document).document.nodes.items()}


def test_a_value_that_is_offered_stays_what_it_was_until_an_instance_says_otherwise():
    before = document()

    after = apply(before, offered(before, "pair", "a", parameter="units", default=7))

    assert units(after) == units(before)
    assert after.blocks["pair"].parameters == {"units": BlockParameter(default=7)}
    assert uses(after.blocks["pair"], "units") == ("a",)
    again = apply(after, offered(after, "pair", "b", parameter="units", default=9))
    assert list(again.blocks["pair"].parameters) == ["units", "units_2"]


def test_a_parameter_that_is_withdrawn_is_its_default_everywhere():
    start = document(units=3)
    grown = apply(start, offered(start, "pair", "a", parameter="units", default=7))
    assert units(grown) == {"p_a": 3, "p_b": 9, "q_i_a": 3, "q_i_b": 9}

    less = apply(grown, withdrawn(grown, "pair", "units"))

    assert units(less) == {"p_a": 7, "p_b": 9, "q_i_a": 7, "q_i_b": 9}
    assert less == document()


def test_a_parameter_is_renamed_where_it_is_used_and_where_it_is_set():
    start = document(units=3)
    grown = apply(start, offered(start, "pair", "a", parameter="units", default=7))

    other = apply(grown, renamed(grown, "pair", "units", "width"))

    assert units(other) == units(grown)
    assert dict(other.nodes["p"].parameters) == {"width": 3}
    assert apply(other, renamed(other, "pair", "width", "units")) == grown
    with pytest.raises(EditError, match="there is a parameter units"):
        renamed(grown, "pair", "units", "units")


def test_a_default_can_be_changed():
    start = document()
    grown = apply(start, offered(start, "pair", "a", parameter="units", default=7))

    assert units(apply(grown, with_default(grown, "pair", "units", 5)))["p_a"] == 5
