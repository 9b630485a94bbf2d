"""Words of a document, in Markdown, as the notes on the canvas have them."""

from nicegui.element import Element

from graphnn.web import assets


class Words(Element, component="words.js"):
    """Shows a text; it is made of elements in the browser, and never taken for HTML."""

    def __init__(self, text: str) -> None:
        """Put it into the present slot."""
        assets.register_module()
        super().__init__()
        self._props["text"] = text
