"""The folder that a run owns: the interface between the process that trains and all who watch.

    graph.json      the document as it is trained
    data.json       where the paths of its data start, if it learns from a file of one's own
    preparation.json   what was measured on the data before training: gaps, scales, how pictures are
    run.json        who runs it: pid, start time, boot id, versions
    events.jsonl    what happened, append-only, one event a line
    log.txt         what the process printed, and the traceback of a crash
    fit.jsonl, inside.jsonl   how it draws its answer and how its layers learn, moment by moment
    thumbnails.json what its nodes give to a sample, the newest alone
    checkpoint/     all there is to go on from, the last two
    model.keras     the trained model, once there is one
    best.keras, history.csv, tensorboard/   what the recipe's callbacks write
    lock            held by the process that trains as long as it lives, however it ends
    stop, pause     exist when someone asked the run to stop, or to pause
    queued          its place in the queue, as long as it waits there
    remarks.json    what a person wrote beside it: a note and tags
    reserve         room for the last words of a run whose disk is full

Nothing here starts or watches a process: that is for `runs`.
"""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from filelock import FileLock, Timeout
from pydantic import ValidationError

from graphnn.document import codec
from graphnn.document.atomic import replace_file, replacing
from graphnn.document.model import Document
from graphnn.document.values import Frozen
from graphnn.errors import GraphnnError, RunError, UnwritableError
from graphnn.protocol.events import RunEvent, run_event_adapter
from graphnn.protocol.run_owner import RunProcess

LOCK_PATIENCE_SECONDS = 5.0
"""How long a process waits for the lock of its folder: others hold it for a moment as they look who runs it."""

RESERVE_BYTES = 64 * 1024

