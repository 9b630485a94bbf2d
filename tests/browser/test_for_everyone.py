"""The page for everyone: names, roles and contrast by axe-core, in both themes; dialogs keep the focus.

axe-core comes with the tools that build the browser part (`npm ci` in static), and is no part of what ships.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import card, choose_example, drag_in, middle, open_example, select, set_value
from tests.browser.test_own_data import drop

AXE = Path(__file__).parents[2] / "static" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async (rules) => {
  const options = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary}`));
}"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  [null, "::before", "::after"].flatMap((part) => {
    const { transitionDuration, animationDuration, animationName } = getComputedStyle(element, part);
    const durations = animationName === "none" ? [transitionDuration] : [transitionDuration, animationDuration];
    const seconds = durations.flatMap((each) => each.split(","));
    return seconds.some((each) => parseFloat(each) > 0) ? [`${element.className} ${part ?? ""} ${seconds}`] : [];
  }))"""
PLACES_OF = """(selector) => new Promise((resolve) => {
  const places = [];
  const look = () => {
    places.push(Math.round(document.querySelector(selector).getBoundingClientRect().y));
    if (places.length < 20) requestAnimationFrame(look);
    else resolve(places);
  };
  look();
})"""
TRAIN_MILLISECONDS = 120_000

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run npm ci in static")


def test_start_page_and_what_is_read_aloud_have_no_fault(page: Page, address: str) -> None:
    faults: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    expect(page.get_by_role("region", name="Examples").get_by_role("button")).not_to_have_count(0)
    faults += look(page)
    page.get_by_role("button", name="New network").click()
    expect(page.get_by_role("region", name="First steps")).to_be_visible()
    faults += look(page)
    drag_in(page, "Dense", (300, 120))  # a network that nothing was done to need not be kept
    expect(page.locator(".gn-saved")).to_have_text("Saved")

    page.goto(address)
    more = page.get_by_role("button", name="More for Untitled").first
    more.click()
    faults += look(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_hidden()
    more.click()
    page.get_by_role("menuitem", name="Rename").click()
    expect(page.get_by_role("dialog", name="Rename")).to_be_visible()
    faults += look(page)
    assert not faults


def test_the_editor_has_no_fault_whatever_is_open(page: Page, address: str) -> None:
    faults: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    open_example(page, address, "MNIST, one hidden layer")
    faults += look(page)
    select(page, "hidden")
    page.get_by_text("more, all at their defaults").click()
    expect(page.get_by_role("combobox", name="kernel_initializer")).to_be_visible()
    faults += look(page)
    for tab, part in (("Data", ".gn-data"), ("Code", ".gn-code"), ("Runs", ".gn-runs"), ("Layers", ".gn-inside")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(part).first).to_be_visible()
        faults += look(page)

    for keys, name in (
        ("Shift+A", "Add a layer"),
        ("Control+Shift+P", "Commands"),
        ("?", "Keys"),
        ("Control+f", "Find"),
    ):
        page.keyboard.press(keys)
        opened = page.get_by_role("dialog", name=name)
        expect(opened).to_be_visible()
        faults += look(page)
        keeps_focus(page, opened)
        page.keyboard.press("Escape")
        expect(opened).to_be_hidden()
    opener = page.get_by_role("button", name="Versions")
    opener.focus()
    page.keyboard.press("Enter")
    versions = page.get_by_role("dialog", name="Versions")
    expect(versions.get_by_role("button", name="Close")).to_be_visible()
    faults += look(page)
    keeps_focus(page, versions)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("menuitem", name="Graph file")).to_be_visible()
    faults += look(page)
    page.keyboard.press("Escape")

    select(page, "digit")
    page.keyboard.press("Delete")
    page.get_by_role("tab", name="Problems").click()
    expect(page.locator(".gn-problem").first).to_be_visible()
    faults += look(page)
    page.locator("[data-card=hidden]").click(button="right")
    expect(page.get_by_role("menu", name="Layer")).to_be_visible()
    faults += look(page)
    assert not faults


