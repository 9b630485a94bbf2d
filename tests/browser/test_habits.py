"""Habits of a hand at home in node editors: each does what it does elsewhere, and one undo takes it back whole."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import (
    DENSE,
    card,
    choose_cards,
    middle,
    open_drawn,
    open_example,
    pull,
    save,
    select,
    set_value,
    undone,
)

RESNET = "Digits, a small residual network"
POINT_ON_WIRE = """(path) => {
  const { x, y } = path.getPointAtLength(path.getTotalLength() * 0.5).matrixTransform(path.getScreenCTM());
  return [x, y];
}"""


def test_the_view_moves_and_zooms_under_the_hand_and_the_document_stays(page: Page, address: str) -> None:
    open_drawn(page, address, DENSE)
    page.locator("[data-card=digit] .gn-title").hover()  # waits until nothing moves
    percent = page.locator(".gn-percent")

    # The wheel zooms at the pointer: what lies under it lies under it still.
    x, y = middle(page, "[data-card=digit] .gn-kind")
    page.mouse.move(x, y)
    was = percent.inner_text()
    page.mouse.wheel(0, -240)
    expect(percent).not_to_have_text(was)
    now = middle(page, "[data-card=digit] .gn-kind")
    assert abs(now[0] - x) < 2
    assert abs(now[1] - y) < 2

    # The middle button takes hold of the canvas even on a card, and so does Space with the left one.
    for button, key in (("middle", None), ("left", "Space")):
        x, y = middle(page, "[data-card=digit] .gn-kind")
        page.mouse.move(x, y)
        if key:
            page.keyboard.down(key)
            expect(page.locator(".gn-canvas.is-panning")).to_be_visible()
        page.mouse.down(button=button)
        page.mouse.move(x - 70, y - 40, steps=5)
        page.mouse.up(button=button)
        if key:
            page.keyboard.up(key)
        page.wait_for_function(
            "([x, y]) => { const box = document.querySelector('[data-card=digit] .gn-kind').getBoundingClientRect();"
            " return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 3 }",
            arg=[x - 70, y - 40],
        )

    page.keyboard.press("0")
    expect(percent).to_have_text("100%")
    page.keyboard.press("-")
    expect(percent).to_have_text("80%")
    page.keyboard.press("+")
    expect(percent).to_have_text("100%")
    page.keyboard.press("f")
    expect(percent).not_to_have_text("100%")
    expect(card(page, "answer")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_cards_are_drawn_into_line_shared_out_and_chosen_along_the_wires(
    page: Page, address: str, tmp_path: Path
) -> None:
    open_drawn(page, address, DENSE)
    page.locator("[data-card=digit] .gn-title").hover()  # waits until nothing moves

    # Held near the line of its neighbour, a card is drawn to it; with Alt it goes where the hand is.
    with undone(page, tmp_path):
        x, y = middle(page, "[data-card=digit] .gn-subtitle")
        level = middle(page, "[data-card=hidden] .gn-subtitle")[1]
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 20, y + 60, steps=4)
        page.mouse.move(x + 20, y + 2, steps=4)
        expect(page.locator(".gn-guide").first).to_be_visible()
        page.mouse.up()
        expect(page.locator(".gn-guide")).to_have_count(0)
        assert abs(middle(page, "[data-card=digit] .gn-subtitle")[1] - level) < 1
    with undone(page, tmp_path):
        page.mouse.move(x, y)
        page.mouse.down()
        page.keyboard.down("Alt")
        page.mouse.move(x + 20, y + 3, steps=4)
        expect(page.locator(".gn-guide")).to_have_count(0)
        page.mouse.up()
        page.keyboard.up("Alt")

    with undone(page, tmp_path):
        page.locator(".vue-flow__pane").click(position={"x": 20, "y": 20})
        page.locator("[data-card=scale] .gn-subtitle").click()
        page.keyboard.press("Control+ArrowRight")
        expect(page.locator(".gn-card.is-selected")).to_have_count(5)
        expect(page.locator("[data-card=image].is-selected")).to_have_count(0)
        page.get_by_role("button", name="Same room between, across").click()
        expect(page.locator(".gn-said")).to_contain_text("Moved")

    # A frame goes with its cards: copied with them, and deleted with them.
    choose_cards(page, "hidden", "digit")
    page.keyboard.press("Control+g")
    expect(page.locator("[data-frame]")).to_have_count(1)
    with undone(page, tmp_path):
        page.keyboard.press("Control+d")
        expect(page.locator("[data-frame]")).to_have_count(2)
    choose_cards(page, "hidden", "digit")
    with undone(page, tmp_path):
        page.keyboard.press("Delete")
        expect(page.locator("[data-frame]")).to_have_count(0)
        expect(card(page, "digit")).to_have_count(0)


def test_what_is_faulty_is_found_and_a_field_undoes_its_own_typing(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DENSE)
    before = save(page, tmp_path).read_bytes()

    with undone(page, tmp_path):
        page.locator(".vue-flow__pane").hover(position={"x": 60, "y": 470})
        page.keyboard.press("Shift+A")
        page.keyboard.type("conv2d")
        page.keyboard.press("Enter")
        expect(card(page, "conv2d")).to_be_visible()
        page.keyboard.press("f")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+f")
        page.keyboard.type("is:invalid")
        expect(page.locator(".gn-pick")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator("[data-card=conv2d].is-selected")).to_be_visible()

    # In a field Ctrl+Z is the field's own: the document's last step stays.
    select(page, "hidden")
    set_value(page, "units", "64")
    expect(page.locator("[data-card=hidden] [data-parameter=units]")).to_contain_text("64")
    field = page.get_by_role("textbox", name="units", exact=True)
    field.click()
    page.keyboard.press("End")
    page.keyboard.type("9")
    expect(field).to_have_value("649")
    page.keyboard.press("Control+z")
    expect(field).not_to_have_value("649")
    page.keyboard.press("Escape")
    expect(page.locator("[data-card=hidden] [data-parameter=units]")).to_contain_text("64")
    page.locator(".vue-flow__pane").click(position={"x": 20, "y": 20})
    page.keyboard.press("Control+z")
    expect(page.locator("[data-card=hidden] [data-parameter=units]")).to_contain_text("512")
    assert save(page, tmp_path).read_bytes() == before


def test_layers_inside_a_block_are_bypassed_muted_copied_and_deleted(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, RESNET)
    card(page, "deep").dblclick()
    expect(page.locator(".gn-crumbs")).to_contain_text("deep")
    page.locator("[data-card=second] .gn-title").hover()  # waits until nothing moves

    for key, state in (("Control+b", "bypassed"), ("Control+m", "muted")):
        with undone(page, tmp_path):
            page.locator("[data-card=second] .gn-subtitle").click()
            page.keyboard.press(key)
            expect(page.locator(f"[data-card=second].is-{state}")).to_be_visible()
    with undone(page, tmp_path):
        page.locator("[data-card=second] .gn-subtitle").click()
        page.keyboard.press("Control+d")
        expect(page.locator("[data-card]")).to_have_count(7)
    with undone(page, tmp_path):
        page.locator("[data-card=second] .gn-subtitle").click()
        page.keyboard.press("Control+Delete")
        expect(card(page, "second")).to_have_count(0)
        expect(page.locator('[data-wire="sum.inputs.0"]')).to_be_attached()
    with undone(page, tmp_path):
        choose_cards(page, "first", "second")
        page.keyboard.press("Control+Shift+e")
        expect(card(page, "block")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".gn-crumbs")).to_have_count(0)


def test_wires_are_drawn_moved_pulled_off_and_deleted_and_redone_by_either_key(
    page: Page, address: str, tmp_path: Path
) -> None:
    open_drawn(page, address, DENSE)
    before = save(page, tmp_path).read_bytes()

    with undone(page, tmp_path):
        pull(page, "hidden", "answer")  # the later wire has the place
    with undone(page, tmp_path):
        page.locator('[data-port="hidden"][data-side="in"]').hover()
        page.mouse.down()
        page.mouse.move(*middle(page, '[data-port="digit"][data-side="in"]'), steps=8)
        page.mouse.up()
        expect(page.locator('[data-wire="hidden"]')).to_have_count(0)
    with undone(page, tmp_path):
        page.locator('[data-port="answer"][data-side="in"]').hover()
        page.mouse.down()
        page.mouse.move(*middle(page, ".gn-percent"), steps=8)
        page.mouse.move(420, 560, steps=4)
        page.mouse.up()
        expect(page.locator('[data-wire="answer"]')).to_have_count(0)

    # Ctrl adds to a selection as Shift does; Backspace deletes as Delete does, wires too.
    with undone(page, tmp_path):
        page.locator("[data-card=flat] .gn-subtitle").click()
        page.locator("[data-card=scale] .gn-subtitle").click(modifiers=["Control"])
        expect(page.locator(".gn-card.is-selected")).to_have_count(2)
        page.keyboard.press("Backspace")
        expect(page.locator("[data-card]")).to_have_count(4)
    for redo in ("Control+y", "Control+Shift+z"):
        page.keyboard.press(redo)
        expect(page.locator("[data-card]")).to_have_count(4)
        page.keyboard.press("Control+z")
        expect(page.locator("[data-card]")).to_have_count(6)
    with undone(page, tmp_path):
        page.mouse.click(*page.locator('[data-wire="digit"] .gn-wire-hit').evaluate(POINT_ON_WIRE))
        page.keyboard.press("Delete")
        expect(page.locator('[data-wire="digit"]')).to_have_count(0)

    # The menu of the canvas adds where it was opened.
    with undone(page, tmp_path):
        page.locator(".vue-flow__pane").click(button="right", position={"x": 80, "y": 460})
        page.get_by_role("menuitem", name="Add a layer").click()
        page.keyboard.type("dropout")
        page.keyboard.press("Enter")
        expect(card(page, "dropout")).to_be_visible()
    with page.expect_file_chooser():
        page.keyboard.press("Control+o")
    assert save(page, tmp_path).read_bytes() == before
