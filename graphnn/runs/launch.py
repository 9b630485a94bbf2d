"""Starting run processes, one of them kept warm.

A run is a process of its own in its own session, so it outlives who started it, and its memory comes back when
it ends. TensorFlow takes seconds to import: `prepare` starts a process ahead of need, and `launch` hands it the
folder.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.run_folder import RunFolder, create_run_folder


@dataclass(frozen=True, slots=True)
class LaunchedRun:
    """A run and the process that trains it."""

    folder: RunFolder
    process: subprocess.Popen[bytes]


@dataclass(slots=True)
class RunLauncher:
    """Starts runs on this machine. `close` ends the warm process; runs under way go on."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    _stand_by: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Have a process warm up for the next run, unless one does already."""
        if self._stand_by is None or self._stand_by.poll() is not None:
            self._stand_by = self._start()

    def launch(self, document: Document, parent: Path, *, name: str | None = None) -> LaunchedRun:
        """Start training a document in a new folder under `parent`.

        Raises:
            RunError: If the folder cannot be made or the process does not start.
        """
        folder = create_run_folder(parent, document, name=name or _run_name(document))
        self.prepare()
        process, self._stand_by = self._stand_by, None
        if process is None or process.stdin is None:
            raise RunError(f"{folder.path}: the training process did not start.")
        try:
            process.stdin.write(f"{folder.path.resolve()}\n".encode())
            process.stdin.close()
        except BrokenPipeError as error:
            raise RunError(f"{folder.path}: the training process ended before it began.") from error
        return LaunchedRun(folder, process)

    def close(self) -> None:
        """End the warm process, if there is one."""
        if self._stand_by is not None and self._stand_by.stdin is not None:
            self._stand_by.stdin.close()
            self._stand_by.wait(timeout=30)
            self._stand_by = None

    def _start(self) -> subprocess.Popen[bytes]:
        # Its own session: neither Ctrl+C in the shell nor the end of the server reaches it.
        return subprocess.Popen(
            [sys.executable, "-m", "graphnn.engine", "run"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(self.environment),
            start_new_session=True,
        )


def _run_name(document: Document) -> str:
    """Return a folder name that sorts by time and says what is trained: 20261122-140503-mnist-one-hidden-layer."""
    words = "".join(c.lower() if c.isascii() and c.isalnum() else " " for c in document.name).split()
    return "-".join([time.strftime("%Y%m%d-%H%M%S"), *words])[:80]
