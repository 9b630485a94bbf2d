"""Blocks on the page: an instance has a card and a form, and the document's blocks stand in the palette."""

from playwright.sync_api import Page, expect

from tests.browser.driving import card, count, drag_in, open_example, select, set_value

RESNET = "Digits, a small residual network"


def test_an_instance_is_shown_and_changed_like_a_layer(page: Page, address: str) -> None:
    open_example(page, address, RESNET)
    expect(count(page)).to_have_text("65,962 parameters")

    expect(card(page, "deep")).to_contain_text("block residual × 3")
    expect(card(page, "deep")).to_contain_text("4 × 4 × 32")
    select(page, "deep")
    set_value(page, "repeat", "1")

    expect(card(page, "deep")).to_contain_text("18,496")
    expect(count(page)).to_have_text("28,970 parameters")


def test_a_block_is_placed_from_the_palette(page: Page, address: str) -> None:
    open_example(page, address, RESNET)

    drag_in(page, "block.residual", (300, 500))

    expect(card(page, "residual")).to_contain_text("block residual")
