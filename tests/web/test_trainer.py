import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.events import RunEnded, RunEvent
from graphnn.protocol.run_folder import create_run_folder
from graphnn.runs.launch import RunLauncher
from graphnn.runs.queue import RunQueue
from graphnn.web.trainer import Trainer
from tests.runs.fake_run import FINISHED, STARTED, TESTED, process, writing
from tests.waiting import until

DOCUMENT = Document(name="Digits")
PAUSED = RunEnded(time=5.0, outcome="paused")
UNTIL_STOPPED = process(f"""
import time
events = Path('events.jsonl').open('a')
print({STARTED.model_dump_json()!r}, file=events, flush=True)
while not Path('stop').exists():
    time.sleep(0.01)
print({FINISHED.model_dump_json()!r}, file=events, flush=True)
""")
UNTIL_ASKED = process(f"""
import time
events = Path('events.jsonl').open('a')
print({STARTED.model_dump_json()!r}, file=events, flush=True)
while not (Path('stop').exists() or Path('pause').exists()):
    time.sleep(0.01)
last = {FINISHED.model_dump_json()!r} if Path('stop').exists() else {PAUSED.model_dump_json()!r}
print(last, file=events, flush=True)
""")


class Watching:
    """Someone who looks on: all that a trainer told them."""

    def __init__(self, trainer: Trainer) -> None:
        self.told: list[RunEvent | None] = []
        self._changed = asyncio.Event()
        self.stop = trainer.watch(self._take)

    async def sees(self, event: RunEvent) -> None:
        while event not in self.told:
            self._changed.clear()
            await self._changed.wait()

    async def until(self, fact: Callable[[], bool]) -> None:
        while not fact():
            self._changed.clear()
            await self._changed.wait()

    def _take(self, events: Sequence[RunEvent] | None) -> None:
        self.told += [None] if events is None else events
        self._changed.set()


def with_trainer(command: tuple[str, ...], folder: Path, work: Callable[[Trainer, Watching], Awaitable[None]]) -> None:
    async def main() -> None:
        launcher = RunLauncher(command=command, patience_seconds=10)
        trainer = Trainer(RunQueue(launcher, folder))
        async with asyncio.timeout(60):
            await work(trainer, Watching(trainer))
        # What follows a run warms the next process up, which is then this test's to end.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others)
        await asyncio.to_thread(until, lambda: not trainer.queue.look())
        await asyncio.to_thread(launcher.close)

    asyncio.run(main())


def test_a_run_is_told_from_its_beginning_to_its_end(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        await trainer.start(DOCUMENT)
        await watching.sees(FINISHED)

        assert watching.told == [None, STARTED, TESTED, FINISHED]
        assert trainer.trained is DOCUMENT
        assert trainer.record is not None
        assert trainer.record.outcome == "finished"
        assert not trainer.is_running

    with_trainer(writing([STARTED, TESTED, FINISHED]), tmp_path, work)


def test_a_second_run_waits_for_the_first_and_is_shown_then(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        await trainer.start(DOCUMENT)
        await watching.sees(STARTED)
        first, changed = trainer.folder, Document(name="Changed")
        await trainer.start(changed)
        (waiting,) = trainer.queue.waiting()
        trainer.stop()
        await watching.until(lambda: trainer.folder == waiting and trainer.record.started is not None)
        trainer.stop()
        await watching.until(lambda: not trainer.is_running)

        assert first != waiting
        assert trainer.trained == changed
        assert watching.told == [None, STARTED, FINISHED, None, STARTED, FINISHED]

    with_trainer(UNTIL_STOPPED, tmp_path, work)


def test_a_run_that_waits_is_stopped_by_taking_it_out_of_the_queue(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        other = Trainer(trainer.queue)
        await trainer.start(DOCUMENT)
        await watching.sees(STARTED)
        waiting = Watching(other)
        await other.start(Document(name="Waits"))
        was_waiting, folder = other.is_waiting, other.folder
        other.stop()
        await waiting.until(lambda: other.record is None)
        trainer.stop()
        await watching.sees(FINISHED)

        assert was_waiting
        assert not folder.path.exists()
        assert not other.is_running
        assert (other.folder, other.trained) == (None, None)

    with_trainer(UNTIL_STOPPED, tmp_path, work)


def test_another_run_is_looked_at_while_one_is_under_way_and_goes_on(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        old = create_run_folder(tmp_path, Document(name="Old"), name="old")
        old.append(FINISHED)
        await trainer.start(DOCUMENT)
        await watching.sees(STARTED)
        running = trainer.folder
        trainer.show(old)
        shown = trainer.record.outcome
        trainer.show(running)
        was_running = trainer.is_running
        trainer.stop()
        await watching.until(lambda: not trainer.is_running)

        assert shown == "finished"
        assert was_running
        assert trainer.record.outcome == "finished"

    with_trainer(UNTIL_STOPPED, tmp_path, work)


def test_a_run_is_paused_and_goes_on_in_its_folder(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        await trainer.start(DOCUMENT)
        trainer.pause()
        await watching.sees(PAUSED)
        could_be_resumed, folder = trainer.can_be_resumed, trainer.folder
        await trainer.resume()
        was_running = trainer.is_running
        trainer.stop()
        await watching.sees(FINISHED)

        assert could_be_resumed
        assert was_running
        assert trainer.folder == folder
        assert not trainer.can_be_resumed
        with pytest.raises(RunError, match="has finished"):
            await trainer.resume()
        assert not trainer.is_running

    with_trainer(UNTIL_ASKED, tmp_path, work)


def test_a_run_of_an_earlier_server_is_shown_and_followed(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        folder = create_run_folder(tmp_path, DOCUMENT, name="run")
        folder.append(STARTED)
        with folder.lock().acquire():
            trainer.show(folder)
            was_running = trainer.is_running
            folder.append(TESTED)
            await watching.sees(TESTED)
        await watching.until(lambda: not trainer.is_running)

        assert was_running
        assert watching.told[:3] == [None, STARTED, TESTED]
        assert trainer.can_be_resumed
        assert trainer.trained == DOCUMENT

    with_trainer(process(), tmp_path, work)


def test_a_second_run_begins_anew(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        await trainer.start(DOCUMENT)
        await watching.sees(FINISHED)
        watching.told.clear()
        await trainer.start(Document(name="Other"))
        await watching.sees(FINISHED)

        begun = watching.told.index(STARTED)
        assert set(watching.told[:begun]) == {None}  # told twice where it waits for the process of the first to end
        assert watching.told[begun:] == [STARTED, FINISHED]
        assert trainer.trained == Document(name="Other")

    with_trainer(writing([STARTED, FINISHED]), tmp_path, work)


def test_a_run_that_cannot_start_has_ended(tmp_path):
    (tmp_path / "runs").write_text("")

    async def work(trainer: Trainer, watching: Watching) -> None:
        with pytest.raises(RunError):
            await trainer.start(DOCUMENT)

        _, ended = watching.told
        assert isinstance(ended, RunEnded)
        assert ended.outcome == "crashed"
        assert not trainer.is_running

    with_trainer(process(), tmp_path / "runs", work)


def test_before_any_run_there_is_nothing_to_stop(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        trainer.stop()

        assert (trainer.is_running, trainer.record, watching.told) == (False, None, [])

    with_trainer(process(), tmp_path, work)


def test_who_has_stopped_watching_is_told_nothing(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        other = Watching(trainer)
        other.stop()

        await trainer.start(DOCUMENT)
        await watching.sees(FINISHED)

        assert other.told == []

    with_trainer(writing([FINISHED]), tmp_path, work)