def test_what_training_shows_has_no_fault(page: Page, address: str) -> None:
    faults: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    choose_example(page, "Fitting a sine")
    expect(page.locator(".gn-engine-ready")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Trained", exact=True)).to_be_visible(timeout=TRAIN_MILLISECONDS)
    faults += look(page)
    for tab, part in (
        ("Layers", ".gn-inside"),
        ("Fit", ".gn-fit-plot"),
        ("Results", ".gn-results .gn-figure"),
        ("Try it", ".gn-try-answer .gn-try-value"),
        ("Data", ".gn-data .gn-figure"),
        ("Runs", "[data-run]"),
    ):
        page.get_by_role("tab", name=tab, exact=True).click()
        expect(page.locator(part).first).to_be_visible(timeout=TRAIN_MILLISECONDS)
        faults += look(page)

    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("tab", name="Runs", exact=True).click()
    expect(page.locator(".gn-state.is-finished")).to_have_count(2, timeout=TRAIN_MILLISECONDS)
    for row in page.locator("[data-run]").all():
        row.click()
    expect(page.locator(".gn-runs-charts .gn-legend")).to_have_count(2)
    faults += look(page)
    page.locator("[data-run]").first.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Note and tags").click()
    note = page.get_by_role("dialog", name="Note and tags")
    expect(note).to_be_visible()
    faults += look(page)
    keeps_focus(page, note)
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    assert not faults


def test_what_a_layer_learned_its_form_and_all_activations_have_no_fault(page: Page, address: str) -> None:
    faults: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    open_example(page, address, "Digits through a narrow place")
    set_value(page, "epochs", "1")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Trained", exact=True)).to_be_visible(timeout=TRAIN_MILLISECONDS)
    select(page, "code")
    page.get_by_role("button", name="Show all").click(timeout=TRAIN_MILLISECONDS)
    learned = page.get_by_role("dialog", name="What the layer learned")
    expect(learned.locator(".gn-figure").first).to_be_visible(timeout=TRAIN_MILLISECONDS)
    faults += look(page)
    keeps_focus(page, learned)
    page.keyboard.press("Escape")
    expect(learned).to_have_count(0)

    for layer, name in (("Dropout", "dropout"), ("ZeroPadding2D", "zero_padding2d"), ("Pipeline", "pipeline")):
        drag_in(page, layer, (60, 60))
        select(page, name)
        faults += look(page)
        page.keyboard.press("Control+z")
        expect(card(page, name)).to_have_count(0)

    page.locator(".vue-flow__pane").click(position={"x": 20, "y": 20})
    page.keyboard.press("Control+Shift+P")
    page.keyboard.type("all activations")
    page.keyboard.press("Enter")
    activations = page.get_by_role("dialog", name="Activations")
    expect(activations.locator(".gn-figure-picture")).not_to_have_count(0, timeout=TRAIN_MILLISECONDS)
    faults += look(page)
    page.keyboard.press("Escape")
    assert not faults


def test_the_table_of_own_columns_has_no_fault(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    expect(page.locator(".gn-canvas")).to_be_visible()
    drop(page, "flowers.csv", "length,kind\n" + "1.5,rose\n,tulip\n2500.5,rose\n" * 4)

    table = page.get_by_role("table", name="Columns")
    length = table.get_by_role("row", name="length")
    expect(length.get_by_role("cell").last).to_have_text("1.5 to 2,500.5")
    assert look(page) == []


def test_lessons_and_what_is_not_there_have_no_fault(lenient_page: Page, address: str) -> None:
    page = lenient_page  # what is not there is told in the console, too
    faults: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.get_by_role("region", name="Lessons").get_by_role("button", name="Why non-linearity").click()
    expect(page.get_by_role("region", name="Lesson", exact=True)).to_contain_text("Step 1 of 7")
    expect(card(page, "hidden")).to_be_visible()
    faults += look(page)
    for path, title in (("nowhere", "This address leads nowhere"), ("document/gone.json", "cannot be opened")):
        page.goto(f"{address}{path}")
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        faults += look(page)
    assert not faults


def test_nothing_moves_for_who_asks_for_less_motion(page: Page, address: str) -> None:
    page.goto(address)
    choose_example(page, "Fitting a sine")
    expect(page.locator("[data-card]").first).to_be_visible()
    assert page.evaluate(MOVING)  # there is something to still

    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []
    page.keyboard.press("Control+Shift+P")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(MOVING) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("menuitem", name="Graph file")).to_be_visible()
    assert page.evaluate(MOVING) == []
    page.keyboard.press("Escape")
    before = middle(page, "[data-card=bend]")
    page.locator("[data-card=bend] .gn-title").click()
    page.keyboard.press("Shift+ArrowDown")
    page.get_by_role("button", name="Undo").and_(page.locator(":enabled")).click()
    places = page.evaluate(PLACES_OF, "[data-card=bend]")
    assert len(set(places)) <= 2, places  # at its old place, or at the new one
    page.wait_for_function(
        "([x, y]) => { const box = document.querySelector('[data-card=bend]').getBoundingClientRect();"
        " return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 1 }",
        arg=list(before),
    )


def look(page: Page) -> list[str]:
    """Return the faults of what is shown: in the light theme all, in the dark one those of its colours."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    faults: list[str] = page.evaluate(RUN_AXE, None)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body.body--dark")).to_be_attached()
    faults += [f"dark: {each}" for each in page.evaluate(RUN_AXE, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    expect(page.locator("body:not(.body--dark)")).to_be_attached()
    return faults


def keeps_focus(page: Page, within: Locator) -> None:
    """Check that Tab leads round within a dialog, not out of it."""
    for keys in ("Tab", "Shift+Tab", "Shift+Tab"):
        page.keyboard.press(keys)
        assert within.evaluate("dialog => dialog.contains(document.activeElement)"), keys
