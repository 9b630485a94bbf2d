"""The bar at the top: what is open, whether it is sound, and what can be done with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from graphnn.catalogue.model import Catalogue
from graphnn.protocol.messages import Ready
from graphnn.session.document_file import DocumentFile
from graphnn.session.hand import Hand
from graphnn.session.open_document import OpenDocument
from graphnn.web.elements.region import Region
from graphnn.web.file_notice import mark_of
from graphnn.web.icons import icon
from graphnn.web.named import named
from graphnn.web.share_menu import ShareMenu
from graphnn.web.trainer import Trainer
from graphnn.web.words import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """What the buttons do."""

    undo: Callable[[], None]
    redo: Callable[[], None]
    open: Callable[[], None]
    save: Callable[[], None]
    train: Callable[[], Awaitable[None]]
    stop: Callable[[], None]
    pause: Callable[[], None]
    resume: Callable[[], Awaitable[None]]
    switch_theme: Callable[[], Awaitable[None]]
    rename: Callable[[], None]
    show_problems: Callable[[], None]
    show_versions: Callable[[], Awaitable[None]]


class Header:
    """The bar; `refresh` brings it up to date."""

    def __init__(
        self, file: DocumentFile, hand: Hand, trainer: Trainer, catalogue: Catalogue, actions: Actions
    ) -> None:
        """Build the bar into the present slot."""
        self._file = file
        self._opened = file.opened
        self._hand = hand
        self._trainer = trainer
        self._told = (-1, -1)  # how many errors and warnings; nothing yet
        with Region("header").classes("gn-header"):
            with ui.link(target="/").classes("gn-home").props('aria-label="graphnn, start page"'):
                icon("mark", size=22)
            with ui.element("button").props("type=button").classes("gn-document-name") as name:
                self._name = ui.label()
            name.on("click", actions.rename).tooltip("Rename")
            with Region().props("role=status"):
                self._saved = ui.label()
            self._undo = _icon_button("undo", "Undo (Ctrl+Z)", actions.undo)
            self._redo = _icon_button("redo", "Redo (Ctrl+Shift+Z)", actions.redo)
            _icon_button("versions", "Versions", actions.show_versions)
            ui.element("div").classes("gn-space")
            self.people = ui.element("div")
            with ui.element("button").classes("gn-pill").on("click", actions.show_problems) as self._pill:
                self._pill_words = ui.label()
            self._count = ui.label().classes("gn-parameter-count gn-soft gn-number")
            with ui.element("div").classes("gn-engine gn-soft") as self._engine:
                ui.element("i").classes("gn-engine-dot")
                self._engine_words = ui.label()
            _icon_button("theme", "Light or dark", actions.switch_theme)
            _file_button("folder", "Open", "Open a graph file (Ctrl+O)", actions.open)
            _file_button("download", "Save", "Download the graph as a JSON file (Ctrl+S)", actions.save)
            self.share = ShareMenu(self._opened, trainer, catalogue)
            self._pause = _button("Pause", "Go on later from this very step", actions.pause)
            self._resume = _button("Resume", "Go on from where the run came to", actions.resume)
            self._stop = ui.button("Stop", color=None, on_click=actions.stop).props("no-caps flat").classes("gn-button")
            with (
                ui.button(color=None, on_click=actions.train)
                .props("no-caps unelevated")
                .classes("gn-button gn-go") as self._train
            ):
                icon("play", size=12)
                self._train_words = ui.label()
                self._train_tip = ui.tooltip("")
        self.refresh()

    def refresh(self) -> None:
        """Bring names, counts and buttons up to date."""
        opened = self._opened
        if self._name.text != opened.document.name:
            self._name.set_text(opened.document.name)
            ui.page_title(f"{opened.document.name} – graphnn")
        word, tone = mark_of(self._file.state)
        self._saved.set_text(word)
        self._saved.classes(replace=f"gn-saved gn-saved-{tone}")
        self._undo.set_enabled(self._hand.can_undo)
        self._redo.set_enabled(self._hand.can_redo)
        errors = sum(diagnostic.is_error for diagnostic in opened.diagnostics)
        warnings = len(opened.diagnostics) - errors
        # A cure is none before the engine has looked: until then nothing is said to be better than it was.
        if not opened.is_in_doubt or (errors, warnings) > self._told:
            self._told = errors, warnings
            words, tone = _check_state(opened, errors, warnings)
            self._pill_words.set_text(words)
            self._pill.classes(replace=f"gn-pill gn-pill-{tone}")
        report = opened.report
        self._count.set_text(plural(report.parameter_count, "parameter") if report and report.is_valid else "")
        self._stop.set_enabled(self._trainer.is_running)
        self._pause.set_visibility(self._trainer.is_running and not self._trainer.is_waiting)
        self._resume.set_visibility(not self._trainer.is_running and self._trainer.can_be_resumed)
        self._train.set_enabled(not errors)
        self._train_words.set_text("Queue" if self._trainer.is_running else "Train")
        self._train_tip.set_text(
            "Train this network too, when it is its turn (Ctrl+Enter)"
            if self._trainer.is_running
            else "Train this network (Ctrl+Enter)"
        )

    def show_engine(self, ready: Ready | None, failure: str) -> None:
        """Show the device, or quietly that the engine warms up, or what became of it."""
        state = "failed" if failure else "ready" if ready else "warming"
        self._engine.classes(replace=f"gn-engine gn-soft gn-engine-{state}")
        self._engine_words.set_text("Engine failed" if failure else ready.devices[0] if ready else "Engine warming up")


def _check_state(opened: OpenDocument, errors: int, warnings: int) -> tuple[str, str]:
    """Return what the check comes to, and its tone; a graph just begun has done nothing wrong yet."""
    if not opened.document.nodes:
        return "Empty", "quiet"
    if errors:
        return plural(errors, "problem"), "bad"
    return (plural(warnings, "warning"), "warn") if warnings else ("No problems", "ok")


def _button(label: str, words: str, action: Callable[[], Awaitable[None] | None]) -> ui.button:
    button = ui.button(label, color=None, on_click=action).props("no-caps flat").classes("gn-button")
    button.tooltip(words)
    return button


def _file_button(name: str, label: str, words: str, action: Callable[[], None]) -> None:
    """Draw a button with a word, or with a picture where the bar is narrow."""
    with ui.button(color=None, on_click=action).props("no-caps flat").classes("gn-button gn-file-button") as button:
        icon(name, size=16)
        ui.label(label)
    named(button, label)
    button.tooltip(words)


def _icon_button(name: str, label: str, action: Callable[[], Awaitable[None] | None]) -> ui.button:
    with ui.button(color=None, on_click=action).props("flat dense").classes("gn-icon-button") as button:
        icon(name, size=17)
    named(button, label)
    button.tooltip(label)
    return button
