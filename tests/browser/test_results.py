"""What a person sees of a trained network, and draws for it, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import card, open_example, select, set_value
from tests.waiting import until

TRAINING_MILLISECONDS = 120_000
SIDES_OF_EXCERPT = """(excerpt) => {
  const [across, down] = [excerpt.clientWidth, excerpt.clientHeight];
  return [across, excerpt.querySelector("img").clientWidth, across / down];
}"""
THREE = (
    (0.35, 0.2),
    (0.6, 0.2),
    (0.68, 0.3),
    (0.6, 0.45),
    (0.48, 0.48),
    (0.62, 0.55),
    (0.68, 0.68),
    (0.58, 0.8),
    (0.35, 0.8),
)


@pytest.fixture
def trained(page: Page, address: str) -> Page:
    """Return the page of the main example, trained for one epoch."""
    open_example(page, address, "MNIST, one hidden layer")
    epochs = page.get_by_role("textbox", name="epochs", exact=True)
    epochs.fill("1")
    epochs.press("Enter")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".gn-score")).to_contain_text("accuracy", timeout=TRAINING_MILLISECONDS)
    return page


def test_the_results_so_far_are_shown_while_the_network_trains(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a step")
    set_value(page, "epochs", "100000")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("tab", name="Results").click()
    expect(page.locator(".gn-results")).to_contain_text("first results come with its first checkpoint")

    so_far = page.locator(".gn-results-so-far")
    expect(so_far).to_contain_text("by its last checkpoint", timeout=TRAINING_MILLISECONDS)
    expect(page.locator(".gn-results .gn-figure").first).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(so_far).to_have_count(0, timeout=TRAINING_MILLISECONDS)
    expect(page.locator(".gn-results .gn-figure").first).to_be_visible(timeout=TRAINING_MILLISECONDS)


def test_a_trained_network_shows_its_mistakes_its_weights_and_reads_a_drawn_digit(trained: Page) -> None:
    page = trained
    page.get_by_role("tab", name="Results").click()
    expect(page.get_by_text("Confusion matrix")).to_be_visible(timeout=TRAINING_MILLISECONDS)
    expect(page.locator("[id^=cell-]")).to_have_count(100)
    page.locator("[id='cell-4-9']").click()
    expect(page.locator(".gn-results-dialog")).to_contain_text("4 taken for 9", timeout=TRAINING_MILLISECONDS)
    page.keyboard.press("Escape")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download Confusion matrix").click()
        page.get_by_text("CSV", exact=True).click()
    counts = [line.split(",")[1:] for line in download.value.path().read_text().splitlines()[1:]]
    assert sum(int(count) for row in counts for count in row) == 10_000

    select(page, "hidden")
    expect(page.get_by_text("16 of 512.")).to_be_visible(timeout=TRAINING_MILLISECONDS)
    across, sheet_across, ratio = page.locator(".gn-insight-excerpt").evaluate(SIDES_OF_EXCERPT)
    # Eight whole ones of 28 pixels, a pixel apart, of 32; and two rows of them.
    assert sheet_across / across == pytest.approx((32 * 29 - 1) / (8 * 29 - 1), rel=0.01)
    assert ratio == pytest.approx((8 * 29 - 1) / (2 * 29 - 1), rel=0.05)
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("dialog").get_by_role("button", name="Look into Weights of hidden").click()
    sheet = page.get_by_role("img", name="Weights of hidden. The wheel")
    picture = sheet.locator("img")
    whole = picture.bounding_box()
    assert whole is not None
    page.keyboard.press("+")  # it has the focus
    assert until(lambda: (picture.bounding_box() or whole)["width"] > 1.3 * whole["width"])
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    learned = page.get_by_role("dialog", name="What the layer learned")
    learned.get_by_role("button", name="Close").click()
    expect(learned).to_have_count(0)

    page.get_by_role("tab", name="Try it").click()
    page.locator(".gn-sketch canvas").hover()  # waits until nothing moves
    drawn_on = page.locator(".gn-sketch canvas").bounding_box()
    assert drawn_on is not None
    places = [(drawn_on["x"] + x * drawn_on["width"], drawn_on["y"] + y * drawn_on["height"]) for x, y in THREE]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()
    expect(page.locator(".gn-try-best")).to_contain_text("3", timeout=TRAINING_MILLISECONDS)
    expect(page.get_by_text("What the network sees")).to_be_visible()
    hidden = card(page, "hidden").get_by_role("img", name="512, from 0 to")
    expect(hidden).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".gn-activity")).to_have_count(0)
