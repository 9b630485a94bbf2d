"""Starting run processes, one of them kept warm.

A run is a process of its own in its own session, so it outlives who started it, and its memory comes back when
it ends. TensorFlow takes seconds to import: `prepare` starts a process ahead of need, and `launch` hands it the
folder.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.events import RESUMING, Preparing
from graphnn.protocol.process_log import open_log
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.protocol.run_links import refuse_links
from graphnn.runs.record import read_record
from graphnn.sources.describe import described

COMMAND = (sys.executable, "-m", "graphnn.engine", "run")

LOG_NAME = "run"
"""The log of what a process says before it is told its folder, which has a log of its own."""


@dataclass(frozen=True, slots=True)
class LaunchedRun:
    """A run and the process that trains it."""

    folder: RunFolder
    process: subprocess.Popen[bytes]
    offset: int = 0
    """How long its events were before: more than 0 for one that is resumed."""


@dataclass(slots=True, kw_only=True)
class RunLauncher:
    """Starts runs on this machine, from any thread. `close` ends the warm process; runs under way go on.

    The command starts a process that reads the path of its folder from its input, trains there, and ends without
    a word where the input ends first.
    """

    command: tuple[str, ...] = COMMAND
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    patience_seconds: float = 30.0
    _stand_by: subprocess.Popen[bytes] | None = None
    _expected: tuple[str, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def stand_by_pid(self) -> int | None:
        """Which process is warm or warms up; None where none does."""
        return None if self._stand_by is None else self._stand_by.pid

    def expect(self, document: Document) -> None:
        """Have processes that are started from now on load the data of a document ahead of need.

        Only registered data sets are: a file of one's own may change until the run begins.
        """
        data = document.data
        self._expected = (data.model_dump_json(),) if data is not None and data.file is None else ()

    def prepare(self) -> None:
        """Have a process warm up for the next run, unless one does already.

        Raises:
            RunError: If no process can be started.
        """
        with self._lock:
            self._stand_by = self._take_warm() or self._start(*self._expected)

    def launch(
        self, document: Document, parent: Path, *, name: str | None = None, data_folder: Path | None = None
    ) -> LaunchedRun:
        """Start training a document in a new folder under `parent`.

        Args:
            document: What to train.
            parent: Where the run's folder is made.
            name: What it is called; default: by time and title.
            data_folder: Where the paths of the document's data start, which it needs for a file of one's own.

        Raises:
            RunError: If the folder cannot be made or the process does not start.
            DataError: If the file it learns from cannot be described.
        """
        return self.start(prepare_folder(document, parent, name=name, data_folder=data_folder))

    def resume(self, folder: RunFolder, *, epochs: int | None = None) -> LaunchedRun:
        """Go on with a run that ended before its last epoch, or give it more epochs.

        Raises:
            RunError: If it runs, has nothing left to do, or cannot start.
        """
        if not folder.document_file.is_file():
            raise RunError(f"{folder.path}: no run. Name the folder of one; graphnn runs lists them.")
        refuse_links(folder)
        document, record = folder.read_document(), read_record(folder)
        if folder.is_running():
            raise RunError(f"{folder.path}: is being trained already. Stop or pause it first.")
        epochs = epochs or document.training.epochs
        if record.outcome == "diverged":
            raise RunError(f"{folder.path}: diverged, and would again. Start a new run with a lower learning rate.")
        if record.outcome == "finished" and epochs <= document.training.epochs:
            raise RunError(f"{folder.path}: has finished its {epochs} epochs. Give it more to train it further.")
        if epochs != document.training.epochs:
            training = document.training.model_copy(update={"epochs": epochs})
            codec.write(document.model_copy(update={"training": training}), folder.document_file)
        folder.withdraw_requests()
        offset = folder.events()[1]
        folder.append(Preparing(time=time.time(), stage=RESUMING))
        return replace(self.start(folder), offset=offset)

    def start(self, folder: RunFolder) -> LaunchedRun:
        """Start training in a folder that was prepared.

        Raises:
            RunError: If a link leads out of the folder, or the process does not start.
        """
        refuse_links(folder)
        process = self._take_process()
        if process.stdin is None:
            raise RunError(f"{folder.path}: the training process did not start.")
        try:
            with process.stdin as commands:
                commands.write(f"{folder.path.resolve()}\n".encode())
        except BrokenPipeError as error:
            process.wait()
            raise RunError(f"{folder.path}: the training process ended before it began. Start it again.") from error
        return LaunchedRun(folder, process)

    def close(self) -> None:
        """End the warm process, if there is one; one that does not end is killed."""
        with self._lock:
            process, self._stand_by = self._stand_by, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            process.wait(timeout=self.patience_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _take_process(self) -> subprocess.Popen[bytes]:
        """Return the warm process, which is nobody else's from then on, or a new one."""
        with self._lock:
            return self._take_warm() or self._start()

    def _take_warm(self) -> subprocess.Popen[bytes] | None:
        process, self._stand_by = self._stand_by, None
        if process is None or process.poll() is None:
            return process
        if process.stdin is not None:
            process.stdin.close()
        return None

    def _start(self, *expected: str) -> subprocess.Popen[bytes]:
        try:
            with open_log(LOG_NAME) as log:
                # Its own session: neither Ctrl+C in the shell nor the end of the server reaches it.
                return subprocess.Popen(
                    (*self.command, *expected),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    env=dict(self.environment),
                    start_new_session=True,
                )
        except OSError as error:
            raise RunError(
                f"{self.command[0]}: the training process does not start: {error.strerror}. Install graphnn anew."
            ) from error


def prepare_folder(
    document: Document, parent: Path, *, name: str | None = None, data_folder: Path | None = None
) -> RunFolder:
    """Make the folder of a run that is to be; for the arguments, see `RunLauncher.launch`.

    Raises:
        RunError: If it cannot be made.
        DataError: If the file it learns from cannot be described.
    """
    return create_run_folder(
        parent,
        described(document, data_folder),
        name=name or _run_name(document),
        data_folder=data_folder if _names_files(document) else None,
    )


def _run_name(document: Document) -> str:
    """Return a folder name that sorts by time and says what is trained: 20261122-140503-mnist-one-hidden-layer."""
    words = "".join(c.lower() if c.isascii() and c.isalnum() else " " for c in document.name).split()
    return "-".join([time.strftime("%Y%m%d-%H%M%S"), *words])[:80].rstrip("-")


def _names_files(document: Document) -> bool:
    return bool(document.data and document.data.file) or document.training.weights is not None
