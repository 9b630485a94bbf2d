import pytest
from hypothesis import given, settings

from graphnn.document.apply import apply
from graphnn.document.codec import dumps, loads
from graphnn.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    Edit,
    InBlock,
    MakeBlock,
    MoveNodes,
    RemoveNodes,
    RenameNode,
    RenamePort,
    SetParameter,
    SetTitle,
    Together,
    Unpack,
)
from graphnn.document.expand import expand
from graphnn.document.inside import ENTRY_TYPE, EXIT_TYPE, inside, put_inside
from graphnn.document.model import Block, BlockInput, BlockOutput, Document, Edge, Node
from graphnn.document.values import same
from graphnn.errors import EditError
from tests.document.builders import wired, wires
from tests.document.strategies import documents, edits_inside, quick

PAIR = Block(
    nodes={"a": Node(type="Dense"), "b": Node(type="Dense")},
    edges=(Edge(source="a", target="b"),),
    inputs=(BlockInput(targets=("a",)),),
    outputs=(BlockOutput(source="b"),),
)


def document_of(block: Block, **more: Block) -> Document:
    """Return a document of an input, two instances and an output."""
    nodes = {"x": Node(type="Input"), "p": Node(type="block.pair"), "q": Node(type="block.pair")}
    edges = (Edge(source="x", target="p"), Edge(source="p", target="q"))
    return Document(nodes=nodes, edges=edges, blocks={"pair": block, **more})


def edited(change: Edit, block: Block = PAIR) -> Document:
    return apply(document_of(block), InBlock(block="pair", change=change))


@quick
@given(documents)
def test_what_is_not_edited_inside_stays_the_very_same(document):
    for name in document.blocks:
        try:
            again = put_inside(document, name, inside(document, name))
        except EditError:
            # A file may lead an edge of a block to where its ends would stand.
            continue
        assert again is document


@settings(quick, max_examples=100)
@given(documents, edits_inside)
def test_an_edit_inside_gives_a_document_that_reads_back_or_is_refused(document, edit):
    before = dumps(document)
    try:
        after = apply(document, edit)
    except EditError:
        assert dumps(document) == before
        return

    assert same(loads(dumps(after)), after)
    assert after.nodes is document.nodes


def test_the_inside_of_a_block_has_its_ports_as_two_ends():
    within = inside(document_of(PAIR), "pair")

    assert {node_id: node.type for node_id, node in within.nodes.items()} == {
        "_inputs_": ENTRY_TYPE,
        "a": "Dense",
        "b": "Dense",
        "_outputs_": EXIT_TYPE,
    }
    assert wires(within) == ["_inputs_.inputs > a", "a > b", "b > _outputs_.output"]
    assert within.view.positions.keys() == within.nodes.keys()


def test_an_edit_inside_changes_the_block_and_nothing_else():
    document = edited(SetParameter(id="a", name="units", value=7))

    assert document.blocks["pair"].nodes["a"].parameters["units"] == 7
    assert document.edges == document_of(PAIR).edges
    assert {node.parameters.get("units") for node in expand(document).document.nodes.values()} == {None, 7}


def test_nodes_moved_inside_leave_the_experiment_as_it_was():
    document = edited(MoveNodes(positions={"a": (5.0, 6.0), "_inputs_": (-300.0, 6.0)}))

    assert document.blocks["pair"].view.positions["a"] == (5.0, 6.0)
    assert document.experiment == document_of(PAIR)
    assert inside(document, "pair").view.positions["_inputs_"] == (-300.0, 6.0)


def test_a_wire_from_a_free_port_of_the_entry_makes_an_input_and_its_end_takes_it_away():
    grown = edited(Connect(source="_inputs_.skip", target="b.query"))
    wired_up = apply(grown, Connect(source="x", target="q.skip"))
    shrunk = apply(wired_up, InBlock(block="pair", change=Disconnect(target="b.query")))

    assert [port.name for port in grown.blocks["pair"].inputs] == ["inputs", "skip"]
    assert "x > q.skip" in wires(wired_up)
    assert shrunk == document_of(PAIR)


