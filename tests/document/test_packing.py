import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphnn.document.apply import apply
from graphnn.document.edits import Edit, MakeBlock, RemoveBlock, RenameBlock, SetBlock, Unpack
from graphnn.document.expand import expand
from graphnn.document.model import Block, BlockInput, BlockOutput, BlockParameter, Document, Edge, Node, View
from graphnn.errors import EditError
from tests.document.builders import wired, wires
from tests.document.strategies import quick

DENSE = Block(
    parameters={"units": BlockParameter(default=4)},
    nodes={"fc": Node(type="Dense", parameters={"units": {"$parameter": "units"}})},
    inputs=(BlockInput(targets=("fc",)),),
    outputs=(BlockOutput(source="fc"),),
)


def refusal(document: Document, edit: Edit) -> str:
    with pytest.raises(EditError) as raised:
        apply(document, edit)
    return str(raised.value)


def test_a_block_is_made_of_nodes_with_a_port_for_each_source_and_one_for_each_exit():
    document = wired("x > a", "x > sum.inputs.1", "a > sum.inputs.0", "sum > y", view=View(positions={"a": (5.0, 9.0)}))

    made = apply(document, MakeBlock(ids=("a", "sum"), name="residual", id="stage"))

    assert list(made.nodes) == ["x", "stage", "y"]
    assert wires(made) == ["x > stage", "stage > y"]
    assert made.view.positions == {"stage": (5.0, 9.0)}
    block = made.blocks["residual"]
    assert list(block.nodes) == ["a", "sum"]
    assert block.inputs == (BlockInput(targets=("a", "sum.inputs.1")),)
    assert block.outputs == (BlockOutput(source="sum"),)


def test_several_ports_of_a_block_are_called_after_their_nodes():
    document = wired("x > a", "y > b.query", "a > b.inputs", "a > p", "b.state > q")

    block = apply(document, MakeBlock(ids=("a", "b"), name="two", id="both")).blocks["two"]

    assert [(port.name, port.targets) for port in block.inputs] == [("a", ("a",)), ("b", ("b.query",))]
    assert [(port.name, port.source) for port in block.outputs] == [("a", "a"), ("b", "b.state")]


@quick
@given(st.sets(st.sampled_from("abcdef"), min_size=1))
def test_making_a_block_and_unpacking_it_gives_the_document_back(ids):
    document = wired(
        "x > a", "a > b", "b > c", "a > d", "c > e.inputs.0", "d > e.inputs.1", "e > f", "f > y", "b > y.skip"
    )
    try:
        made = apply(document, MakeBlock(ids=tuple(sorted(ids)), name="some", id="some"))
    except EditError:
        # A node outside lies between those inside.
        assume(False)

    again = apply(made, Unpack(id="some"))

    assert set(wires(again)) == set(wires(document))
    assert dict(again.nodes) == dict(document.nodes)
    assert not expand(made).faults
    assert len(expand(made).document.nodes) == len(document.nodes)


def test_an_instance_is_unpacked_with_its_parameters_as_often_as_it_is_repeated():
    stage = Node(type="block.dense", parameters={"units": 7}, repeat=2, trainable=False)
    nodes = {"x": Node(type="Input"), "stage": stage, "fc": Node(type="Flatten")}
    edges = (Edge(source="x", target="stage"), Edge(source="stage", target="fc"))
    document = Document(nodes=nodes, edges=edges, blocks={"dense": DENSE}, view=View(positions={"stage": (3.0, 4.0)}))

    flat = apply(document, Unpack(id="stage"))

    layer = Node(type="Dense", parameters={"units": 7}, trainable=False)
    assert dict(flat.nodes) == {"x": nodes["x"], "stage_fc": layer, "fc_2": layer, "fc": nodes["fc"]}
    assert set(wires(flat)) == {"x > stage_fc", "stage_fc > fc_2", "fc_2 > fc"}
    assert flat.view.positions["stage_fc"] == (3.0, 4.0)
    assert flat.blocks == document.blocks


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (MakeBlock(ids=("x", "b"), name="b", id="i"), "nodes.a: it lies between the nodes of the block"),
        (MakeBlock(ids=("a",), name="b", id="x"), "nodes.x: the id is taken"),
        (MakeBlock(ids=("a",), name="Dense", id="i"), "blocks.Dense: there is a block dense"),
        (MakeBlock(ids=("own",), name="b", id="i"), "nodes.again: it shares the layer of own"),
        (MakeBlock(ids=(), name="b", id="i"), "a block of no nodes"),
        (Unpack(id="a"), "nodes.a: a Dense is no block"),
        (Unpack(id="muted"), "nodes.muted: it is muted"),
        (Unpack(id="odd"), "nodes.odd: dense has no parameter size"),
        (Unpack(id="lost"), "blocks.denze: no such block. Did you mean dense?"),
        (RemoveBlock(name="dense"), "blocks.dense: the block is in use by inst, muted, odd."),
        (RenameBlock(name="dense", new_name="Other"), "blocks.Other: there is a block other"),
        (
            SetBlock(name="dense", block=Block(nodes={"n": Node(type="block.other")})),
            "blocks.dense: the block would contain itself: other -> dense -> other.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_an_edit_of_blocks_that_does_not_fit_is_refused_with_the_reason(edit, reason):
    graph = wired("x > a", "a > b", "b > c")
    more = {
        "own": Node(type="Dense"),
        "again": Node(type="Dense", shares="own"),
        "inst": Node(type="block.dense"),
        "muted": Node(type="block.dense", state="muted"),
        "odd": Node(type="block.dense", parameters={"size": 3}),
        "lost": Node(type="block.denze"),
    }
    other = Block(nodes={"n": Node(type="block.dense")})
    blocks = {"dense": DENSE, "other": other}
    if isinstance(edit, RemoveBlock):
        blocks.pop("other")
    document = graph.model_copy(update={"nodes": {**graph.nodes, **more}, "blocks": blocks})

    assert reason in refusal(document, edit)


def test_renaming_a_block_renames_it_in_its_instances_and_in_other_blocks():
    outer = Block(nodes={"n": Node(type="block.dense")})
    document = Document(nodes={"a": Node(type="block.dense")}, blocks={"dense": DENSE, "outer": outer})

    renamed = apply(document, RenameBlock(name="dense", new_name="fold"))

    assert list(renamed.blocks) == ["fold", "outer"]
    assert renamed.nodes["a"].block == renamed.blocks["outer"].nodes["n"].block == "fold"


def test_a_block_is_set_and_removed():
    document = apply(Document(), SetBlock(name="dense", block=DENSE))

    assert document.blocks["dense"] == DENSE
    assert apply(document, RemoveBlock(name="dense")) == Document()
