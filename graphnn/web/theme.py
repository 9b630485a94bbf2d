"""Light and dark: a page remembers in a cookie what its person chose, and follows the system until then."""

from nicegui import ui

from graphnn.web.assets import add_to_head
from graphnn.web.elements.theme import Theme

COOKIE = "graphnn_theme"
_YEAR_SECONDS = 365 * 24 * 3600
_REMEMBER_THE_OTHER = f"""(() => {{
  const isDark = !document.body.classList.contains("body--dark");
  document.cookie = `{COOKIE}=${{isDark ? "dark" : "light"}}; path=/; max-age={_YEAR_SECONDS}; samesite=strict`;
  return isDark;
}})()"""
"""Kept before the page shows it: who loads the page anew at once finds what they chose."""


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


async def switch(dark: Theme) -> None:
    """Switch between light and dark, and remember it."""
    dark.value = bool(await ui.run_javascript(_REMEMBER_THE_OTHER))
