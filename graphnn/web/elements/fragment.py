"""What stands behind the # in the page's address, which the browser sends to no server: handed over by the page."""

from collections.abc import Callable

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from graphnn.document.link import MAX_LENGTH
from graphnn.web import assets


class Fragment(Element, component="fragment.js"):
    """Tells what stands there, at once and whenever it changes; shows nothing itself."""

    def __init__(self, on_read: Callable[[str], None]) -> None:
        """Put it into the present slot."""
        assets.register_module()
        super().__init__()
        self._on_read = on_read
        # One letter more shows that it is too long; more than that would only burden the socket.
        self._props["limit"] = MAX_LENGTH + 1
        self.on("read", self._take)

    def _take(self, event: GenericEventArguments) -> None:
        if isinstance(event.args, str):
            self._on_read(event.args)
