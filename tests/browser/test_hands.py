"""The hand on the canvas: what is dropped, dragged, nudged and deleted is one step that undo takes back whole."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import DENSE, card, drag_in, middle, open_drawn, undone


def middle_of_wire(page: Page, source: str, target: str) -> tuple[float, float]:
    start = middle(page, f'[data-port="{source}"][data-side="out"]')
    end = middle(page, f'[data-port="{target}"][data-side="in"]')
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def test_layers_dropped_on_a_wire_go_into_it_and_deleted_ones_heal_it(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DENSE)
    page.locator("[data-card=digit] .gn-title").hover()  # waits until nothing moves
    canvas = page.locator(".gn-canvas").bounding_box()
    assert canvas is not None
    x, y = middle_of_wire(page, "hidden", "digit")

    with undone(page, tmp_path):
        drag_in(page, "Dropout", (int(x - canvas["x"]), int(y - canvas["y"])))
        expect(page.locator('[data-wire="dropout"]')).to_be_attached()
        expect(page.locator("[data-wire]")).to_have_count(6)

    drag_in(page, "Dropout", (60, 460))
    with undone(page, tmp_path):
        page.locator("[data-card=dropout] .gn-title").hover()
        page.mouse.down()
        page.mouse.move(x, y + 30, steps=6)
        page.mouse.move(x, y, steps=3)
        expect(page.locator('[data-wire="digit"].is-under-drop')).to_be_attached()
        page.mouse.up()
        expect(page.locator('[data-wire="dropout"]')).to_be_attached()
        expect(page.locator("[data-wire]")).to_have_count(6)

    with undone(page, tmp_path):
        card(page, "flat").click()
        card(page, "hidden").click(modifiers=["Shift"])
        page.keyboard.press("Control+Delete")
        expect(page.locator("[data-wire]")).to_have_count(3)
        expect(card(page, "flat")).to_have_count(0)
        expect(page.locator('[data-wire="digit"]')).to_be_attached()


def test_a_box_selects_arrows_nudge_and_copies_stand_beside(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DENSE)
    page.locator("[data-card=digit] .gn-title").hover()  # waits until nothing moves
    first, last = card(page, "hidden").bounding_box(), card(page, "digit").bounding_box()
    assert first is not None
    assert last is not None

    with undone(page, tmp_path):
        page.mouse.move(first["x"] - 8, first["y"] + first["height"] + 40)
        page.mouse.down()
        page.mouse.move(last["x"] + 20, last["y"] + 10, steps=8)
        page.mouse.up()
        expect(page.locator(".gn-card.is-selected")).to_have_count(2)
        for key in ("ArrowDown", "ArrowDown", "Shift+ArrowRight"):
            page.keyboard.press(key)
        expect(page.locator(".gn-said")).to_contain_text("Moved 2 layers")
    with undone(page, tmp_path):
        page.keyboard.press("Control+d")
        expect(page.locator("[data-card]")).to_have_count(8)
        expect(page.locator(".gn-card.is-selected")).to_have_count(2)
        expect(page.locator("[data-card=hidden].is-selected")).to_have_count(0)
    page.keyboard.press("Control+a")
    expect(page.locator(".gn-card.is-selected")).to_have_count(6)
    with undone(page, tmp_path):
        page.keyboard.press("Delete")
        expect(page.locator("[data-card]")).to_have_count(0)
