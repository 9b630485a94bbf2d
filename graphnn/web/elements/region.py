"""A part of the page that the browser draws by itself.

NiceGUI draws plain elements with the page as a whole: where the words of one change, everything is drawn anew, with
all fields and the canvas. A component draws what lies in it alone.
"""

from nicegui.element import Element

from graphnn.web import assets


class Region(Element, component="region.js"):
    """An element of HTML that is drawn anew when something in it changes, while what is around it stays."""

    def __init__(self, tag: str = "div") -> None:
        """Put it into the present slot.

        Args:
            tag: What it is in HTML.
        """
        assets.register_module()
        super().__init__()
        self._props["tag"] = tag
