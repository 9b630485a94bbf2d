"""A document that is open in the editor: its history, who is there, and what the engine says of it.

Every change goes through `apply`, `undo`, `redo` or `replace`; each tells all watchers what changed, as a patch.
Each person has undo steps of their own: taking one back leaves alone what others have done since.
Pure checks follow at once; the engine's report follows when it comes, and a report of a document that has
changed meanwhile is dropped, because a newer one is on its way. Until then what the engine said of nodes that a
change leaves alone still holds.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from graphnn.analysis.check import check
from graphnn.analysis.data import unreadable_file
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.analysis.room import card_room
from graphnn.analysis.standing import beyond, standing
from graphnn.catalogue.model import Catalogue
from graphnn.document.apply import apply
from graphnn.document.diff import Patch, diff
from graphnn.document.edits import Edit
from graphnn.document.history import History
from graphnn.document.layout import place_missing
from graphnn.document.model import Document
from graphnn.errors import DataError, EngineError, RefusedError
from graphnn.protocol.report import GraphReport
from graphnn.session.authors import Authors
from graphnn.session.company import Company
from graphnn.session.engine_client import EngineClient
from graphnn.sources.describe import described

NOBODY = ""
"""Who changes a document where it does not matter who: a script, or the only person there is."""

MAX_HISTORIES = 40
"""The undo steps of so many persons are kept; whoever did something last is kept longest."""


@dataclass(frozen=True, slots=True)
class DocumentChanged:
    """The document is another now; the patch leads from the one before to it."""

    patch: Patch


@dataclass(frozen=True, slots=True)
class Overwritten:
    """Somebody has changed what a person had set a moment ago."""

    person: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class ReportChanged:
    """More is known of the document: shapes, counts, faults."""


News: TypeAlias = DocumentChanged | ReportChanged | Overwritten
Watcher: TypeAlias = Callable[[News], None]


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
        self._document = place_missing(document, sizes=card_room(document, catalogue))
        self._histories: dict[str, History] = {}
        self._authors = Authors()
        self._pending: asyncio.Task[None] | None = None
        self._experiment_revision = 0
        self._inferred: Document | None = None
        self.revision = 0
        self.report: GraphReport | None = None
        self._checked = check(document, catalogue)
        self._beyond: tuple[Diagnostic, ...] = ()  # what the engine found, and the pure check did not
        self.diagnostics: tuple[Diagnostic, ...] = (*fault, *self._checked)
        self._is_looked_at = False
        self.engine_failure = ""
        self.company = Company()

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._document

    def can_undo(self, by: str = NOBODY) -> bool:
        """Whether there is a step that a person can take back."""
        return self._history(by).can_undo

    def can_redo(self, by: str = NOBODY) -> bool:
        """Whether there is a step that a person can take again."""
        return self._history(by).can_redo

    @property
    def is_in_doubt(self) -> bool:
        """Whether an engine that knew the document before the last edit has yet to say what it is now."""
        return self.report is not None and not self._is_looked_at and not self.engine_failure

    @property
    def watcher_count(self) -> int:
        """How many are told of changes."""
        return len(self._watchers)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell the watcher of every change from now on; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def apply(self, edit: Edit, *, by: str = NOBODY) -> None:
        """Carry out an edit as one step of a person's undo.

        Raises:
            EditError: If it does not fit; nothing has changed then.
        """
        self._put(apply(self.document, edit), by)

    def undo(self, by: str = NOBODY) -> tuple[str, ...]:
        """Take back a person's last step, if there is one; return what of it others have changed since, which stays."""
        history, carried = self._history(by).undo(self.document)
        self._move_to(carried.document, by, history)
        return carried.left

    def redo(self, by: str = NOBODY) -> tuple[str, ...]:
        """Take again the step that a person last took back, and return what of it others have changed since."""
        history, carried = self._history(by).redo(self.document)
        self._move_to(carried.document, by, history)
        return carried.left

    def replace(self, document: Document, *, by: str = NOBODY) -> None:
        """Put another document in its place, as one step of a person's undo."""
        self._put(place_missing(document, sizes=card_room(document, self._catalogue)), by)

    def look_again(self) -> None:
        """Look at the file that the document learns from: it is there now, or another."""
        self._check(())
        self.request_report()
        self._tell(ReportChanged())

    def request_report(self) -> None:
        """Have the engine look at the document, once it takes requests."""
        if self._pending is None or self._pending.done():
            self._pending = asyncio.create_task(self._infer_until_current())

    def _history(self, person: str) -> History:
        return self._histories.get(person, History())

    def _put(self, document: Document, by: str) -> None:
        before = self.document
        self._move_to(document, by, self._history(by).push(before, document))
        if self.company.is_shared:
            for person, words in self._authors.note(before, self.document, by):
                self._tell(Overwritten(person, by, words))

    def _move_to(self, document: Document, by: str, history: History) -> None:
        patch = diff(self._document, document)
        self._document = document
        self._histories.pop(by, None)
        self._histories[by] = history
        for person in list(self._histories)[:-MAX_HISTORIES]:
            del self._histories[person]
        if patch.is_empty:
            return
        self.revision += 1
        if patch.changes_experiment:
            self._experiment_revision = self.revision
            self._check(standing(self._beyond, patch))
        self._tell(DocumentChanged(patch))
        if patch.changes_experiment:
            self.request_report()

    async def _infer_until_current(self) -> None:
        while True:
            inferred_revision = self._experiment_revision
            report, failure = None, ""
            try:
                document = self.document
                report = await self._engine.infer(document, since=self._inferred)
                self._inferred = document
            except (EngineError, RefusedError) as error:
                failure = str(error)
            if inferred_revision == self._experiment_revision:
                break
        self.engine_failure = failure
        self._is_looked_at = True
        if report is not None:
            self.report = report
            self._beyond = beyond(report.diagnostics, self._checked)
            self._diagnose(report.diagnostics)
        else:
            self._beyond = ()
            self._diagnose(self._checked)
        self._tell(ReportChanged())

    def _check(self, still: tuple[Diagnostic, ...]) -> None:
        """Look at the document as far as that takes no engine; what that one found before still stands in part."""
        self._checked, self._beyond = check(self.document, self._catalogue), still
        self._is_looked_at = False
        self._diagnose((*self._checked, *beyond(still, self._checked)))

    def _diagnose(self, found: Iterable[Diagnostic]) -> None:
        """Keep what was found in the document, after what is wrong with its file."""
        _, fault = _described(self.document, self.folder)
        self.diagnostics = (*fault, *found)

    def _tell(self, news: News) -> None:
        for watcher in tuple(self._watchers):
            watcher(news)


def _described(document: Document, folder: Path | None) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return a document with its file of one's own described, and what is wrong with that file."""
    try:
        return described(document, folder), ()
    except DataError as error:
        return document, (unreadable_file(str(error)),)
