"""What the gate answers: its refusals, the headers on every response, and the cap on what a request carries.

Pure ASGI, without a decision of its own on who may pass; that is the gate's.
"""

import re
from typing import TYPE_CHECKING, TypeAlias

from graphnn.web.origins import Authority

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers: TypeAlias = list[tuple[bytes, bytes]]


_LENGTH = re.compile("[0-9]{1,18}")


class LimitedBody:
    """Counts what a request carries, and answers 413 itself where it is too much."""

    def __init__(self, receive: "Receive", send: "Send", *, limit_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._limit_bytes = limit_bytes
        self._received_bytes = 0
        self._is_refused = False
        self._is_answered = False

    async def feed(self, app: "ASGIApp", scope: "Scope") -> None:
        """Run the app on a request whose body is cut off at the limit."""
        lengths = header_values(scope, b"content-length")
        if any(not _LENGTH.fullmatch(length) or int(length) > self._limit_bytes for length in lengths):
            await self._refuse()
            return
        try:
            await app(scope, self._receive_counted, self._send_unless_refused)
        except Exception:
            # The app was told that its client is gone; what it makes of that is of no interest any more.
            if not self._is_refused:
                raise

    async def _receive_counted(self) -> "Message":
        if self._is_refused:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._received_bytes += len(message.get("body", b""))
        if self._received_bytes <= self._limit_bytes:
            return message
        await self._refuse()
        return {"type": "http.disconnect"}

    async def _send_unless_refused(self, message: "Message") -> None:
        if not self._is_refused:
            self._is_answered = True
            await self._send(message)

    async def _refuse(self) -> None:
        self._is_refused = True
        if not self._is_answered:
            await answer(self._send, 413, f"More than {self._limit_bytes} bytes are not taken at once.")


def header_values(scope: "Scope", name: bytes) -> list[str]:
    """Return every value that a request gives for a header, by its lower-case name."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def security_headers(authority: Authority | None) -> Headers:
    """Return the headers that keep a page to its own server: nothing from elsewhere in it, it in no frame."""
    sockets = "" if authority is None else f" ws://{authority} wss://{authority}"
    policy = (
        "default-src 'self'",
        # NiceGUI starts its page by inline scripts, and Vue compiles templates in the browser.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        # Named besides 'self', which older browsers do not take for sockets.
        f"connect-src 'self'{sockets}",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return [
        (b"content-security-policy", "; ".join(policy).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]


def with_headers(send: "Send", headers: Headers) -> "Send":
    """Return a `send` that puts headers on every response, in place of those of the same name."""
    names = {name for name, _ in headers}

    async def send_with_headers(message: "Message") -> None:
        if message["type"] == "http.response.start":
            kept = [(key, value) for key, value in message.get("headers", []) if key.lower() not in names]
            message = {**message, "headers": [*kept, *headers]}
        await send(message)

    return send_with_headers


async def answer(
    send: "Send", status: int, text: str, *, media_type: str = "text/plain", headers: Headers | None = None
) -> None:
    """Answer with one line."""
    body = f"{text}\n".encode()
    own: Headers = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *(headers or [])]})
    await send({"type": "http.response.body", "body": body})
