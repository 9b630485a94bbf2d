"""What a canvas is sent after an edit: at once what the edit names, and all the rest a moment later."""

import asyncio

import pytest

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.edits import (
    AddNode,
    Collapse,
    Connect,
    Disconnect,
    Edit,
    MoveNodes,
    RemoveNodes,
    RenameNode,
    ResetParameter,
    SetParameter,
)
from graphnn.document.model import Node
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec
from graphnn.session.open_document import DocumentChanged, OpenDocument
from graphnn.web.cards import Drawing
from graphnn.web.elements.scene import Scene, SceneChanges
from graphnn.web.level import Level
from graphnn.web.shown import Shown
from tests.analysis.builders import catalogue
from tests.document.builders import wired
from tests.session.fake_engine import FakeEngine


class Drawn:
    """A canvas that only remembers what it was told."""

    def __init__(self) -> None:
        self.entities: dict[str, dict[str, object]] = {}
        self.patches: list[SceneChanges] = []

    def load(self, scene: Scene) -> None:
        self.entities = {kind: {each["id"]: each for each in scene[kind]} for kind in ("cards", "wires")}

    def patch(self, changes: SceneChanges) -> None:
        self.patches.append(changes)
        for kind, entities in self.entities.items():
            for key, entity in changes.get(kind, {}).items():
                entities.pop(key, None)
                if entity is not None:
                    entities[key] = entity


