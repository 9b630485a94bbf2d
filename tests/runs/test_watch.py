import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.protocol.events import RESUMING, Preparing, RunEnded, RunEvent
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.protocol.run_owner import current_process
from graphnn.runs.launch import LaunchedRun, RunLauncher
from graphnn.runs.watch import START_SECONDS, ProcessElsewhere, RunWatch, exit_code_in_words, follow, give_up, watch
from tests.runs.fake_run import FINISHED, STARTED, TESTED, epoch_end, process, steps_end, writing
from tests.waiting import is_alive, until


@dataclass
class FakeProcess:
    """A process as far as a watch looks at it: one that runs, until it has an exit code."""

    exit_code: int | None = None

    def poll(self) -> int | None:
        return self.exit_code


def launched(command: tuple[str, ...], parent: Path) -> LaunchedRun:
    return RunLauncher(command=command).launch(Document(), parent)


def ends(events: tuple[RunEvent, ...]) -> list[RunEnded]:
    return [event for event in events if isinstance(event, RunEnded)]


def test_events_are_told_once_and_in_order(tmp_path):
    folder = RunFolder(tmp_path)
    run_watch = RunWatch(folder, FakeProcess())

    told = [run_watch.poll()]
    for event in (STARTED, steps_end(1, 5), epoch_end(1, loss=0.5)):
        folder.append(event)
        told.append(run_watch.poll())
    told.append(run_watch.poll())

    assert told == [(), (STARTED,), (steps_end(1, 5),), (epoch_end(1, loss=0.5),), ()]
    assert not run_watch.has_ended


def test_half_a_line_is_told_when_it_is_whole(tmp_path):
    folder, line = RunFolder(tmp_path), STARTED.model_dump_json() + "\n"
    run_watch = RunWatch(folder, FakeProcess())

    folder.events_file.write_text(line[:20])
    torn = run_watch.poll()
    folder.events_file.write_text(line)

    assert (torn, run_watch.poll()) == ((), (STARTED,))


def test_the_last_word_of_a_process_that_is_gone_is_its_own(tmp_path):
    folder = RunFolder(tmp_path)
    folder.append(FINISHED)
    run_watch = RunWatch(folder, FakeProcess(exit_code=0))

    assert run_watch.poll() == (FINISHED,)
    assert run_watch.has_ended
    assert run_watch.poll() == ()


def test_a_process_that_was_killed_gets_a_last_word(tmp_path):
    run = launched(writing([STARTED], then="signal.pause()"), tmp_path)
    run_watch, told = watch(run), []
    until(lambda: told.extend(run_watch.poll()) or told)

    run.process.kill()
    until(lambda: told.extend(run_watch.poll()) or run_watch.has_ended)

    started, ended = told
    assert started == STARTED
    assert ended.outcome == "crashed"
    assert "killed (SIGKILL), probably because memory ran out" in ended.message
    assert run.folder.events()[0] == (started, ended)


def test_a_process_killed_in_the_middle_of_a_line_loses_that_line_only(tmp_path):
    folder = RunFolder(tmp_path)
    folder.append(STARTED)
    with folder.events_file.open("a") as file:
        file.write(epoch_end(1, loss=0.5).model_dump_json()[:30])

    told = RunWatch(folder, FakeProcess(exit_code=-signal.SIGKILL)).poll()

    assert told == (STARTED, *ends(told))
    assert folder.events()[0] == told


def test_the_end_is_told_although_someone_deleted_the_folder(tmp_path):
    run_watch = RunWatch(RunFolder(tmp_path / "gone"), FakeProcess(exit_code=1))

    (ended,) = run_watch.poll()

    assert isinstance(ended, RunEnded)
    assert run_watch.has_ended


def test_a_crash_points_to_the_log_that_tells_of_it(tmp_path):
    folder = RunFolder(tmp_path)
    before_its_folder = RunWatch(folder, FakeProcess(exit_code=1)).poll()[-1]
    folder.log_file.write_text("Traceback")
    folder.events_file.unlink()
    after = RunWatch(folder, FakeProcess(exit_code=1)).poll()[-1]

    assert isinstance(before_its_folder, RunEnded)
    assert isinstance(after, RunEnded)
    assert "run.log may tell" in before_its_folder.message
    assert f"{folder.log_file} may tell" in after.message


def test_a_run_that_someone_else_started_is_followed_by_its_lock_and_gets_a_last_word(tmp_path):
    folder = create_run_folder(tmp_path, Document(), name="run")
    folder.append(STARTED)
    run_watch = RunWatch(folder, ProcessElsewhere(folder))

    with folder.lock().acquire():
        while_it_runs = run_watch.poll()
    after = run_watch.poll()

    assert while_it_runs == (STARTED,)
    (ended,) = ends(after)
    assert "is gone: it was killed, or the machine went down. Resume the run." in ended.message
    assert run_watch.has_ended
    assert folder.events()[0] == (STARTED, ended)


