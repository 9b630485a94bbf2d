"""The page of a link that carries a network: it is shown as it is, and belongs to nobody until a copy is saved."""

from collections.abc import Callable

from nicegui import ui

from graphnn.document.link import document_of
from graphnn.document.model import Document
from graphnn.errors import DocumentError
from graphnn.session.desk import Desk
from graphnn.session.open_document import OpenDocument
from graphnn.web import theme
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.connection import Connection
from graphnn.web.elements.divider import Divider
from graphnn.web.elements.fragment import Fragment
from graphnn.web.elements.intents import Enter, Intent, Leave, Pull, Ready, Save, Seek, Select
from graphnn.web.elements.words import Words
from graphnn.web.icons import icon
from graphnn.web.level import Level
from graphnn.web.shown import Shown
from graphnn.web.words import plural

READ_ONLY = "This network is shared and stays as it is. Save a copy to change it."


class SharedPage:
    """One browser's look at the network in a link."""

    def __init__(self, desk: Desk, *, save_copy: Callable[[Document], None]) -> None:
        """Build the page into the present client; the network comes once the browser has read its address."""
        self._desk = desk
        self._save_copy = save_copy
        self._client = ui.context.client
        self._opened: OpenDocument | None = None
        self._end: Callable[[], None] | None = None
        theme.apply_page_style()
        dark = theme.dark_mode()
        with ui.element("div").classes("gn-app gn-shared"):
            with ui.element("header").classes("gn-header"):
                with ui.link(target="/").classes("gn-home").props('aria-label="graphnn, start page"'):
                    icon("mark", size=22)
                self._name = ui.label().classes("gn-document-name")
                ui.label("Shared, read only").classes("gn-pill gn-pill-quiet")
                ui.element("div").classes("gn-space")
                self._count = ui.label().classes("gn-parameter-count gn-soft gn-number")
                with ui.button(color=None, on_click=lambda: theme.switch(dark)).props("flat dense") as switch:
                    switch.classes("gn-icon-button").props('aria-label="Light or dark"')
                    icon("theme", size=17)
                self._save = ui.button("Save a copy", color=None, on_click=self._save_it)
                self._save.props("no-caps unelevated").classes("gn-button gn-go")
                self._save.tooltip("Make it a network of your own, to change and train")
                self._save.set_enabled(False)
            self._main = ui.element("main").classes("gn-main")
            self._about = ui.element("aside").classes("gn-right").props('aria-label="About this network"')
            Divider("right")
        Connection()
        Fragment(self._read)
        self._client.on_delete(self._let_go)

    def _read(self, fragment: str) -> None:
        """Show what the address carries, in place of what it carried before."""
        self._let_go()
        self._main.clear()
        self._about.clear()
        try:
            document = document_of(fragment)
        except DocumentError as error:
            self._save.set_enabled(False)
            self._name.set_text("")
            with self._main, ui.element("div").classes("gn-missing"):
                ui.label("This link cannot be opened").classes("gn-gallery-title").props("role=heading aria-level=1")
                ui.label(str(error)).classes("gn-soft")
                ui.link("To the start page", "/").classes("gn-link")
            return
        self._opened = OpenDocument(document, self._desk.catalogue, self._desk.engine)
        self._level = Level(self._opened)
        with self._main:
            self._canvas = Canvas(self._take)
        self._shown = Shown(self._canvas, self._level, self._desk.catalogue, lambda: {})
        self._end = self._opened.watch(lambda _change: self._refresh())
        self._name.set_text(document.name)
        ui.page_title(f"{document.name} – graphnn")
        self._save.set_enabled(True)
        with self._about:
            _tell_about(document)

    def _refresh(self) -> None:
        if self._opened is None:
            return
        with self._client:
            report = self._opened.report
            self._shown.update()
            self._count.set_text(plural(report.parameter_count, "parameter") if report and report.is_valid else "")

    def _take(self, intent: Intent) -> None:
        match intent:
            case Ready():
                self._shown.load()
                if self._opened is not None and self._opened.report is None:
                    self._opened.request_report()
            case Select() | Pull() | Seek():
                pass  # Looking is all that they do.
            case Enter():
                if self._level.enter(intent.id):
                    self._shown.load()
            case Leave():
                if self._level.leave(intent.depth):
                    self._shown.load()
            case Save():
                self._save_it()
            case _:
                self._canvas.notice(READ_ONLY)
                self._shown.load()

    def _save_it(self) -> None:
        if self._opened is not None:
            self._save_copy(self._opened.document)

    def _let_go(self) -> None:
        if self._end is not None:
            self._end()
        self._opened = self._end = None


def _tell_about(document: Document) -> None:
    """Say what a network is and how it is trained."""
    training = document.training
    facts = {
        "Data": document.data.source_name if document.data is not None else "none",
        "Optimizer": training.optimizer.type,
        "Epochs": f"{training.epochs:,}",
        "Batch size": f"{training.batch_size:,}",
        "Layers": f"{len(document.nodes):,}",
    }
    ui.label(document.name).classes("gn-strong")
    if document.description:
        Words(document.description).classes("gn-soft gn-shared-description")
    for name, value in facts.items():
        with ui.element("div").classes("gn-field"):
            ui.label(name).classes("gn-field-label")
            ui.label(value).classes("gn-shared-fact gn-number")
