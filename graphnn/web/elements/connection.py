"""The connection of a page to its server, as the page sees it."""

from nicegui.element import Element

from graphnn.web import assets


class Connection(Element, component="connection.js"):
    """Says when the connection is lost, and tells the server again what it may not have heard (`hearing.py`)."""

    def __init__(self) -> None:
        """Put it into the present slot; nothing of it shows while all is well."""
        assets.register_module()
        super().__init__()
