"""Commands on the page: by key, menu, palette and search-to-add, each one step that undo takes back whole."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import DENSE, card, command, expect_loaded, open_drawn, select, undone


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
        command(page, "mute")
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


def test_what_buttons_and_menus_of_the_page_do_is_among_the_commands(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    open_drawn(page, address, DENSE)
    networks = own(page, address)

    command(page, "copy a link")
    expect(page.get_by_text("The link is copied")).to_be_visible()
    assert "/shared#graph=" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        command(page, "python script")
    assert download.value.suggested_filename.endswith(".py")
    command(page, "show code")
    expect(page.get_by_role("tab", name="Code")).to_have_attribute("aria-selected", "true")
    command(page, "rename this network")
    expect(page.get_by_role("textbox", name="New name")).to_be_focused()
    page.keyboard.type("Renamed")  # what stood there is marked, so it gives way
    page.keyboard.press("Enter")
    name = page.locator(".gn-document-name")
    expect(name).to_have_text("Renamed")
    expect(page).to_have_title("Renamed – graphnn")
    page.get_by_role("button", name="Undo").click()
    expect(name).to_have_text(DENSE)
    command(page, "duplicate this network")
    expect(name).to_have_text(f"{DENSE} (copy)")
    expect_loaded(page)
    command(page, "new network")
    expect(page.locator(".gn-empty")).to_be_visible()
    command(page, "start page")

    shown = page.get_by_role("region", name="Your networks").locator(".gn-network-name")
    expect(shown).to_have_text([f"{DENSE} (copy)", *networks])  # not the new one, which is empty


def own(page: Page, address: str) -> list[str]:
    """Return what a person's own networks are called, as the start page lists them."""
    other = page.context.new_page()
    other.goto(address)
    expect(other.get_by_role("button", name="New network")).to_be_visible()
    names = other.get_by_role("region", name="Your networks").locator(".gn-network-name").all_inner_texts()
    other.close()
    return names
