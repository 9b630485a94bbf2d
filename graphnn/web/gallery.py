"""The start page: a person's own networks, the examples, an empty graph, and opening a file."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui
from pydantic import ValidationError

from graphnn.document.examples import Example
from graphnn.document.model import Document
from graphnn.errors import GraphnnError
from graphnn.session.desk import Desk
from graphnn.session.library import Deleted, LibraryEntry
from graphnn.web import theme
from graphnn.web.addresses import document_path
from graphnn.web.file_picker import FilePicker, OpenFile
from graphnn.web.icons import icon
from graphnn.web.miniature import miniature
from graphnn.web.words import age_in_words, plural

UNDO_SECONDS = 12.0
"""How long the offer to bring a deleted network back stands; it is kept much longer."""


class Gallery:
    """The page; its own part is drawn again whenever something in it was renamed, copied or deleted."""

    def __init__(
        self,
        desk: Desk,
        examples: tuple[Example, ...],
        *,
        open_document: Callable[[Document, Document | None], None],
        open_file: OpenFile,
    ) -> None:
        """Build the page into the present client."""
        self._desk = desk
        self._open_document = open_document
        theme.apply_page_style()
        self._dark = theme.dark_mode()
        self._picker = FilePicker(open_file)
        with ui.element("main").classes("gn-gallery"):
            self._head()
            self._own = ui.element("section").classes("gn-gallery-section").props('aria-label="Your networks"')
            self._show_own()
            with ui.element("section").classes("gn-gallery-section").props('aria-label="Examples"'):
                _heading("Examples")
                with ui.element("div").classes("gn-gallery-grid"):
                    for example in examples:
                        self._example_card(example)
        self._toast = ui.element("div").classes("gn-toast").props("role=status")
        self._toast.set_visibility(False)

    def _head(self) -> None:
        with ui.element("div").classes("gn-gallery-head"):
            icon("mark", size=28)
            ui.label("graphnn").classes("gn-gallery-title").props("role=heading aria-level=1")
            ui.element("div").classes("gn-space")
            with ui.button(color=None, on_click=lambda: theme.switch(self._dark)).props(
                'flat dense aria-label="Light or dark"'
            ) as switch:
                switch.classes("gn-icon-button")
                icon("theme", size=17)
            ui.button("Open a file", color=None, on_click=self._picker.pick).props("no-caps flat").classes("gn-button")
            ui.button("New network", color=None, on_click=lambda: self._open_document(Document(), None)).props(
                "no-caps unelevated"
            ).classes("gn-button gn-go")
        ui.label(
            "Draw a neural network, train it, and watch it learn. Start from an example, or drop a graph, "
            "a Keras model, a graphnn picture or a CSV file anywhere on this page."
        ).classes("gn-gallery-lead")

    def _show_own(self) -> None:
        entries = self._desk.library.entries()
        self._own.clear()
        self._own.set_visibility(bool(entries))
        with self._own:
            _heading("Your networks")
            with ui.element("div").classes("gn-gallery-grid"):
                for entry in entries:
                    self._own_card(entry)

    def _own_card(self, entry: LibraryEntry) -> None:
        age = age_in_words(time.time() - entry.changed_seconds)
        with ui.element("div").classes("gn-network"):
            self._card(entry.document, age, partial(ui.navigate.to, document_path(entry.key)))
            with (
                ui.button(color=None)
                .props(f'flat dense aria-label="More for {_quotable(entry.document.name)}"')
                .classes("gn-icon-button")
            ):
                icon("more", size=17)
                with ui.menu().classes("gn-menu").props('anchor="bottom right" self="top right"'):
                    ui.menu_item("Rename", on_click=partial(self._ask_name, entry))
                    ui.menu_item("Duplicate", on_click=partial(self._guarded, partial(self._duplicate, entry.key)))
                    ui.menu_item("Delete", on_click=partial(self._guarded, partial(self._delete, entry)))

    def _example_card(self, example: Example) -> None:
        document = example.document
        with ui.element("div").classes("gn-network"):
            self._card(document, "", partial(self._open_document, document, document))

    def _card(self, document: Document, age: str, open_it: Callable[[], None]) -> None:
        facts = (document.data.source_name if document.data else "no data", plural(len(document.nodes), "node"), age)
        with (
            ui.element("button")
            .classes("gn-network-open")
            .props(f'type=button aria-label="{_quotable(document.name)}"')
            .on("click", open_it)
        ):
            miniature(document, self._desk.catalogue)
            ui.label(document.name).classes("gn-network-name")
            ui.label(" · ".join(fact for fact in facts if fact)).classes("gn-network-about")

    def _ask_name(self, entry: LibraryEntry) -> None:
        with ui.dialog() as dialog, ui.card().classes("gn-dialog"):
            ui.label("Rename").classes("gn-dialog-title").props("role=heading aria-level=2")
            field = ui.input(value=entry.document.name).props('outlined dense autofocus aria-label="New name"')

            async def rename() -> None:
                dialog.close()
                await self._guarded(partial(self._rename, entry.key, (field.value or "").strip()))

            field.on("keydown.enter", rename)
            with ui.element("div").classes("gn-dialog-end"):
                ui.button("Cancel", color=None, on_click=dialog.close).props("no-caps flat").classes("gn-button")
                ui.button("Rename", color=None, on_click=rename).props("no-caps unelevated").classes("gn-button gn-go")
        dialog.open()

    async def _rename(self, key: str, name: str) -> None:
        if name:
            self._desk.rename(key, name)
            await self._desk.find(key).save()

    async def _duplicate(self, key: str) -> None:
        await self._desk.duplicate(key)

    async def _delete(self, entry: LibraryEntry) -> None:
        deleted = await self._desk.delete(entry.key)
        self._toast.clear()
        with self._toast:
            ui.label(f"Deleted “{entry.document.name}”")
            undo = partial(self._guarded, partial(self._bring_back, deleted))
            ui.button("Undo", color=None, on_click=undo).props("no-caps flat dense")
            ui.timer(UNDO_SECONDS, lambda: self._toast.set_visibility(False), once=True)
        self._toast.set_visibility(True)

    async def _bring_back(self, deleted: Deleted) -> None:
        self._desk.library.bring_back(deleted)
        self._toast.set_visibility(False)

    async def _guarded(self, action: Callable[[], Awaitable[None]]) -> None:
        """Do what was asked for and show what came of it; a refusal is said."""
        try:
            await action()
        except (GraphnnError, ValidationError) as error:
            message = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            ui.notify(message, type="negative", multi_line=True, timeout=0, close_button="Close")
        self._show_own()


def missing_page(message: str) -> None:
    """Build the page of a document that is not there, or that cannot be read."""
    theme.apply_page_style()
    theme.dark_mode()
    with ui.element("main").classes("gn-missing"):
        icon("mark", size=28)
        ui.label("This document cannot be opened").classes("gn-gallery-title").props("role=heading aria-level=1")
        ui.label(message).classes("gn-soft")
        ui.link("To the start page", "/").classes("gn-link")


def _heading(words: str) -> None:
    with ui.element("h2"):
        ui.label(words)


def _quotable(text: str) -> str:
    """Return text as an attribute in double quotes can hold it."""
    return text.replace("\\", " ").replace('"', "'")
