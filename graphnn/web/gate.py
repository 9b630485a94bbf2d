"""The one gate of the editor: what it refuses never reaches NiceGUI, over http or websocket.

A page on the internet must not reach an editor on this machine (DNS rebinding, forged requests, sockets opened
from elsewhere), nor a stranger on the network one that is bound wider. So each request must carry a Host this
server goes by, no foreign Origin, and the token where there is one. A middleware of NiceGUI or FastAPI sees http
only and runs inside those that `ui.run` adds; this gate is pure ASGI and `install` puts it around all of them.

    from nicegui import app, core, ui

    gate.install(app, core.sio, host=host, token=token)
    ui.run(host=host, port=port, reload=False)

Its law: a refusal is one line of text and tells nothing about the server behind it.
"""

import hashlib
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from graphnn.errors import UsageError
from graphnn.web.answers import LimitedBody, answer, header_values, security_headers, with_headers
from graphnn.web.origins import LOOPBACK_NAMES, Authority, is_loopback, is_same_origin, parse_authority

if TYPE_CHECKING:
    from socketio import AsyncServer
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

TOKEN_PARAMETER = "token"
TOKEN_LENGTH_MINIMUM = 16
BODY_LIMIT_BYTES = 64 * 2**20

# An icon of its own, so that the browser asks for none and breaks that request off when it goes on.
WELCOME = '<!doctype html><title>graphnn</title><link rel="icon" href="data:,"><p>Welcome. The editor opens.'

ANY_HOST = "*"
"""Stands for every name in `hosts`; only a token makes that safe."""

