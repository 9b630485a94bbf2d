"""Watching a run through its folder: new events as they come, and an end for a process that died without one."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from filelock import Timeout

from graphnn.errors import UnwritableError
from graphnn.protocol.events import RESUMING, Preparing, RunEnded, RunEvent
from graphnn.protocol.process_log import log_file
from graphnn.protocol.run_folder import UNWRITABLE_EXIT_CODE, RunFolder
from graphnn.runs.launch import LOG_NAME, LaunchedRun

POLL_SECONDS = 0.05

START_SECONDS = 60.0
"""How long a process may take from being told its folder to holding the folder's lock."""

GONE = 256
"""Stands for the exit code of a process that is gone and was not ours to ask."""

PATIENCE_SECONDS = 30.0

KILL_SECONDS = 5.0
"""How long a process that is killed is waited for: one that hangs in the system itself is gone when that returns."""

GIVEN_UP = "The training was given up before its end, so there is no model."


class Process(Protocol):
    """The process of a run, as far as a watch looks at it."""

    def poll(self) -> int | None:
        """Return None while it may still write, then its exit code."""


@dataclass(slots=True)
class ProcessElsewhere:
    """The process of a run that someone else started, as far as its folder tells of it."""

    folder: RunFolder
    _was_seen: bool = False

    def poll(self) -> int | None:
        """Return None while it waits, is about to train, or trains; then `GONE`."""
        if self.folder.place_in_queue is not None:
            return None
        if self.folder.is_running():
            self._was_seen = True
            return None
        return None if not self._was_seen and self._is_about_to_train() else GONE

    def _is_about_to_train(self) -> bool:
        """Tell whether a process may have been told of the folder just now and not have said so yet."""
        process, told = self.folder.read_process(), 0.0
        if process is None:
            told = self.folder.document_file.stat().st_mtime if self.folder.document_file.exists() else 0.0
        else:
            events, _ = self.folder.events()
            last = events[-1] if events else None
            if isinstance(last, Preparing) and last.stage == RESUMING and last.time > process.started:
                told = last.time
        return time.time() - told < START_SECONDS


@dataclass(slots=True)
class RunWatch:
    """Reads the events of a run as they are written; `has_ended` once the last has been seen."""

    folder: RunFolder
    process: Process
    offset: int = 0
    has_ended: bool = False

    def poll(self) -> tuple[RunEvent, ...]:
        """Return the events since the last call; a process gone without a last word gets one in words."""
        # Asked before reading: what a process wrote before its end is then read for certain.
        exit_code = self.process.poll()
        events = self._read()
        if exit_code is not None and not self.has_ended:
            words = exit_code_in_words(exit_code, log=_log_of(self.folder))
            return (*events, *self._read_or_end(words))
        return events

    def _read(self) -> tuple[RunEvent, ...]:
        events, self.offset = self.folder.events(self.offset)
        # A resumed run has an end in its middle.
        self.has_ended = isinstance(events[-1], RunEnded) if events else self.has_ended
        return events

    def _read_or_end(self, words: str) -> tuple[RunEvent, ...]:
        """Return the end of a run whose process is gone: in its own words, another watcher's, or these."""
        try:
            with self.folder.lock().acquire(timeout=0.2):
                events = self._read()
                if self.has_ended:
                    return events
                ended = _end(self.folder, words)
                return (*events, *(self._read() or (ended,)))
        except Timeout:
            return ()  # Somebody has just resumed it.
        except OSError:
            return (_end(self.folder, words),)
        finally:
            self.has_ended = not self.folder.is_running()


def watch(run: LaunchedRun) -> RunWatch:
    """Return a watch on a run that was just launched."""
    return RunWatch(run.folder, run.process, run.offset)


def follow(run: LaunchedRun, *, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[RunEvent]:
    """Yield the events of a run from its first to its last, waiting for each; then its process is gone, too.

    Args:
        run: As it was launched.
        patience_seconds: How long the process may take to go after its last event before it is killed.
    """
    yield from _events_to_the_last(watch(run))
    try:
        run.process.wait(timeout=patience_seconds)
    except subprocess.TimeoutExpired:
        run.process.kill()
        run.process.wait()


def follow_folder(folder: RunFolder) -> Iterator[RunEvent]:
    """Yield the events of a run that someone else started from its first to its last, waiting for each."""
    yield from _events_to_the_last(RunWatch(folder, ProcessElsewhere(folder)))


def _events_to_the_last(run_watch: RunWatch) -> Iterator[RunEvent]:
    while not run_watch.has_ended:
        yield from run_watch.poll()
        if not run_watch.has_ended:
            time.sleep(POLL_SECONDS)


def give_up(run: LaunchedRun, words: str = GIVEN_UP) -> None:
    """Kill the process of a run, which ends with these words; nothing is kept but its events.

    Raises:
        RunError: If its events are damaged.
    """
    run.process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.process.wait(timeout=KILL_SECONDS)
    events, _ = run.folder.events()
    if not (events and isinstance(events[-1], RunEnded)):  # A resumed run has an end in its middle.
        _end(run.folder, words)


def exit_code_in_words(exit_code: int, *, log: str = "its log.txt") -> str:
    """Say what became of a process that ended without a word, and what to do.

    >>> exit_code_in_words(-9)
    'The training process was killed (SIGKILL), probably because memory ran out. Make the batch size smaller.'
    """
    if exit_code == -signal.SIGKILL:
        return (
            "The training process was killed (SIGKILL), probably because memory ran out. Make the batch size smaller."
        )
    if exit_code == UNWRITABLE_EXIT_CODE:
        return "The run's folder can no longer be written. Make room or allow it, then resume the run."
    if exit_code == GONE:
        return "The training process is gone: it was killed, or the machine went down. Resume the run."
    if exit_code < 0:
        return f"The training process was ended by a signal ({_signal_name(-exit_code)}). Start the run again."
    return f"The training process ended with exit code {exit_code} before it said why; {log} may tell."


def _end(folder: RunFolder, message: str) -> RunEnded:
    ended = RunEnded(time=time.time(), outcome="crashed", message=message)
    # A run whose folder was deleted, or whose disk is full, has ended all the same.
    with contextlib.suppress(UnwritableError):
        folder.append(ended)
    return ended


def _log_of(folder: RunFolder) -> str:
    return str(folder.log_file if folder.log_file.exists() else log_file(LOG_NAME))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal, which has no name
        return f"signal {number}"
