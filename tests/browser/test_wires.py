"""Wires on the page: where one fits is shown while it is pulled, and what it brings about when it is there."""

from playwright.sync_api import Page, expect

from tests.browser.driving import card, drag_in, middle, open_example, pull

DIGITS = "Digits, a small convolutional network"


def port(page: Page, reference: str, side: str):
    return page.locator(f'[data-port="{reference}"][data-side="{side}"]')


def test_a_pulled_wire_shows_where_it_fits_and_says_why_not(page: Page, address: str) -> None:
    open_example(page, address, DIGITS)

    port(page, "scale", "out").hover()
    page.mouse.down()
    page.mouse.move(*middle(page, '[data-port="strokes"][data-side="in"]'), steps=8)
    expect(page.locator(".gn-wire-reason")).to_have_text("strokes needs height × width × channels; scale gives 8 × 8.")
    expect(page.locator('[data-port="strokes"].is-refused')).to_be_attached()
    expect(page.locator('[data-port="image"][data-side="in"]')).to_have_count(0)
    expect(page.locator('[data-port="dropout"].is-refused')).to_have_count(0)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".gn-port.is-refused")).to_have_count(0)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()

    # A wire pulled off and let go is gone; it asks for no other layer.
    port(page, "flat", "in").hover()
    page.mouse.down()
    page.mouse.move(480, 600, steps=6)
    page.mouse.up()
    expect(page.locator('[data-wire="flat"]')).to_have_count(0)
    expect(page.locator(".gn-float")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator('[data-wire="flat"]')).to_have_count(1)

    # Let go on empty canvas, it asks for a layer that takes it; let go on a card, it finds the port itself.
    port(page, "parts", "out").hover()
    page.mouse.down()
    page.mouse.move(480, 600, steps=6)
    page.mouse.up()
    expect(page.locator('.gn-pick[data-pick="Conv1D"]')).to_have_count(0)
    expect(page.locator('.gn-pick[data-pick="Conv2D"]')).to_be_attached()
    page.keyboard.type("dense")
    page.keyboard.press("Enter")
    expect(page.locator('[data-wire="dense"]')).to_be_attached()
    expect(page.locator(".gn-advice")).to_contain_text("dense looks at the 64 values of each of the 4 × 4 places")
    page.get_by_role("button", name="Average over the places").click()
    expect(card(page, "dense")).to_contain_text("4,160")
    expect(page.locator('[data-wire="global_average_pooling2d"]')).to_be_attached()
    expect(page.locator(".gn-advice")).to_have_count(0)


def test_a_wire_let_go_on_a_card_finds_its_port(page: Page, address: str) -> None:
    open_example(page, address, DIGITS)

    pull(page, "digit", "scale")
    expect(page.locator(".gn-notice")).to_contain_text("cycle")
    port(page, "strokes", "out").hover()
    page.mouse.down()
    page.mouse.move(*middle(page, '[data-card="flat"] .gn-title'), steps=8)
    page.mouse.up()

    expect(card(page, "flat")).to_contain_text("2,048")


def test_a_layer_dropped_at_the_edge_leaves_the_view_where_it_is(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()

    drag_in(page, "Flatten", (20, 30))
    drag_in(page, "Dense", (300, 120))  # by now a view that moves has come to rest

    corner = page.locator(".gn-canvas").bounding_box()
    assert corner is not None
    x, y = middle(page, "[data-card=flatten] .gn-head")
    assert abs(x - corner["x"] - 20) < 4
    assert abs(y - corner["y"] - 30) < 4
