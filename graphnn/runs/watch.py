"""Watching a run through its folder: new events as they come, and an end for a process that died without one."""

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphnn.protocol.events import RunEnded, RunEvent
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.launch import LaunchedRun

POLL_SECONDS = 0.05


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
            ended = RunEnded(time=time.time(), outcome="crashed", message=exit_code_in_words(exit_code))
            self.folder.append(ended)
            self.has_ended = True
            return (*events, ended)
        return events


def watch(run: LaunchedRun) -> RunWatch:
    """Return a watch on a run that was just launched."""
    return RunWatch(run.folder, run.process)


def follow(run: LaunchedRun) -> Iterator[RunEvent]:
    """Yield the events of a run from its first to its last, waiting for each."""
    run_watch = watch(run)
    while not run_watch.has_ended:
        yield from run_watch.poll()
        if not run_watch.has_ended:
            time.sleep(POLL_SECONDS)


def exit_code_in_words(exit_code: int) -> str:
    """Say what became of a process that ended without a word, and what to do.

    >>> exit_code_in_words(-9)
    'The training process was killed (SIGKILL), probably because memory ran out. Make the batch size smaller.'
    """
    if exit_code == -signal.SIGKILL:
        return (
            "The training process was killed (SIGKILL), probably because memory ran out. Make the batch size smaller."
        )
    if exit_code < 0:
        name = signal.Signals(-exit_code).name
        return f"The training process was ended by a signal ({name}). Start the run again."
    return f"The training process ended with exit code {exit_code} before it said why; its log.txt may tell."
