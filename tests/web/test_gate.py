"""The gate by itself, as pure ASGI: who passes, who does not, and what the answer says."""

import asyncio
from dataclasses import dataclass, field

import pytest

from graphnn.errors import UsageError
from graphnn.web.gate import ANY_HOST, Gate, check_binding, hosts_of

HOST = "localhost:8080"
ORIGIN = "http://localhost:8080"
TOKEN = "correct-horse-battery"


@dataclass
class Visit:
    """One connection through a gate, and what became of it."""

    reached_app: bool = False
    sent: list[dict] = field(default_factory=list)
    body_seen: bytes = b""

    @property
    def status(self) -> int:
        return self.sent[0]["status"]

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()

    def header(self, name: str) -> str | None:
        values = [value.decode() for key, value in self.sent[0]["headers"] if key == name.encode()]
        return values[0] if values else None


def visit(
    headers: dict[str, str] | list[tuple[str, str]],
    *,
    kind: str = "http",
    method: str = "GET",
    path: str = "/",
    query: str = "",
    body: tuple[bytes, ...] = (b"",),
    hosts: frozenset[str] = hosts_of("127.0.0.1", token=None),
    port: int | None = 8080,
    token: str | None = None,
    limit: int = 100,
) -> Visit:
    """Send one request, or open one socket, to an app behind a gate."""
    outcome = Visit()

    async def app(scope, receive, send) -> None:
        outcome.reached_app = True
        if kind == "websocket":
            await send({"type": "websocket.accept"})
            return
        while True:
            message = await receive()
            outcome.body_seen += message.get("body", b"")
            if not message.get("more_body"):
                break
        if message["type"] == "http.disconnect":
            raise ConnectionError("the client is gone")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"SAMEORIGIN")]})
        await send({"type": "http.response.body", "body": b"the editor"})

    pairs = list(headers.items()) if isinstance(headers, dict) else headers
    scope = {
        "type": kind,
        "scheme": "ws" if kind == "websocket" else "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(key.encode(), value.encode("latin-1")) for key, value in pairs],
        "server": ("127.0.0.1", 8080),
    }
    parts = [
        {"type": "http.request", "body": part, "more_body": place < len(body)}
        for place, part in enumerate(body, start=1)
    ]
    incoming = iter([{"type": "websocket.connect"}] if kind == "websocket" else parts)

    async def receive() -> dict:
        return next(incoming)

    async def send(message: dict) -> None:
        outcome.sent.append(message)

    gate = Gate(app, hosts=hosts, port=port, token=token, body_limit_bytes=limit)
    asyncio.run(gate(scope, receive, send))
    return outcome


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:8080"])
def test_this_machines_own_names_pass(host):
    outcome = visit({"host": host})

    assert (outcome.status, outcome.text) == (200, "the editor")


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example:8080",
        "localhost.attacker.example:8080",
        "localhost:9090",
        "localhost",
        "localhost:8080@attacker.example",
        "localhost:8080, attacker.example",
        "[::1",
        "::1:8080",
        "local host:8080",
        "localhost:8080;script-src *",
        "",
    ],
)
def test_any_other_host_is_refused_without_a_word_about_the_server(host):
    outcome = visit({"host": host})

    assert outcome.status == 421
    assert not outcome.reached_app
    assert outcome.text.count("\n") == 1
    assert "attacker" not in outcome.text
    assert "attacker" not in (outcome.header("content-security-policy") or "")


def test_a_request_with_no_host_or_two_is_refused():
    assert visit({}).status == 421
    assert visit([("host", HOST), ("host", HOST)]).status == 421


def test_without_a_port_any_port_of_a_known_host_passes():
    assert visit({"host": "localhost:9000", "origin": "http://localhost:9000"}, port=None).status == 200
    assert visit({"host": "localhost:9000", "origin": "http://localhost:8080"}, port=None).status == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://attacker.example",
        "http://localhost:3000",
        "https://localhost:8080",
        "http://127.0.0.1:8080",
        "null",
        "",
        "localhost:8080",
        "file://",
    ],
)
@pytest.mark.parametrize(("kind", "method"), [("http", "GET"), ("http", "POST"), ("websocket", "GET")])
def test_a_foreign_origin_is_refused(origin, kind, method):
    outcome = visit({"host": HOST, "origin": origin}, kind=kind, method=method)

    assert not outcome.reached_app
    assert outcome.sent[0].get("status") == 403 or outcome.sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_changes_something_needs_an_origin(method):
    assert visit({"host": HOST}, method=method).status == 403
    assert visit({"host": HOST, "origin": ORIGIN}, method=method).status == 200


