"""A network by the keyboard alone: every part of the page is reached by keys, and what happens is read aloud."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import DENSE, card, open_example, undone


def test_nodes_are_walked_moved_wired_and_deleted_by_keys_alone(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)

    page.keyboard.press("F6")  # the header
    page.keyboard.press("F6")  # the layers
    page.keyboard.press("F6")
    expect(card(page, "image")).to_be_focused()
    for key, node in (("ArrowRight", "scale"), ("ArrowRight", "flat"), ("ArrowLeft", "scale"), ("ArrowRight", "flat")):
        page.keyboard.press(f"Alt+{key}")
        expect(card(page, node)).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Selected flat")
    with undone(page, tmp_path):
        card(page, "flat").focus()  # what is saved was asked for by a button
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Shift+ArrowDown")
        expect(said(page)).to_contain_text("Moved flat to")

    with undone(page, tmp_path):
        card(page, "flat").focus()
        page.keyboard.press("w")
        expect(said(page)).to_contain_text("digit, inputs")  # it lies nearest, right below
        page.keyboard.press("ArrowRight")
        expect(said(page)).to_contain_text("answer, inputs")
        page.keyboard.press("ArrowLeft")
        expect(said(page)).to_contain_text("digit, inputs")
        expect(page.locator('[data-port="digit"][data-side="in"].is-aimed')).to_be_visible()
        page.keyboard.press("Enter")
        expect(said(page)).to_contain_text("Connected flat to digit")
    card(page, "flat").focus()
    page.keyboard.press("w")
    expect(page.locator(".is-aimed")).to_have_count(1)
    page.keyboard.press("w")  # its input now: what could lead to it
    expect(page.locator('[data-side="out"].is-aimed')).to_have_count(1)
    page.keyboard.press("Escape")
    expect(said(page)).to_have_text("No wire")
    expect(page.locator(".is-aimed")).to_have_count(0)
    expect(card(page, "flat")).to_be_focused()

    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menu", name="Layer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page, "flat")).to_be_focused()
    with undone(page, tmp_path):
        card(page, "flat").focus()
        page.keyboard.press("Delete")
        expect(said(page)).to_have_text("Deleted flat")
    expect(said(page)).to_contain_text("Added flat")


def test_a_layer_is_added_and_set_by_keys_alone(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)

    page.keyboard.press("/")
    page.keyboard.type("dropout")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Added dropout")
    expect(page.get_by_role("textbox", name="name", exact=True)).to_have_value("dropout")
    while not in_part(page, ".gn-right"):
        page.keyboard.press("F6")
    rate = page.get_by_role("textbox", name="rate", exact=True)
    while not rate.evaluate("field => field === document.activeElement"):
        page.keyboard.press("Tab")
    with undone(page, tmp_path):
        rate.focus()
        page.keyboard.press("ArrowUp")
        expect(rate).to_have_value("0.4")
        page.keyboard.press("Shift+F6")
        expect(card(page, "dropout")).to_be_focused()
    card(page, "hidden").focus()
    page.keyboard.press("F6")
    page.keyboard.press("F6")
    assert in_part(page, ".gn-drawer")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gn-drawer :focus")).to_have_attribute("role", "tab")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Pull a wire by keys")
    expect(page.get_by_role("dialog")).to_contain_text("Go to the next part of the page")


def said(page: Page) -> Locator:
    return page.locator(".gn-said")


def in_part(page: Page, part: str) -> bool:
    return bool(page.evaluate("part => document.querySelector(part).contains(document.activeElement)", part))
