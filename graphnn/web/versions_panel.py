"""The versions of a document: each can be looked at, compared with now or the one before, and restored."""

import asyncio
import time
from datetime import datetime
from functools import partial
from typing import Literal, TypeAlias

from nicegui import ui

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.document.values import same
from graphnn.errors import GraphnnError
from graphnn.session.document_file import DocumentFile
from graphnn.session.hand import Hand
from graphnn.session.versions import Version
from graphnn.web.floating import dialog
from graphnn.web.words import age_in_words, plural

Against: TypeAlias = Literal["now", "before"]
MAX_SENTENCES = 200


class VersionsPanel:
    """A dialog; it shows the versions there were when it was opened."""

    def __init__(self, file: DocumentFile, own: Hand, catalogue: Catalogue) -> None:
        """Build the dialog into the present slot, closed."""
        self._file = file
        self._own = own
        self._catalogue = catalogue
        self._versions: tuple[Version, ...] = ()
        self._chosen: Version | None = None
        self._against: Against = "now"
        self._rows: dict[str, ui.element] = {}
        with dialog("Versions") as self._dialog, ui.card().classes("gn-dialog gn-versions"):
            with ui.element("div").classes("gn-versions-head"):
                ui.label("Versions").classes("gn-dialog-title").props("role=heading aria-level=2")
                ui.element("div").classes("gn-space")
                ui.toggle(
                    {"now": "Against now", "before": "Against the one before"},
                    value="now",
                    on_change=lambda event: self._compare_with(event.value),
                ).props("no-caps unelevated dense").classes("gn-versions-against")
            with ui.element("div").classes("gn-versions-body"):
                self._list = ui.element("div").classes("gn-versions-list").props('role=group aria-label="Versions"')
                self._picture = ui.element("div").classes("gn-versions-picture")
                self._words = ui.element("div").classes("gn-versions-words").props("role=status")
            with ui.element("div").classes("gn-dialog-end"):
                ui.button("Close", color=None, on_click=self._dialog.close).props("no-caps flat").classes("gn-button")
                self._restore = ui.button("Restore this version", color=None, on_click=self._bring_back)
                self._restore.props("no-caps unelevated").classes("gn-button gn-go")
        self._dialog.on("hide", self._dialog.delete)

    async def open(self) -> None:
        """Show the versions, the last one first."""
        await self._file.save()
        self._versions = await asyncio.to_thread(self._file.versions.all)
        with self._list:
            for version in reversed(self._versions):
                self._row(version)
            if not self._versions:
                ui.label("A version is kept with the first change.").classes("gn-soft")
        self._restore.set_enabled(False)
        self._dialog.open()
        if self._versions:
            await self._choose(self._versions[-1])

    def _row(self, version: Version) -> None:
        began = datetime.fromtimestamp(version.began_seconds)
        row = ui.element("button").props("type=button aria-pressed=false").classes("gn-version")
        with row.on("click", partial(self._choose, version)):
            ui.label(f"{began.day} {began.strftime('%b, %H:%M:%S')}").classes("gn-strong gn-number")
            ui.label(age_in_words(time.time() - version.began_seconds)).classes("gn-soft")
        self._rows[version.name] = row

    async def _choose(self, version: Version) -> None:
        self._chosen = version
        for name, row in self._rows.items():
            row.props(f"aria-pressed={'true' if name == version.name else 'false'}")
        await self._show()

    async def _compare_with(self, against: Against) -> None:
        self._against = against
        await self._show()

    async def _show(self) -> None:
        version = self._chosen
        if version is None:
            return
        try:
            before, after = await asyncio.to_thread(self._pair, version)
        except GraphnnError as error:
            self._clear()
            with self._words:
                ui.label(str(error))
            return
        picture, words, marks = await asyncio.to_thread(_compared, before, after, self._catalogue)
        if version is not self._chosen:
            return
        self._clear()
        self._restore.set_enabled(self._against == "before" or not same(before, self._own.opened.document))
        with self._picture:
            ui.html(picture, sanitize=False)
        with self._words:
            self._tell(words, marks)

    def _tell(self, sentences: tuple[str, ...], marks: dict[str, int]) -> None:
        with ui.element("div").classes("gn-versions-legend"):
            for tone, count in marks.items():
                if count:
                    ui.label(f"{plural(count, 'node')} {tone}").classes(f"gn-versions-{tone}")
        if not sentences:
            other = "now" if self._against == "now" else "in the version before"
            ui.label(f"The network is the same {other}, apart from where its cards lie.").classes("gn-soft")
        with ui.element("ul"):
            for sentence in sentences[:MAX_SENTENCES]:
                with ui.element("li"):
                    ui.label(sentence)

    def _pair(self, version: Version) -> tuple[Document, Document]:
        """Return the earlier and the later of what is compared."""
        shown = self._file.versions.read(version.name)
        if self._against == "now":
            return shown, self._own.opened.document
        place = self._versions.index(version)
        return (self._file.versions.read(self._versions[place - 1].name) if place else Document()), shown

    def _clear(self) -> None:
        self._picture.clear()
        self._words.clear()

    def _bring_back(self) -> None:
        if self._chosen is None:
            return
        try:
            self._file.restore(self._chosen.name, by=self._own.person)
        except GraphnnError as error:
            ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")
            return
        self._dialog.close()
        ui.notify("The version is back. Undo brings the network that was here.")


def _compared(before: Document, after: Document, catalogue: Catalogue) -> tuple[str, tuple[str, ...], dict[str, int]]:
    from graphnn.web.picture.comparison import compared  # only here: it imports matplotlib

    found = compared(before, after, catalogue)
    counts = {"added": len(found.added), "removed": len(found.removed), "changed": len(found.changed)}
    return found.picture, found.sentences, counts
