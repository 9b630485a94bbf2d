"""The system's clipboard on the page: copies as the text of a graph file, each paste one step of undo."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from graphnn.document import codec
from tests.browser.driving import DENSE, card, open_drawn, undone


def clipboard(page: Page) -> str:
    return page.evaluate("() => navigator.clipboard.readText()")


def test_layers_are_copied_cut_and_pasted_as_text(page: Page, address: str, tmp_path: Path, browser: Browser) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_drawn(page, address, DENSE)
    pane = page.locator(".vue-flow__pane")

    # A copy of everything, at the pointer: one step.
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+g")
    expect(page.locator("[data-frame]")).to_have_count(1)
    page.keyboard.press("Control+c")
    expect(page.locator(".gn-said")).to_contain_text("Copied 6")
    with undone(page, tmp_path):
        pane.hover(position={"x": 120, "y": 420})
        page.keyboard.press("Control+v")
        expect(page.locator("[data-card]")).to_have_count(12)
        expect(page.locator("[data-frame]")).to_have_count(2)
        expect(page.locator(".gn-card.is-selected")).to_have_count(6)
    text = clipboard(page)
    assert list(codec.loads(text).nodes) == ["image", "scale", "flat", "hidden", "digit", "answer"]

    # Cut and back again with the wire that led there.
    card(page, "digit").click()
    with undone(page, tmp_path):
        page.keyboard.press("Control+x")
        expect(card(page, "digit")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(card(page, "digit")).to_have_count(0)
    with undone(page, tmp_path):
        page.keyboard.press("Control+Shift+v")
        expect(page.locator('[data-wire="digit"]')).to_be_attached()
    page.keyboard.press("Control+z")

    # Into another browser, and by the menu.
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    other = context.new_page()
    other.goto(address)
    other.get_by_role("button", name="New network").click()
    expect(other.locator(".gn-empty")).to_be_visible()
    other.evaluate("text => navigator.clipboard.writeText(text)", text)
    other.locator(".vue-flow__pane").click(button="right", position={"x": 200, "y": 200})
    other.locator("[data-command=paste]").click()
    expect(other.locator("[data-card]")).to_have_count(6)
    context.close()


def test_other_text_is_told_in_words_and_fields_keep_their_own_clipboard(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_drawn(page, address, DENSE)

    page.evaluate("() => navigator.clipboard.writeText('See you at 8')")
    page.keyboard.press("Control+v")
    expect(page.locator(".gn-notice")).to_contain_text("holds no layers")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()

    card(page, "hidden").click()
    field = page.get_by_role("textbox", name="units", exact=True)
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.wait_for_function("async () => (await navigator.clipboard.readText()) === '512'")
    page.keyboard.press("Control+v")
    page.keyboard.press("Control+v")
    expect(field).to_have_value("512512")
    expect(page.locator("[data-card]")).to_have_count(6)
    page.keyboard.press("Escape")
