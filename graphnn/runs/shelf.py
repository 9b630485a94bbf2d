"""The runs under one folder, newest first: what each was of, and what it has come to.

A run's folder tells all there is to know, so runs that the shell began, or another server, stand here too.
"""

import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from graphnn.document.model import Document
from graphnn.errors import GraphnnError, RunError
from graphnn.protocol.run_folder import RunFolder
from graphnn.protocol.run_links import refuse_links
from graphnn.protocol.run_remarks import REMARKS_FILE, RunRemarks, read_remarks
from graphnn.runs.record import RunRecord, read_record

DELETED = ".deleted"
KEPT_SECONDS = 30 * 86_400.0
"""How long a deleted run can be brought back."""

_Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShelvedRun:
    """A run with its document and what it has come to."""

    folder: RunFolder
    document: Document
    record: RunRecord
    remarks: RunRemarks
    is_running: bool
    place_in_queue: int | None = None

    @property
    def status(self) -> str:
        """How it stands, in one word: queued, running, or how it ended; "gone" if it never said."""
        if self.place_in_queue is not None:
            return "queued"
        if self.is_running:
            return "running"
        return self.record.outcome or "gone"


@dataclass(slots=True)
class RunShelf:
    """The runs under a folder, from any thread; a folder that has not changed is not read again."""

    parent: Path
    _known: dict[Path, tuple[_Stamp, Document, RunRecord, RunRemarks]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def runs(self) -> list[ShelvedRun]:
        """Return the runs there are, newest first; what is no run is passed over."""
        times = {path.parent: _modified(path) for path in self.parent.glob("*/graph.json")}
        paths = sorted(times, key=lambda path: times[path], reverse=True)
        with self._lock:
            self._known = {path: self._known[path] for path in times if path in self._known}
            return [run for run in (self._read(RunFolder(path)) for path in paths) if run is not None]

    def find(self, path: Path) -> ShelvedRun | None:
        """Return the run in a folder; None where it holds none."""
        with self._lock:
            return self._read(RunFolder(path))

    def of(self, document: Document) -> ShelvedRun | None:
        """Return the run to show beside a document: one of its name under way, else the last of this experiment."""
        runs = self.runs()
        under_way = (run for run in runs if run.is_running and run.document.name == document.name)
        queued = (run for run in runs if run.status == "queued" and run.document.name == document.name)
        same = (run for run in runs if run.document.experiment == document.experiment)
        return next(under_way, None) or next(queued, None) or next(same, None)

    def delete(self, folder: RunFolder) -> Path:
        """Take a run away with all that it left; return where it is kept for a while.

        Raises:
            RunError: If it is under way, lies elsewhere, or cannot be moved.
        """
        if folder.path.parent.resolve() != self.parent.resolve() or not folder.document_file.is_file():
            raise RunError(f"{folder.path}: no run of {self.parent}.")
        if folder.is_running():
            raise RunError(f"{folder.name}: is under way. Stop it first.")
        if (self.parent / DELETED).is_symlink():
            raise RunError(f"{self.parent / DELETED}: a link, which would take the run elsewhere. Remove it.")
        kept_at = self.parent / DELETED / f"{time.time_ns()} {folder.name}"
        try:
            kept_at.parent.mkdir(exist_ok=True)
            folder.path.rename(kept_at)
        except OSError as error:
            raise RunError(f"{folder.name}: cannot be deleted: {error.strerror}.") from error
        return kept_at

    def bring_back(self, kept_at: Path) -> RunFolder:
        """Put a deleted run back.

        Raises:
            RunError: If it is gone for good, or another has taken its name.
        """
        folder = RunFolder(self.parent / kept_at.name.partition(" ")[2])
        try:
            kept_at.rename(folder.path)
        except OSError as error:
            raise RunError(f"{folder.name}: cannot be brought back: {error.strerror}.") from error
        return folder

    def sweep(self) -> None:
        """Throw away for good what was deleted long ago; what a link leads to is not ours."""
        if (self.parent / DELETED).is_symlink():
            return
        for path in (self.parent / DELETED).glob("*"):
            deleted = path.name.partition(" ")[0]
            if deleted.isdecimal() and time.time() - int(deleted) / 1e9 > KEPT_SECONDS:
                shutil.rmtree(path, ignore_errors=True)

    def _read(self, folder: RunFolder) -> ShelvedRun | None:
        files = (folder.events_file, folder.document_file, folder.path / REMARKS_FILE)
        stamp = tuple(number for file in files for number in (_modified(file), _size(file)))
        try:
            known = self._known.get(folder.path)
            if known is None or known[0] != stamp:
                refuse_links(folder)
                read = (stamp, folder.read_document(), read_record(folder), read_remarks(folder))
                known = self._known[folder.path] = read
        except GraphnnError:
            return None
        _, document, record, remarks = known
        place = folder.place_in_queue if record.began is None else None
        is_running = place is None and record.ended is None and folder.is_running()
        return ShelvedRun(folder, document, record, remarks, is_running, place)


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # It is not there, or was taken away just now.
        return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
