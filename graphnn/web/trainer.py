"""The training of one open document: starts its run, watches it, and tells who looks on.

Joins what must not know each other, `session` and `runs`. A run goes on when nobody looks; a page that opens
later is given everything from the start.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.events import RunEnded, RunEvent
from graphnn.runs.launch import LaunchedRun, RunLauncher
from graphnn.runs.record import RunRecord
from graphnn.runs.watch import RunWatch, watch

POLL_SECONDS = 0.1

Watcher = Callable[[RunEvent | None], None]
"""Called with each event as it comes, and with None when a new run begins."""


@dataclass(slots=True)
class Trainer:
    """Runs a document, one run at a time."""

    launcher: RunLauncher
    runs_folder: Path
    record: RunRecord | None = None
    trained: Document | None = None
    _run: LaunchedRun | None = None
    _watchers: list[Watcher] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, from the moment it is asked for to its last event."""
        return self.record is not None and self.record.ended is None

    async def start(self, document: Document) -> None:
        """Start a run of the document as it is now.

        Raises:
            RunError: If a run is under way, or the new one does not start.
        """
        if self.is_running:
            raise RunError("This document is being trained already. Stop that run first.")
        self.record, self.trained, self._run = RunRecord(), document, None
        self._tell(None)
        try:
            # Off the event loop: starting a process and writing its folder wait for the disk.
            self._run = await asyncio.to_thread(self.launcher.launch, document, self.runs_folder)
        except RunError as error:
            self._take(RunEnded(time=time.time(), outcome="crashed", message=str(error)))
            raise
        self._task = asyncio.create_task(self._watch(watch(self._run)))

    def events(self) -> tuple[RunEvent, ...]:
        """Return the events of the run so far, from its folder."""
        return self._run.folder.events()[0] if self._run else ()

    def stop(self) -> None:
        """Ask the run to stop; the model so far is kept."""
        if self._run is not None and self.is_running:
            self._run.folder.ask_to_stop()

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell the watcher of every event from now on; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def _watch(self, run_watch: RunWatch) -> None:
        while not run_watch.has_ended:
            for event in run_watch.poll():
                self._take(event)
            await asyncio.sleep(POLL_SECONDS)
        # The next run finds TensorFlow warm.
        await asyncio.to_thread(self.launcher.prepare)

    def _take(self, event: RunEvent) -> None:
        if self.record is not None:
            self.record.take(event)
        self._tell(event)

    def _tell(self, event: RunEvent | None) -> None:
        for watcher in tuple(self._watchers):
            watcher(event)
