import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.events import RunEnded, RunEvent
from graphnn.runs.launch import RunLauncher
from graphnn.web.trainer import Trainer
from tests.runs.fake_run import FINISHED, STARTED, TESTED, process, writing

DOCUMENT = Document(name="Digits")
UNTIL_STOPPED = process(f"""
import time
events = Path('events.jsonl').open('a')
print({STARTED.model_dump_json()!r}, file=events, flush=True)
while not Path('stop').exists():
    time.sleep(0.01)
print({FINISHED.model_dump_json()!r}, file=events, flush=True)
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

    def _take(self, event: RunEvent | None) -> None:
        self.told.append(event)
        self._changed.set()


def with_trainer(command: tuple[str, ...], folder: Path, work: Callable[[Trainer, Watching], Awaitable[None]]) -> None:
    async def main() -> None:
        launcher = RunLauncher(command=command, patience_seconds=10)
        trainer = Trainer(launcher, folder)
        async with asyncio.timeout(60):
            await work(trainer, Watching(trainer))
        # What follows a run warms the next process up, which is then this test's to end.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others)
        await asyncio.to_thread(launcher.close)

    asyncio.run(main())


def test_a_run_is_told_from_its_beginning_to_its_end(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        await trainer.start(DOCUMENT)
        await watching.sees(FINISHED)

        assert watching.told == [None, STARTED, TESTED, FINISHED]
        assert trainer.events() == (STARTED, TESTED, FINISHED)
        assert trainer.trained is DOCUMENT
        assert trainer.record is not None
        assert trainer.record.outcome == "finished"
        assert not trainer.is_running

    with_trainer(writing([STARTED, TESTED, FINISHED]), tmp_path, work)


def test_one_run_is_under_way_at_a_time(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        await trainer.start(DOCUMENT)
        was_running = trainer.is_running

        with pytest.raises(RunError, match="trained already"):
            await trainer.start(DOCUMENT)
        trainer.stop()
        await watching.sees(FINISHED)

        assert was_running
        assert len(list(tmp_path.iterdir())) == 1

    with_trainer(UNTIL_STOPPED, tmp_path, work)


def test_a_second_run_begins_anew(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        await trainer.start(DOCUMENT)
        await watching.sees(FINISHED)
        watching.told.clear()
        await trainer.start(Document(name="Other"))
        await watching.sees(FINISHED)

        assert watching.told == [None, STARTED, FINISHED]
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
        assert trainer.events() == ()

    with_trainer(process(), tmp_path / "runs", work)


def test_before_any_run_there_is_nothing_to_stop(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        trainer.stop()

        assert (trainer.is_running, trainer.record, trainer.events(), watching.told) == (False, None, (), [])

    with_trainer(process(), tmp_path, work)


def test_who_has_stopped_watching_is_told_nothing(tmp_path):
    async def work(trainer: Trainer, watching: Watching) -> None:
        other = Watching(trainer)
        other.stop()

        await trainer.start(DOCUMENT)
        await watching.sees(FINISHED)

        assert other.told == []

    with_trainer(writing([FINISHED]), tmp_path, work)
