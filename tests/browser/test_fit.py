"""How a small network draws its answer, by hand and while it learns, in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import command, open_example
from tests.waiting import until

TRAINING_MILLISECONDS = 120_000


def pixels(page: Page, label: str) -> str:
    """Return what a picture shows."""
    drawn: str = page.locator(f'canvas[aria-label="{label}"]').evaluate("canvas => canvas.toDataURL()")
    return drawn


def test_the_curve_follows_a_weight_that_is_set_by_hand_and_the_training(page: Page, address: str) -> None:
    open_example(page, address, "One input, two units, one output")
    page.get_by_role("tab", name="Fit").click()
    fit = page.get_by_role("region", name="Anatomy of the fit")
    expect(fit).to_contain_text("not trained yet")
    slider = page.get_by_role("slider", name="bend kernel 1")
    off, before = fit.get_by_text("mean square").inner_text(), pixels(page, "The fit")

    slider.focus()
    page.keyboard.press("End")

    expect(fit).to_contain_text("weights set by hand")
    expect(fit.get_by_text("mean square")).not_to_have_text(off)
    assert until(lambda: pixels(page, "The fit") != before)
    assert page.locator(".gn-header").get_by_role("button", name="Undo").is_disabled()  # the document stays as it is

    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("tab", name="Fit").click()
    expect(fit).to_contain_text(re.compile(r"epoch \d+"), timeout=TRAINING_MILLISECONDS)
    expect(fit).to_contain_text("epoch 100", timeout=TRAINING_MILLISECONDS)
    last = pixels(page, "The fit")
    moment = page.get_by_role("slider", name="Moment of the training")
    moment.focus()
    page.keyboard.press("Home")
    expect(fit).not_to_contain_text("epoch 100")
    assert until(lambda: pixels(page, "The fit") != last)  # drawn a moment after it is said

    page.locator(".gn-canvas").click(position={"x": 500, "y": 40})
    command(page, "all activations")
    expect(page.get_by_role("dialog").get_by_role("img", name="celu", exact=True)).to_be_visible()
