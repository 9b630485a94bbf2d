"""What nodes give to a sample, seen on their cards while the network learns, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import card, open_example, select, set_value

TRAINING_MILLISECONDS = 120_000
EPOCHS = 5000
"""More than any test waits for: each stops what it began."""


@pytest.fixture
def learning(page: Page, address: str) -> Iterator[Page]:
    """Return the page of an example while it learns: a small one, which leaves a core to the browser."""
    open_example(page, address, "MNIST, small with dropout")
    epochs = page.get_by_role("textbox", name="epochs", exact=True)
    epochs.fill(str(EPOCHS))
    epochs.press("Enter")
    page.get_by_role("button", name="Train", exact=True).click()
    yield page
    stop = page.get_by_role("button", name="Stop", exact=True)
    stop.click()
    expect(stop).to_be_disabled(timeout=TRAINING_MILLISECONDS)


def given(page: Page, node_id: str) -> Locator:
    """Return the picture of what a node gives, below its card."""
    return card(page, node_id).locator(".gn-activity")


def mark(page: Page, node_id: str) -> Locator:
    """Return what a node's card says of how it learns."""
    return card(page, node_id).locator(".gn-learns")


def test_cards_show_what_their_nodes_give_while_the_network_learns(learning: Page) -> None:
    page = learning
    hidden = given(page, "hidden")
    expect(hidden).to_have_attribute("alt", re.compile("48, from .*test sample [13], epoch"), timeout=120_000)
    expect(page.locator(".gn-activity")).to_have_count(9)
    expect(given(page, "answer")).to_have_text(re.compile(r"^\d · \d+ %$"))
    place, first = card(page, "digit").bounding_box(), hidden.get_attribute("src")
    assert first is not None
    expect(hidden).not_to_have_attribute("src", first, timeout=TRAINING_MILLISECONDS)
    assert card(page, "digit").bounding_box() == place  # nothing moves for it

    expect(mark(page, "hidden")).to_be_visible()
    select(page, "hidden")
    set_value(page, "units", "50")  # what it gives now is not what is shown of the run
    expect(hidden).to_have_count(0)
    expect(mark(page, "hidden")).to_have_count(0)
    expect(given(page, "digit")).to_be_visible()
    expect(mark(page, "digit")).to_be_visible()
    page.get_by_role("button", name="Undo").and_(page.locator(":enabled")).click()
    expect(hidden).to_be_visible()
    expect(mark(page, "hidden")).to_be_visible()

    other = page.context.new_page()
    other.goto(page.url)
    expect(given(other, "hidden")).to_be_visible()
    other.close()
    page.reload()
    expect(given(page, "hidden")).to_be_visible()

    while page.locator(".gn-card:not(.is-far)").count():
        page.get_by_role("button", name="Zoom out").click()
    expect(page.locator(".gn-activity")).to_have_count(0)
    page.get_by_role("button", name="Fit").first.click()
    expect(given(page, "hidden")).to_be_visible()


def test_the_sample_is_chosen_and_they_are_switched_off_while_it_learns(learning: Page) -> None:
    page = learning
    expect(given(page, "image")).to_be_visible(timeout=TRAINING_MILLISECONDS)
    page.get_by_role("tab", name="Layers").click()
    sample = page.get_by_role("spinbutton", name="Sample")
    sample.fill("3")
    # What is typed is not taken back by what the table is told of the network meanwhile.
    table = page.locator(".gn-layers-table")
    expect(table).not_to_have_text(table.text_content() or "", timeout=TRAINING_MILLISECONDS)
    sample.press("Enter")
    expect(given(page, "image")).to_have_attribute("alt", re.compile("test sample 3"), timeout=TRAINING_MILLISECONDS)

    share = page.get_by_role("combobox", name="Time that pictures on cards may take")
    expect(share).to_have_value("0.02")
    expect(page.get_by_text(re.compile(r"^took \d+\.\d %$"))).to_be_visible()
    share.select_option("0")
    page.reload()
    page.get_by_role("tab", name="Layers").click()
    expect(share).to_have_value("0")
    picture = given(page, "hidden").get_attribute("alt") or ""
    expect(table).not_to_have_text(table.text_content() or "", timeout=TRAINING_MILLISECONDS)
    expect(given(page, "hidden")).to_have_attribute("alt", picture)
    share.select_option("0.1")
    expect(given(page, "hidden")).not_to_have_attribute("alt", picture, timeout=TRAINING_MILLISECONDS)

    shown = page.get_by_role("combobox", name="Cards show")
    shown.select_option("off")
    expect(page.locator(".gn-activity")).to_have_count(0)
    expect(sample).to_be_disabled()
    shown.select_option("on")
    expect(given(page, "image")).to_be_visible()
