"""The gate around a real NiceGUI server: page, long polling and websocket, from here and from elsewhere."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.browser

TOKEN = "correct-horse-battery"
SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport="


class Server:
    """A gated server in a process of its own, stopped at the end of the module."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.storage = folder / "storage"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("gated_server.py")), str(self.port), *arguments],
            cwd=folder,
            # Without pytest's own variables: NiceGUI serves otherwise where it sees them.
            env={**environment, "NICEGUI_STORAGE_PATH": str(self.storage), "PYTHONPATH": os.pathsep.join(sys.path)},
            stderr=subprocess.PIPE,
            text=True,
        )
        # Ends the wait below too, should the server hang at its start.
        self._time_limit = threading.Timer(60, self._process.kill)
        self._time_limit.start()
        assert self._process.stderr is not None
        lines = []
        for line in self._process.stderr:
            lines.append(line)
            if "Uvicorn running" in line:
                return
        raise RuntimeError("The server did not start:\n" + "".join(lines))

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.origin + path, headers=headers)

    def opens_socket(self, *, origin: str | None, **headers: str) -> bool:
        """Tell whether Engine.IO greets a websocket; False if the gate answers 403."""
        address = f"ws://127.0.0.1:{self.port}{SOCKET}websocket"
        try:
            with connect(address, origin=origin, additional_headers=headers, open_timeout=20) as connection:
                return str(connection.recv(timeout=20)).startswith('0{"sid"')
        except InvalidStatus as refusal:
            if refusal.response.status_code != 403:
                raise
            return False

    def stop(self) -> None:
        self._time_limit.cancel()
        self._process.terminate()
        self._process.communicate(timeout=20)


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on loopback without a token."""
    server = Server(tmp_path_factory.mktemp("open"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def token_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that wants a token."""
    server = Server(tmp_path_factory.mktemp("token"), TOKEN)
    yield server
    server.stop()


def test_the_page_and_both_transports_open_from_here(open_server):
    assert "behind the gate" in open_server.get("/").text
    assert open_server.get(SOCKET + "polling").text.startswith('0{"sid"')
    assert open_server.get(SOCKET + "polling", origin=open_server.origin).text.startswith('0{"sid"')
    assert open_server.opens_socket(origin=open_server.origin)


@pytest.mark.parametrize("origin", ["http://attacker.example", "http://127.0.0.1:1", "null"])
def test_neither_page_nor_transport_opens_for_a_foreign_origin(open_server, origin):
    polling = open_server.get(SOCKET + "polling", origin=origin)

    assert open_server.get("/", origin=origin).status_code == 403
    assert polling.status_code == 403
    assert "access-control-allow-origin" not in polling.headers
    assert not open_server.opens_socket(origin=origin)


def test_neither_page_nor_transport_opens_for_a_foreign_host(open_server):
    host = f"attacker.example:{open_server.port}"

    assert open_server.get("/", host=host).status_code == 421
    assert open_server.get(SOCKET + "polling", host=host).status_code == 421
    assert open_server.get("/_nicegui/anything", host=host).status_code == 421
    with socket.create_connection(("127.0.0.1", open_server.port), timeout=20) as raw:
        # By hand: no client lets its Host be chosen for a websocket.
        lines = (
            f"GET {SOCKET}websocket HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        )
        raw.sendall("\r\n".join([*lines, "", ""]).encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 403")


def test_without_an_origin_no_socket_opens_and_nothing_is_posted(open_server):
    assert not open_server.opens_socket(origin=None)
    assert httpx.post(open_server.origin + SOCKET + "polling", content="40").status_code == 403


def test_nothing_opens_without_the_token_and_no_session_is_stored(token_server):
    stored_before = sorted(token_server.storage.glob("*user*"))

    assert token_server.get("/").status_code == 403
    assert token_server.get("/?token=guess").status_code == 403
    assert token_server.get(SOCKET + "polling").status_code == 403
    assert not token_server.opens_socket(origin=token_server.origin)
    assert not token_server.opens_socket(origin=token_server.origin, cookie=f"graphnn_{token_server.port}=guess")
    assert sorted(token_server.storage.glob("*user*")) == stored_before
    assert "set-cookie" not in token_server.get("/").headers


def test_with_the_token_the_page_and_both_transports_open(token_server):
    cookie = token_server.get(f"/?token={TOKEN}").headers["set-cookie"].split(";")[0]

    assert "behind the gate" in token_server.get("/", cookie=cookie).text
    assert token_server.get(SOCKET + "polling", cookie=cookie).text.startswith('0{"sid"')
    assert token_server.opens_socket(origin=token_server.origin, cookie=cookie)


def test_an_upload_stops_at_the_limit_with_and_without_a_stated_length(open_server):
    def upload(content) -> int:
        return httpx.post(open_server.origin + "/upload", content=content, headers={"origin": open_server.origin})

    assert upload(b"x" * 1000).json() == 1000
    assert upload(b"x" * 1001).status_code == 413
    assert upload(iter([b"x" * 600, b"x" * 600])).status_code == 413


def test_the_headers_stand_on_pages_files_and_refusals(open_server):
    page = open_server.get("/")
    script = next(part.split('"')[0] for part in page.text.split('src="') if "nicegui.js" in part)

    for response in (page, open_server.get(script), open_server.get("/", origin="null")):
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
