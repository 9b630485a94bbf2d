"""Watching a run through its folder: new events as they come, and an end for a process that died without one."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphnn.protocol.events import RunEnded, RunEvent
from graphnn.protocol.process_log import log_file
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.launch import LOG_NAME, LaunchedRun

POLL_SECONDS = 0.05

PATIENCE_SECONDS = 30.0


@dataclass(slots=True)
class RunWatch:
    """Reads the events of a run as they are written; `has_ended` once the last has been seen."""

    folder: RunFolder
    process: subprocess.Popen[bytes]
    has_ended: bool = False
    _offset: int = field(default=0)

    def poll(self) -> tuple[RunEvent, ...]:
        """Return the events since the last call; a process gone without a last word gets one in words."""
        # Asked before reading: what a process wrote before its end is then read for certain.
        exit_code = self.process.poll()
        events, self._offset = self.folder.events(self._offset)
        if any(isinstance(event, RunEnded) for event in events):
            self.has_ended = True
        elif exit_code is not None and not self.has_ended:
            self.has_ended = True
            return (*events, _end(self.folder, exit_code_in_words(exit_code, log=_log_of(self.folder))))
        return events


def watch(run: LaunchedRun) -> RunWatch:
    """Return a watch on a run that was just launched."""
    return RunWatch(run.folder, run.process)


def follow(run: LaunchedRun, *, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[RunEvent]:
    """Yield the events of a run from its first to its last, waiting for each; then its process is gone, too.

    Args:
        run: As it was launched.
        patience_seconds: How long the process may take to go after its last event before it is killed.
    """
    run_watch = watch(run)
    while not run_watch.has_ended:
        yield from run_watch.poll()
        if not run_watch.has_ended:
            time.sleep(POLL_SECONDS)
    try:
        run.process.wait(timeout=patience_seconds)
    except subprocess.TimeoutExpired:
        run.process.kill()
        run.process.wait()


def give_up(run: LaunchedRun) -> None:
    """Kill the process of a run; nothing is kept but its events."""
    run.process.kill()
    run.process.wait()
    if not any(isinstance(event, RunEnded) for event in run.folder.events()[0]):
        _end(run.folder, "The training was given up before its end, so there is no model.")


def exit_code_in_words(exit_code: int, *, log: str = "its log.txt") -> str:
    """Say what became of a process that ended without a word, and what to do.

    >>> exit_code_in_words(-9)
    'The training process was killed (SIGKILL), probably because memory ran out. Make the batch size smaller.'
    """
    if exit_code == -signal.SIGKILL:
        return (
            "The training process was killed (SIGKILL), probably because memory ran out. Make the batch size smaller."
        )
    if exit_code < 0:
        return f"The training process was ended by a signal ({_signal_name(-exit_code)}). Start the run again."
    return f"The training process ended with exit code {exit_code} before it said why; {log} may tell."


def _end(folder: RunFolder, message: str) -> RunEnded:
    ended = RunEnded(time=time.time(), outcome="crashed", message=message)
    # A run whose folder was deleted, or whose disk is full, has ended all the same.
    with contextlib.suppress(OSError):
        folder.append(ended)
    return ended


def _log_of(folder: RunFolder) -> str:
    return str(folder.log_file if folder.log_file.exists() else log_file(LOG_NAME))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal, which has no name
        return f"signal {number}"
