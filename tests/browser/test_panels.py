"""The panels around the canvas: made larger and smaller, folded, and found again as they were."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import DENSE, WARM_UP_MILLISECONDS, card, open_drawn, select

WATCH_WIDTHS = """
    window.widths = new Set();
    const look = () => {
        const panel = document.querySelector(".gn-left");
        if (panel) window.widths.add(panel.getBoundingClientRect().width);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""


def edge(page: Page, name: str) -> Locator:
    return page.get_by_role("separator", name=name)


def drag(page: Page, divider: Locator, across: int, down: int) -> None:
    box = divider.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


def test_panels_are_dragged_moved_by_keys_folded_and_remembered(page: Page, address: str) -> None:
    open_drawn(page, address, DENSE)
    palette, inspector, drawer = (edge(page, what) for what in ("the palette", "the inspector", "the drawer"))
    expect(palette).to_have_attribute("aria-valuenow", "232")
    drag(page, palette, 60, 0)
    expect(palette).to_have_attribute("aria-valuenow", "292")
    drag(page, palette, 900, 0)
    expect(palette).to_have_attribute("aria-valuenow", "420")
    drag(page, palette, -160, 0)
    inspector.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(inspector).to_have_attribute("aria-valuenow", "384")
    drag(page, drawer, 0, -100)
    expect(drawer).to_have_attribute("aria-valuenow", "348")
    drawer.dblclick(position={"x": 40, "y": 4})
    expect(drawer).to_have_attribute("aria-valuetext", "Folded")
    expect(page.locator(".gn-drawer")).to_be_hidden()

    page.add_init_script(WATCH_WIDTHS)
    page.reload()

    expect(card(page, "hidden")).to_be_visible()
    expect(palette).to_have_attribute("aria-valuenow", "260")
    expect(inspector).to_have_attribute("aria-valuenow", "384")
    expect(page.locator(".gn-drawer")).to_be_hidden()
    assert page.evaluate("[...window.widths]") == [260]
    page.get_by_role("button", name="No problems").click()
    expect(page.locator(".gn-drawer")).to_be_visible()
    expect(drawer).to_have_attribute("aria-valuenow", "348")


def test_each_panel_has_a_key_that_folds_it_and_what_is_needed_comes_back(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    open_drawn(page, address, DENSE)
    panels = [page.locator(selector) for selector in (".gn-left", ".gn-right", ".gn-drawer")]
    for panel, key in zip(panels, "pid", strict=True):
        page.keyboard.press(key)
        expect(panel).to_be_hidden()
    expect(page.locator(".gn-main")).to_have_css("width", "1024px")

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search layers")).to_be_focused()
    page.keyboard.type("pid")
    expect(panels[0]).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    select(page, "hidden")
    edge(page, "the palette").press("End")
    edge(page, "the inspector").press("End")
    expect(edge(page, "the palette")).to_have_attribute("aria-valuenow", "307")
    expect(edge(page, "the inspector")).to_have_attribute("aria-valuenow", "430")
    drag(page, edge(page, "the palette"), -250, 0)
    expect(panels[0]).to_be_hidden()
    page.locator('.gn-divider[data-side="left"] .gn-divider-grip').click()
    expect(panels[0]).to_have_css("width", "307px")


def test_a_long_name_is_readable_in_a_narrow_header_and_nothing_is_cut_off(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    open_drawn(page, address, DENSE)
    expect(page.locator(".gn-parameter-count")).not_to_be_empty(timeout=WARM_UP_MILLISECONDS)
    page.locator(".gn-document-name").click()
    page.get_by_role("textbox", name="New name").fill("A network that reads handwritten digits, at last")
    page.keyboard.press("Enter")

    name = page.locator(".gn-document-name > *")
    expect(name).to_have_text("A network that reads handwritten digits, at last")
    assert name.evaluate("name => name.clientWidth") > 140, "some sixteen letters"
    header = page.locator(".gn-header")
    assert header.evaluate("header => header.scrollWidth <= header.clientWidth")
    for button in ("Open", "Save", "Share", "Train"):
        expect(header.get_by_role("button", name=button, exact=True)).to_be_in_viewport(ratio=1)
