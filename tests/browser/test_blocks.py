"""Blocks on the page: an instance has a card and a form, and the document's blocks stand in the palette."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import card, count, drag_in, open_drawn, open_example, save, select, set_value, wire
from tests.waiting import until

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


def test_a_page_goes_into_a_block_and_what_it_changes_there_changes_all_instances(page: Page, address: str) -> None:
    open_example(page, address, RESNET)

    card(page, "deep").dblclick()
    expect(page.locator(".gn-crumbs")).to_contain_text("deep")
    expect(card(page, "first")).to_contain_text("9,248")
    select(page, "second")
    set_value(page, "kernel_size", "1")
    expect(card(page, "second")).to_contain_text("1,056")
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "second")).to_contain_text("9,248")
    wire(page, "_inputs_.inputs_2", "sum.inputs.2")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="input inputs_2")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(".gn-crumbs")).to_have_count(0)
    expect(page.locator('[data-port="deep.inputs_2"]')).to_be_visible()
    expect(page.locator('[data-port="shallow.inputs_2"]')).to_be_visible()


def test_escape_where_no_block_was_entered_asks_the_server_for_nothing(page: Page, address: str) -> None:
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda content: sent.append(str(content))))
    open_drawn(page, address, "MNIST, one hidden layer")

    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")

    expect(page.locator("[data-card].is-selected")).to_have_count(6)
    assert until(lambda: page.evaluate("true") and any("hidden" in each for each in sent))
    assert not any("depth" in each for each in sent)


def test_a_block_is_made_of_a_selection_named_and_unpacked_again(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, "MNIST, one hidden layer")
    before = save(page, tmp_path).read_bytes()

    card(page, "hidden").click()
    card(page, "digit").click(modifiers=["Shift"])
    page.keyboard.press("Control+Shift+e")
    expect(card(page, "block")).to_contain_text("407,050")
    expect(page.locator("[data-card]")).to_have_count(5)
    card(page, "block").dblclick()
    expect(page.get_by_text("What you change here changes in every place")).to_be_visible()
    set_value(page, "name", "head")
    select(page, "hidden")
    card(page, "hidden").hover()
    page.get_by_role("button", name="Offer units").click()
    page.locator(".gn-crumb", has_text="MNIST, one hidden layer").click()
    select(page, "block")
    expect(card(page, "block")).to_contain_text("block head")
    set_value(page, "units", "256")
    expect(count(page)).to_have_text("203,530 parameters")

    for _ in range(4):
        page.get_by_role("button", name="Undo").click()
    expect(card(page, "hidden")).to_be_visible()
    assert save(page, tmp_path).read_bytes() == before
    page.keyboard.press("Control+Shift+z")
    card(page, "block").click()
    page.keyboard.press("Control+Shift+u")
    expect(card(page, "hidden")).to_be_visible()
