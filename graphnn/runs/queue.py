"""The queue of runs: those that wait for their turn, and those that were launched from here until they have ended.

Who waits, and in which order, stands in the folders of the runs alone, so a queue outlives its server; of several
servers over one folder only one launches a run, since only one can take its mark away. Nothing here knows of pages.
"""

import contextlib
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from graphnn.document.model import Document
from graphnn.document.values import Frozen
from graphnn.errors import RunError, UnwritableError
from graphnn.protocol.events import RunEnded
from graphnn.protocol.kept import read_kept, write_setting
from graphnn.protocol.process_log import log_file
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.launch import LOG_NAME, LaunchedRun, RunLauncher, prepare_folder
from graphnn.runs.watch import ProcessElsewhere, RunWatch, give_up, watch

MOST_AT_A_TIME = 16
SETTINGS_FILE = "queue.json"

BEGIN_SECONDS = 300.0
"""How long a process may take to hold its folder: much longer than a busy machine needs to load what it expects."""

_BETWEEN_PLACES = 1_000_000
"""Places are times in nanoseconds; one that is moved stands this much before another."""


class _Settings(Frozen):
    at_a_time: int = Field(default=1, ge=1, le=MOST_AT_A_TIME)


@dataclass(slots=True)
class _Launched:
    run: LaunchedRun
    watch: RunWatch
    since: float = field(default_factory=time.monotonic)
    _has_begun: bool = False

    def hangs(self, begin_seconds: float) -> bool:
        """Tell whether its process has had this long and never held its folder."""
        if self._has_begun or time.monotonic() - self.since < begin_seconds:
            return False
        folder = self.run.folder
        process = folder.read_process()
        self._has_begun = folder.is_running() or (process is not None and process.pid == self.run.process.pid)
        return not self._has_begun


@dataclass(slots=True)
class QueuedProcess:
    """The process of a run that may have to wait, whoever launches it."""

    queue: "RunQueue"
    elsewhere: ProcessElsewhere

    def poll(self) -> int | None:
        """Return None while it waits or trains, then its exit code."""
        launched = self.queue.launched(self.elsewhere.folder)
        return self.elsewhere.poll() if launched is None else launched.process.poll()


