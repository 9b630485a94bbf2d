from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.launch import RunLauncher
from graphnn.runs.queue import RunQueue
from graphnn.runs.record import read_record
from graphnn.runs.shelf import RunShelf
from tests.runs.fake_run import FINISHED, STARTED, process, writing
from tests.waiting import is_alive, until

UNTIL_STOPPED = process(f"""
import time
events = Path('events.jsonl').open('a')
print({STARTED.model_dump_json()!r}, file=events, flush=True)
while not Path('stop').exists():
    time.sleep(0.01)
print({FINISHED.model_dump_json()!r}, file=events, flush=True)
""")


@pytest.fixture
def queue(tmp_path):
    """A queue whose runs train until they are asked to stop; they, and what warms up, end with the test."""
    launcher = RunLauncher(command=UNTIL_STOPPED, patience_seconds=10)
    queue = RunQueue(launcher, tmp_path)
    yield queue
    for folder in queue.waiting():
        queue.cancel(folder)
    for path in tmp_path.glob("*/graph.json"):
        RunFolder(path.parent).ask_to_stop()
    until(lambda: not queue.look())
    launcher.close()


def added(queue: RunQueue, *names: str) -> list[RunFolder]:
    return [queue.add(Document(name=name)) for name in names]


def has_begun(folder: RunFolder) -> bool:
    return bool(folder.events()[0])


def test_runs_train_one_after_the_other_in_the_order_they_came(queue):
    first, second, third = added(queue, "first", "second", "third")

    queue.look()
    until(lambda: has_begun(first))
    waiting = queue.waiting()
    first.ask_to_stop()
    until(lambda: queue.look() and has_begun(second))

    assert waiting == [second, third]
    assert read_record(first).outcome == "finished"
    assert queue.waiting() == [third]


def test_more_train_at_a_time_when_that_is_set(queue):
    first, second, third = added(queue, "first", "second", "third")

    queue.set_at_a_time(2)
    queue.look()
    until(lambda: has_begun(first) and has_begun(second))

    assert queue.waiting() == [third]
    assert queue.at_a_time == 2
    with pytest.raises(RunError, match="choose a number from 1"):
        queue.set_at_a_time(0)


def test_a_run_that_waits_goes_before_others(queue):
    first, second, third = added(queue, "first", "second", "third")

    queue.move_up(third)
    after_one = queue.waiting()
    queue.move_up(third)
    queue.move_up(third)

    assert after_one == [first, third, second]
    assert queue.waiting() == [third, first, second]

    queue.move_down(third)
    after_one = queue.waiting()
    queue.move_down(third)
    queue.move_down(third)

    assert after_one == [first, third, second]
    assert queue.waiting() == [first, second, third]


def test_a_run_that_waits_takes_the_place_of_another(queue):
    first, second, third, fourth = added(queue, "first", "second", "third", "fourth")

    queue.move_to(first, third)
    after_one = queue.waiting()
    queue.move_to(fourth, second)
    queue.move_to(third, third)

    assert after_one == [second, third, first, fourth]
    assert queue.waiting() == [fourth, second, third, first]


def test_runs_that_wait_change_places_as_often_as_one_likes(queue):
    first, second, third = added(queue, "first", "second", "third")

    for _ in range(100):
        queue.move_up(third)
        after_one = queue.waiting()
        queue.move_up(second)

        assert after_one == [first, third, second]
        assert queue.waiting() == [first, second, third]


def test_a_run_that_waits_can_be_taken_out_and_one_that_trains_cannot(queue):
    first, second = added(queue, "first", "second")
    queue.look()
    until(lambda: has_begun(first))

    assert (queue.cancel(second), queue.cancel(first)) == (True, False)
    assert queue.waiting() == []
    assert (second.path.exists(), first.path.exists()) == (False, True)