@pytest.mark.parametrize(
    "edit",
    [
        SetParameter(id="b", name="units", value=7),
        MoveNodes(positions={"a": (5.0, 6.0), "c": (7.0, 8.0)}),
        AddNode(id="new", node=Node(type="Dense"), position=(1.0, 2.0)),
        RemoveNodes(ids=("b",), heal=True),
        RenameNode(id="b", new_id="other"),
        Connect(source="a", target="c"),
        Disconnect(target="b"),
        Collapse(ids=("b",), is_collapsed=True),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_a_canvas_shows_at_once_what_an_edit_names_and_then_all(edit: Edit) -> None:
    async def change() -> None:
        opened = OpenDocument(wired("a > b", "b > c", "c > d"), catalogue(), FakeEngine())
        canvas, level = Drawn(), Level(opened)
        shown = Shown(canvas, level, catalogue(), dict)
        shown.load()
        opened.watch(lambda news: shown.touch(news.patch) if isinstance(news, DocumentChanged) else None)

        opened.apply(edit)

        drawing = Drawing(opened.document, catalogue(), None, (), {})
        bare = {"status", "message", "cure"}  # What is wrong may be said later.
        at_once = {key: {name: card[name] for name in card if name not in bare} for key, card in cards(canvas).items()}
        assert at_once == {key: {name: card[name] for name in at_once[key]} for key, card in drawing.cards().items()}
        assert canvas.entities["wires"].keys() == drawing.wires().keys()
        shown.update()
        assert cards(canvas) == Drawing(opened.document, catalogue(), None, opened.diagnostics, {}).cards()

    asyncio.run(change())


def cards(canvas: Drawn) -> dict[str, dict[str, object]]:
    return canvas.entities["cards"]


def test_edits_in_turn_leave_a_canvas_as_one_that_is_drawn_anew() -> None:
    async def change() -> None:
        opened = OpenDocument(wired("a > b", "b > c", "c > d"), catalogue(), FakeEngine())
        canvas = Drawn()
        shown = Shown(canvas, Level(opened), catalogue(), dict)
        shown.load()
        opened.watch(lambda news: shown.touch(news.patch) if isinstance(news, DocumentChanged) else None)
        add = AddNode(id="sum", node=Node(type="Add"))

        for edit in (
            *(MoveNodes(positions={"b": (1.0, 2.0)}), add, Connect(source="a", target="sum.inputs.0")),
            *(Connect(source="b", target="sum.inputs.1"), MoveNodes(positions={"sum": (3.0, 4.0)})),
            *(Disconnect(target="sum.inputs.0"), RemoveNodes(ids=("c",)), Collapse(ids=("b",), is_collapsed=True)),
        ):
            opened.apply(edit)
            drawing = Drawing(opened.document, catalogue(), None, opened.diagnostics, {})
            ports = {key: card["inputs"] for key, card in cards(canvas).items()}
            assert ports == {key: card["inputs"] for key, card in drawing.cards().items()}
            shown.update()
            assert canvas.entities == {"cards": drawing.cards(), "wires": drawing.wires()}
        shown.load()
        assert canvas.entities == {"cards": drawing.cards(), "wires": drawing.wires()}

    asyncio.run(change())


def test_an_edit_of_one_node_says_nothing_of_the_others_at_once() -> None:
    async def change() -> None:
        opened = OpenDocument(wired(*(f"n{i} > n{i + 1}" for i in range(9))), catalogue(), FakeEngine())
        canvas = Drawn()
        shown = Shown(canvas, Level(opened), catalogue(), dict)
        shown.load()
        opened.watch(lambda news: shown.touch(news.patch) if isinstance(news, DocumentChanged) else None)

        opened.apply(SetParameter(id="n4", name="units", value=7))

        (patch,) = canvas.patches
        assert list(patch["cards"]) == ["n4"]

    asyncio.run(change())


def test_what_the_engine_finds_is_shown_where_it_says_something_new() -> None:
    async def change() -> None:
        opened = OpenDocument(wired(*(f"n{i} > n{i + 1}" for i in range(9))), catalogue(), FakeEngine())
        canvas = Drawn()
        shown = Shown(canvas, Level(opened), catalogue(), dict)
        shown.load()
        fault = Diagnostic(code="shape/rank", nodes=("n6",), message="n6: no.", hint="Mend it.")
        spec = TensorSpec(shape=(None, 7), dtype="float32")

        opened.report = GraphReport(nodes={"n4": NodeReport(outputs={"output": spec}, parameter_count=3)})
        opened.diagnostics = (fault, *opened.diagnostics)
        shown.update()
        shown.update()

        (patch,) = canvas.patches
        assert (set(patch["cards"]), set(patch["wires"])) == ({"n4", "n6"}, {"n5", "n6"})
        drawing = Drawing(opened.document, catalogue(), opened.report, opened.diagnostics, {})
        assert canvas.entities == {"cards": drawing.cards(), "wires": drawing.wires()}

    asyncio.run(change())


def test_a_value_on_its_way_is_shown_on_its_card_alone_and_the_document_stays() -> None:
    async def change() -> None:
        opened = OpenDocument(wired("a > b", "b > c"), catalogue(), FakeEngine())
        canvas = Drawn()
        shown = Shown(canvas, Level(opened), catalogue(), dict)
        shown.load()
        before, document = cards(canvas)["b"], opened.document

        shown.preview("b", SetParameter(id="b", name="units", value=7))
        shown.preview("b", SetParameter(id="b", name="units", value=8))
        shown.preview("gone", SetParameter(id="gone", name="units", value=8))

        assert [list(patch["cards"]) for patch in canvas.patches] == [["b"], ["b"]]
        assert [chip["value"] for chip in cards(canvas)["b"]["chips"]] == ["8"]
        assert opened.document is document
        shown.preview("b", ResetParameter(id="b", name="units"))
        assert cards(canvas)["b"] == before

    asyncio.run(change())


def test_a_drawing_sent_ahead_is_not_sent_again_to_the_canvas_it_waited_for() -> None:
    async def change() -> None:
        opened = OpenDocument(wired("a > b"), catalogue(), FakeEngine())
        canvas = Drawn()
        shown = Shown(canvas, Level(opened), catalogue(), dict)

        shown.load_ahead()
        assert cards(canvas).keys() == {"a", "b"}
        canvas.entities["cards"] = {}  # To see whether it is told anew.
        shown.load_for_ready()
        assert cards(canvas) == {}
        shown.load_for_ready()  # Its connection was lost.
        assert cards(canvas).keys() == {"a", "b"}

    asyncio.run(change())


def test_a_canvas_that_is_there_first_is_sent_the_drawing_once() -> None:
    async def change() -> None:
        opened = OpenDocument(wired("a > b"), catalogue(), FakeEngine())
        canvas = Drawn()
        shown = Shown(canvas, Level(opened), catalogue(), dict)

        shown.load_for_ready()
        canvas.entities["cards"] = {}
        shown.load_ahead()

        assert cards(canvas) == {}

    asyncio.run(change())
