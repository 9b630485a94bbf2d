"""Editing on the page: every gesture is one step of undo, and what is shown follows it."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from graphnn.document import codec
from tests.browser.driving import DENSE, card, count, drag_in, middle, open_example, pull, save, select, set_value, wire

TRAIN_MILLISECONDS = 120_000


def test_counts_follow_an_edit_its_undo_and_its_redo(page: Page, address: str) -> None:
    open_example(page, address, DENSE)

    select(page, "hidden")
    set_value(page, "units", "256")
    expect(count(page)).to_have_text("203,530 parameters")
    expect(card(page, "hidden")).to_contain_text("200,960")
    page.get_by_role("button", name="Undo").click()
    expect(count(page)).to_have_text("407,050 parameters")
    page.get_by_role("button", name="Redo").click()
    expect(count(page)).to_have_text("203,530 parameters")


def test_a_value_that_is_no_number_is_refused_in_words_and_changes_nothing(page: Page, address: str) -> None:
    open_example(page, address, DENSE)

    select(page, "hidden")
    set_value(page, "units", "many")

    expect(page.locator(".gn-field .q-field__messages").first).not_to_be_empty()
    expect(count(page)).to_have_text("407,050 parameters")


def test_the_next_field_keeps_the_cursor_when_the_one_before_is_taken(page: Page, address: str) -> None:
    open_example(page, address, DENSE)

    page.get_by_role("textbox", name="epochs", exact=True).fill("7")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("64")
    page.keyboard.press("Tab")

    expect(page.get_by_role("textbox", name="batch_size", exact=True)).to_have_value("64")
    expect(page.get_by_role("textbox", name="epochs", exact=True)).to_have_value("7")
    page.reload()
    expect(page.get_by_role("textbox", name="epochs", exact=True)).to_have_value("7")
    expect(page.get_by_role("textbox", name="batch_size", exact=True)).to_have_value("64")


def test_a_deleted_node_comes_back_with_its_wires_in_one_step(page: Page, address: str) -> None:
    open_example(page, address, DENSE)

    select(page, "hidden")
    page.keyboard.press("Delete")
    expect(page.locator("[data-wire]")).to_have_count(3)
    expect(page.locator(".gn-pill")).to_contain_text("problem")
    page.keyboard.press("Control+z")

    expect(page.locator("[data-wire]")).to_have_count(5)
    expect(page.locator(".gn-pill")).to_have_text("No problems")


def test_a_dragged_card_stays_where_it_was_dropped_until_undone(page: Page, address: str) -> None:
    open_example(page, address, DENSE)
    page.locator("[data-card=digit] .gn-title").hover()
    before = middle(page, "[data-card=digit] .gn-title")

    page.mouse.down()
    page.mouse.move(before[0] + 60, before[1] + 80, steps=6)
    page.mouse.up()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.reload()
    expect(card(page, "digit")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    page.wait_for_function(
        "([x, y]) => { const box = document.querySelector('[data-card=digit] .gn-title').getBoundingClientRect();"
        " return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 30 }",
        arg=list(before),
    )


def test_a_wire_that_would_close_a_cycle_is_refused_with_its_reason(page: Page, address: str) -> None:
    open_example(page, address, DENSE)

    pull(page, "digit", "hidden")

    expect(page.locator(".gn-notice")).to_contain_text("hidden")
    expect(page.locator("[data-wire]")).to_have_count(5)


def test_a_faulty_layer_offers_its_cure_and_the_cure_mends_it(page: Page, address: str) -> None:
    open_example(page, address, DENSE)

    page.locator(".gn-canvas").click(position={"x": 40, "y": 450})
    drag_in(page, "Conv2D", (160, 420))
    wire(page, "scale", "conv2d")
    expect(page.locator(".gn-pill")).to_contain_text("1 problem")
    page.get_by_role("tab", name="Problems").click()
    expect(page.locator(".gn-problems")).to_contain_text("conv2d needs height × width × channels; scale gives 28 × 28.")
    page.locator(".gn-problems").get_by_role("button", name="Add a channel axis").click()

    expect(card(page, "reshape")).to_contain_text("28 × 28 × 1")
    expect(card(page, "conv2d")).to_contain_text("26 × 26 × 32")


def test_a_saved_file_opens_again_as_it_was(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, "Digits, a small convolutional network")
    cards = page.locator("[data-card]").count()
    file = save(page, tmp_path)

    page.goto(address)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(file)

    expect(page.locator("[data-card]")).to_have_count(cards)
    assert save(page, tmp_path).read_bytes() == file.read_bytes()


def test_keys_save_and_train_what_was_typed_last(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, "Fitting a sine")

    page.get_by_role("textbox", name="epochs", exact=True).fill("3")
    with page.expect_download() as download:
        page.keyboard.press("Control+s")
    download.value.save_as(tmp_path / "saved.json")
    page.keyboard.press("Control+Enter")

    assert codec.read(tmp_path / "saved.json").training.epochs == 3
    expect(page.get_by_text("Trained", exact=True)).to_be_visible(timeout=TRAIN_MILLISECONDS)
    expect(page.locator(".gn-run")).to_contain_text("96 of 96 steps")


def test_a_broken_file_is_refused_with_the_place_of_its_fault(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"graphnn": 1, "name": "x", "nodes": {"a": {"tipe": "Dense"}}}')

    page.goto(address)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(file)

    expect(page.locator(".q-notification", has_text="nodes.a")).to_be_visible()


def test_a_stopped_run_keeps_its_score_and_a_reload_shows_it(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a sine")
    set_value(page, "epochs", "100000")

    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("of 100,000")).to_be_visible(timeout=TRAIN_MILLISECONDS)
    expect(page.get_by_role("button", name="Stop")).to_be_enabled()
    page.reload()
    expect(page.get_by_text("of 100,000")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped", exact=True)).to_be_visible(timeout=TRAIN_MILLISECONDS)

    expect(page.locator(".gn-score")).to_contain_text("loss")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()


def test_two_pages_on_one_document_see_each_others_edits(page: Page, address: str, browser: Browser) -> None:
    open_example(page, address, DENSE)
    other = browser.new_page(viewport={"width": 1440, "height": 900})
    other.goto(page.url)
    expect(card(other, "hidden")).to_be_visible()

    select(page, "hidden")
    page.keyboard.press("Delete")

    expect(card(other, "hidden")).to_have_count(0)
    expect(other.get_by_role("button", name="Undo")).to_be_disabled()  # it is not theirs to undo
    page.get_by_role("button", name="Undo").click()
    expect(card(other, "hidden")).to_be_visible()
    other.close()


def test_the_theme_a_person_chose_stays(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("body")).not_to_have_class("body--dark")

    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("body.body--dark")).to_be_visible()
    page.reload()

    expect(page.locator("body.body--dark")).to_be_visible()
