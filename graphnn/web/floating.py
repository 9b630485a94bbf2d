"""Menus and dialogs, with the names and roles by which they are read aloud and walked by keys."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from graphnn.web.icons import icon
from graphnn.web.named import named

_WALK = """(event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const place = items.indexOf(document.activeElement);
  items[place < 0 ? (step > 0 ? 0 : items.length - 1) : (place + step + items.length) % items.length]?.focus();
}"""


def dialog(label: str) -> ui.dialog:
    """Build a dialog, closed; it keeps the focus while it is open, and gives it back."""
    built = ui.dialog()
    named(built, label)
    return built


def dialog_head(words: str, opened: ui.dialog) -> None:
    """Build the first line of a dialog: what it shows, and a cross that closes it."""
    with ui.element("div").classes("gn-dialog-head"):
        ui.label(words).classes("gn-dialog-title").props("role=heading aria-level=2")
        close = ui.button(color=None, on_click=opened.close).props('flat dense aria-label="Close"')
        with close.classes("gn-icon-button"):
            icon("remove", size=17)


def menu() -> ui.menu:
    """Build a menu into the button that opens it; the arrow keys lead along its items."""
    return ui.menu().classes("gn-menu").on("keydown", js_handler=_WALK)


def menu_item(words: str, action: Callable[..., Any]) -> ui.menu_item:
    """Build one item of a menu; without words its content says what it does."""
    return ui.menu_item(words, on_click=action).props("role=menuitem")
