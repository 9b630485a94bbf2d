"""Commands on the page: by key, menu, palette and search-to-add, each one step that undo takes back whole."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import card, open_drawn, select, undone

DENSE = "MNIST, one hidden layer"


def cards(page: Page, count: int) -> None:
    expect(page.locator("[data-card]")).to_have_count(count)


def test_a_layer_is_found_by_a_few_letters_and_wired_where_it_is_asked_for(
    page: Page, address: str, tmp_path: Path
) -> None:
    open_drawn(page, address, DENSE)

    with undone(page, tmp_path):
        select(page, "hidden")
        page.keyboard.press("Tab")
        page.keyboard.type("drpt")
        page.keyboard.press("Enter")
        cards(page, 7)
        expect(page.locator('[data-wire="dropout"]')).to_be_attached()

    page.locator(".gn-canvas").dblclick(position={"x": 60, "y": 480})
    page.keyboard.type("is this a layer")
    expect(page.locator(".gn-pick-none")).to_contain_text("No layer matches")
    page.keyboard.press("Escape")
    expect(page.locator(".gn-float")).to_have_count(0)

    with undone(page, tmp_path):
        page.locator('[data-port="flat"][data-side="out"]').hover()
        page.mouse.down()
        page.mouse.move(420, 560, steps=6)
        page.mouse.up()
        expect(page.locator('.gn-pick[data-pick="Dense"]')).to_be_visible()
        expect(page.locator('.gn-pick[data-pick="Input"]')).to_have_count(0)
        page.get_by_role("combobox", name="Add a layer").fill("batchn")
        page.keyboard.press("Enter")
        expect(page.locator('[data-wire="batch_normalization"]')).to_be_attached()

    with undone(page, tmp_path):
        page.locator('[data-wire="digit"] .gn-wire-hit').click(button="right", force=True)
        page.get_by_role("menuitem", name="Insert a layer").click()
        page.keyboard.type("dropout")
        page.keyboard.press("Enter")
        expect(page.locator('[data-wire="dropout"]')).to_be_attached()
        expect(page.locator("[data-wire]")).to_have_count(6)


def test_commands_do_the_same_by_key_menu_and_palette(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DENSE)

    with undone(page, tmp_path):
        card(page, "hidden").click(button="right")
        page.get_by_role("menuitem", name="Bypass").click()
        expect(page.locator("[data-card=hidden].is-bypassed")).to_be_visible()
    with undone(page, tmp_path):
        card(page, "hidden").locator(".gn-head").click()  # a value of a selected card would be written on
        page.keyboard.press("Control+Shift+P")
        page.keyboard.type("mute")
        page.keyboard.press("Enter")
        expect(page.locator("[data-card=hidden].is-muted")).to_be_visible()

    page.keyboard.press("Control+ArrowLeft")
    expect(page.locator(".gn-card.is-selected")).to_have_count(4)
    page.keyboard.press("Control+f")
    page.keyboard.type("outp")
    page.keyboard.press("Enter")
    expect(page.locator("[data-card=answer].is-selected")).to_be_visible()
    expect(page.get_by_role("textbox", name="name", exact=True)).to_have_value("answer")
    page.keyboard.press("Control+b")
    expect(page.locator(".gn-notice")).to_contain_text("Mute it instead")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Select everything upstream")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_have_count(0)
    expect(page.locator(".gn-card.is-selected")).to_have_count(1)