def test_a_node_that_a_port_led_to_takes_the_port_with_it_in_blocks_around_it_too():
    around = Block(
        nodes={"i": Node(type="block.pair")},
        inputs=(BlockInput(targets=("i",)),),
        outputs=(BlockOutput(source="i"),),
    )
    document = document_of(PAIR, around=around)

    cut = apply(document, InBlock(block="pair", change=RemoveNodes(ids=("a",))))

    assert cut.blocks["pair"].inputs == cut.blocks["around"].inputs == ()
    assert cut.edges == ()
    assert cut.blocks["around"].outputs == around.outputs


def test_an_end_plugged_elsewhere_in_one_step_keeps_its_port():
    both = Together(edits=(Disconnect(target="a"), Connect(source="_inputs_.inputs", target="b.query")))

    assert edited(both).edges == document_of(PAIR).edges


def test_a_node_renamed_inside_keeps_its_ports():
    block = edited(RenameNode(id="a", new_id="first")).blocks["pair"]

    assert block.inputs == (BlockInput(targets=("first",)),)


def test_a_block_is_made_and_unpacked_inside_another_with_every_node_back_in_its_place():
    document = edited(MoveNodes(positions={"a": (10.0, 20.0), "b": (300.0, 50.0)}))

    packed = apply(document, InBlock(block="pair", change=MakeBlock(ids=("a", "b"), name="core", id="core")))
    again = apply(packed, InBlock(block="pair", change=Unpack(id="core")))

    assert packed.blocks["core"].view.positions == {"a": (10.0, 20.0), "b": (300.0, 50.0)}
    assert again.blocks["pair"].nodes == PAIR.nodes
    assert again.blocks["pair"].view.positions == document.blocks["pair"].view.positions


def test_the_title_can_be_set_from_inside():
    assert edited(SetTitle(name="deep", description="")).name == "deep"


def test_a_port_is_renamed_at_its_instances_and_in_other_blocks():
    around = Block(
        nodes={"i": Node(type="block.pair"), "j": Node(type="block.pair")},
        edges=(Edge(source="i", target="j"),),
        inputs=(BlockInput(targets=("i",)),),
    )
    document = document_of(PAIR, around=around)

    renamed = apply(document, RenamePort(block="pair", side="input", name="inputs", new_name="image"))
    renamed = apply(renamed, RenamePort(block="pair", side="output", name="output", new_name="code"))

    assert wires(renamed) == ["x > p.image", "p.code > q.image"]
    assert renamed.blocks["around"].edges == (Edge(source="i.code", target="j.image"),)
    assert renamed.blocks["around"].inputs == (BlockInput(targets=("i.image",)),)
    back = apply(renamed, RenamePort(block="pair", side="input", name="image", new_name="inputs"))
    assert apply(back, RenamePort(block="pair", side="output", name="code", new_name="output")) == document


def test_a_port_takes_no_name_at_which_an_edge_of_an_instance_ends_already():
    loose = Edge(source="x", target="p.image")
    document = document_of(PAIR)
    document = document.model_copy(update={"edges": (*document.edges, loose)})

    with pytest.raises(EditError, match="an edge ends at the input image"):
        apply(document, RenamePort(block="pair", side="input", name="inputs", new_name="image"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Connect(source="_inputs_.inputs", target="_outputs_.output"), "Put a layer between"),
        (Together(edits=(Disconnect(target="a"), Connect(source="b", target="_inputs_"))), "Turn it around"),
        (AddNode(id="again", node=Node(type="block.pair")), "would contain itself: pair -> pair"),
        (AddNode(id="end", node=Node(type=ENTRY_TYPE)), "a block has its ends once"),
        (MakeBlock(ids=("_inputs_", "a"), name="core", id="core"), "a block has its ends once"),
        (SetParameter(id="_inputs_", name="x", value=1), "have nothing to set"),
        (InBlock(block="pair", change=RemoveNodes(ids=("a",))), "from inside itself"),
        (RemoveNodes(ids=("c",)), "nodes.c: no such node"),
    ],
)
def test_what_no_block_can_be_is_refused_with_the_reason(change, reason):
    with pytest.raises(EditError, match=reason):
        edited(change)


def test_an_edit_inside_a_block_that_is_gone_is_refused():
    with pytest.raises(EditError, match=r"blocks\.pair: no such block"):
        apply(wired("a"), InBlock(block="pair", change=RemoveNodes(ids=("a",))))
