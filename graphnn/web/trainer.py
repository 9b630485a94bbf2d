"""The training of one open document: starts its run, watches it, and tells who looks on.

Joins what must not know each other, `session` and `runs`. A run goes on when nobody looks, and when the server
ends; a page that opens later is given everything from the start.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from graphnn.document.model import Document
from graphnn.errors import DataError, RunError
from graphnn.protocol.events import RunEnded, RunEvent
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.curves import Curve
from graphnn.runs.launch import LaunchedRun, RunLauncher
from graphnn.runs.record import RunRecord
from graphnn.runs.watch import ProcessElsewhere, RunWatch, watch

POLL_SECONDS = 0.1

Watcher = Callable[[Sequence[RunEvent] | None], None]
"""Called with the events that came since the last call, and with None when another run is shown."""


@dataclass(slots=True)
class Trainer:
    """Runs a document, one run at a time."""

    launcher: RunLauncher
    runs_folder: Path
    data_folder: Path | None = None
    """Where the paths of the document's data start, for a file of one's own."""
    record: RunRecord | None = None
    curve: Curve = field(default_factory=Curve)
    trained: Document | None = None
    folder: RunFolder | None = None
    _watchers: list[Watcher] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, from the moment it is asked for to its last event."""
        return self.record is not None and self.record.ended is None

    @property
    def can_be_resumed(self) -> bool:
        """Whether the run shown ended before its last epoch and can go on."""
        return self.record is not None and self.folder is not None and self.record.can_be_resumed

    async def start(self, document: Document) -> None:
        """Start a run of the document as it is now.

        Raises:
            RunError: If a run is under way, or the new one does not start.
            DataError: If the file it learns from cannot be had.
        """
        self._refuse_second()
        self._show(None, RunRecord(), document)
        try:
            # Off the event loop: starting a process and writing its folder wait for the disk.
            launch = partial(self.launcher.launch, document, self.runs_folder, data_folder=self.data_folder)
            run = await asyncio.to_thread(launch)
        except (RunError, DataError) as error:
            self._take((RunEnded(time=time.time(), outcome="crashed", message=str(error)),))
            raise
        self._follow(run)

    async def resume(self) -> None:
        """Go on with the run shown, from its last checkpoint.

        Raises:
            RunError: If there is none to go on with, or it does not start.
        """
        self._refuse_second()
        folder, record = self.folder, self.record
        if folder is None or record is None:
            raise RunError("There is no run to go on with. Train the network first.")
        ended, record.ended = record.ended, None  # At once, so that nobody resumes it a second time.
        try:
            run = await asyncio.to_thread(self.launcher.resume, folder)
        except RunError:
            record.ended = ended
            raise
        self._follow(run)

    def adopt(self, folder: RunFolder) -> None:
        """Show a run that was started elsewhere, or before this server, and follow it if it is under way.

        Raises:
            RunError: If a run is under way, or the folder holds none.
        """
        self._refuse_second()
        self._show(folder, RunRecord(), folder.read_document())
        run_watch = RunWatch(folder, ProcessElsewhere(folder))
        self._poll(run_watch)
        if not run_watch.has_ended:
            self._task = asyncio.create_task(self._watch(run_watch))

    def stop(self) -> None:
        """Ask the run to stop; the model so far is kept."""
        if self.folder is not None and self.is_running:
            self.folder.ask_to_stop()

    def pause(self) -> None:
        """Ask the run to pause; it can be resumed at the very step."""
        if self.folder is not None and self.is_running:
            self.folder.ask_to_pause()

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell the watcher of every event from now on; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _refuse_second(self) -> None:
        if self.is_running:
            raise RunError("This document is being trained already. Stop that run first.")

    def _show(self, folder: RunFolder | None, record: RunRecord, document: Document) -> None:
        self.folder, self.record, self.trained, self.curve = folder, record, document, Curve()
        self._tell(None)

    def _follow(self, run: LaunchedRun) -> None:
        self.folder = run.folder
        self._task = asyncio.create_task(self._watch(watch(run)))

    async def _watch(self, run_watch: RunWatch) -> None:
        while not run_watch.has_ended:
            self._poll(run_watch)
            await asyncio.sleep(POLL_SECONDS)
        # The next run finds TensorFlow warm.
        await asyncio.to_thread(self.launcher.prepare)

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
