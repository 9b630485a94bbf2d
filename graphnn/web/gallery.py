"""The start page: a person's own networks, the examples, an empty graph, and opening a file."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui
from pydantic import ValidationError

from graphnn.document.examples import Example
from graphnn.document.model import MAX_TITLE_LENGTH, Document
from graphnn.errors import GraphnnError
from graphnn.session.desk import Desk
from graphnn.session.library import Deleted, LibraryEntry
from graphnn.web import theme
from graphnn.web.addresses import document_path
from graphnn.web.asking import ask_words
from graphnn.web.elements.connection import Connection
from graphnn.web.file_picker import FilePicker, OpenFile
from graphnn.web.floating import menu, menu_item
from graphnn.web.icons import icon
from graphnn.web.lesson_book import LessonBook
from graphnn.web.miniature import miniature
from graphnn.web.named import named
from graphnn.web.people import this_person
from graphnn.web.words import age_in_words, plural

UNDO_SECONDS = 12.0
"""How long the offer to bring a deleted network back stands; it is kept much longer."""


class Gallery:
    """The page; its own part is drawn again whenever something in it was renamed, copied or deleted."""

    def __init__(
        self,
        desk: Desk,
        examples: tuple[Example, ...],
        lessons: LessonBook,
        *,
        open_document: Callable[[Document, Document | None], None],
        open_file: OpenFile,
    ) -> None:
        """Build the page into the present client."""
        self._desk = desk
        self._client = ui.context.client
        self._person = this_person()
        self._open_document = open_document
        theme.apply_page_style()
        self._dark = theme.dark_mode()
        self._picker = FilePicker(open_file)
        Connection()
        with ui.element("main").classes("gn-gallery"):
            self._head()
            self._own = ui.element("section").classes("gn-gallery-section").props('aria-label="Your networks"')
            self._show_own()
            with ui.element("section").classes("gn-gallery-section").props('aria-label="Lessons"'):
                _heading("Lessons")
                lessons.cards()
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
            ui.button("New network", color=None, on_click=lambda: self._open_document(Document(), Document())).props(
                "no-caps unelevated"
            ).classes("gn-button gn-go")
        ui.label(
            "Draw a neural network, train it, and watch it learn. Start from an example, or drop a graph, a Keras "
            "model, a graphnn picture, a CSV file or a folder of pictures anywhere on this page."
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
            with ui.button(color=None).props("flat dense").classes("gn-icon-button") as more:
                named(more, f"More for {entry.document.name}")
                icon("more", size=17)
                with menu().props('anchor="bottom right" self="top right"'):
                    menu_item("Rename", partial(self._ask_name, entry))
                    menu_item("Duplicate", partial(self._guarded, partial(self._duplicate, entry.key)))
                    menu_item("Delete", partial(self._guarded, partial(self._delete, entry)))

    def _example_card(self, example: Example) -> None:
        document = example.document
        with ui.element("div").classes("gn-network"):
            self._card(document, "", partial(self._open_document, document, document))

    def _card(self, document: Document, age: str, open_it: Callable[[], None]) -> None:
        facts = (document.data.source_name if document.data else "no data", plural(len(document.nodes), "node"), age)
        with ui.element("button").classes("gn-network-open").props("type=button").on("click", open_it):
            miniature(document, self._desk.catalogue)
            ui.label(document.name).classes("gn-network-name")
            ui.label(" · ".join(fact for fact in facts if fact)).classes("gn-network-about")

    def _ask_name(self, entry: LibraryEntry) -> None:
        with self._client.content:
            ask_words(
                "Rename",
                label="New name",
                value=entry.document.name,
                go="Rename",
                take=lambda name: self._guarded(partial(self._rename, entry.key, name)),
                longest=MAX_TITLE_LENGTH,
            )

    async def _rename(self, key: str, name: str) -> None:
        self._desk.rename(key, name, by=self._person.key)
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


def waiting_page(words: str, work: Callable[[], object]) -> None:
    """Build a page that says what is worked on beside it, and is loaded anew once that is done."""
    theme.apply_page_style()
    theme.dark_mode()
    with ui.element("main").classes("gn-missing").props("aria-live=polite"):
        ui.spinner(size="28px", color="primary")
        ui.label(words).classes("gn-soft")

    async def work_and_reload() -> None:
        with contextlib.suppress(GraphnnError):  # The page itself says it then.
            await asyncio.to_thread(work)
        ui.navigate.reload()

    ui.timer(0, work_and_reload, once=True)


def _heading(words: str) -> None:
    with ui.element("h2"):
        ui.label(words)
