from hypothesis import given
from hypothesis import strategies as st

from graphnn.document.apply import apply
from graphnn.document.edits import SetParameter
from graphnn.document.history import MAX_PAST, History
from graphnn.document.model import Document
from graphnn.document.values import same
from graphnn.errors import EditError
from tests.document.builders import wired
from tests.document.strategies import documents, edits, quick


@quick
@given(documents, st.lists(edits, max_size=6))
def test_undoing_all_and_redoing_all_is_where_one_was(document, sequence):
    history = History.start(document)
    for edit in sequence:
        try:
            history = history.push(apply(history.present, edit))
        except EditError:
            continue
    now, steps = history, len(history.past)

    for _ in range(steps):
        history = history.undo()
    assert same(history.present, document)
    assert not history.can_undo

    for _ in range(steps):
        history = history.redo()
    assert history == now
    assert not history.can_redo


def test_an_unchanged_document_is_no_step_and_forgets_no_undone_one():
    history = History.start(wired("a")).push(wired("a", "b")).undo()

    assert history.push(wired("a")) is history
    assert history.can_redo


def test_one_and_true_are_two_steps():
    history = History.start(wired("a"))

    for value in (1, True):
        history = history.push(apply(history.present, SetParameter(id="a", name="units", value=value)))

    assert len(history.past) == 2


def test_a_new_step_forgets_what_was_undone():
    history = History.start(wired("a")).push(wired("b")).undo().push(wired("c"))

    assert not history.can_redo
    assert history.undo().present == wired("a")


def test_the_oldest_steps_are_forgotten():
    history = History.start(Document())
    for number in range(MAX_PAST + 50):
        history = history.push(Document(name=str(number)))

    assert len(history.past) == MAX_PAST
    assert history.past[-1].name == str(MAX_PAST + 48)


def test_undo_and_redo_at_the_ends_change_nothing():
    history = History.start(wired("a"))

    assert history.undo() is history
    assert history.redo() is history
