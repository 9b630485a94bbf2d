from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from graphnn.document.apply import apply
from graphnn.document.edits import Edit, SetParameter
from graphnn.document.history import MAX_DONE, History
from graphnn.document.model import Document
from graphnn.document.values import same
from graphnn.errors import EditError
from tests.document.builders import wired
from tests.document.strategies import documents, edits, quick


@dataclass
class Alone:
    """One person and a document nobody else touches, with every state it went through."""

    present: Document
    history: History = field(default_factory=History)
    states: list[Document] = field(default_factory=list)

    def put(self, document: Document) -> None:
        self.history, self.present = self.history.push(self.present, document), document

    def apply(self, edit: Edit) -> None:
        edited = apply(self.present, edit)
        self.states.append(self.present)
        self.put(edited)

    def undo(self) -> Document:
        self.history, carried = self.history.undo(self.present)
        assert carried.left == ()
        self.present = carried.document
        return self.present

    def redo(self) -> Document:
        self.history, carried = self.history.redo(self.present)
        assert carried.left == ()
        self.present = carried.document
        return self.present


@quick
@given(documents, st.lists(edits, max_size=6))
def test_alone_every_undo_is_the_very_document_that_was_and_every_redo_the_one_undone(document, sequence):
    alone = Alone(document)
    for edit in sequence:
        try:
            alone.apply(edit)
        except EditError:
            continue
    states = [step.before for step in alone.history.done]
    last = alone.present

    for state in reversed(states):
        assert alone.undo() is state
    assert not alone.history.can_undo
    assert same(alone.present, document)

    for state in [*states[1:], last][: len(states)]:
        assert alone.redo() is state
    assert not alone.history.can_redo


def test_an_unchanged_document_is_no_step_and_forgets_no_undone_one():
    alone = Alone(wired("a"))
    alone.put(wired("a", "b"))
    alone.undo()

    assert alone.history.push(wired("a"), wired("a")) is alone.history
    assert alone.history.can_redo


def test_one_and_true_are_two_steps():
    alone = Alone(wired("a"))

    for value in (1, True):
        alone.apply(SetParameter(id="a", name="units", value=value))

    assert len(alone.history.done) == 2


def test_a_new_step_forgets_what_was_undone():
    alone = Alone(wired("a"))
    alone.put(wired("b"))
    alone.undo()
    alone.put(wired("c"))

    assert not alone.history.can_redo
    assert alone.undo() == wired("a")


def test_the_oldest_steps_are_forgotten():
    alone = Alone(Document())
    for number in range(MAX_DONE + 50):
        alone.put(Document(name=str(number)))

    assert len(alone.history.done) == MAX_DONE
    assert alone.history.done[-1].before.name == str(MAX_DONE + 48)


def test_undo_and_redo_at_the_ends_change_nothing():
    document = wired("a")

    history, undone = History().undo(document)
    redone = history.redo(document)[1]

    assert undone.document is document
    assert redone.document is document