_WILDCARD_ADDRESSES = frozenset({"0.0.0.0", "::"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_binding(host: str, token: str | None) -> None:
    """Refuse to serve beyond this machine without a token that is hard to guess.

    Raises:
        UsageError: If `host` is no loopback address and there is no token, or the token is too short.

    >>> check_binding("127.0.0.1", None)
    >>> check_binding("0.0.0.0", None)
    Traceback (most recent call last):
    ...
    graphnn.errors.UsageError: --host 0.0.0.0: Another host than loopback needs a token: ...
    """
    if token is None:
        if not is_loopback(host):
            raise UsageError(
                f"--host {host}: Another host than loopback needs a token: whoever reaches the editor can train on "
                "this machine. Give one with --token or GRAPHNN_TOKEN, or leave --host out."
            )
    elif len(token) < TOKEN_LENGTH_MINIMUM:
        raise UsageError(
            f"--token: {len(token)} characters can be guessed. Give at least {TOKEN_LENGTH_MINIMUM}, "
            'as python -c "import secrets; print(secrets.token_urlsafe())" prints them.'
        )


def hosts_of(host: str, *, token: str | None) -> frozenset[str]:
    """Return the names that a server bound to `host` may be called by.

    With a token on a wildcard address every name will do: a name rebound to this machine brings no cookie along.
    """
    if token is not None and host in _WILDCARD_ADDRESSES:
        return frozenset({ANY_HOST})
    return LOOPBACK_NAMES | {host.strip("[]").lower()}


def install(
    app: "Starlette",
    sockets: "AsyncServer",
    *,
    host: str,
    token: str | None = None,
    port: int | None = None,
    body_limit_bytes: int = BODY_LIMIT_BYTES,
) -> None:
    """Put the gate around a NiceGUI app, its mounted socket included; call it before `ui.run`.

    Args:
        app: NiceGUI's `app`.
        sockets: NiceGUI's `core.sio`; its own check of origins is closed too.
        host: The address that the server binds.
        token: What a visitor must know.
        port: The only port the server may be called by. None takes any: behind a tunnel (`ssh -L`) or a container
            the browser sees another one, and the Origin must equal the Host, port included, all the same.
        body_limit_bytes: The most a request may carry, uploads included.

    Raises:
        UsageError: If another host than loopback has no token.
    """
    check_binding(host, token)
    hosts = hosts_of(host, token=token)
    build_ungated = app.build_middleware_stack

    def build_gated() -> "ASGIApp":
        return Gate(build_ungated(), hosts=hosts, port=port, token=token, body_limit_bytes=body_limit_bytes)

    # Not add_middleware: those that ui.run adds later would run first, and one of them stores a session per visitor.
    app.build_middleware_stack = build_gated  # type: ignore[method-assign]  # the seam Starlette leaves for it
    sockets.eio.cors_allowed_origins = _is_same_origin_socket


class Gate:
    """An ASGI app that lets through to another one what comes from where it should.

    Args:
        app: The app behind the gate.
        hosts: Names without port that the Host header may give; see `hosts_of`.
        port: The port it must give; None takes any.
        token: What a visitor must show once, as `/?token=…`; a cookie keeps it from then on.
        body_limit_bytes: The most a request may carry.

    Raises:
        ValueError: If any host is taken without a token.
    """

    def __init__(
        self,
        app: "ASGIApp",
        *,
        hosts: frozenset[str],
        port: int | None,
        token: str | None,
        body_limit_bytes: int = BODY_LIMIT_BYTES,
    ) -> None:
        if ANY_HOST in hosts and token is None:
            raise ValueError("Gate: any host without a token is no gate. Give a token or name the hosts.")
        self._app = app
        self._hosts = hosts
        self._port = port
        self._credential = None if token is None else _credential(token)
        self._body_limit_bytes = body_limit_bytes

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Refuse the connection or hand it on."""
        match scope["type"]:
            case "http":
                await self._serve(scope, receive, send)
            case "websocket":
                if self._fault(scope, self._authority(scope)) is None:
                    await self._app(scope, receive, send)
                else:
                    await receive()  # "websocket.connect": closed before it is accepted, so it becomes a 403
                    await send({"type": "websocket.close", "code": 1008})
            case "lifespan":
                await self._app(scope, receive, send)
            case _:
                raise NotImplementedError(f"Gate: {scope['type']} is neither http, websocket nor lifespan.")

    async def _serve(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        authority = self._authority(scope)
        send = with_headers(send, security_headers(authority))
        fault = self._fault(scope, authority)
        if fault is not None:
            await answer(send, *fault)
        elif self._brings_token(scope):
            await self._hand_out_cookie(scope, send)
        else:
            await LimitedBody(receive, send, limit_bytes=self._body_limit_bytes).feed(self._app, scope)

    def _authority(self, scope: "Scope") -> Authority | None:
        values = header_values(scope, b"host")
        authority = parse_authority(values[0], scheme=_scheme(scope)) if len(values) == 1 else None
        if authority is None or (self._port is not None and authority.port != self._port):
            return None
        return authority if ANY_HOST in self._hosts or authority.host in self._hosts else None

    def _fault(self, scope: "Scope", authority: Authority | None) -> tuple[int, str] | None:
        """Return status and words of the refusal, or None for what may pass."""
        if authority is None:
            return 421, "This server does not go by that name. Open the address that graphnn printed."
        origins = header_values(scope, b"origin")
        needs_origin = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if len(origins) > 1 or (needs_origin and not origins):
            return 403, "A request that changes something must say which page it comes from."
        if origins and not is_same_origin(origins[0], authority):
            return 403, "Requests from another site's page are refused."
        if _is_embedded_elsewhere(scope):
            return 403, "Another site's page may link here, but not load or embed this."
        if self._credential is not None and not self._shows(self._credential, scope):
            return 403, "The editor needs its token. Open the address with ?token= that graphnn printed."
        return None

    def _brings_token(self, scope: "Scope") -> bool:
        is_visit = scope["type"] == "http" and scope["method"] == "GET"
        return self._credential is not None and is_visit and bool(_tokens(scope))

    def _shows(self, credential: str, scope: "Scope") -> bool:
        if self._brings_token(scope):
            shown = [_credential(token) for token in _tokens(scope)]
        else:
            cookies = (pair.strip() for text in header_values(scope, b"cookie") for pair in text.split(";"))
            name = f"{_cookie_name(scope)}="
            shown = [cookie.removeprefix(name) for cookie in cookies if cookie.startswith(name)]
        # In constant time, so that it does not tell how close a guess was.
        return any(hmac.compare_digest(value.encode(), credential.encode()) for value in shown)

    async def _hand_out_cookie(self, scope: "Scope", send: "Send") -> None:
        """Set the cookie, and lead to the same address without the token, which then stays in no history.

        A page that goes on by itself, not a 303: after a click on a link in somebody's mail the browser would
        count the redirect as that site's doing too, and hold a strict cookie back.
        """
        query = urlencode([(key, value) for key, value in _query(scope) if key != TOKEN_PARAMETER])
        # One slash only: browsers read "//elsewhere" and "/\\elsewhere" as another server.
        path = "/" + scope.get("raw_path", b"/").decode("latin-1").lstrip("/\\")
        target = f"{path}?{query}" if query else path
        cookie = f"{_cookie_name(scope)}={self._credential}; Path=/; HttpOnly; SameSite=Strict"
        if _scheme(scope) == "https":
            cookie += "; Secure"
        headers = [(b"set-cookie", cookie.encode()), (b"refresh", f"0; url={target}".encode("latin-1"))]
        await answer(send, 200, WELCOME, media_type="text/html", headers=headers)


def _credential(token: str) -> str:
    """Return what the cookie holds for a token: any text is a fit token, but not a fit cookie."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _cookie_name(scope: "Scope") -> str:
    """Return a name of its own for every server of a machine: cookies know no ports."""
    return f"graphnn_{(scope.get('server') or ('', 0))[1]}"


def _scheme(scope: "Scope") -> str:
    return {"ws": "http", "wss": "https"}.get(scope["scheme"], str(scope["scheme"]))


def _query(scope: "Scope") -> list[tuple[str, str]]:
    return parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)


def _tokens(scope: "Scope") -> list[str]:
    return [value for key, value in _query(scope) if key == TOKEN_PARAMETER]


def _is_embedded_elsewhere(scope: "Scope") -> bool:
    """Tell whether the browser says that another site's page wants this as an image, a script, a frame…

    Such a request carries no Origin. Source: Fetch Metadata, https://www.w3.org/TR/fetch-metadata/
    """
    said = [header_values(scope, name) for name in (b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-dest")]
    return said[0] in (["cross-site"], ["same-site"]) and said[1:] != [["navigate"], ["document"]]


def _is_same_origin_socket(origin: str | None, environ: dict[str, Any]) -> bool:
    """Engine.IO's own check, behind the gate: the same rule, so that it grants no other page access by CORS."""
    if origin is None:
        return False
    authority = parse_authority(environ.get("HTTP_HOST", ""), scheme=_scheme(environ["asgi.scope"]))
    return authority is not None and is_same_origin(origin, authority)
