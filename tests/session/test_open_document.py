import asyncio
from collections.abc import Awaitable, Callable

import pytest

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.diff import patched
from graphnn.document.edits import Connect, MoveNodes, RemoveNodes, SetParameter, SetTitle
from graphnn.document.model import Document
from graphnn.errors import EditError, EngineError, RefusedError
from graphnn.protocol.report import GraphReport
from graphnn.session.company import Person
from graphnn.session.hand import Hand
from graphnn.session.open_document import (
    MAX_HISTORIES,
    DocumentChanged,
    News,
    OpenDocument,
    Overwritten,
    ReportChanged,
)
from tests.analysis.builders import catalogue, classifier, node
from tests.session.fake_engine import FakeEngine, let_others_run

WIDER = SetParameter(id="hidden", name="units", value=32)
WIDEST = SetParameter(id="hidden", name="units", value=64)
MOVED = MoveNodes(positions={"hidden": (1.0, 2.0)})
FAULT = Diagnostic(code="shape/rank", severity="error", nodes=("hidden",), message="hidden: no.", hint="Mend it.")


class Looking:
    """Someone who looks at an open document: all they were told, and the document as the patches make it."""

    def __init__(self, opened: OpenDocument) -> None:
        self.told: list[News] = []
        self.document = opened.document
        self.stop = opened.watch(self._take)

    @property
    def reports(self) -> int:
        return sum(isinstance(change, ReportChanged) for change in self.told)

    def _take(self, change: News) -> None:
        self.told.append(change)
        if isinstance(change, DocumentChanged):
            self.document = patched(self.document, change.patch)


def with_opened(
    work: Callable[[OpenDocument, FakeEngine, Looking], Awaitable[object]], document: Document | None = None
) -> None:
    async def main() -> None:
        engine = FakeEngine()
        opened = OpenDocument(document or classifier(), catalogue(), engine)
        await work(opened, engine, Looking(opened))

    asyncio.run(main())


def test_a_document_is_opened_with_a_place_for_each_node_and_its_faults():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        assert set(opened.document.view.positions) == set(opened.document.nodes)
        assert [fault.code for fault in opened.diagnostics if fault.severity == "error"] == ["node/unknown-type"]
        assert (opened.can_undo(), opened.can_redo(), opened.report) == (False, False, None)

    with_opened(work, classifier(hidden=node("Dence")))


def test_edit_undo_and_redo_are_told_to_all_who_look_as_patches():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        other, before = Looking(opened), opened.document
        states = []
        for step in (lambda: opened.apply(WIDER), opened.undo, opened.redo):
            step()
            states.append((looking.document, other.document, opened.can_undo(), opened.can_redo()))

        wider = opened.document
        assert wider.nodes["hidden"].parameters["units"] == 32
        assert states == [
            (wider, wider, True, False),
            (before, before, False, True),
            (wider, wider, True, False),
        ]
        assert opened.revision == 3

    with_opened(work)


def test_an_edit_that_does_not_fit_changes_nothing_and_is_told_to_nobody():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        before = opened.document

        with pytest.raises(EditError):
            opened.apply(Connect(source="nobody", target="hidden"))
        await let_others_run()

        assert opened.document is before
        assert (looking.told, engine.asked, opened.revision) == ([], [], 0)

    with_opened(work)


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_where_there_is_no_step_nothing_happens(step):
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        getattr(opened, step)()

        assert looking.told == []

    with_opened(work)


def test_a_document_put_in_its_place_is_one_step_of_undo():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        before = opened.document

        opened.replace(Document(name="Empty"))
        replaced = looking.document
        opened.undo()

        assert (replaced.name, len(replaced.nodes)) == ("Empty", 0)
        assert looking.document == before

    with_opened(work)


def test_the_report_of_an_edit_follows_when_it_comes():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(WIDER)
        await let_others_run()
        before = looking.reports
        await engine.answer(GraphReport(memory_bytes=32, diagnostics=(FAULT,)))

        assert engine.asked == [opened.document]
        assert (before, looking.reports) == (0, 1)
        assert opened.report == GraphReport(memory_bytes=32, diagnostics=(FAULT,))
        assert opened.diagnostics == (FAULT,)

    with_opened(work)


def test_the_pure_checks_answer_before_the_engine():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(RemoveNodes(ids=("scale",)))

        assert any("flat" in fault.nodes for fault in opened.diagnostics)
        assert engine.asked == []

    with_opened(work)


def test_what_the_engine_found_stands_where_an_edit_leaves_it_alone_until_it_has_looked_anew():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(WIDER)
        await let_others_run()
        of_digit = FAULT.model_copy(update={"nodes": ("digit",)})
        await engine.answer(GraphReport(diagnostics=(FAULT, of_digit)))
        known = (opened.diagnostics, opened.is_in_doubt)

        opened.apply(WIDEST)
        at_once = (opened.diagnostics, opened.is_in_doubt)
        await let_others_run()
        await engine.answer(GraphReport())

        assert known == ((FAULT, of_digit), False)
        assert at_once == ((of_digit,), True)
        assert (opened.diagnostics, opened.is_in_doubt) == ((), False)

    with_opened(work)


