"""The folder that a run owns: the interface between the process that trains and all who watch.

    graph.json      the document as it is trained
    run.json        who runs it: pid, start time, boot id, versions
    events.jsonl    what happened, append-only, one event a line
    log.txt         what the process printed, and the traceback of a crash
    model.keras     the trained model, once there is one
    stop            exists when someone asked the run to stop

Nothing here starts or watches a process: that is for `runs`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.document.values import Frozen, FrozenMapping
from graphnn.errors import RunError
from graphnn.protocol.events import RunEvent, run_event_adapter


class RunProcess(Frozen):
    """Who runs it: enough to tell the process from a later one with the same pid."""

    pid: int
    started: float
    boot_id: str
    versions: FrozenMapping[str]


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run's folder, by path."""

    path: Path

    @property
    def name(self) -> str:
        """The run's name: its folder's."""
        return self.path.name

    @property
    def model_file(self) -> Path:
        """Where the trained model lies."""
        return self.path / "model.keras"

    @property
    def log_file(self) -> Path:
        """Where the process prints, once it has been told its folder."""
        return self.path / "log.txt"

    @property
    def events_file(self) -> Path:
        """Where the events are appended."""
        return self.path / "events.jsonl"

    def read_document(self) -> Document:
        """Return the document as it is trained."""
        return codec.read(self.path / "graph.json")

    def write_process(self, process: RunProcess) -> None:
        """Say who runs it."""
        (self.path / "run.json").write_text(process.model_dump_json(indent=2) + "\n", encoding="utf-8")

    def read_process(self) -> RunProcess | None:
        """Return who runs it; None before the process has said so."""
        try:
            return RunProcess.model_validate_json((self.path / "run.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def append(self, event: RunEvent) -> None:
        """Append an event; a line is written by one call, so that readers never see half of two.

        What a process killed in the middle of a line left of it is cut off; no reader has taken it.
        """
        with self.events_file.open("ab+", buffering=0) as file:
            _cut_torn_line(file)
            file.write(event.model_dump_json().encode() + b"\n")

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

    def ask_to_stop(self) -> None:
        """Ask the run to stop at the next step and keep the model so far."""
        (self.path / "stop").touch()

    def is_asked_to_stop(self) -> bool:
        """Whether someone asked the run to stop."""
        return (self.path / "stop").exists()

    def _parse(self, lines: bytes) -> Iterator[RunEvent]:
        for line in lines.splitlines():
            try:
                yield run_event_adapter.validate_json(line)
            except ValidationError as error:
                raise RunError(f"{self.events_file}: a line is no event: {line[:80]!r}.") from error


def create_run_folder(parent: Path, document: Document, *, name: str) -> RunFolder:
    """Make a new folder for a run of the document; a number is added to the name where it is taken.

    Raises:
        RunError: If the folder cannot be made or written.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        path = _make_unused(parent, name)
        codec.write(document, path / "graph.json")
    except OSError as error:
        raise RunError(
            f"{parent}: cannot make a folder for the run: {error.strerror}. Choose another with --output."
        ) from error
    return RunFolder(path)


def boot_id() -> str:
    """Return what names this start of the machine, or "" where the system has no such name."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def current_process(versions: dict[str, str], *, started: float) -> RunProcess:
    """Return what `run.json` says of the calling process."""
    return RunProcess(pid=os.getpid(), started=started, boot_id=boot_id(), versions=versions)


def _cut_torn_line(file: IO[bytes]) -> None:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return
    file.seek(size - 1)
    if file.read(1) != b"\n":
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)


def _make_unused(parent: Path, name: str) -> Path:
    for number in range(1, 10_000):
        path = parent / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise RunError(f"{parent}: holds 10,000 runs named {name}. Delete some.")
