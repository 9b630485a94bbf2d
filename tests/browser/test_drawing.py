"""What is drawn around the network: each gesture is one step, and its undo gives the very same file back."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import DENSE, card, choose_cards, drag, middle, open_drawn, open_example, save


def undo(page: Page, steps: int) -> None:
    """Take steps back; there is nothing more to take back then."""
    button = page.get_by_role("button", name="Undo")
    for _ in range(steps):
        button.click()
    expect(button).to_be_disabled()


def test_a_frame_is_made_named_moved_with_its_cards_and_taken_back(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)
    before = save(page, tmp_path).read_bytes()

    choose_cards(page, "hidden", "digit")
    page.keyboard.press("Control+g")
    title = page.locator("[data-frame]")
    title.dblclick(position={"x": 30, "y": 15})
    page.keyboard.type("Classifier")
    page.keyboard.press("Enter")
    expect(title).to_contain_text("Classifier")
    place = middle(page, "[data-card=digit]")
    drag(page, ".gn-frame-words", 0, -90)
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.reload()
    expect(title).to_contain_text("Classifier")
    expect(card(page, "digit")).to_be_visible()
    undo(page, 3)

    expect(title).to_have_count(0)
    assert save(page, tmp_path).read_bytes() == before
    assert abs(middle(page, "[data-card=digit]")[0] - place[0]) < 3


def test_a_note_is_written_as_markdown_and_never_becomes_markup(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)
    before = save(page, tmp_path).read_bytes()

    page.locator(".vue-flow__pane").click(position={"x": 30, "y": 30})
    page.keyboard.press("n")
    expect(page.locator(".gn-note-field")).to_be_focused()
    page.keyboard.type("# Why\n**Bold** <img src=x onerror=alert(1)>")
    page.keyboard.press("Control+Enter")
    note = page.locator("[data-note]")
    expect(note.locator("b")).to_have_text("Bold")
    expect(note).to_contain_text("<img src=x onerror=alert(1)>")
    drag(page, "[data-note]", 40, 30)
    note.focus()
    page.keyboard.press("Delete")
    expect(note).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(note.locator("b")).to_have_text("Bold")
    undo(page, 3)

    assert save(page, tmp_path).read_bytes() == before


def test_cards_are_lined_up_made_small_and_laid_out(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)
    before = save(page, tmp_path).read_bytes()

    drag(page, "[data-card=digit] .gn-title", 20, 130)
    choose_cards(page, "hidden", "digit")
    page.get_by_role("button", name="Align top edges").click()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.keyboard.press("c")
    expect(card(page, "hidden").locator(".gn-foot")).to_have_count(0)
    card(page, "scale").click()
    page.keyboard.press("l")
    page.keyboard.press("Control+Shift+l")
    expect(page.locator('[data-port="scale"][data-side="out"].vue-flow__handle-bottom')).to_be_visible()
    undo(page, 5)

    expect(card(page, "hidden").locator(".gn-foot")).to_be_visible()
    assert save(page, tmp_path).read_bytes() == before


def test_a_wire_is_led_over_a_point_that_is_dragged_and_taken_away(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)
    before = save(page, tmp_path).read_bytes()

    wire = page.locator('[data-wire="digit"]')
    start = middle(page, '[data-port="hidden"][data-side="out"]')
    end = middle(page, '[data-port="digit"][data-side="in"]')
    page.mouse.dblclick((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    point = wire.locator(".gn-waypoint")
    expect(point).to_be_visible()
    height = middle(page, ".gn-waypoint")[1]
    drag(page, ".gn-waypoint", 0, 70)
    page.wait_for_function(
        "top => document.querySelector('.gn-waypoint').getBoundingClientRect().y > top + 40", arg=height
    )
    point.dblclick()
    expect(point).to_have_count(0)
    undo(page, 3)

    assert save(page, tmp_path).read_bytes() == before


def test_what_is_typed_in_a_note_stays_while_the_canvas_is_zoomed(page: Page, address: str) -> None:
    open_drawn(page, address, DENSE)
    page.locator(".vue-flow__pane").click(position={"x": 30, "y": 30})
    page.keyboard.press("n")
    field = page.locator(".gn-note-field")
    expect(field).to_be_focused()
    page.keyboard.type("Why")
    width = page.locator("[role=note]").bounding_box()["width"]
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"() => document.querySelector('[role=note]').getBoundingClientRect().width > {width} * 1.1")
    page.keyboard.type(" not")
    expect(field).to_have_value("Why not")