def test_what_the_engine_found_does_not_outlive_the_engine():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(WIDER)
        await let_others_run()
        of_digit = FAULT.model_copy(update={"nodes": ("digit",)})
        await engine.answer(GraphReport(diagnostics=(of_digit,)))
        opened.apply(WIDEST)
        await let_others_run()
        await engine.answer(EngineError("The engine ended."))

        assert (opened.diagnostics, opened.is_in_doubt) == ((), False)

    with_opened(work)


def test_a_report_of_a_document_that_changed_meanwhile_is_dropped():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(WIDER)
        await let_others_run()
        opened.apply(WIDEST)
        await engine.answer(GraphReport(memory_bytes=32))
        after_the_first = (opened.report, looking.reports)
        await engine.answer(GraphReport(memory_bytes=64))

        assert after_the_first == (None, 0)
        assert [asked.nodes["hidden"].parameters["units"] for asked in engine.asked] == [32, 64]
        assert opened.report == GraphReport(memory_bytes=64)
        assert looking.reports == 1

    with_opened(work)


def test_edits_in_quick_succession_ask_once():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        for edit in (WIDER, WIDEST, WIDER):
            opened.apply(edit)
        await let_others_run()

        assert engine.asked == [opened.document]

    with_opened(work)


@pytest.mark.parametrize("edit", [MOVED, SetTitle(name="Digits", description="")])
def test_what_no_shape_rests_on_asks_for_no_report(edit):
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(edit)
        await let_others_run()

        assert engine.asked == []
        assert len(looking.told) == 1

    with_opened(work)


def test_a_move_while_the_engine_thinks_does_not_make_its_report_stale():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(WIDER)
        await let_others_run()
        opened.apply(MOVED)
        await engine.answer(GraphReport(memory_bytes=32))

        assert opened.report == GraphReport(memory_bytes=32)
        assert len(engine.asked) == 1

    with_opened(work)


@pytest.mark.parametrize("failure", [EngineError("The engine ended."), RefusedError("Too large.")])
def test_a_failure_of_the_engine_is_told_and_forgotten_with_the_next_report(failure):
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(WIDER)
        await let_others_run()
        await engine.answer(failure)
        told = (opened.engine_failure, looking.reports)
        opened.apply(WIDEST)
        await let_others_run()
        await engine.answer(GraphReport())

        assert told == (str(failure), 1)
        assert opened.engine_failure == ""
        assert opened.report == GraphReport()

    with_opened(work)


def test_an_edit_made_while_the_engine_dies_is_asked_again():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        opened.apply(WIDER)
        await let_others_run()
        opened.apply(WIDEST)
        await engine.answer(EngineError("The engine ended."))
        asked = len(engine.asked)
        await engine.answer(GraphReport(memory_bytes=64))

        assert asked == 2
        assert opened.report == GraphReport(memory_bytes=64)
        assert opened.engine_failure == ""

    with_opened(work)


def test_who_has_stopped_looking_is_told_nothing():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        looking.stop()

        opened.apply(MOVED)

        assert looking.told == []

    with_opened(work)


def test_each_persons_undo_takes_back_their_own_step_and_leaves_the_others():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        ada, bo = Hand(opened, "a"), Hand(opened, "b")
        start = opened.document
        ada.apply(WIDER)
        bo.apply(MOVED)

        assert ada.undo() == ""

        assert opened.document.nodes == start.nodes
        assert opened.document.view.positions["hidden"] == (1.0, 2.0)
        assert looking.document == opened.document
        assert (ada.can_undo, ada.can_redo, bo.can_undo, bo.can_redo) == (False, True, True, False)
        assert bo.undo() == ""
        assert opened.document == start

    with_opened(work)


def test_what_another_set_anew_stays_and_both_are_told():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        for key in "ab":
            opened.company.join(Person(key=key, name=key), lambda news: None)
        ada, bo = Hand(opened, "a"), Hand(opened, "b")
        ada.apply(WIDER)
        bo.apply(WIDEST)

        remark = ada.undo()

        told = [change for change in looking.told if isinstance(change, Overwritten)]
        assert told == [Overwritten("a", "b", "hidden: units 32 → 64")]
        assert remark == "Others have changed units of hidden since: that stays."
        assert opened.document.nodes["hidden"].parameters["units"] == 64
        assert not ada.can_undo

    with_opened(work)


def test_only_so_many_persons_undo_steps_are_kept():
    async def work(opened: OpenDocument, engine: FakeEngine, looking: Looking) -> None:
        for number in range(MAX_HISTORIES + 1):
            opened.apply(SetParameter(id="hidden", name="units", value=1000 + number), by=str(number))

        assert not opened.can_undo("0")
        assert opened.can_undo("1")

    with_opened(work)
