"""Light and dark as an element, which costs a page nothing until the one becomes the other."""

from nicegui import ui

from graphnn.web import assets


class Theme(ui.dark_mode, component="theme.js"):
    """Keeps the page dark, light, or (None) as the system is."""

    def __init__(self, value: bool | None) -> None:
        """Put it into the present slot."""
        assets.register_module()
        super().__init__(value)