def test_another_server_finds_the_queue_and_no_run_is_launched_twice(queue):
    runs = added(queue, "first", "second")
    other = RunQueue(queue.launcher, queue.parent)
    found = other.waiting()

    for each in (queue, other, queue, other):
        each.look()
    launched = [run for run in runs if queue.launched(run) is not None]
    launched_by_other = [run for run in runs if other.launched(run) is not None]
    for run in runs:
        run.ask_to_stop()
    until(lambda: not other.look())

    assert found == runs
    assert launched == runs[:1]
    assert runs[0] not in launched_by_other


def test_whoever_waits_is_told_apart_from_whoever_is_gone(queue):
    first, second = added(queue, "first", "second")
    queue.look()
    until(lambda: has_begun(first))

    status = {run.folder: run.status for run in RunShelf(queue.parent).runs()}

    assert status[second] == "queued"
    assert queue.process(second).poll() is None
    assert queue.process(first).poll() is None


def test_a_run_that_was_killed_gets_a_last_word_and_leaves_no_process(queue):
    (folder,) = added(queue, "first")
    queue.look()
    until(lambda: has_begun(folder))
    launched = queue.launched(folder)
    assert launched is not None

    launched.process.kill()
    until(lambda: not queue.look())

    assert "SIGKILL" in read_record(folder).ended.message
    assert not is_alive(launched.process.pid)


def test_a_run_whose_process_hangs_before_it_begins_gives_up_its_place_in_words(tmp_path: Path):
    queue = RunQueue(RunLauncher(command=process("signal.pause()")), tmp_path, begin_seconds=0.2)
    first, second = added(queue, "first", "second")
    queue.look()
    launched = queue.launched(first)
    assert launched is not None

    until(lambda: not queue.look())
    queue.launcher.close()

    assert not is_alive(launched.process.pid)
    for folder in (first, second):
        assert "did not begin within 0.2 seconds and was ended" in read_record(folder).ended.message
        assert read_record(folder).can_be_resumed


def test_a_run_that_holds_its_folder_keeps_its_place_however_long_it_says_nothing(tmp_path: Path):
    holding = process("import fcntl; lock = open('lock', 'w'); fcntl.flock(lock, fcntl.LOCK_EX); signal.pause()")
    queue = RunQueue(RunLauncher(command=holding), tmp_path, begin_seconds=60)
    first, second = added(queue, "first", "second")
    queue.look()
    until(first.is_running)

    queue.begin_seconds = 0.0
    queue.look()
    launched = queue.launched(first)
    assert launched is not None
    launched.process.kill()
    launched.process.wait()
    queue.cancel(second)
    queue.look()
    queue.launcher.close()

    assert "SIGKILL" in read_record(first).ended.message


def test_a_run_whose_process_does_not_start_says_so_and_the_next_has_its_turn(tmp_path: Path):
    queue = RunQueue(RunLauncher(command=("/nowhere/python",)), tmp_path)
    first, second = added(queue, "first", "second")

    while queue.waiting():
        queue.look()

    for folder in (first, second):
        assert "does not start" in read_record(folder).ended.message


def test_a_run_that_takes_no_last_word_does_not_hold_up_the_queue(tmp_path: Path):
    queue = RunQueue(RunLauncher(command=("/nowhere/python",)), tmp_path)
    first, second = added(queue, "first", "second")
    first.events_file.mkdir()

    queue.look()
    queue.look()

    assert queue.waiting() == []
    assert read_record(second).outcome == "crashed"


def test_a_run_whose_events_are_damaged_does_not_hold_up_the_queue(queue):
    first, second = added(queue, "first", "second")
    queue.look()
    until(lambda: has_begun(first))
    first.ask_to_stop()
    with first.events_file.open("ab") as events:
        events.write(b"damaged\n")

    until(lambda: queue.look() and has_begun(second))

    assert queue.waiting() == []


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises(RunError, match="cannot make a folder"):
        RunQueue(RunLauncher(command=writing([])), tmp_path / "file").add(Document())
