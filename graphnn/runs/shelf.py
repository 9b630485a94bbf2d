"""The runs under one folder, newest first: what each was of, and what it has come to.

A run's folder tells all there is to know, so runs that the shell began, or another server, stand here too.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from graphnn.document.model import Document
from graphnn.errors import GraphnnError, RunError
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.record import RunRecord, read_record

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShelvedRun:
    """A run with its document and what it has come to."""

    folder: RunFolder
    document: Document
    record: RunRecord
    is_running: bool

    @property
    def status(self) -> str:
        """How it stands, in one word: running, or how it ended; "gone" if it never said."""
        if self.is_running:
            return "running"
        return self.record.outcome or "gone"


@dataclass(slots=True)
class RunShelf:
    """The runs under a folder; a folder that has not changed is not read again."""

    parent: Path
    _known: dict[Path, tuple[_Stamp, Document, RunRecord]] = field(default_factory=dict)

    def runs(self) -> list[ShelvedRun]:
        """Return the runs there are, newest first; what is no run is passed over."""
        paths = sorted(self.parent.glob("*/graph.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        self._known = {path.parent: self._known[path.parent] for path in paths if path.parent in self._known}
        return [run for run in (self._read(RunFolder(path.parent)) for path in paths) if run is not None]

    def find(self, path: Path) -> ShelvedRun | None:
        """Return the run in a folder; None where it holds none."""
        return self._read(RunFolder(path))

    def of(self, document: Document) -> ShelvedRun | None:
        """Return the run to show beside a document: one of its name under way, else the last of this experiment."""
        runs = self.runs()
        under_way = (run for run in runs if run.is_running and run.document.name == document.name)
        same = (run for run in runs if run.document.experiment == document.experiment)
        return next(under_way, None) or next(same, None)

    def delete(self, folder: RunFolder) -> None:
        """Delete a run with all that it left.

        Raises:
            RunError: If it is under way, lies elsewhere, or cannot be deleted.
        """
        if folder.path.parent.resolve() != self.parent.resolve() or not folder.document_file.is_file():
            raise RunError(f"{folder.path}: no run of {self.parent}.")
        if folder.is_running():
            raise RunError(f"{folder.name}: is under way. Stop it first.")
        try:
            shutil.rmtree(folder.path)
        except OSError as error:
            raise RunError(f"{folder.name}: cannot be deleted: {error.strerror}.") from error

    def _read(self, folder: RunFolder) -> ShelvedRun | None:
        try:
            stat = folder.events_file.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            stamp = (0, 0)
        try:
            known = self._known.get(folder.path)
            if known is None or known[0] != stamp:
                known = self._known[folder.path] = (stamp, folder.read_document(), read_record(folder))
        except GraphnnError:
            return None
        _, document, record = known
        is_running = record.ended is None and folder.is_running()
        return ShelvedRun(folder, document, record, is_running)
