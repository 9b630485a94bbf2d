"""Faults and their cures on the page: card, wire and Problems tab say what is wrong, and one click mends it."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.edits import AddNode, Connect
from graphnn.document.examples import load_examples
from graphnn.document.model import Node
from tests.browser.driving import (
    DENSE,
    WARM_UP_MILLISECONDS,
    card,
    drag_in,
    open_example,
    pull,
    save,
    select,
    set_value,
    wire,
)
from tests.waiting import until

DIGITS = "Digits, a small convolutional network"
POINT_ON_WIRE = """(path) => {
  const { x, y } = path.getPointAtLength(path.getTotalLength() * 0.6).matrixTransform(path.getScreenCTM());
  return [x, y];
}"""

WATCH_WORDS = """(element) => {
  window.wordsSeen = [];
  const look = () => window.wordsSeen.push(element.innerText);
  new MutationObserver(look).observe(element, { childList: true, characterData: true, subtree: true });
}"""

# Of the view and of the cards; it moves with the view, which glides.
SEEN_WHOLE = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const seen = document.querySelector(".gn-canvas").getBoundingClientRect();
  const isInside = box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
  const covers = (card) => {
    const { left, right, top, bottom } = card.getBoundingClientRect();
    return left < box.right && box.left < right && top < box.bottom && box.top < bottom;
  };
  return isInside && ![...document.querySelectorAll(".gn-card")].some(covers);
}"""


def test_a_faulty_card_and_its_wire_offer_the_cure_and_undo_brings_the_fault_back(
    page: Page, address: str, tmp_path: Path
) -> None:
    open_example(page, address, DENSE)
    page.locator(".gn-canvas").click(position={"x": 40, "y": 450})
    drag_in(page, "Conv2D", (160, 420))
    wire(page, "scale", "conv2d")
    expect(pill(page)).to_have_text("1 problem")
    faulty = save(page, tmp_path).read_bytes()

    select(page, "conv2d")
    bubble = card(page, "conv2d").locator(".gn-message")
    expect(bubble).to_contain_text("conv2d needs height × width × channels; scale gives 28 × 28.")
    card(page, "conv2d").locator(".gn-mark").hover()  # unasked it would lie over other cards
    expect(bubble.get_by_role("button", name="Add a channel axis")).to_be_visible()
    page.mouse.click(*page.locator('[data-wire="conv2d"] .gn-wire-hit').evaluate(POINT_ON_WIRE))
    beside_wire = page.locator(".gn-wire-fault")
    expect(beside_wire).to_contain_text("conv2d needs height × width × channels")
    beside_wire.get_by_role("button", name="Add a channel axis").click()
    expect(pill(page)).to_have_text("2 warnings")
    expect(beside_wire).to_have_count(0)
    expect(card(page, "conv2d")).to_contain_text("26 × 26 × 32")

    page.keyboard.press("Control+z")
    assert until(lambda: save(page, tmp_path).read_bytes() == faulty)
    expect(pill(page)).to_have_text("1 problem")
    card(page, "conv2d").locator(".gn-mark").hover()
    bubble.get_by_role("button", name="Add a channel axis").click()
    expect(pill(page)).to_have_text("2 warnings")


def test_a_dense_after_a_convolution_offers_flatten_and_pooling(page: Page, address: str) -> None:
    open_example(page, address, DIGITS)
    page.locator(".gn-canvas").click(position={"x": 40, "y": 440})
    drag_in(page, "Dense", (760, 60))

    pull(page, "strokes", "dense")
    advice = page.locator(".gn-advice")
    expect(advice).to_contain_text("dense looks at the 32 values of each of the 8 × 8 places")
    expect(advice.get_by_role("button", name="Average over the places")).to_be_visible()
    advice.get_by_role("button", name="Insert a Flatten").click()

    expect(page.locator('[data-card^="flatten"]')).to_have_count(1)
    expect(advice).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator('[data-card^="flatten"]')).to_have_count(0)


