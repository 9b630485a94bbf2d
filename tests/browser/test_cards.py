"""Cards written on: names and main values are changed in place, each one step of undo."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import DENSE, card, open_drawn, select, undone


def test_names_and_values_are_written_on_the_card(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DENSE)
    field = page.locator(".gn-card-field")

    with undone(page, tmp_path):
        page.locator("[data-card=hidden] .gn-title").dblclick()
        expect(field).to_be_focused()
        page.keyboard.type("features")
        page.keyboard.press("Enter")
        expect(page.locator("[data-card=features].is-selected")).to_be_visible()
        expect(page.get_by_role("textbox", name="name", exact=True)).to_have_value("features")

    with undone(page, tmp_path):
        select(page, "hidden")
        page.locator("[data-card=hidden] .gn-kind").click()
        page.keyboard.press("F2")
        page.keyboard.type("nothing")
        page.keyboard.press("Escape")
        expect(field).to_have_count(0)
        expect(card(page, "hidden")).to_be_visible()
        page.locator("[data-card=hidden] [data-parameter=units]").click()
        page.keyboard.type("lots")
        page.keyboard.press("Enter")
        expect(page.locator(".gn-notice")).to_contain_text("hidden: units")
        page.locator("[data-card=hidden] [data-parameter=units]").click()
        page.keyboard.type("256")
        page.keyboard.press("Enter")
        expect(page.locator("[data-card=hidden] [data-parameter=units]")).to_contain_text("256")
        expect(field).to_have_count(0)

    with undone(page, tmp_path):
        page.locator("[data-card=hidden] [data-parameter=activation]").dblclick()
        field.select_option("tanh")
        expect(page.locator("[data-card=hidden] [data-parameter=activation]")).to_contain_text("tanh")