def test_a_socket_needs_an_origin():
    refused = visit({"host": HOST}, kind="websocket")
    taken = visit({"host": HOST, "origin": ORIGIN}, kind="websocket")

    assert refused.sent == [{"type": "websocket.close", "code": 1008}]
    assert taken.sent == [{"type": "websocket.accept"}]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_may_link_here_but_not_load_or_embed(site):
    link = {"host": HOST, "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    assert visit(link).status == 200
    assert visit({**link, "sec-fetch-dest": "iframe"}).status == 403
    assert visit({**link, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}).status == 403
    assert visit({"host": HOST, "sec-fetch-site": site}).status == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("cookie", [None, "graphnn_8080=", "graphnn_8080=guess", f"graphnn_8080={TOKEN}", "other=1"])
def test_without_the_tokens_cookie_nothing_passes(kind, cookie):
    headers = {"host": HOST, "origin": ORIGIN} | ({"cookie": cookie} if cookie else {})

    outcome = visit(headers, kind=kind, token=TOKEN)

    assert not outcome.reached_app


def test_the_token_is_shown_once_and_a_cookie_keeps_it():
    welcome = visit({"host": HOST}, token=TOKEN, path="/open", query=f"a=1&token={TOKEN}&b=%262")
    set_cookie = welcome.header("set-cookie") or ""
    cookie = set_cookie.split(";")[0]

    assert not welcome.reached_app
    assert welcome.header("refresh") == "0; url=/open?a=1&b=%262"
    assert set_cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert TOKEN not in set_cookie
    assert visit({"host": HOST, "cookie": f"other=1; {cookie}"}, token=TOKEN).status == 200
    assert visit({"host": HOST, "origin": ORIGIN, "cookie": cookie}, kind="websocket", token=TOKEN).reached_app


def test_a_wrong_token_is_refused_and_sets_no_cookie():
    outcome = visit({"host": HOST}, token=TOKEN, query="token=guess")

    assert outcome.status == 403
    assert outcome.header("set-cookie") is None


@pytest.mark.parametrize("path", ["//attacker.example", "/\\attacker.example", "///attacker.example/x"])
def test_the_way_to_the_clean_address_never_leads_off_the_server(path):
    outcome = visit({"host": HOST}, token=TOKEN, path=path, query=f"token={TOKEN}")

    assert (outcome.header("refresh") or "").startswith("0; url=/attacker.example")


def test_a_token_in_the_address_opens_no_socket():
    assert not visit(
        {"host": HOST, "origin": ORIGIN}, kind="websocket", token=TOKEN, query=f"token={TOKEN}"
    ).reached_app


def test_a_page_of_no_token_may_use_the_word():
    assert visit({"host": HOST}, query="token=anything").text == "the editor"


def test_every_response_keeps_the_page_to_its_own_server():
    for outcome in (visit({"host": HOST}), visit({"host": "attacker.example"})):
        policy = outcome.header("content-security-policy") or ""
        assert "frame-ancestors 'none'" in policy
        assert "object-src 'none'" in policy
        assert "base-uri 'self'" in policy
        assert "http" not in policy
        assert outcome.header("x-content-type-options") == "nosniff"
        assert outcome.header("referrer-policy") == "no-referrer"
        assert outcome.header("cross-origin-opener-policy") == "same-origin"
    assert "connect-src 'self' ws://localhost:8080 wss://localhost:8080;" in (
        visit({"host": HOST}).header("content-security-policy") or ""
    )


def test_the_apps_own_headers_stay():
    assert visit({"host": HOST}).header("x-frame-options") == "SAMEORIGIN"


@pytest.mark.parametrize("length", ["101", "9" * 5000, "-1", "ten"])
def test_a_body_that_says_it_is_too_long_is_refused_unread(length):
    outcome = visit({"host": HOST, "origin": ORIGIN, "content-length": length}, method="POST", body=(b"x" * 200,))

    assert outcome.status == 413
    assert not outcome.reached_app


def test_a_body_that_grows_too_long_on_the_way_is_cut_off():
    outcome = visit({"host": HOST, "origin": ORIGIN}, method="POST", body=(b"x" * 60, b"x" * 60, b"x" * 60))

    assert outcome.status == 413
    assert outcome.body_seen == b"x" * 60
    assert len(outcome.sent) == 2


def test_a_body_of_just_the_limit_arrives():
    outcome = visit({"host": HOST, "origin": ORIGIN}, method="POST", body=(b"x" * 60, b"x" * 40))

    assert (outcome.status, outcome.body_seen) == (200, b"x" * 100)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_loopback_needs_no_token(host):
    check_binding(host, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "127.0.0.1.example.org"])
def test_another_host_needs_a_token_and_the_message_says_how(host):
    with pytest.raises(UsageError, match="Another host than loopback needs a token") as refusal:
        check_binding(host, None)

    assert "--token" in str(refusal.value)
    assert "GRAPHNN_TOKEN" in str(refusal.value)
    check_binding(host, TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_token_that_can_be_guessed_is_refused(host):
    with pytest.raises(UsageError, match="can be guessed"):
        check_binding(host, "secret")


def test_a_named_address_goes_by_its_name_and_a_wildcard_by_any_if_there_is_a_token():
    assert hosts_of("192.168.1.5", token=TOKEN) == {"localhost", "127.0.0.1", "::1", "192.168.1.5"}
    assert hosts_of("0.0.0.0", token=TOKEN) == {ANY_HOST}
    assert visit({"host": "anything:8080"}, hosts=frozenset({ANY_HOST}), token=TOKEN).status == 403


def test_a_gate_for_any_host_without_a_token_cannot_be_made():
    with pytest.raises(ValueError, match="is no gate"):
        visit({"host": HOST}, hosts=frozenset({ANY_HOST}))
