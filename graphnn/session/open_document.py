"""A document that is open in the editor: its history, who watches it, and what the engine says of it.

Every change goes through `apply`, `undo`, `redo` or `replace`; each tells all watchers what changed, as a patch.
Pure checks follow at once; the engine's report follows when it comes, and a report of a document that has
changed meanwhile is dropped, because a newer one is on its way.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graphnn.analysis.check import check
from graphnn.analysis.data import unreadable_file
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.model import Catalogue
from graphnn.document.apply import apply
from graphnn.document.diff import Patch, diff
from graphnn.document.edits import Edit
from graphnn.document.history import History
from graphnn.document.layout import place_missing
from graphnn.document.model import Document
from graphnn.errors import DataError, EngineError, RefusedError
from graphnn.protocol.report import GraphReport
from graphnn.session.engine_client import EngineClient
from graphnn.sources.describe import described


@dataclass(frozen=True, slots=True)
class DocumentChanged:
    """The document is another now; the patch leads from the one before to it."""

    patch: Patch


@dataclass(frozen=True, slots=True)
class ReportChanged:
    """More is known of the document: shapes, counts, faults."""


Watcher = Callable[[DocumentChanged | ReportChanged], None]


class OpenDocument:
    """One open document, shared by all who look at it."""

    def __init__(
        self, document: Document, catalogue: Catalogue, engine: EngineClient, *, folder: Path | None = None
    ) -> None:
        """Open a document; nodes without a position are given one.

        Args:
            document: As its file holds it.
            catalogue: What its nodes can be.
            engine: What knows shapes and counts.
            folder: Where the paths of its data start, for a file of one's own.
        """
        self.folder = folder
        document, fault = _described(document, folder)
        self._catalogue = catalogue
        self._engine = engine
        self._watchers: list[Watcher] = []
        self._history = History.start(place_missing(document))
        self._pending: asyncio.Task[None] | None = None
        self._experiment_revision = 0
        self.revision = 0
        self.report: GraphReport | None = None
        self.diagnostics: tuple[Diagnostic, ...] = (*fault, *check(document, catalogue))
        self.engine_failure = ""

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._history.present

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._history.can_redo

    @property
    def watcher_count(self) -> int:
        """How many are told of changes."""
        return len(self._watchers)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell the watcher of every change from now on; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def apply(self, edit: Edit) -> None:
        """Carry out an edit as one step of undo.

        Raises:
            EditError: If it does not fit; nothing has changed then.
        """
        self._move_to(self._history.push(apply(self.document, edit)))

    def undo(self) -> None:
        """Take back the last step, if there is one."""
        self._move_to(self._history.undo())

    def redo(self) -> None:
        """Take the step again that was last taken back, if there is one."""
        self._move_to(self._history.redo())

    def replace(self, document: Document) -> None:
        """Put another document in its place, as one step of undo."""
        self._move_to(self._history.push(place_missing(document)))

    def look_again(self) -> None:
        """Look at the file that the document learns from: it is there now, or another."""
        _, fault = _described(self.document, self.folder)
        self.diagnostics = (*fault, *check(self.document, self._catalogue))
        self.request_report()
        self._tell(ReportChanged())

    def request_report(self) -> None:
        """Have the engine look at the document, once it takes requests."""
        if self._pending is None or self._pending.done():
            self._pending = asyncio.create_task(self._infer_until_current())

    def _move_to(self, history: History) -> None:
        patch = diff(self._history.present, history.present)
        self._history = history
        if patch.is_empty:
            return
        self.revision += 1
        if patch.changes_experiment:
            self._experiment_revision = self.revision
            _, fault = _described(self.document, self.folder)
            self.diagnostics = (*fault, *check(self.document, self._catalogue))
        self._tell(DocumentChanged(patch))
        if patch.changes_experiment:
            self.request_report()

    async def _infer_until_current(self) -> None:
        while True:
            inferred_revision = self._experiment_revision
            report, failure = None, ""
            try:
                report = await self._engine.infer(self.document)
            except (EngineError, RefusedError) as error:
                failure = str(error)
            if inferred_revision == self._experiment_revision:
                break
        self.engine_failure = failure
        if report is not None:
            self.report = report
            _, fault = _described(self.document, self.folder)
            self.diagnostics = (*fault, *report.diagnostics)
        self._tell(ReportChanged())

    def _tell(self, change: DocumentChanged | ReportChanged) -> None:
        for watcher in tuple(self._watchers):
            watcher(change)


def _described(document: Document, folder: Path | None) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return a document with its file of one's own described, and what is wrong with that file."""
    try:
        return described(document, folder), ()
    except DataError as error:
        return document, (unreadable_file(str(error)),)