def test_two_who_watch_a_run_that_is_gone_write_one_end(tmp_path):
    folder = create_run_folder(tmp_path, Document(), name="run")
    folder.append(STARTED)
    watches = [RunWatch(folder, FakeProcess(exit_code=-9)) for _ in range(2)]

    told = [run_watch.poll() for run_watch in watches]

    assert told[0] == told[1] == folder.events()[0]
    assert len(ends(told[0])) == 1


def test_a_run_just_begun_is_given_time_to_start(tmp_path):
    folder = create_run_folder(tmp_path, Document(), name="run")
    run_watch = RunWatch(folder, ProcessElsewhere(folder))
    young = run_watch.poll()
    began = time.time() - START_SECONDS - 1

    os.utime(folder.document_file, (began, began))

    assert young == ()
    assert len(ends(run_watch.poll())) == 1


def test_a_run_whose_process_had_begun_and_is_gone_is_told_of_at_once(tmp_path):
    folder = create_run_folder(tmp_path, Document(), name="run")
    folder.write_process(current_process({}, started=time.time()))
    folder.append(STARTED)

    assert len(ends(RunWatch(folder, ProcessElsewhere(folder)).poll())) == 1


def test_a_run_that_was_just_resumed_is_given_time_to_begin(tmp_path):
    folder = create_run_folder(tmp_path, Document(), name="run")
    folder.write_process(current_process({}, started=time.time() - 10))
    resuming = Preparing(time=time.time(), stage=RESUMING)
    for event in (STARTED, RunEnded(time=3.0, outcome="crashed"), resuming):
        folder.append(event)

    run_watch = RunWatch(folder, ProcessElsewhere(folder))
    told = run_watch.poll()

    assert told[-1] == resuming
    assert not run_watch.has_ended


@pytest.mark.parametrize(
    ("exit_code", "words"),
    [
        (-signal.SIGKILL, "killed (SIGKILL), probably because memory ran out. Make the batch size smaller."),
        (-signal.SIGSEGV, "ended by a signal (SIGSEGV). Start the run again."),
        (-signal.SIGTERM, "ended by a signal (SIGTERM)"),
        (-40, "ended by a signal (signal 40)"),
        (1, "exit code 1 before it said why; its log.txt may tell."),
        (0, "exit code 0 before it said why"),
    ],
)
def test_an_exit_code_becomes_a_sentence(exit_code, words):
    assert words in exit_code_in_words(exit_code)


def test_following_a_run_yields_all_its_events_and_leaves_no_process(tmp_path):
    events = [STARTED, steps_end(1, 5), epoch_end(1, loss=0.5), TESTED, FINISHED]
    run = launched(writing(events), tmp_path)

    assert list(follow(run)) == events
    assert run.process.returncode == 0


def test_a_process_that_hangs_after_its_last_event_is_killed(tmp_path):
    run = launched(writing([FINISHED], then="signal.pause()"), tmp_path)

    assert list(follow(run, patience_seconds=0.1)) == [FINISHED]
    assert run.process.returncode == -signal.SIGKILL


def test_a_run_that_is_given_up_says_so_and_is_gone(tmp_path):
    run = launched(writing([STARTED], then="signal.pause()"), tmp_path)
    until(lambda: run.folder.events()[0])

    give_up(run)

    started, ended = run.folder.events()[0]
    assert started == STARTED
    assert isinstance(ended, RunEnded)
    assert (ended.outcome, ended.message) == (
        "crashed",
        "The training was given up before its end, so there is no model.",
    )
    assert list(follow(run)) == [started, ended]
    assert not is_alive(run.process.pid)


def test_a_resumed_run_that_is_given_up_says_so_too(tmp_path):
    again = Preparing(time=6.0, stage=RESUMING)
    run = launched(writing([STARTED, FINISHED, again], then="signal.pause()"), tmp_path)
    until(lambda: len(run.folder.events()[0]) == 3)

    give_up(run)

    ended = run.folder.events()[0][-1]
    assert isinstance(ended, RunEnded)
    assert "given up before its end" in ended.message


def test_giving_up_a_run_that_has_ended_changes_nothing(tmp_path):
    run = launched(writing([FINISHED]), tmp_path)
    list(follow(run))

    give_up(run)

    assert run.folder.events()[0] == (FINISHED,)


def test_a_run_outlives_the_process_that_launched_it(tmp_path):
    folder = tmp_path / "runs"
    command = process("Path('pid').symlink_to(str(os.getpid()))\nsignal.pause()")
    launching = f"""
from pathlib import Path
from graphnn.document.model import Document
from graphnn.runs.launch import RunLauncher
import os, signal, sys
RunLauncher(command={command!r}).launch(Document(), Path({str(folder)!r}), name="run")
sys.stdout.write("launched")
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    parent = subprocess.run([command[0], "-c", launching], capture_output=True, timeout=60, check=False)
    until((folder / "run" / "pid").is_symlink)
    pid = int((folder / "run" / "pid").readlink().name)

    try:
        assert (parent.stdout, parent.returncode) == (b"launched", -signal.SIGKILL)
        assert is_alive(pid)
    finally:
        subprocess.run(["kill", str(pid)], check=True)
