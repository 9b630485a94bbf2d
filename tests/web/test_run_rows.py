import pytest

from graphnn.document.model import Document, Training
from graphnn.protocol.events import RunEnded
from graphnn.protocol.run_folder import create_run_folder
from graphnn.runs.shelf import RunShelf
from graphnn.web.run_rows import run_columns, run_rows
from tests.runs.fake_run import FINISHED, STARTED, epoch_end

NOW = Document(name="Net", training=Training(batch_size=64))
BEFORE = Document(name="Net", training=Training(batch_size=32))


@pytest.fixture
def shelf(tmp_path):
    """A run of the graph now, one of it before, and one that waits; newest first by name."""
    for name, document, events in (
        ("c", NOW, ()),
        ("b", NOW, (STARTED, epoch_end(1, loss=0.5, accuracy=0.7), FINISHED)),
        ("a", BEFORE, (STARTED, epoch_end(1, loss=0.25), RunEnded(time=4.0, outcome="crashed", message="Why."))),
    ):
        folder = create_run_folder(tmp_path, document, name=name)
        for event in events:
            folder.append(event)
        if not events:
            folder.queue_at(1)
    return RunShelf(tmp_path)


def rows(shelf: RunShelf, **given):
    runs = sorted(shelf.runs(), key=lambda run: run.folder.name, reverse=True)
    return run_rows(runs, NOW, **{"against": "now", "shown": None, "colors": {}, **given})


def test_a_row_says_what_changed_against_the_graph_now_or_the_run_before(shelf):
    against_now = [row["changes"] for row in rows(shelf)]
    against_before = [row["changes"] for row in rows(shelf, against="before")]

    assert against_now == [[], [], ["training: batch_size 64 → 32"]]
    assert against_before == [[], ["training: batch_size 32 → 64"], []]


def test_runs_that_wait_stand_first_as_they_will_come(shelf):
    for name, place in (("d", 3), ("e", 2)):
        create_run_folder(shelf.parent, NOW, name=name).queue_at(place)

    assert [row["id"] for row in rows(shelf)] == ["c", "e", "d", "b", "a"]


def test_what_can_be_done_with_a_run_is_what_its_state_allows(shelf):
    queued, finished, crashed = rows(shelf)

    assert (queued["status"], queued["actions"]) == (
        "queued",
        ["show", "move up", "move down", "cancel", "restore", "remark"],
    )
    assert finished["actions"] == ["show", "restore", "rerun", "remark", "delete"]
    assert crashed["actions"] == ["show", "resume", "restore", "rerun", "remark", "delete"]
    assert crashed["message"] == "Why."


def test_the_run_that_is_shown_and_the_lowest_loss_are_marked(shelf):
    folder = shelf.find(shelf.parent / "b").folder

    marked = [
        (row["isShown"], list(row["bests"]), row["color"]) for row in rows(shelf, shown=folder, colors={"a": "--x"})
    ]

    assert marked == [(False, [], None), (True, [], None), (False, ["loss"], "--x")]


def test_every_metric_that_was_measured_has_a_column_up_to_some(shelf):
    assert [column["label"] for column in run_columns(shelf.runs())] == ["Loss", "Accuracy"]
