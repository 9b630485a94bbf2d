"""What the editor says of a document's file: whether it is saved, and whose version stands if somebody wrote it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import assert_never

from nicegui import ui

from graphnn.errors import GraphnnError
from graphnn.session.document_file import ChangedElsewhere, DocumentFile, Saved, SaveFailed, SaveState, Unsaved


def mark_of(state: SaveState) -> tuple[str, str]:
    """Return the word for the state of a document's file, and its tone."""
    match state:
        case Saved():
            return "Saved", "quiet"
        case Unsaved():
            return "Saving…", "quiet"
        case SaveFailed():
            return "Not saved", "bad"
        case ChangedElsewhere():
            return "Not saved", "warn"
        case _:
            assert_never(state)


class FileNotice:
    """A strip above the canvas, there only while something about the file is to be known or decided."""

    def __init__(self, file: DocumentFile, person: str) -> None:
        """Build the strip into the present slot; what the person chooses is theirs to undo."""
        self._person = person
        self._file = file
        self._shown: SaveState | None = None
        self._strip = ui.element("div").classes("gn-strip").props("role=alert")
        self.refresh()

    def refresh(self) -> None:
        """Show what there is to say now, if anything."""
        state = self._file.state
        is_quiet = isinstance(state, Saved | Unsaved)
        if state == self._shown or (is_quiet and isinstance(self._shown, Saved | Unsaved)):
            return
        self._shown = state
        self._strip.clear()
        self._strip.set_visibility(not is_quiet)
        with self._strip:
            match state:
                case SaveFailed():
                    ui.label(f"Not saved. {state.message}")
                case ChangedElsewhere() if state.is_gone:
                    ui.label(f"{self._file.path.name} was deleted or moved by somebody else.")
                    _choice("Write it again", self._file.keep_ours)
                case ChangedElsewhere():
                    ui.label(
                        f"{self._file.path.name} was changed by another program. "
                        "Whichever you choose, the other one stays among the versions."
                    )
                    _choice("Show theirs", partial(self._file.take_theirs, by=self._person))
                    _choice("Keep this one", self._file.keep_ours)


def _choice(words: str, choose: Callable[[], Awaitable[None]]) -> None:
    async def chosen() -> None:
        try:
            await choose()
        except GraphnnError as error:
            ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")

    ui.button(words, color=None, on_click=chosen).props("no-caps unelevated dense").classes("gn-cure")
