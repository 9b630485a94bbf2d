import asyncio

import pytest

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.document.edits import Edit, InBlock, RemoveNodes, RenameBlock, SetParameter, SetTitle
from graphnn.document.model import Block, BlockInput, BlockOutput, Document, Edge, Node
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec
from graphnn.session.open_document import OpenDocument
from graphnn.web.cards import Drawing
from graphnn.web.level import Level
from tests.analysis.builders import catalogue
from tests.session.fake_engine import FakeEngine

SPEC = TensorSpec(shape=(None, 4), dtype="float32")
WIDE = TensorSpec(shape=(None, 9), dtype="float32")


def pair(type: str) -> Block:
    return Block(
        nodes={"a": Node(type=type), "b": Node(type="Dense")},
        edges=(Edge(source="a", target="b"),),
        inputs=(BlockInput(targets=("a",)),),
        outputs=(BlockOutput(source="b"),),
    )


def opened() -> OpenDocument:
    nodes = {"x": Node(type="Input"), "outer": Node(type="block.outer"), "y": Node(type="Output")}
    edges = (Edge(source="x", target="outer"), Edge(source="outer", target="y"))
    blocks = {"inner": pair("Dense"), "outer": pair("block.inner")}
    return OpenDocument(Document(name="net", nodes=nodes, edges=edges, blocks=blocks), catalogue(), FakeEngine())


def change(document: OpenDocument, edit: Edit) -> None:
    """Apply an edit as another page would."""

    async def apply() -> None:
        document.apply(edit)

    asyncio.run(apply())


def test_a_page_begins_in_the_network_and_goes_into_blocks_and_out_again() -> None:
    document = opened()
    level = Level(document)
    assert level.document is document.document

    assert level.enter("outer")
    assert level.enter("a")

    assert set(level.document.nodes) == {"_inputs_", "a", "b", "_outputs_"}
    assert [(step["title"], step["block"]) for step in level.steps] == [
        ("net", None),
        ("outer", "outer"),
        ("a", "inner"),
    ]
    assert level.leave(1)
    assert level.block == "outer"
    assert level.leave(0)
    assert level.document is document.document


@pytest.mark.parametrize("node_id", ["x", "gone"])
def test_what_is_no_block_cannot_be_entered(node_id: str) -> None:
    assert not Level(opened()).enter(node_id)


def test_an_edit_made_inside_is_one_of_the_block_and_one_of_the_whole_document_stays_so() -> None:
    level = Level(opened())
    level.go(("outer", "a"))
    wider = SetParameter(id="a", name="units", value=3)

    assert level.edit(wider) == InBlock(block="inner", change=wider)
    assert level.edit(RenameBlock(name="inner", new_name="core")) == RenameBlock(name="inner", new_name="core")


def test_a_step_that_others_removed_ends_the_way_there() -> None:
    document = opened()
    level = Level(document)
    level.go(("outer", "a"))

    change(document, SetTitle(name="other", description=""))
    assert not level.settle()
    change(document, InBlock(block="outer", change=RemoveNodes(ids=("a",))))

    assert level.settle()
    assert level.way == ("outer",)


def test_a_renamed_block_is_still_where_the_page_is() -> None:
    document = opened()
    level = Level(document)
    level.go(("outer",))

    change(document, RenameBlock(name="outer", new_name="stage"))

    assert not level.settle()
    assert level.block == "stage"


def test_shapes_inside_are_those_of_the_instance_the_page_went_through() -> None:
    document = opened()
    document.report = GraphReport(
        nodes={"x": NodeReport(outputs={"output": SPEC}), "outer": NodeReport(outputs={"output": WIDE})},
        inside={"outer/a": NodeReport(outputs={"output": SPEC}), "outer/a/b": NodeReport(outputs={"output": SPEC})},
    )
    level = Level(document)
    level.go(("outer", "a"))

    report = level.report

    assert report is not None
    assert report.nodes["b"].outputs["output"] == SPEC
    assert report.nodes["_inputs_"].outputs["inputs"] == SPEC
    assert report.nodes["_outputs_"].inputs == (SPEC,)


def test_faults_inside_are_told_at_the_nodes_inside() -> None:
    document = opened()
    fault = Diagnostic(code="shape/x", nodes=("outer",), ways=(("outer", "a", "b"),), message="No.", hint="Mend it.")
    document.diagnostics = (fault, fault.model_copy(update={"nodes": ("x",), "ways": ()}))
    level = Level(document)

    level.go(("outer",))
    assert [each.nodes for each in level.diagnostics] == [("a",)]
    level.enter("a")
    assert [each.nodes for each in level.diagnostics] == [("b",)]


def test_a_cure_that_is_an_edit_of_a_block_is_offered_inside_it_too() -> None:
    document = opened()
    inner = Fix(label="Set units", edit=InBlock(block="inner", change=SetParameter(id="b", name="units", value=1)))
    outer = Fix(label="Remove x", edit=RemoveNodes(ids=("x",)))
    fault = Diagnostic(code="x", nodes=("outer",), ways=(("outer", "a", "b"),), message="No.", hint="Mend it.")
    document.diagnostics = tuple(fault.model_copy(update={"fix": fix}) for fix in (inner, outer))
    level = Level(document)

    level.go(("outer", "a"))

    assert [each.fix for each in level.diagnostics] == [inner, None]
    assert level.edit(inner.edit) == inner.edit


def test_the_ends_of_a_block_have_a_card_with_a_free_port() -> None:
    level = Level(opened())
    level.go(("outer",))

    cards = Drawing(level.document, catalogue(), None, (), {}).cards()

    assert [(port["source"], port["label"]) for port in cards["_inputs_"]["outputs"]] == [
        ("_inputs_.inputs", "inputs"),
        ("_inputs_.inputs_2", "new"),
    ]
    assert cards["_inputs_"]["inputs"] == []
    assert [port["target"] for port in cards["_outputs_"]["inputs"]] == ["_outputs_.output", "_outputs_.output_2"]
    assert cards["_inputs_"]["title"] == "Inputs"
    assert cards["a"]["block"] == "inner"
