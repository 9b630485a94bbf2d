"""The edge of a panel, to drag it larger or smaller, or to fold it."""

from typing import Literal

from nicegui.element import Element

from graphnn.web import assets


class Divider(Element, component="divider.js"):
    """Stands beside a panel of the page's grid; each browser remembers how large its panels are."""

    def __init__(self, side: Literal["left", "right", "bottom"]) -> None:
        """Put it into the present slot, for the panel at this side of the canvas."""
        assets.register_module()
        super().__init__()
        self._props["side"] = side

    def unfold(self) -> None:
        """Show the panel, if it is folded."""
        self.run_method("unfold")
