"""Fingers on the canvas, as a touch screen sends them: tap, drag, pan, pinch, hold, and wires by two taps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import DENSE, card, middle, open_drawn, open_example, save, undone
from tests.browser.fingers import Fingers, Place
from tests.waiting import until

DIGITS = "Digits, a small convolutional network"
LEAST_TARGET_PIXELS = 24


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Page]:
    """Open an empty page on a touch screen; an error on it fails its test."""
    faults: list[str] = []
    context = browser.new_context(
        viewport={"width": 1180, "height": 820}, has_touch=True, is_mobile=True, accept_downloads=True
    )
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults


def zoom(page: Page) -> int:
    """Return how large the graph is shown, in percent."""
    return int(page.locator(".gn-percent").inner_text().removesuffix("%"))


def port(page: Page, reference: str, side: str) -> Place:
    return middle(page, f'[data-port="{reference}"][data-side="{side}"]')


def empty_place(page: Page) -> Place:
    """Return a point of empty canvas with room around it for a finger."""
    x, y = page.evaluate(
        """() => {
          const { left, top, right, bottom } = document.querySelector('.gn-canvas').getBoundingClientRect();
          const isEmpty = (x, y) => document.elementFromPoint(x, y)?.classList.contains('vue-flow__pane');
          for (let y = top + 40; y < bottom - 40; y += 20)
            for (let x = left + 40; x < right - 40; x += 20)
              if ([-24, 0, 24].every(dx => [-24, 0, 24].every(dy => isEmpty(x + dx, y + dy)))) return [x, y];
        }"""
    )
    return x, y


def test_fingers_select_move_pan_pinch_and_hold(tablet: Page, address: str, tmp_path: Path) -> None:
    page, fingers = tablet, Fingers(tablet)
    open_drawn(page, address, DENSE)
    page.locator("[data-card=digit] .gn-title").hover()  # waits until nothing moves
    title = middle(page, "[data-card=flat] .gn-title")
    empty = (middle(page, "[data-card=image] .gn-title")[0], title[1] + 200)

    fingers.tap(title)
    expect(page.locator("[data-card=flat].is-selected")).to_be_visible()
    fingers.tap(empty)
    expect(page.locator(".gn-card.is-selected")).to_have_count(0)

    with undone(page, tmp_path):
        fingers.drag(title, (title[0] + 20, title[1] + 90))
        expect(page.locator(".gn-said")).to_contain_text("Moved flat")
    before = save(page, tmp_path).read_bytes()

    start = middle(page, "[data-card=flat] .gn-title")
    fingers.drag(empty, (empty[0] - 60, empty[1] - 50))
    end = middle(page, "[data-card=flat] .gn-title")
    assert abs(end[0] - start[0] + 60) < 2
    assert abs(end[1] - start[1] + 50) < 2

    # Two fingers zoom and move, one of them on a card; what lies under them stays there.
    was = zoom(page)
    resting, going = end, (end[0] + 60, end[1] + 160)
    fingers.down(resting, going)
    fingers.move((resting, (end[0] - 40, end[1] - 20)), (going, (end[0] + 80, end[1] + 300)))
    fingers.up()
    assert zoom(page) > was * 1.5
    pinched = middle(page, "[data-card=flat] .gn-title")
    assert abs(pinched[0] - end[0] + 40) < 2
    assert abs(pinched[1] - end[1] + 20) < 2
    fingers.down(resting, going)
    fingers.move((resting, (resting[0] + 30, resting[1])), (going, (going[0] + 30, going[1])))
    fingers.up()
    assert abs(middle(page, "[data-card=flat] .gn-title")[0] - pinched[0] - 30) < 2

    # A finger held on a card opens its menu, and drags nothing from then on.
    held = middle(page, "[data-card=flat] .gn-title")
    fingers.down(held)
    expect(page.get_by_role("menu")).to_be_visible()
    fingers.move((held, (held[0] + 80, held[1] + 40)))
    fingers.up()
    expect(page.locator("[data-card=flat].is-selected")).to_be_visible()
    assert save_is(page, tmp_path, before)
    with undone(page, tmp_path):
        fingers.down(middle(page, "[data-card=flat] .gn-title"))
        item = page.get_by_role("menuitem", name="Bypass")
        expect(item).to_be_visible()
        fingers.up()
        box = item.bounding_box()
        assert box is not None
        fingers.tap((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
        expect(page.locator("[data-card=flat].is-bypassed")).to_be_visible()


def save_is(page: Page, folder: Path, content: bytes) -> bool:
    page.keyboard.press("Escape")
    return until(lambda: save(page, folder).read_bytes() == content)


def test_a_wire_is_drawn_by_two_taps(tablet: Page, address: str, tmp_path: Path) -> None:
    page, fingers = tablet, Fingers(tablet)
    open_example(page, address, DIGITS)
    page.locator("[data-card=strokes] .gn-title").hover()  # waits until nothing moves
    hint = page.locator(".gn-hint")

    fingers.tap(port(page, "scale", "out"))
    expect(hint).to_have_text("Choose the port or layer that scale leads to. Empty canvas lets go.")
    expect(page.locator('[data-port="strokes"].is-refused')).to_be_attached()
    fingers.tap(port(page, "strokes", "in"))
    expect(page.locator(".gn-notice")).to_have_text("strokes needs height × width × channels; scale gives 8 × 8.")
    expect(hint).to_be_visible()
    with undone(page, tmp_path):
        fingers.tap(port(page, "dropout", "in"))
        expect(hint).to_have_count(0)
        expect(page.get_by_role("button", name="Undo")).to_be_enabled()

    # From an input back, let go of on empty canvas; and onto a layer as a whole.
    fingers.tap(port(page, "flat", "in"))
    expect(hint).to_contain_text("that leads to flat")
    fingers.tap(empty_place(page))
    expect(hint).to_have_count(0)
    with undone(page, tmp_path):
        fingers.tap(port(page, "strokes", "out"))
        expect(hint).to_be_visible()
        fingers.tap(middle(page, "[data-card=flat] .gn-title"))
        expect(card(page, "flat")).to_contain_text("2,048")

    # A finger pulls wires as the mouse does.
    with undone(page, tmp_path):
        fingers.drag(port(page, "strokes", "out"), port(page, "flat", "in"))
        expect(card(page, "flat")).to_contain_text("2,048")


def test_whatever_a_finger_is_to_hit_is_large_enough(tablet: Page, address: str) -> None:
    page = tablet
    open_drawn(page, address, DENSE)
    page.locator(".vue-flow__pane").click(position={"x": 20, "y": 20})
    page.keyboard.press("Control+a")
    expect(page.locator(".gn-align")).to_be_visible()

    small = page.evaluate(
        """least => [...document.querySelectorAll('button, [role=tab], [role=radio], .gn-port, input, select')]
          .map(each => [each, each.getBoundingClientRect()])
          .filter(([each, box]) => box.width && each.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
          .map(([each, box]) => {
            const around = getComputedStyle(each, '::after');
            const grown = around.position === 'absolute' ? -2 * parseFloat(around.top) || 0 : 0;
            const scale = box.width / (each.offsetWidth || box.width);
            return [each.className + ' ' + (each.getAttribute('aria-label') ?? each.innerText),
              box.width + grown * scale, box.height + grown * scale];
          })
          .filter(([, width, height]) => width < least - 0.5 || height < least - 0.5)""",
        LEAST_TARGET_PIXELS,
    )

    assert small == []
