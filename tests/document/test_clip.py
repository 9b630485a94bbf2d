import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.clip import clipped, detached, pasted, removed
from graphnn.document.edits import InBlock
from graphnn.document.inside import inside
from graphnn.document.model import Block, BlockInput, Document, Frame, Node, Note, View
from graphnn.document.updated import updated
from graphnn.errors import EditError
from tests.document.builders import wired, wires
from tests.document.strategies import documents, quick

PLACES = {"a": (0.0, 0.0), "b": (200.0, 0.0), "c": (400.0, 80.0)}


def chain(**view: object) -> Document:
    return wired("a > b", "b > c", view=View(positions=PLACES, **view))


def pasted_into(document: Document, clip: Document, **how: object) -> Document:
    return apply(document, pasted(clip, document, **how).edit)


def test_copies_lie_beside_what_they_were_made_of_with_the_wires_among_them():
    document = chain()

    paste = pasted(clipped(document, ["a", "b"]), document)
    copied = apply(document, paste.edit)

    first, second = paste.node_ids
    assert wires(copied) == [*wires(document), f"{first} > {second}"]
    assert copied.view.positions[first] == (32.0, 32.0)
    assert copied.view.positions[second] == (232.0, 32.0)
    assert pasted(clipped(copied, ["a"]), copied).edit != paste.edit


def test_a_second_copy_does_not_cover_the_first():
    clip = clipped(chain(), ["a", "b"])

    twice = pasted_into(pasted_into(chain(), clip), clip)
    at_one_place = pasted_into(pasted_into(chain(), clip, at=(500.0, 500.0)), clip, at=(500.0, 500.0))

    assert len(set(twice.view.positions.values())) == 7
    assert len(set(at_one_place.view.positions.values())) == 7
    assert (500.0, 500.0) in at_one_place.view.positions.values()


def test_what_was_cut_comes_back_as_it_was_when_incoming_wires_are_kept():
    document = chain(frames={"f": Frame(nodes=("b", "c"))}, collapsed=("b",), waypoints={"c": ((300.0, 40.0),)})
    clip = clipped(document, ["b", "c"])
    left = apply(document, removed(clip, document))

    assert wires(left) == []
    assert wires(pasted_into(left, clip)) == ["b > c"]
    assert pasted_into(left, clip, keeps_wires=True) == document


def test_incoming_wires_lead_from_the_nodes_they_came_from_if_those_are_there():
    document = wired("a > b", "b > join.inputs.0", "a > join.inputs.1")
    clip = clipped(document, ["join"])

    with_wires = pasted_into(document, clip, keeps_wires=True)
    without = pasted_into(document, clip)
    elsewhere = pasted_into(wired("a"), clip, keeps_wires=True)

    assert wires(with_wires)[3:] == ["b > dense.inputs.0", "a > dense.inputs.1"]
    assert wires(without) == wires(document)
    assert wires(elsewhere) == ["a > join.inputs.0"]


def test_wires_among_the_copies_close_up_in_a_list_port_and_keep_their_points():
    document = wired("a > join.inputs.0", "b > join.inputs.1", view=View(waypoints={"join.inputs.1": ((1.0, 2.0),)}))

    other = pasted_into(Document(), clipped(document, ["b", "join"]))

    assert wires(other) == ["b > join.inputs.0"]
    assert other.view.waypoints["join.inputs.0"] == ((1.0, 2.0),)


def test_frames_and_notes_come_along():
    among, away = Note(text="among", position=(100.0, 20.0)), Note(text="away", position=(900.0, 900.0))
    document = chain(frames={"f": Frame(nodes=("a", "b"), title="F")}, notes={"n": among, "m": away})

    copied = pasted_into(document, clipped(document, ["a", "b"]))
    alone = pasted_into(document, clipped(document, [], notes=["m"]))

    assert copied.view.frames["f_2"].title == "F"
    assert copied.view.frames["f_2"].nodes == tuple(n for n in copied.nodes if n not in document.nodes)
    assert copied.view.notes["n_2"] == updated(among, position=(132.0, 52.0))
    assert set(copied.view.notes) == {"n", "m", "n_2"}
    assert alone.view.notes["m_2"].position == (932.0, 932.0)
    assert clipped(document, ["a", "c"]).view.frames == {}


