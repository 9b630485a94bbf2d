"""A picture to look into, by wheel, hand and keys."""

from nicegui.element import Element

from graphnn.web import assets


class ZoomPicture(Element, component="zoom_picture.js"):
    """Shows a picture whole at first."""

    def __init__(self, picture: str, label: str) -> None:
        """Put it into the present slot; the picture is a data URL."""
        assets.register_module()
        super().__init__()
        self._props["picture"] = picture
        self._props["label"] = label
