"""Light and dark: a page remembers in a cookie what its person chose, and follows the system until then."""

from nicegui import ui

from graphnn.web.assets import add_stylesheet

COOKIE = "graphnn_theme"
_YEAR_SECONDS = 365 * 24 * 3600


def apply_page_style() -> None:
    """Give the present page the style of the editor."""
    add_stylesheet()
    ui.query(".nicegui-content").classes(replace="gn-content")


def dark_mode() -> ui.dark_mode:
    """Return the page's theme as its cookie says; None is the system's."""
    request = ui.context.client.request
    chosen = request.cookies.get(COOKIE) if request is not None else None
    return ui.dark_mode({"dark": True, "light": False}.get(chosen or ""))


async def _is_dark_now() -> bool:
    return bool(await ui.run_javascript("document.body.classList.contains('body--dark')"))


async def switch(dark: ui.dark_mode) -> None:
    """Switch between light and dark, and remember it."""
    dark.value = not await _is_dark_now()
    theme = "dark" if dark.value else "light"
    ui.run_javascript(f"document.cookie = '{COOKIE}={theme}; path=/; max-age={_YEAR_SECONDS}; samesite=strict'")
