"""A line between a browser and its server that a test can break: TCP, handed on byte for byte."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit

CHUNK_BYTES = 65_536


class Line:
    """Listens on a port of its own and hands on to a server, until it is cut."""

    def __init__(self, address: str) -> None:
        """Lead to the server of an address."""
        parts = urlsplit(address)
        self._server = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self._swallows = False
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow(self) -> None:
        """Let what the browser says get lost from now on, without a word."""
        self._swallows = True

    def cut(self) -> None:
        """Break all connections and let no new one through."""
        self._is_cut = True
        for end in tuple(self._open):
            _close(end)

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = self._swallows = False

    def close(self) -> None:
        """End it for good."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
                server = None if self._is_cut else socket.create_connection(self._server)
            except OSError:
                return  # The listener was closed.
            if server is None:
                _close(browser)
                continue
            self._open |= {browser, server}
            for source, target in ((browser, server), (server, browser)):
                hand_on = (source, target, source is browser)
                threading.Thread(target=self._hand_on, args=hand_on, daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket, is_from_browser: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                if not (is_from_browser and self._swallows):
                    target.sendall(chunk)
        for end in (source, target):
            self._open.discard(end)
            _close(end)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
