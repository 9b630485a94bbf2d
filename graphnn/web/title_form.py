"""What a document is called, and the words on it: read as Markdown, written as text."""

from collections.abc import Callable

from nicegui import ui

from graphnn.document.edits import Edit, SetTitle
from graphnn.document.model import Document
from graphnn.web.elements.words import Words
from graphnn.web.named import named
from graphnn.web.value_fields import row_button

LONG_CHARACTERS = 260
"""A longer description is folded to its beginning, so that the form below it is seen."""


class TitleForm:
    """The name and the description; the description is shown as it reads until a person writes on it."""

    def __init__(self, current: Callable[[], Document], apply_edit: Callable[[Edit], None]) -> None:
        """Build the fields into the present slot; `apply_edit` takes an edit that they show already."""
        self._current = current
        self._apply = apply_edit
        document = current()
        self._name = ui.input(value=document.name).classes("gn-name-field").props("dense borderless")
        named(self._name, "document name")
        self._name.on("blur", self._take)
        self._name.on("keydown.enter", self._take)
        with ui.element("div").classes("gn-description") as self._shown:
            self._words = ui.element("div").classes("gn-description-words").props("role=region")
            named(self._words, "what it is for")
            self._words.on("dblclick", self._write)
            row_button("pencil", "Write on the description", self._write)
        self._fold = ui.element("button").classes("gn-quiet gn-read-on").props("type=button")
        self._fold.on("click", lambda: self._set_folded(not self._is_folded))
        text = ui.textarea(value=document.description, placeholder="What this network is for")
        self._text = text.classes("gn-description-text").props("dense borderless autogrow")
        named(self._text, "description")
        self._text.on("blur", self._take_description)
        self._show(document.description)

    def _show(self, description: str) -> None:
        """Show the words; where there are none, the field invites some."""
        self._words.clear()
        with self._words:
            Words(description).classes("gn-soft")
        self._shown.set_visibility(bool(description))
        self._fold.set_visibility(len(description) > LONG_CHARACTERS)
        self._set_folded(len(description) > LONG_CHARACTERS)
        self._text.set_visibility(not description)

    def _set_folded(self, is_folded: bool) -> None:
        """Show the beginning of a long description, or all of it: no scroll bar within the panel's own."""
        self._is_folded = is_folded
        self._words.classes(**{"add" if is_folded else "remove": "is-folded"})
        self._fold.props(f"aria-expanded={str(not is_folded).lower()}")
        self._fold.clear()
        with self._fold:
            ui.label("Read on" if is_folded else "Show less")

    def _write(self) -> None:
        self._fold.set_visibility(False)
        self._shown.set_visibility(False)
        self._text.set_visibility(True)
        self._text.run_method("focus")

    def _take_description(self) -> None:
        self._take()
        self._show(self._current().description)

    def _take(self) -> None:
        title = SetTitle(name=self._name.value or "Untitled", description=self._text.value or "")
        if (title.name, title.description) != (self._current().name, self._current().description):
            self._apply(title)
