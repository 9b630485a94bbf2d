import os
from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.protocol.run_links import refuse_links
from graphnn.protocol.run_remarks import RunRemarks, write_remarks
from graphnn.runs.shelf import RunShelf
from tests.document.builders import wired
from tests.runs.fake_run import FINISHED, STARTED, epoch_end


def shelved(parent: Path, name: str, document: Document, *events, age: int = 0) -> RunFolder:
    folder = create_run_folder(parent, document, name=name)
    for event in events:
        folder.append(event)
    written = 1_000_000_000 - age
    os.utime(folder.document_file, (written, written))
    return folder


def test_runs_stand_newest_first_with_how_they_ended(tmp_path):
    shelved(tmp_path, "old", Document(name="Old"), STARTED, epoch_end(1, loss=0.5), FINISHED, age=2)
    shelved(tmp_path, "gone", Document(name="Gone"), STARTED, age=1)
    running = shelved(tmp_path, "new", Document(name="New"), STARTED)

    with running.lock().acquire():
        runs = RunShelf(tmp_path).runs()

    assert [(run.document.name, run.status) for run in runs] == [
        ("New", "running"),
        ("Gone", "gone"),
        ("Old", "finished"),
    ]
    assert runs[2].record.history() == [{"loss": 0.5}]


@pytest.mark.parametrize("name", ["remarks.json", "events.jsonl", "lock", "checkpoint", "checkpoint/000002.npz"])
def test_a_run_in_which_a_link_leads_elsewhere_is_none(tmp_path, name):
    folder = shelved(tmp_path / "runs", "run", Document())
    (tmp_path / "mine").write_text("mine")
    (folder.path / name).parent.mkdir(exist_ok=True)
    (folder.path / name).unlink(missing_ok=True)
    (folder.path / name).symlink_to(tmp_path / "mine")

    assert RunShelf(tmp_path / "runs").runs() == []
    with pytest.raises(RunError, match=f"{name}: neither a file nor a folder"):
        refuse_links(folder)
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_pipe_in_a_run_is_not_waited_for(tmp_path):
    folder = shelved(tmp_path, "run", Document())
    folder.events_file.unlink(missing_ok=True)
    os.mkfifo(folder.events_file)

    assert RunShelf(tmp_path).runs() == []


def test_runs_that_were_deleted_are_not_swept_where_a_link_leads(tmp_path):
    kept = tmp_path / "elsewhere" / "2019 photos"
    kept.mkdir(parents=True)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / ".deleted").symlink_to(tmp_path / "elsewhere")
    folder = shelved(tmp_path / "runs", "run", Document())

    RunShelf(tmp_path / "runs").sweep()
    with pytest.raises(RunError, match="a link"):
        RunShelf(tmp_path / "runs").delete(folder)

    assert kept.is_dir()


def test_what_is_no_run_is_passed_over(tmp_path):
    shelved(tmp_path, "run", Document())
    (tmp_path / "other").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "graph.json").write_text("{")

    assert [run.folder.name for run in RunShelf(tmp_path).runs()] == ["run"]
    assert RunShelf(tmp_path / "nowhere").runs() == []


def test_what_a_run_came_to_since_the_last_look_is_seen(tmp_path):
    folder, shelf = shelved(tmp_path, "run", Document(), STARTED), RunShelf(tmp_path)
    before = shelf.runs()[0].status

    folder.append(FINISHED)

    assert (before, shelf.runs()[0].status) == ("gone", "finished")


def test_a_document_finds_its_run_under_way_or_else_the_last_of_its_experiment(tmp_path):
    network, other = wired("a > b", name="Net"), wired("a > b > c", name="Net")
    shelved(tmp_path, "mine", network, FINISHED, age=2)
    under_way = shelved(tmp_path, "changed", other, STARTED, age=1)
    shelf = RunShelf(tmp_path)

    still = shelf.of(network)
    with under_way.lock().acquire():
        running = shelf.of(network)

    assert still is not None
    assert still.folder.name == "mine"
    assert running is not None
    assert running.folder.name == "changed"
    assert shelf.of(Document(name="Stranger")) is None


def test_a_run_is_deleted_whole_unless_it_is_under_way_or_elsewhere(tmp_path):
    folder, shelf = shelved(tmp_path / "runs", "run", Document(), STARTED), RunShelf(tmp_path / "runs")
    elsewhere = shelved(tmp_path, "elsewhere", Document())

    with folder.lock().acquire(), pytest.raises(RunError, match="is under way"):
        shelf.delete(folder)
    with pytest.raises(RunError, match="no run of"):
        shelf.delete(elsewhere)
    kept_at = shelf.delete(folder)
    left = shelf.runs()
    shelf.bring_back(kept_at)

    assert left == []
    assert elsewhere.path.exists()
    assert [run.folder for run in shelf.runs()] == [folder]


def test_what_was_deleted_long_ago_is_thrown_away(tmp_path):
    shelf = RunShelf(tmp_path)
    recent = shelf.delete(shelved(tmp_path, "recent", Document()))
    old = recent.with_name("1000 old")
    old.mkdir()

    shelf.sweep()

    assert (recent.exists(), old.exists()) == (True, False)
    with pytest.raises(RunError, match="cannot be brought back"):
        shelf.bring_back(old)


def test_what_a_person_writes_beside_a_run_stands_with_it(tmp_path):
    folder, shelf = shelved(tmp_path, "run", Document(), FINISHED), RunShelf(tmp_path)
    before = shelf.runs()[0].remarks

    write_remarks(folder, RunRemarks(note="Wider is better", tags=("keep",)))

    assert before == RunRemarks()
    assert shelf.runs()[0].remarks == RunRemarks(note="Wider is better", tags=("keep",))
