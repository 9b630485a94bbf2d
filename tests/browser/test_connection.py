"""A connection that breaks: nothing is lost, and nobody works on what would be."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from graphnn.document import codec
from tests.browser.driving import DENSE, card, command, drag, middle, open_drawn, select, set_value
from tests.browser.line import Line
from tests.waiting import until

pytestmark = pytest.mark.own_editor

BACK_MILLISECONDS = 30_000


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    line = Line(address)
    yield line
    line.close()


class SlowOpening:
    """Sockets of a page that say nothing to the server until they are let go."""

    def __init__(self, page: Page) -> None:
        """Hold what this page's sockets say from now on."""
        self._held: list[Callable[[], None]] | None = []
        page.route_web_socket("**/socket.io/**", self._hold)

    def let_go(self) -> None:
        """Hand on what was held, and all that follows."""
        held, self._held = self._held, None
        for hand_on in held or ():
            hand_on()

    def _hold(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def take(message: str | bytes) -> None:
            if self._held is None:
                server.send(message)
            else:
                self._held.append(partial(server.send, message))

        browser.on_message(take)


@pytest.mark.parametrize("seconds", [2, 8])
def test_a_break_is_said_holds_the_page_still_and_loses_nothing(
    page: Page, lenient_page: Page, address: str, workspace: Path, line: Line, seconds: int
) -> None:
    open_drawn(page, address, DENSE)
    file = workspace / page.url.rpartition("/")[2]
    afar = lenient_page
    afar.goto(line.address + page.url.removeprefix(address))
    select(afar, "hidden")
    before = codec.read(file)
    afar.evaluate("window.isTheSamePage = true")

    line.swallow()
    drag(afar, "[data-card=digit]", 40)
    line.cut()
    mark = afar.get_by_role("status").filter(has_text="Reconnecting…")
    expect(mark).to_be_visible()
    afar.keyboard.press("Delete")
    select(page, "hidden")
    set_value(page, "units", "99")
    expect(page.locator(".gn-saved")).to_have_text("Saved")
    assert codec.read(file).view == before.view
    afar.wait_for_timeout(1000 * seconds)
    expect(mark).to_be_visible()
    line.mend()

    expect(mark).to_be_hidden(timeout=BACK_MILLISECONDS)
    expect(card(afar, "hidden")).to_contain_text("99")
    until(lambda: codec.read(file).view.positions["digit"][0] > before.view.positions["digit"][0])
    assert set(codec.read(file).nodes) == set(before.nodes)
    assert afar.evaluate("window.isTheSamePage")
    afar.keyboard.press("Control+z")
    until(lambda: codec.read(file).view == before.view)
    expect(card(page, "hidden")).to_contain_text("99")
    select(afar, "digit")
    set_value(afar, "units", "11")
    expect(card(page, "digit")).to_contain_text("11")


def test_a_reload_amid_a_word_keeps_it_and_amid_a_drag_shows_what_was_saved(
    page: Page, address: str, workspace: Path
) -> None:
    open_drawn(page, address, DENSE)
    file = workspace / page.url.rpartition("/")[2]
    select(page, "hidden")
    page.get_by_role("textbox", name="units", exact=True).fill("55")
    page.reload()
    expect(card(page, "hidden")).to_contain_text("55")
    until(lambda: codec.read(file).nodes["hidden"].parameters["units"] == 55)
    saved = file.read_bytes()

    x, y = middle(page, "[data-card=digit]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 50, steps=4)
    page.reload()

    expect(card(page, "digit")).to_be_visible()
    page.wait_for_function("([x, y]) => document.elementFromPoint(x, y)?.closest('[data-card=digit]')", arg=[x, y])
    assert file.read_bytes() == saved


def test_a_page_that_is_not_connected_yet_calls_no_network_empty_and_keeps_what_it_is_told(
    page: Page, address: str
) -> None:
    open_drawn(page, address, DENSE)
    opening = SlowOpening(page)
    page.reload()
    canvas = page.locator(".gn-canvas")
    expect(canvas).to_have_attribute("aria-busy", "true")
    expect(page.locator(".gn-empty")).to_have_count(0)

    command(page, "show code")
    command(page, "start page")
    opening.let_go()

    expect(page.get_by_role("region", name="Examples")).to_be_visible()