@dataclass(slots=True)
class RunQueue:
    """The queue of the runs under a folder. `look` is to be called again and again; all of it from any thread."""

    launcher: RunLauncher
    parent: Path
    begin_seconds: float = BEGIN_SECONDS
    _launched: dict[Path, _Launched] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def at_a_time(self) -> int:
        """How many runs train at a time."""
        return read_kept(self.parent / SETTINGS_FILE, _Settings).at_a_time

    def set_at_a_time(self, count: int) -> None:
        """Say how many runs train at a time; those under way go on.

        Raises:
            RunError: If there cannot be so many, or it cannot be kept.
        """
        if not 1 <= count <= MOST_AT_A_TIME:
            raise RunError(f"{count} runs at a time: choose a number from 1 to {MOST_AT_A_TIME}.")
        write_setting(self.parent, SETTINGS_FILE, _Settings(at_a_time=count))

    def add(self, document: Document, *, data_folder: Path | None = None) -> RunFolder:
        """Put a run of a document at the end of the queue.

        Raises:
            RunError: If its folder cannot be made.
            DataError: If the file it learns from cannot be described.
        """
        folder = prepare_folder(document, self.parent, data_folder=data_folder)
        self.launcher.expect(document)  # Whoever trains a network once trains it again.
        try:
            folder.queue_at(time.time_ns())
        except UnwritableError:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise
        return folder

    def waiting(self) -> list[RunFolder]:
        """Return the runs that wait, the next first."""
        places = {
            path.parent: place
            for path in self.parent.glob("*/queued")
            if (place := RunFolder(path.parent).place_in_queue) is not None
        }
        return [RunFolder(path) for path in sorted(places, key=lambda path: places[path])]

    def move_up(self, folder: RunFolder) -> None:
        """Let a run that waits go before the one before it.

        Raises:
            UnwritableError: If it cannot be written.
        """
        self._move_by(-1, folder)

    def move_down(self, folder: RunFolder) -> None:
        """Let a run that waits go after the one after it.

        Raises:
            UnwritableError: If it cannot be written.
        """
        self._move_by(1, folder)

    def move_to(self, folder: RunFolder, other: RunFolder) -> None:
        """Let a run that waits take the place of another that waits, which makes room for it.

        Raises:
            UnwritableError: If it cannot be written.
        """
        with self._lock:
            waiting = self.waiting()
            if folder == other or folder not in waiting or other not in waiting:
                return
            rank = waiting.index(other)
            waiting.remove(folder)
            before, after = (waiting[at].place_in_queue if 0 <= at < len(waiting) else None for at in (rank - 1, rank))
            if before is not None and after is not None and after - before < 2:
                # Places lie close together after many moves: all that come later make room.
                for step, later in enumerate(waiting[rank:], start=2):
                    later.queue_at(before + step * _BETWEEN_PLACES)
                after = before + 2 * _BETWEEN_PLACES
            folder.queue_at(_place_between(before, after))

    def _move_by(self, step: int, folder: RunFolder) -> None:
        with self._lock:
            waiting = self.waiting()
            rank = waiting.index(folder) + step if folder in waiting else -1
            if 0 <= rank < len(waiting):
                self.move_to(folder, waiting[rank])

    def cancel(self, folder: RunFolder) -> bool:
        """Take a run out of the queue and forget it; tell whether it still waited."""
        if not folder.leave_queue():
            return False
        shutil.rmtree(folder.path, ignore_errors=True)
        return True

    def resume(self, folder: RunFolder) -> LaunchedRun:
        """Go on with a run at once: whoever wants that does not want to wait.

        Raises:
            RunError: If there is nothing to go on with, or it does not start.
        """
        earlier, run = self.launched(folder), self.launcher.resume(folder)
        if earlier is not None:
            # It has said its last word and let go of the folder: only its end is still to be seen.
            earlier.process.wait()
        return self._keep(run)

    def launched(self, folder: RunFolder) -> LaunchedRun | None:
        """Return a run that was launched from here and has not been seen to end."""
        launched = self._launched.get(folder.path)
        return None if launched is None else launched.run

    def process(self, folder: RunFolder) -> QueuedProcess:
        """Return what tells whether the process of a run may still write."""
        return QueuedProcess(self, ProcessElsewhere(folder))

    def look(self) -> bool:
        """Launch what is due and see to the end of what was launched; tell whether anything waits or trains."""
        with self._lock:
            self._see_to_ended()
            waiting = self.waiting()
            free = self.at_a_time - len(self._under_way()) if waiting else 0
            for folder in waiting[: max(free, 0)]:
                if folder.leave_queue():
                    self._launch(folder)
            return bool(waiting or self._launched)

    def _launch(self, folder: RunFolder) -> None:
        try:
            self._keep(self.launcher.start(folder))
        except RunError as error:
            # Where it takes no last word, those behind it have their turn all the same.
            with contextlib.suppress(UnwritableError):
                folder.append(RunEnded(time=time.time(), outcome="crashed", message=str(error)))

    def _keep(self, run: LaunchedRun) -> LaunchedRun:
        with self._lock:
            self._launched[run.folder.path] = _Launched(run, watch(run))
        return run

    def _see_to_ended(self) -> None:
        """Let go of processes that are gone or hang, each with a last word; one that warms up takes their place."""
        hanging = [path for path, launched in self._launched.items() if launched.hangs(self.begin_seconds)]
        for path in hanging:
            with contextlib.suppress(RunError):
                give_up(self._launched.pop(path).run, self._words_of_hanging())
        gone = [path for path, launched in self._launched.items() if launched.run.process.poll() is not None]
        for path in gone:
            # What is damaged in its folder is said where it is looked at.
            with contextlib.suppress(RunError):
                self._launched.pop(path).watch.poll()
        ended = hanging or gone
        if ended:
            # Where no process can be started, the next launch says so, at the run that needs it.
            with contextlib.suppress(RunError):
                self.launcher.prepare()

    def _words_of_hanging(self) -> str:
        return (
            f"The training process did not begin within {self.begin_seconds:g} seconds and was ended; "
            f"{log_file(LOG_NAME)} may tell why. Start the run again."
        )

    def _under_way(self) -> set[Path]:
        """Return the folders in which someone trains, whoever it is."""
        running = {path.parent for path in self.parent.glob("*/run.json") if RunFolder(path.parent).is_running()}
        return running | set(self._launched)


def _place_between(before: int | None, after: int | None) -> int:
    """Return a place after the one and before the other; None where there is none, of which at least one is."""
    if before is None:
        return (after or 0) - _BETWEEN_PLACES
    return before + _BETWEEN_PLACES if after is None else (before + after) // 2
