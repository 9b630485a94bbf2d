"""The training of one open document: queues its runs, watches one, and tells who looks on.

Joins what must not know each other, `session` and `runs`. A run goes on when nobody looks, and when the server
ends; a page that opens later is given everything from the start.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graphnn.document.model import Document
from graphnn.errors import DataError, RunError
from graphnn.protocol.events import RunEnded, RunEvent
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.curves import Curve
from graphnn.runs.queue import RunQueue
from graphnn.runs.record import RunRecord
from graphnn.runs.watch import RunWatch

POLL_SECONDS = 0.1

Watcher = Callable[[Sequence[RunEvent] | None], None]
"""Called with the events that came since the last call, and with None when another run is shown."""


@dataclass(slots=True)
class Trainer:
    """Shows one run of a document at a time; more of its runs may wait in the queue."""

    queue: RunQueue
    data_folder: Path | None = None
    """Where the paths of the document's data start, for a file of one's own."""
    record: RunRecord | None = None
    curve: Curve = field(default_factory=Curve)
    trained: Document | None = None
    folder: RunFolder | None = None
    _next: list[RunFolder] = field(default_factory=list)
    _watchers: list[Watcher] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way or waits, from the moment it is asked for to its last event."""
        return self.record is not None and self.record.ended is None

    @property
    def is_waiting(self) -> bool:
        """Whether the run shown waits in the queue."""
        return self.is_running and self.folder is not None and self.folder.place_in_queue is not None

    @property
    def can_be_resumed(self) -> bool:
        """Whether the run shown ended before its last epoch and can go on."""
        return self.record is not None and self.folder is not None and self.record.can_be_resumed

    async def start(self, document: Document) -> None:
        """Start a run of the document as it is now, or queue it where others train.

        Raises:
            RunError: If its folder cannot be made.
            DataError: If the file it learns from cannot be had.
        """
        if self.is_running:
            self._next.append(await self._add(document))
            return
        self._show(None, RunRecord(), document)
        try:
            folder = await self._add(document)
        except (RunError, DataError) as error:
            self._take((RunEnded(time=time.time(), outcome="crashed", message=str(error)),))
            raise
        self._follow(folder)

    async def resume(self) -> None:
        """Go on with the run shown, from its last checkpoint.

        Raises:
            RunError: If there is none to go on with, or it does not start.
        """
        folder, record = self.folder, self.record
        if folder is None or record is None:
            raise RunError("There is no run to go on with. Train the network first.")
        if self.is_running:
            raise RunError("This run is under way already.")
        ended, record.ended = record.ended, None  # At once, so that nobody resumes it a second time.
        try:
            run = await asyncio.to_thread(self.queue.resume, folder)
        except RunError:
            record.ended = ended
            raise
        self._follow(folder, run.offset)

    def show(self, folder: RunFolder) -> None:
        """Show another run, whoever began it, and follow it if it is under way; the one shown before goes on.

        Raises:
            RunError: If the folder holds none, or a run is being started.
        """
        if self.is_running and self.folder is None:
            raise RunError("A run is being started. Look at another once it is there.")
        document = folder.read_document()
        if self._task is not None:
            self._task.cancel()
        self._show(folder, RunRecord(), document)
        run_watch = RunWatch(folder, self.queue.process(folder))
        self._poll(run_watch)
        if not run_watch.has_ended:
            self._task = asyncio.create_task(self._watch(run_watch))

    def stop(self) -> None:
        """Ask the run to stop; the model so far is kept. One that still waits is taken out of the queue."""
        if self.folder is not None and self.is_running and not self.queue.cancel(self.folder):
            self.folder.ask_to_stop()

    def pause(self) -> None:
        """Ask the run to pause; it can be resumed at the very step."""
        if self.folder is not None and self.is_running:
            self.folder.ask_to_pause()

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell the watcher of every event from now on; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def _add(self, document: Document) -> RunFolder:
        """Queue a run, and launch it where there is room."""
        # Off the event loop: writing its folder and starting a process wait for the disk.
        folder = await asyncio.to_thread(self.queue.add, document, data_folder=self.data_folder)
        await asyncio.to_thread(self.queue.look)
        return folder

    def _show(self, folder: RunFolder | None, record: RunRecord | None, document: Document | None) -> None:
        self.folder, self.record, self.trained, self.curve = folder, record, document, Curve()
        self._tell(None)

    def _follow(self, folder: RunFolder, offset: int = 0) -> None:
        self.folder = folder
        self._task = asyncio.create_task(self._watch(RunWatch(folder, self.queue.process(folder), offset)))
        if self.is_waiting:
            self._tell(None)

    async def _watch(self, run_watch: RunWatch) -> None:
        while not run_watch.has_ended:
            if not run_watch.folder.document_file.is_file():
                self._show(None, None, None)  # It was taken out of the queue, or its folder deleted.
                break
            self._poll(run_watch)
            await asyncio.sleep(POLL_SECONDS)
        await asyncio.to_thread(self.queue.look)
        self._task = None
        self._show_next()

    def _show_next(self) -> None:
        """Show the next of the runs that were begun here while others were under way."""
        while self._next:
            folder = self._next.pop(0)
            if folder.document_file.is_file():
                self.show(folder)
                return

    def _poll(self, run_watch: RunWatch) -> None:
        if events := run_watch.poll():
            self._take(events)

    def _take(self, events: Sequence[RunEvent]) -> None:
        for event in events:
            if self.record is not None:
                self.record.take(event)
        self.curve.take(events)
        self._tell(events)

    def _tell(self, events: Sequence[RunEvent] | None) -> None:
        for watcher in tuple(self._watchers):
            watcher(events)
