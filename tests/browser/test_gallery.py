"""The start page: a person's own networks, and files dropped on it."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from graphnn.document import codec
from graphnn.document.examples import load_examples
from tests.browser.driving import card, choose_example, select, set_value
from tests.document.builders import wired
from tests.waiting import until

pytestmark = pytest.mark.own_editor

SINE = "Fitting a sine"
DROP = """([text, name]) => {
    const files = new DataTransfer();
    files.items.add(new File([text], name, {type: "application/json"}));
    for (const type of ["dragenter", "dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(type, {dataTransfer: files, bubbles: true, cancelable: true}));
}"""


def network(page: Page, name: str) -> Locator:
    """Return the card of one's own network by its name, exactly."""
    return own(page).locator(".gn-network-open", has=page.get_by_text(name, exact=True))


def own(page: Page) -> Locator:
    return page.get_by_role("region", name="Your networks")


def test_an_example_becomes_ones_own_when_it_is_changed_and_is_renamed_copied_deleted_and_brought_back(
    page: Page, address: str, workspace: Path
) -> None:
    page.goto(address)
    choose_example(page, SINE)
    expect(page.locator("[data-card]")).not_to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("button", name="New network")).to_be_visible()
    expect(network(page, SINE)).to_have_count(0)
    page.go_back()
    select(page, "x")
    page.keyboard.press("ArrowRight")
    example = next(example.document for example in load_examples() if example.document.name == SINE)
    until(lambda: codec.read(workspace / "fitting_a_sine.json") != example)

    page.goto(address)
    expect(network(page, SINE)).to_be_visible()
    more(page, SINE, "Rename")
    set_value(page, "New name", "Mine")
    expect(network(page, "Mine")).to_be_visible()
    more(page, "Mine", "Duplicate")
    expect(network(page, "Mine (copy)")).to_be_visible()
    more(page, "Mine (copy)", "Delete")
    expect(network(page, "Mine (copy)")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    network(page, "Mine (copy)").click()

    expect(page.locator(".gn-document-name")).to_have_text("Mine (copy)")


def test_a_graph_file_dropped_on_the_page_is_opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="New network")).to_be_visible()

    page.evaluate(DROP, [codec.dumps(wired("a > b", name="Dropped")).decode(), "dropped.json"])

    expect(page.locator(".gn-document-name")).to_have_text("Dropped")
    expect(card(page, "b")).to_be_visible()


def test_a_document_that_is_not_there_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}document/gone.json")

    expect(page.get_by_role("heading", name="This document cannot be opened")).to_be_visible()
    page.get_by_role("link", name="To the start page").click()
    expect(page.get_by_role("button", name="New network")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so_and_leads_back(lenient_page: Page, address: str) -> None:
    answer = lenient_page.goto(f"{address}nowhere/at/all")

    assert answer is not None
    assert answer.status == 404
    expect(lenient_page.get_by_role("heading", name="This address leads nowhere")).to_be_visible()
    expect(lenient_page.get_by_text("Nothing is at /nowhere/at/all.")).to_be_visible()
    lenient_page.get_by_role("link", name="To the start page").click()
    expect(lenient_page.get_by_role("button", name="New network")).to_be_visible()


def test_a_network_whose_name_no_line_of_properties_could_hold_is_on_the_start_page(
    page: Page, address: str, workspace: Path
) -> None:
    odd = ('x" :onclick=document.title=7 y="\\', "C:\\x :onclick=document.title=7 \\", "two lines")
    for number, name in enumerate(odd):
        codec.write(wired("a", name=name.replace("two ", "two\n")), workspace / f"odd_{number}.json")

    page.goto(address)

    for name in odd:
        expect(own(page).get_by_role("button", name=f"More for {name}", exact=True)).to_be_visible()
    expect(page).to_have_title("graphnn")


def more(page: Page, name: str, choice: str) -> None:
    """Choose from the menu of one of a person's own networks."""
    own(page).get_by_role("button", name=f"More for {name}", exact=True).click()
    page.get_by_role("menuitem", name=choice).or_(page.locator(".gn-menu .q-item", has_text=choice)).first.click()
    # While it fades, a key let go over it, as Enter in a dialog that closes at once, finds it half taken down.
    expect(page.locator(".gn-menu")).to_have_count(0)
