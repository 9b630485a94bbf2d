import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.document.model import Document
from graphnn.errors import RunError, UnwritableError
from graphnn.protocol.events import EpochEnd, Preparing, RunEnded, RunEvent
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.protocol.run_owner import boot_id, current_process
from tests.document.builders import wired
from tests.document.strategies import quick
from tests.protocol.strategies import events

LOADING = Preparing(time=1.0, stage="Loading mnist")
EPOCH = EpochEnd(time=2.0, epoch=1, metrics={"loss": 0.5}, seconds=1.0)
END = RunEnded(time=3.0, outcome="finished")


@quick
@given(st.lists(events, max_size=5))
def test_events_read_back_as_they_were_appended(written: list[RunEvent]) -> None:
    with tempfile.TemporaryDirectory() as path:
        folder = RunFolder(Path(path))
        for event in written:
            folder.append(event)

        assert folder.events()[0] == tuple(written)


@quick
@given(st.lists(events, max_size=4), st.data())
def test_reading_on_from_an_offset_misses_nothing_and_repeats_nothing(written: list[RunEvent], data) -> None:
    with tempfile.TemporaryDirectory() as path:
        folder, read, offset = RunFolder(Path(path)), [], 0
        for event in written:
            folder.append(event)
            if data.draw(st.booleans()):
                new, offset = folder.events(offset)
                read += new

        assert [*read, *folder.events(offset)[0]] == written


def test_a_folder_without_events_yet_has_none(tmp_path):
    assert RunFolder(tmp_path).events() == ((), 0)


@quick
@given(events, st.data())
def test_a_torn_last_line_waits_until_it_is_whole(event: RunEvent, data) -> None:
    line = event.model_dump_json().encode() + b"\n"
    tear = data.draw(st.integers(0, len(line) - 1))
    with tempfile.TemporaryDirectory() as path:
        folder = RunFolder(Path(path))
        folder.append(LOADING)
        _, offset = folder.events()

        with folder.events_file.open("ab") as file:
            file.write(line[:tear])
            file.flush()
            torn = folder.events(offset)
            file.write(line[tear:])

        assert torn == ((), offset)
        assert folder.events(offset)[0] == (event,)


@quick
@given(st.data())
def test_what_a_killed_process_left_of_a_line_is_cut_off_by_the_next_event(data) -> None:
    line = EPOCH.model_dump_json().encode()
    with tempfile.TemporaryDirectory() as path:
        folder = RunFolder(Path(path))
        if data.draw(st.booleans()):
            folder.append(LOADING)
        whole = folder.events()[0]
        with folder.events_file.open("ab") as file:
            file.write(line[: data.draw(st.integers(0, len(line)))])

        folder.append(END)

        assert folder.events()[0] == (*whole, END)


def test_a_line_that_is_no_event_is_told_with_its_file(tmp_path):
    folder = RunFolder(tmp_path)
    folder.events_file.write_text('{"event": "party"}\n')

    with pytest.raises(RunError, match=r"events\.jsonl: a line is no event"):
        folder.events()


def test_a_new_folder_holds_the_document_as_it_is_trained(tmp_path):
    document = wired("a > b", name="Two layers")

    folder = create_run_folder(tmp_path / "some" / "runs", document, name="first")

    assert folder.path == tmp_path / "some" / "runs" / "first"
    assert folder.read_document() == document


def test_a_name_that_is_taken_gets_a_number(tmp_path):
    names = [create_run_folder(tmp_path, Document(), name="run").name for _ in range(3)]

    assert names == ["run", "run-2", "run-3"]


def test_a_file_where_a_folder_should_be_is_told_with_its_cure(tmp_path):
    (tmp_path / "runs").write_text("")

    with pytest.raises(RunError, match=r"runs: cannot make a folder for the run: .* Choose another with --output"):
        create_run_folder(tmp_path / "runs", Document(), name="run")


def test_a_run_can_be_asked_to_stop_more_than_once(tmp_path):
    folder = RunFolder(tmp_path)
    before = folder.asked()

    folder.ask_to_stop()
    folder.ask_to_stop()

    assert (before, folder.asked()) == (None, "stop")


def test_a_request_to_stop_goes_before_one_to_pause_and_both_can_be_withdrawn(tmp_path):
    folder, asked = RunFolder(tmp_path), []

    for ask in (folder.ask_to_pause, folder.ask_to_stop, folder.withdraw_requests):
        ask()
        asked.append(folder.asked())

    assert asked == ["pause", "stop", None]


def test_a_run_runs_as_long_as_someone_holds_its_lock(tmp_path):
    folder = RunFolder(tmp_path)
    before = folder.is_running()

    with folder.lock().acquire():
        during = RunFolder(tmp_path).is_running()

    assert (before, during, folder.is_running()) == (False, True, False)


def test_an_event_that_cannot_be_written_is_told_with_the_reason_and_the_cure(tmp_path):
    (tmp_path / "events.jsonl").mkdir()

    with pytest.raises(UnwritableError, match=r"cannot be written: Is a directory. Make room or allow it"):
        RunFolder(tmp_path).append(END)


def test_who_runs_it_reads_back_as_it_was_written(tmp_path):
    folder = RunFolder(tmp_path)
    process = current_process({"keras": "3.15.1"}, started=12.5)

    folder.write_process(process)

    assert folder.read_process() == process
    assert process.boot_id == boot_id()


@pytest.mark.parametrize("text", [None, "", '{"pid": 1', "[]"])
def test_before_a_process_has_said_who_it_is_nobody_runs_it(tmp_path, text):
    if text is not None:
        (tmp_path / "run.json").write_text(text)

    assert RunFolder(tmp_path).read_process() is None
