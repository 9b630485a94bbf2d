"""A network handed on: as a link that shows it and nothing more, and as a picture that opens again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graphnn.document import codec
from graphnn.document.examples import examples_folder
from graphnn.document.link import fragment_of
from graphnn.document.model import Document
from tests.browser.driving import card, middle, open_drawn, select, set_value

DIGITS = "Digits, a small convolutional network"
OPENING_MILLISECONDS = 60_000


def share(page: Page, what: str) -> None:
    page.get_by_role("button", name="Share", exact=True).click()
    page.locator(".gn-share-item").filter(has_text=what).click()


def test_a_link_shows_the_network_and_a_copy_can_be_saved(page: Page, address: str, workspace: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_drawn(page, address, DIGITS)
    select(page, "strokes")
    set_value(page, "filters", "21")
    expect(card(page, "strokes")).to_contain_text("21")
    share(page, "Copy link")
    expect(page.get_by_text("The link is copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address.rstrip('/')}/shared#graph=1.")
    files = set(workspace.glob("*.json"))

    page.goto(link)
    expect(card(page, "strokes")).to_contain_text("21")
    expect(page.get_by_text("Shared, read only")).to_be_visible()
    page.locator(".gn-parameter-count").filter(has_text="parameters").wait_for(timeout=OPENING_MILLISECONDS)
    place = middle(page, '[data-card="strokes"]')
    card(page, "strokes").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("This network is shared and stays as it is.")).to_be_visible()
    page.wait_for_function(
        "([x, y]) => document.elementFromPoint(x, y)?.closest('[data-card=strokes]')", arg=list(place)
    )
    assert set(workspace.glob("*.json")) == files
    assert not any("graph=" in url.partition("#")[0] for url in asked)

    page.get_by_role("button", name="Save a copy").click()
    page.wait_for_url("**/document/**")
    expect(page.locator(".gn-saved")).to_have_text("Saved")
    (copy,) = set(workspace.glob("*.json")) - files
    assert codec.read(copy).nodes["strokes"].parameters["filters"] == 21


@pytest.mark.parametrize("fragment", ["", "graph=1.bm8gemxpYg"])
def test_a_link_that_carries_nothing_says_so(page: Page, address: str, fragment: str) -> None:
    page.goto(f"{address}shared#{fragment}" if address.endswith("/") else f"{address}/shared#{fragment}")

    expect(page.get_by_role("heading", name="This link cannot be opened")).to_be_visible()
    expect(page.get_by_text("Copy the whole link again.")).to_be_visible()
    expect(page.get_by_role("button", name="Save a copy")).to_be_disabled()


def test_another_link_in_the_same_tab_shows_another_network(page: Page, address: str) -> None:
    home = address.rstrip("/")
    page.goto(f"{home}/shared#{fragment_of(codec.read(examples_folder() / 'iris.json'))}")
    expect(card(page, "normalised")).to_be_visible()

    page.goto(f"{home}/shared#{fragment_of(Document(name='Nothing yet'))}")

    expect(page.locator(".gn-document-name")).to_have_text("Nothing yet")
    expect(page.locator("[data-card]")).to_have_count(0)


def test_a_picture_of_the_graph_opens_it_where_it_is_dropped(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DIGITS)
    taken = {}
    for what in ("Picture, PNG", "Picture, SVG", "Graph file", "Python script"):
        with page.expect_download() as download:
            share(page, what)
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        taken[file.suffix] = file.read_bytes()
    page.goto(address)

    content = list(taken[".png"])
    page.evaluate(
        """content => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(content)], "graph.png", { type: "image/png" }));
            window.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        content,
    )

    page.wait_for_url("**/document/**")
    expect(card(page, "strokes")).to_be_visible()
    assert codec.loads(taken[".png"]).nodes == codec.loads(taken[".json"]).nodes
    assert taken[".svg"].startswith(b"<svg")
    assert re.search(rb"def build_model", taken[".py"])