def test_the_problems_tab_lists_all_leads_to_each_and_cures_it(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)
    select(page, "digit")
    set_value(page, "units", "7")
    select(page, "flat")
    page.keyboard.press("Delete")
    page.get_by_role("tab", name="Problems").click()
    problems = page.locator(".gn-problems .gn-problem")
    expect(problems).to_have_count(4)  # two faults, and two layers that now lead nowhere
    units = problems.filter(has_text="digit gives 7 values to answer; label has 10 classes")
    broken = save(page, tmp_path).read_bytes()

    units.locator(".gn-problem-words").click()
    expect(page.get_by_role("textbox", name="name", exact=True)).to_have_value("answer")
    expect(card(page, "answer")).to_be_in_viewport()
    units.get_by_role("button", name="Set units to 10").click()
    expect(problems).to_have_count(3)
    page.keyboard.press("Control+z")
    assert until(lambda: save(page, tmp_path).read_bytes() == broken)
    expect(problems).to_have_count(4)

    problems.get_by_role("button", name="Connect scale to hidden").click()
    expect(problems).to_have_count(1)
    units.get_by_role("button", name="Set units to 10").click()
    problems.get_by_role("button", name="Insert a Flatten before digit").click()  # what the other two hid
    expect(problems).to_have_count(0)
    expect(page.locator("[data-wire]")).to_have_count(5)
    expect(pill(page)).to_have_text("No problems")


def test_a_press_on_a_cure_is_heard_though_the_list_changes_meanwhile(page: Page, address: str) -> None:
    open_example(page, address, DENSE)
    select(page, "digit")
    set_value(page, "units", "7")
    page.get_by_role("tab", name="Problems").click()
    problems = page.locator(".gn-problems .gn-problem")
    expect(problems).to_have_count(1)
    select(page, "flat")
    page.keyboard.press("Delete")
    expect(problems).to_have_count(4)

    cure = problems.get_by_role("button", name="Set units to 10")
    cure.hover()
    page.mouse.down()
    page.get_by_role("button", name="Undo").evaluate("button => button.click()")
    expect(problems).to_have_count(1)
    cure.hover()  # it may have moved up
    page.mouse.up()
    expect(problems).to_have_count(0)


def test_no_edit_of_a_faulty_network_makes_it_look_sound_for_a_moment(
    page: Page, address: str, workspace: Path
) -> None:
    document = next(example.document for example in load_examples() if example.document.name == DENSE)
    document = apply(
        document,
        AddNode(id="conv2d", node=Node(type="Conv2D", parameters={"filters": 8, "kernel_size": 3}), position=(0, 400)),
    )
    document = apply(document, Connect(source="scale", target="conv2d"))
    (workspace / "faulty.json").write_bytes(codec.dumps(document))
    page.goto(f"{address}document/faulty.json")
    expect(pill(page)).to_have_text("1 problem", timeout=WARM_UP_MILLISECONDS)
    pill(page).evaluate(WATCH_WORDS)

    for node, parameter, value in (("hidden", "units", "100"), ("conv2d", "filters", "16"), ("hidden", "units", "200")):
        select(page, node)
        set_value(page, parameter, value)
        expect(card(page, node)).to_contain_text(value)
    expect(card(page, "hidden")).to_contain_text("157,000")  # the engine has looked at the last

    expect(pill(page)).to_have_text("1 problem")
    assert set(page.evaluate("window.wordsSeen")) <= {"1 problem"}


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_what_is_said_beside_the_last_card_is_seen_whole_and_over_no_other_card(
    page: Page, address: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_example(page, address, DENSE)
    select(page, "digit")
    set_value(page, "units", "7")
    page.locator(".gn-canvas").click(position={"x": 20, "y": 20})  # so that all is fitted, and not the selection
    expect(page.locator(".gn-card.is-selected")).to_have_count(0)
    page.get_by_role("button", name="Fit").click()

    bubble = card(page, "answer").locator(".gn-message")
    expect(bubble.get_by_role("button", name="Set units to 10")).to_be_visible()
    page.wait_for_function(SEEN_WHOLE, arg=".is-told .gn-message")
    bubble.get_by_role("button", name="Set units to 10").click()
    expect(pill(page)).to_have_text("No problems")


def test_what_is_told_no_more_is_not_held_by_a_pointer_that_rests_there(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    expect(page.locator(".gn-empty")).to_be_visible()
    drag_in(page, "Flatten", (40, 40))
    drag_in(page, "Dense", (40, 240))
    bubble = card(page, "dense").locator(".gn-message")
    expect(bubble).to_be_visible()  # of the selected card it is told unasked
    bubble.hover()

    page.keyboard.press("Escape")

    expect(bubble).to_be_hidden()
    card(page, "dense").locator(".gn-mark").hover()
    expect(bubble).to_be_visible()
    bubble.hover()
    expect(bubble).to_be_visible()


def pill(page: Page) -> Locator:
    return page.locator(".gn-pill")
