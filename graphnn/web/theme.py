"""Light and dark: a page remembers in a cookie what its person chose, and follows the system until then."""

from nicegui import ui

from graphnn.web.assets import add_to_head
from graphnn.web.elements.theme import Theme

COOKIE = "graphnn_theme"
_YEAR_SECONDS = 365 * 24 * 3600


def apply_page_style() -> None:
    """Give the present page the style of the editor."""
    add_to_head()
    ui.query(".nicegui-content").classes(replace="gn-content")
    # NiceGUI lays every page in a main of its own; ours is the one that leads to what the page is for.
    page = ui.context.client.content.parent_slot
    if page is not None:
        page.parent.props("role=none")


def dark_mode() -> Theme:
    """Return the page's theme as its cookie says; None is the system's."""
    request = ui.context.client.request
    chosen = request.cookies.get(COOKIE) if request is not None else None
    return Theme({"dark": True, "light": False}.get(chosen or ""))


async def _is_dark_now() -> bool:
    return bool(await ui.run_javascript("document.body.classList.contains('body--dark')"))


async def switch(dark: Theme) -> None:
    """Switch between light and dark, and remember it."""
    dark.value = not await _is_dark_now()
    theme = "dark" if dark.value else "light"
    ui.run_javascript(f"document.cookie = '{COOKIE}={theme}; path=/; max-age={_YEAR_SECONDS}; samesite=strict'")
