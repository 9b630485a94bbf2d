import pytest

from graphnn.document.apply import apply
from graphnn.document.inside import inside
from graphnn.errors import EditError
from graphnn.web.block_gestures import packed, unpacked
from tests.document.builders import wired, wires


def test_nodes_become_a_block_under_a_free_name_and_come_out_again():
    document = wired("x > a", "a > b", "b > y", "block")

    made = packed(("a", "b", "gone"), document)
    blocks = apply(document, made.edit)

    assert made.node_id == "block_2"
    assert wires(blocks) == ["x > block_2", "block_2 > y"]
    assert apply(blocks, unpacked(("x", "block_2"), blocks)).nodes == document.nodes


def test_the_ends_of_a_block_are_not_packed_with_what_is_between_them():
    document = apply(wired("x > a", "a > b", "b > y"), packed(("a", "b"), wired("x > a", "a > b", "b > y")).edit)
    within = inside(document, "block")

    made = apply(within, packed(tuple(within.nodes), within).edit)

    assert wires(made) == ["_inputs_.inputs > block_2", "block_2 > _outputs_.output"]


def test_nothing_to_pack_or_unpack_is_said():
    document = wired("a")

    with pytest.raises(EditError, match="Select the layers"):
        packed(("gone",), document)
    with pytest.raises(EditError, match="Select a block"):
        unpacked(("a",), document)
