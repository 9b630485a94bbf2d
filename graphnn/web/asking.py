"""Asking a person for a few words, in a dialog."""

from collections.abc import Awaitable, Callable

from nicegui import background_tasks, ui

from graphnn.web import floating
from graphnn.web.named import named


def ask_words(
    title: str, *, label: str, value: str, go: str, take: Callable[[str], Awaitable[None] | None], longest: int
) -> None:
    """Show a dialog with one field, into the present slot.

    Args:
        title: What is asked.
        label: What the field is called where it is read aloud.
        value: What stands in it, marked so that typing replaces it.
        go: The word on the button that takes what was written; Enter does too.
        take: Gets what was written, without space around it, unless that is nothing.
        longest: So many characters at the most.
    """
    client = ui.context.client
    with floating.dialog(title) as dialog, ui.card().classes("gn-dialog"):
        ui.label(title).classes("gn-dialog-title").props("role=heading aria-level=2")
        field = ui.input(value=value).props(f"outlined dense autofocus maxlength={longest}")
        named(field, label)
        # By the page itself: a word from the server would come when the first letter is typed.
        field.on("focus", js_handler="(event) => event.target.select()")

        def done() -> None:
            dialog.close()
            words = (field.value or "").strip()
            outcome = take(words) if words else None
            if outcome is not None:
                background_tasks.create(_awaited(outcome), name=title, context=client)

        field.on("keydown.enter", done)
        with ui.element("div").classes("gn-dialog-end"):
            ui.button("Cancel", color=None, on_click=dialog.close).props("no-caps flat").classes("gn-button")
            ui.button(go, color=None, on_click=done).props("no-caps unelevated").classes("gn-button gn-go")
    dialog.on("hide", dialog.delete)
    dialog.open()


async def _awaited(outcome: Awaitable[None]) -> None:
    await outcome
