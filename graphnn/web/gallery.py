"""The start page: the examples, an empty graph, and opening a file."""

from collections.abc import Callable

from nicegui import ui

from graphnn.document.examples import Example
from graphnn.document.model import Document
from graphnn.web import theme
from graphnn.web.file_picker import FilePicker, OpenFile
from graphnn.web.icons import icon
from graphnn.web.miniature import miniature
from graphnn.web.words import plural


def gallery(
    examples: tuple[Example, ...],
    *,
    open_document: Callable[[Document, Document | None], None],
    open_file: OpenFile,
) -> None:
    """Build the start page into the present client."""
    theme.apply_page_style()
    dark = theme.dark_mode()

    picker = FilePicker(open_file)
    with ui.element("div").classes("gn-gallery"):
        with ui.element("div").classes("gn-gallery-head"):
            icon("mark", size=28)
            ui.label("graphnn").classes("gn-gallery-title").props("role=heading aria-level=1")
            ui.element("div").classes("gn-space")
            with ui.button(color=None, on_click=lambda: theme.switch(dark)).props(
                'flat dense aria-label="Light or dark"'
            ) as switch:
                switch.classes("gn-icon-button")
                icon("theme", size=17)
            ui.button("Open a file", color=None, on_click=picker.pick).props("no-caps flat").classes("gn-button")
            ui.button("New network", color=None, on_click=lambda: open_document(Document(), None)).props(
                "no-caps unelevated"
            ).classes("gn-button gn-go")
        ui.label("Start from an example").classes("gn-section")
        with ui.element("div").classes("gn-gallery-grid"):
            for example in examples:
                _example_card(example, open_document)


def missing_page(message: str) -> None:
    """Build the page of a document that is not there, or that cannot be read."""
    theme.apply_page_style()
    theme.dark_mode()
    with ui.element("main").classes("gn-missing"):
        icon("mark", size=28)
        ui.label("This document cannot be opened").classes("gn-gallery-title").props("role=heading aria-level=1")
        ui.label(message).classes("gn-soft")
        ui.link("To the start page", "/").classes("gn-link")


def _example_card(example: Example, open_document: Callable[[Document, Document | None], None]) -> None:
    document = example.document
    with ui.element("button").classes("gn-example").on("click", lambda: open_document(document, document)):
        miniature(document)
        ui.label(document.name).classes("gn-example-name")
        source = document.data.source if document.data else "no data"
        ui.label(f"{source} · {plural(len(document.nodes), 'node')}").classes("gn-soft")