def test_blocks_come_along_and_get_another_name_where_theirs_means_something_else():
    inner, outer = Block(nodes={"d": Node(type="Dense")}), Block(nodes={"i": Node(type="block.inner")})
    document = Document(
        nodes={"x": Node(type="block.outer")}, blocks={"outer": outer, "inner": inner, "unused": Block()}
    )
    clip = clipped(document, ["x"])

    elsewhere = pasted_into(Document(), clip)
    same = pasted_into(document, clip)
    other = Block(nodes={"r": Node(type="ReLU")})
    between = pasted_into(Document(blocks={"inner": other}), clip)

    assert elsewhere.blocks == {"outer": outer, "inner": inner}
    assert same.blocks == document.blocks
    assert between.blocks["inner"] == other
    assert between.blocks["outer"].nodes["i"].type == "block.inner_2"
    assert between.blocks["inner_2"] == inner


def test_a_block_is_not_pasted_into_itself():
    document = Document(nodes={"x": Node(type="block.b")}, blocks={"b": Block(nodes={"d": Node(type="Dense")})})
    within = inside(document, "b")

    with pytest.raises(EditError, match="contain itself"):
        apply(document, InBlock(block="b", change=pasted(clipped(document, ["x"]), within).edit))


def test_the_ends_of_a_block_stay_where_they_are():
    block = Block(nodes={"d": Node(type="Dense")}, inputs=(BlockInput(targets=("d",)),))
    within = inside(Document(blocks={"b": block}), "b")

    clip = clipped(within, within.nodes)

    assert list(clip.nodes) == ["d"]
    assert wires(pasted_into(within, clip, keeps_wires=True))[-1] == "_inputs_.inputs > dense"


def test_a_shared_layer_is_shared_by_copies_and_owned_where_the_owner_is_not():
    document = Document(
        nodes={"tied": Node(type="Dense", shares="own"), "own": Node(type="Dense", parameters={"units": 3})}
    )

    both = pasted_into(document, clipped(document, ["tied", "own"]))
    beside = pasted_into(document, clipped(document, ["tied"]))
    away = pasted_into(Document(), detached(clipped(document, ["tied"]), document))

    assert both.nodes[both.nodes["dense"].shares or ""].parameters == {"units": 3}
    assert both.nodes["dense"].shares not in document.nodes
    assert beside.nodes["dense"].shares == "own"
    assert away.nodes["tied"] == Node(type="Dense", parameters={"units": 3})


def test_a_network_of_nothing_is_not_pasted():
    with pytest.raises(EditError, match="without layers"):
        pasted(Document(), chain())


def test_layers_too_far_apart_to_be_moved_are_refused():
    far = Document(
        nodes={"a": Node(type="Dense"), "b": Node(type="Dense")},
        view=View(positions={"a": (-1.5e308, 0.0), "b": (1.5e308, 0.0)}),
    )

    with pytest.raises(EditError, match="too far apart"):
        pasted(far, chain(), at=(0.0, 0.0))


@quick
@given(documents, documents, st.booleans())
def test_whatever_is_pasted_gives_a_document_that_is_read_again(source: Document, target: Document, keeps: bool):
    clip = codec.loads(codec.dumps(detached(clipped(source, source.nodes, source.view.notes), source)))

    try:
        result = pasted_into(target, clip, keeps_wires=keeps)
    except EditError:
        return

    assert codec.loads(codec.dumps(result)) == result
    assert len(result.nodes) == len(target.nodes) + len(clip.nodes)
    assert {n: result.nodes[n] for n in target.nodes} == target.nodes
