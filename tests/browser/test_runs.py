"""Training as a person sees it: it outlives the page, is stopped and gone on with, and is compared with other runs."""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from graphnn.protocol.run_folder import RunFolder
from tests.browser.driving import choose, expect_loaded, middle, open_example, set_value
from tests.browser.fingers import Fingers
from tests.waiting import is_alive, until

pytestmark = pytest.mark.own_editor

START_MILLISECONDS = 120_000
EPOCHS = 100_000


def test_a_run_goes_on_while_the_page_is_away_and_is_stopped_and_gone_on_with(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a sine")
    set_value(page, "epochs", str(EPOCHS))
    page.get_by_role("button", name="Train", exact=True).click()
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


def test_a_run_that_is_killed_says_so_and_goes_on_from_its_checkpoint(
    page: Page, address: str, workspace: Path
) -> None:
    open_example(page, address, "Exclusive or")
    set_value(page, "epochs", str(EPOCHS))
    page.get_by_role("button", name="Train", exact=True).click()
    expect(title(page)).to_contain_text("Epoch", timeout=START_MILLISECONDS)
    (folder,) = (RunFolder(path.parent) for path in workspace.rglob("*exclusive-or*/run.json"))
    killed = folder.read_process()
    assert killed is not None
    until((folder.path / "checkpoint").exists)

    os.kill(killed.pid, signal.SIGKILL)

    expect(page.locator(".gn-run-message")).to_contain_text("killed (SIGKILL)")
    page.get_by_role("button", name="Resume").click()
    expect(title(page)).to_contain_text("Epoch", timeout=START_MILLISECONDS)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(title(page)).to_have_text("Stopped", timeout=START_MILLISECONDS)
    assert not is_alive(killed.pid)


def test_a_run_that_cannot_have_its_gpu_and_comes_to_no_number_says_both(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a step")
    choose(page, "device", "GPU")
    set_value(page, "learning_rate", "1e30")
    page.get_by_role("button", name="Train").click()

    expect(title(page)).to_have_text("Diverged", timeout=START_MILLISECONDS)

    expect(page.locator(".gn-run-facts")).to_contain_text("no GPU here")
    message = page.locator(".gn-run-message")
    expect(message).to_contain_text(re.compile(r"in epoch 1, by step \d+: .* Lower the learning rate, which is 1e\+30"))
    page.get_by_role("tab", name="Results").click()
    expect(page.locator(".gn-results")).to_have_text(re.compile("left no network to look at"))


def test_runs_of_two_batch_sizes_are_told_apart_laid_over_each_other_and_deleted(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a parabola")
    set_value(page, "epochs", "3")
    page.get_by_role("button", name="Train", exact=True).click()
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


def test_the_queue_is_put_in_order_by_mouse_fingers_and_keys_and_more_train_at_a_time(
    page: Page, browser: Browser, address: str
) -> None:
    open_example(page, address, "Fitting a step")
    set_value(page, "epochs", str(EPOCHS))
    page.get_by_role("button", name="Train", exact=True).click()
    expect(title(page)).to_contain_text("Epoch", timeout=START_MILLISECONDS)
    waiting = page.locator("[data-run]", has=page.locator(".gn-state.is-queued"))
    page.get_by_role("tab", name="Runs").click()
    for count, batch_size in enumerate(("11", "22", "33"), start=1):
        set_value(page, "batch_size", batch_size)
        page.get_by_role("button", name="Queue", exact=True).click()
        expect(waiting).to_have_count(count)  # seen without leaving the tab: a run that waits is not shown
    ids = [row.get_attribute("data-run") for row in waiting.all()]

    def expect_order(*ranks: int) -> None:
        for place, rank in enumerate(ranks):
            expect(waiting.nth(place)).to_have_attribute("data-run", ids[rank] or "")

    waiting.nth(2).drag_to(waiting.first)
    expect_order(2, 0, 1)
    with browser.new_context(viewport={"width": 1180, "height": 820}, has_touch=True, is_mobile=True) as context:
        drag_by_finger(context.new_page(), page.url, ids[0], ids[2])
    expect_order(0, 2, 1)
    waiting.nth(1).drag_to(waiting.first)
    expect_order(2, 0, 1)
    waiting.first.get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    item = page.get_by_role("menuitem", name="Move down in the queue")
    expect(item).to_be_visible()
    item.press("Enter")
    expect_order(0, 2, 1)
    waiting.nth(2).get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Take out of the queue").click()
    expect(waiting).to_have_count(2)

    page.get_by_label("At a time").select_option("2")
    expect(waiting).to_have_count(1, timeout=START_MILLISECONDS)
    expect_order(2)
    expect(page.locator(".gn-state.is-running")).to_have_count(2, timeout=START_MILLISECONDS)


def drag_by_finger(tablet: Page, url: str, run: str, onto: str) -> None:
    """Drag a run that waits to the place of another, in the table of runs of another page."""
    tablet.goto(url)
    expect_loaded(tablet)
    tablet.get_by_role("tab", name="Runs").click()
    for each in (run, onto):
        tablet.locator(f"[data-run='{each}'] .gn-run-grip").hover()  # waits until nothing moves
    start, end = (middle(tablet, f"[data-run='{each}'] .gn-run-grip") for each in (run, onto))
    fingers = Fingers(tablet)
    fingers.down(start)
    fingers.move((start, end))
    expect(tablet.locator(f"[data-run='{onto}'].is-aimed-at")).to_be_visible()
    fingers.up()
    waiting = tablet.locator("[data-run]", has=tablet.locator(".gn-state.is-queued"))
    expect(waiting.first).to_have_attribute("data-run", run)
    expect(tablet.locator("tr.is-dragged, tr.is-aimed-at")).to_have_count(0)


def test_how_training_goes_is_said_to_who_hears_the_page(page: Page, address: str) -> None:
    open_example(page, address, "Fitting a step")
    listen(page)
    set_value(page, "epochs", "2")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("window.heard.includes('Training ended: Trained')", timeout=START_MILLISECONDS)
    heard = page.evaluate("window.heard.filter((words) => words.startsWith('Training'))")
    assert heard[-1] == "Training ended: Trained"
    assert set(heard[:-1]) <= {"Training has begun"}  # it may be over before that is said

    set_value(page, "epochs", str(EPOCHS))
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("window.heard.at(-1) === 'Training has begun'", timeout=START_MILLISECONDS)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.wait_for_function("window.heard.at(-1) === 'Training ended: Stopped'", timeout=START_MILLISECONDS)

    set_value(page, "learning_rate", "1e30")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(
        "/^Training ended: Diverged. .* Lower the learning rate/.test(window.heard.at(-1))", timeout=START_MILLISECONDS
    )


def listen(page: Page) -> None:
    """Keep what is read aloud, from now on."""
    page.locator(".gn-said[aria-live=polite]").evaluate(
        """(region) => {
          window.heard = [];
          const hear = () => region.textContent && window.heard.push(region.textContent);
          new MutationObserver(hear).observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )


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