UNWRITABLE_EXIT_CODE = 73
"""How a process ends that cannot even write down why (EX_CANTCREAT of sysexits.h)."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run's folder, by path."""

    path: Path

    @property
    def name(self) -> str:
        """The run's name: its folder's."""
        return self.path.name

    @property
    def document_file(self) -> Path:
        """Where the document lies as it is trained."""
        return self.path / "graph.json"

    @property
    def model_file(self) -> Path:
        """Where the trained model lies."""
        return self.path / "model.keras"

    @property
    def best_model_file(self) -> Path:
        """Where the model of the best epoch lies, if the recipe keeps it."""
        return self.path / "best.keras"

    @property
    def preparation_file(self) -> Path:
        """Where lies what was measured on the data before training."""
        return self.path / "preparation.json"

    @property
    def log_file(self) -> Path:
        """Where the process prints, once it has been told its folder."""
        return self.path / "log.txt"

    @property
    def events_file(self) -> Path:
        """Where the events are appended."""
        return self.path / "events.jsonl"

    @property
    def checkpoint_folder(self) -> Path:
        """Where the checkpoints lie."""
        return self.path / "checkpoint"

    def read_document(self) -> Document:
        """Return the document as it is trained."""
        return codec.read(self.document_file)

    @property
    def data_folder(self) -> Path | None:
        """Where the paths of the document's data start; None where it learns from no file of one's own.

        Raises:
            RunError: If what says so is damaged.
        """
        try:
            return Path(_DataPlace.model_validate_json((self.path / "data.json").read_bytes()).folder)
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise RunError(f"{self.path / 'data.json'}: does not say where the data lies. Train anew.") from error

    def write_process(self, process: RunProcess) -> None:
        """Say who runs it.

        Raises:
            UnwritableError: If it cannot be written.
        """
        try:
            with replacing(self.path / "run.json") as file:
                file.write_text(process.model_dump_json(indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise unwritable(self.path, error) from error

    def read_process(self) -> RunProcess | None:
        """Return who runs it; None before the process has said so."""
        try:
            return RunProcess.model_validate_json((self.path / "run.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def append(self, event: RunEvent) -> None:
        """Append an event; a line is written by one call, so that readers never see half of two.

        What a process killed in the middle of a line left of it is cut off; no reader has taken it.

        Raises:
            UnwritableError: If it cannot be written; then nothing of it is.
        """
        line = event.model_dump_json().encode() + b"\n"
        try:
            with self.events_file.open("ab+", buffering=0) as file:
                size = _cut_torn_line(file)
                if file.write(line) != len(line):
                    file.truncate(size)
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise unwritable(self.path, error) from error

    def events(self, offset: int = 0) -> tuple[tuple[RunEvent, ...], int]:
        """Return the events written since `offset` (bytes) and the offset to go on from; a torn last line waits."""
        try:
            with self.events_file.open("rb") as file:
                file.seek(offset)
                chunk = file.read()
        except FileNotFoundError:
            return (), offset
        complete = chunk[: chunk.rfind(b"\n") + 1]
        return tuple(self._parse(complete)), offset + len(complete)

    @property
    def place_in_queue(self) -> int | None:
        """Its place in the queue, the lower the sooner; None where it does not wait."""
        try:
            return int((self.path / "queued").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def queue_at(self, place: int) -> None:
        """Give it a place in the queue.

        Raises:
            UnwritableError: If it cannot be written.
        """
        try:
            with replacing(self.path / "queued") as file:
                file.write_text(f"{place}\n", encoding="ascii")
        except OSError as error:
            raise unwritable(self.path, error) from error

    def leave_queue(self) -> bool:
        """Take it out of the queue; tell whether it was the caller who did: of several only one does."""
        try:
            (self.path / "queued").unlink()
        except OSError:
            return False
        return True

    def ask_to_stop(self) -> None:
        """Ask the run to stop at the next step and keep the model so far."""
        (self.path / "stop").touch()

    def ask_to_pause(self) -> None:
        """Ask the run to end at the next step in a way that it can be resumed from."""
        (self.path / "pause").touch()

    def asked(self) -> Literal["stop", "pause"] | None:
        """Return what someone asked of the run."""
        if (self.path / "stop").exists():
            return "stop"
        return "pause" if (self.path / "pause").exists() else None

    def withdraw_requests(self) -> None:
        """Forget what was asked of the run, so that it can be resumed."""
        for name in ("stop", "pause"):
            (self.path / name).unlink(missing_ok=True)

    def lock(self) -> FileLock:
        """Return the lock that the process that trains holds as long as it lives, or for as long as someone looks."""
        return FileLock(self.path / "lock", thread_local=False)

    def is_running(self) -> bool:
        """Tell whether a process trains here: the system frees its lock however it ends."""
        try:
            with self.lock().acquire(timeout=0):
                return False
        except Timeout:
            return True
        except OSError:  # The folder is gone or cannot be written: nobody can train in it.
            return False

    def keep_reserve(self) -> None:
        """Take the room that the last words of a run will need."""
        try:
            (self.path / "reserve").write_bytes(bytes(RESERVE_BYTES))
        except OSError as error:
            raise unwritable(self.path, error) from error

    def free_reserve(self) -> None:
        """Give the room back, so that the last words find some."""
        (self.path / "reserve").unlink(missing_ok=True)

    def _parse(self, lines: bytes) -> Iterator[RunEvent]:
        for line in lines.splitlines():
            try:
                yield run_event_adapter.validate_json(line)
            except ValidationError as error:
                raise RunError(f"{self.events_file}: a line is no event: {line[:80]!r}.") from error


class _DataPlace(Frozen):
    folder: str


def create_run_folder(parent: Path, document: Document, *, name: str, data_folder: Path | None = None) -> RunFolder:
    """Make a new folder for a run of the document; a number is added to the name where it is taken.

    Raises:
        RunError: If the folder cannot be made or written; then nothing is left of it.
    """
    path = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        path = _make_unused(parent, name)
        codec.write(document, path / "graph.json")
        if data_folder is not None:
            place = _DataPlace(folder=str(data_folder.resolve()))
            replace_file(path / "data.json", place.model_dump_json().encode() + b"\n")
    except (OSError, GraphnnError) as error:
        if path is not None:
            (path / "graph.json").unlink(missing_ok=True)
            path.rmdir()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise RunError(
            f"{parent}: cannot make a folder for the run: {reason}. Choose another with --output."
        ) from error
    return RunFolder(path)


def unwritable(path: Path, error: OSError) -> UnwritableError:
    """Return the error of a folder that cannot be written, in words."""
    reason = error.strerror or str(error)
    return UnwritableError(f"{path}: cannot be written: {reason}. Make room or allow it, then resume the run.")


def _cut_torn_line(file: IO[bytes]) -> int:
    """Cut off half a line at the end, and return how long the file is then."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return 0
    file.seek(size - 1)
    if file.read(1) == b"\n":
        return size
    file.seek(0)
    return file.truncate(file.read().rfind(b"\n") + 1)


def _make_unused(parent: Path, name: str) -> Path:
    for number in range(1, 10_000):
        path = parent / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise RunError(f"{parent}: holds 10,000 runs named {name}. Delete some.")
