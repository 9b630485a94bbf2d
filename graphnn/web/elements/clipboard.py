"""The browser's clipboard: takes a text, and tells whether it arrived there."""

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from graphnn.web import assets


class Clipboard(Element, component="clipboard.js"):
    """Puts texts into the clipboard; shows nothing itself."""

    def __init__(self) -> None:
        """Put it into the present slot."""
        assets.register_module()
        super().__init__()
        self._words = ""
        self.on("copied", self._tell)

    def copy(self, text: str, words: str) -> None:
        """Copy a text.

        Args:
            text: What is copied.
            words: What the person is told once it is.
        """
        self._words = words
        self.run_method("copy", text)

    def copy_address(self, path: str, words: str) -> None:
        """Copy the address of a page of this server, by the name that the browser knows it under."""
        self._words = words
        self.run_method("copyAddress", path)

    def _tell(self, event: GenericEventArguments) -> None:
        if event.args is True:
            ui.notify(self._words)
        else:
            message = "The browser keeps its clipboard closed. Allow it for this page, or save the file instead."
            ui.notify(message, type="negative", multi_line=True, timeout=0, close_button="Close")
