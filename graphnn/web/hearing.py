"""Every event of a page is heard once, though a connection that breaks may make the page tell it twice.

A page numbers its events and keeps each until the server has said that it was heard; after a break it tells the rest
again (`unheard.js`). What arrived before the break, when only the word of it was lost, is known by its number here.
"""

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from nicegui import Client

if TYPE_CHECKING:
    from socketio import AsyncServer

PING_SECONDS, PONG_SECONDS = 10.0, 10.0
"""How often a page is asked whether it is there, and how long its answer may take: so soon a silent break is seen."""


class Hearing:
    """Knows the last event that was heard of each page."""

    def __init__(self) -> None:
        """Begin with no pages."""
        self._last: WeakKeyDictionary[object, int] = WeakKeyDictionary()

    def is_new(self, page: object, number: object) -> bool:
        """Tell whether an event of this number was not heard before, and take it as heard.

        What brings no number comes from a page that does not tell twice.
        """
        if not isinstance(number, int):
            return True
        if number <= self._last.get(page, 0):
            return False
        self._last[page] = number
        return True


def install(sockets: "AsyncServer") -> None:
    """Take the events of pages in NiceGUI's place; call it before `ui.run`.

    Args:
        sockets: NiceGUI's `core.sio`. It tells the page that an event was heard once the handler has returned.
    """
    hearing = Hearing()

    @sockets.on("event")  # type: ignore[untyped-decorator]  # python-socketio has no types
    def hear(_socket_id: str, message: dict[str, Any]) -> None:
        client = Client.instances.get(message["client_id"])
        if client is None or not client.has_socket_connection:
            return
        if hearing.is_new(client, message.pop("number", None)):
            client.handle_event(message)


def look_often(sockets: "AsyncServer") -> None:
    """Have a silent break seen soon; call it when the server starts, for NiceGUI sets its own times shortly before."""
    sockets.eio.ping_interval = PING_SECONDS
    sockets.eio.ping_timeout = PONG_SECONDS
