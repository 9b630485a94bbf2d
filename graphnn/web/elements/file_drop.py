"""The page as a place to drop a file on."""

from nicegui.element import Element

from graphnn.web import assets


class FileDrop(Element, component="file_drop.js"):
    """Says so while a file is dragged over the page, and sends what is dropped to an upload's address."""

    def __init__(self, url: str) -> None:
        """Put it into the present slot.

        Args:
            url: Where NiceGUI takes the files of an upload.
        """
        assets.register_module()
        super().__init__()
        self._props["url"] = url
