"""Training as a person sees it: it outlives the page, is stopped and gone on with, and is compared with other runs."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import open_example, set_value

START_MILLISECONDS = 120_000
EPOCHS = 100_000


def test_a_run_goes_on_while_the_page_is_away_and_is_stopped_and_gone_on_with(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a sine")
    set_value(page, "epochs", str(EPOCHS))
    page.get_by_role("button", name="Train").click()
    expect(title(page)).to_contain_text("Epoch", timeout=START_MILLISECONDS)

    before = epoch(page)
    page.reload()
    expect(title(page)).to_contain_text("Epoch", timeout=START_MILLISECONDS)
    shown, loss = epoch(page), latest_loss(page).inner_text()
    expect(title(page)).not_to_contain_text(f"Epoch {shown} ", timeout=START_MILLISECONDS)
    expect(latest_loss(page)).not_to_have_text(loss)

    assert epoch(page) > shown >= before
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(title(page)).to_have_text("Stopped", timeout=START_MILLISECONDS)
    stopped_at, in_all = steps(page)
    page.get_by_role("button", name="Resume").click()
    expect(title(page)).to_contain_text("Epoch", timeout=START_MILLISECONDS)
    resumed_at = epoch(page)
    expect(title(page)).not_to_contain_text(f"Epoch {resumed_at} ", timeout=START_MILLISECONDS)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(title(page)).to_have_text("Stopped", timeout=START_MILLISECONDS)
    assert resumed_at >= stopped_at * EPOCHS // in_all
    assert steps(page)[0] > stopped_at


def test_runs_of_two_batch_sizes_are_told_apart_laid_over_each_other_and_deleted(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a parabola")
    set_value(page, "epochs", "3")
    page.get_by_role("button", name="Train").click()
    set_value(page, "batch_size", "8")
    page.get_by_role("button", name=re.compile("Train|Queue")).click()
    page.get_by_role("tab", name="Runs").click()
    rows = page.locator("[data-run]")
    expect(page.locator(".gn-state.is-finished")).to_have_count(2, timeout=START_MILLISECONDS)

    expect(rows.first).to_contain_text("As it is now")
    expect(rows.nth(1)).to_contain_text("batch_size 8 →")
    rows.first.click()
    rows.nth(1).click()
    expect(page.locator(".gn-runs-charts .gn-legend")).to_have_count(2)
    expect(page.locator(".gn-runs-charts .gn-legend b").first).to_have_text(re.compile(r"\d"))

    rows.nth(1).get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Restore this graph").click()
    expect(rows.nth(1)).to_contain_text("As it is now")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(rows.first).to_contain_text("As it is now")
    page.locator(".gn-runs-tools").get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(0)
    page.locator(".gn-runs-toast").get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(2)


def title(page: Page) -> Locator:
    return page.locator(".gn-run-title")


def latest_loss(page: Page) -> Locator:
    return page.locator(".gn-chart-box .gn-legend b").first


def epoch(page: Page) -> int:
    found = re.search(r"Epoch (\d+)", title(page).inner_text())
    assert found is not None
    return int(found.group(1))


def steps(page: Page) -> tuple[int, int]:
    """Return how many steps a run that has ended took, and how many it was to take."""
    found = re.search(r"([\d,]+) of ([\d,]+) steps", page.locator(".gn-run-facts").inner_text())
    assert found is not None
    return int(found.group(1).replace(",", "")), int(found.group(2).replace(",", ""))
