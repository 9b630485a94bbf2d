"""What a person does on the page, in words: drag, wire, type, choose, save."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from graphnn.document import codec
from graphnn.document.examples import load_examples
from tests.waiting import until

DENSE = "MNIST, one hidden layer"
"""The example that most tests work on."""

WARM_UP_MILLISECONDS = 60_000


def open_drawn(page: Page, address: str, title: str) -> None:
    """Open an example from the start page and wait until it is drawn whole."""
    nodes = next(example.document.nodes for example in load_examples() if example.document.name == title)
    page.goto(address)
    choose_example(page, title)
    expect(page.locator("[data-card]")).to_have_count(len(nodes))
    expect_loaded(page)


def open_example(page: Page, address: str, title: str) -> None:
    """Open an example and wait until the engine has looked at it."""
    open_drawn(page, address, title)
    expect(page.locator(".gn-engine-ready")).to_be_visible(timeout=WARM_UP_MILLISECONDS)
    expect(count(page)).not_to_be_empty(timeout=WARM_UP_MILLISECONDS)


def expect_loaded(page: Page) -> None:
    """Wait until the page is connected to its server and its canvas shows what the server sent."""
    expect(page.locator(".gn-canvas")).to_have_attribute("aria-busy", "false")


def command(page: Page, words: str) -> None:
    """Find a command in the list of all by a few letters, and run it."""
    page.keyboard.press("Control+Shift+P")
    expect(page.get_by_role("combobox", name="Commands")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Commands")).to_have_count(0)


def choose_example(page: Page, title: str) -> None:
    """Open an example from the start page."""
    page.get_by_role("region", name="Examples").get_by_role("button", name=title).click()


def count(page: Page) -> Locator:
    """Return where the number of parameters stands."""
    return page.locator(".gn-parameter-count")


def card(page: Page, node_id: str) -> Locator:
    """Return a node's card."""
    return page.locator(f"[data-card={node_id}]")


def select(page: Page, node_id: str) -> None:
    """Click a card, and wait until its form is there."""
    card(page, node_id).click()
    expect(page.get_by_role("textbox", name="name", exact=True)).to_have_value(node_id)


def choose_cards(page: Page, *node_ids: str) -> None:
    """Select several cards, by their types, on which no field opens."""
    for place, node_id in enumerate(node_ids):
        card(page, node_id).locator(".gn-subtitle").click(modifiers=["Shift"] if place else [])
    expect(page.locator(".gn-card.is-selected")).to_have_count(len(node_ids))


def drag_in(page: Page, layer: str, place: tuple[int, int]) -> None:
    """Drag a layer from the palette onto the canvas."""
    cards = page.locator("[data-card]").count()
    target = {"x": place[0], "y": place[1]}
    page.locator(f'[data-layer="{layer}"]').first.drag_to(page.locator(".gn-canvas"), target_position=target, steps=8)
    expect(page.locator("[data-card]")).to_have_count(cards + 1)


def wire(page: Page, source: str, target: str) -> None:
    """Drag a wire from one card's output to another's input."""
    wires = page.locator("[data-wire]").count()
    pull(page, source, target)
    expect(page.locator("[data-wire]")).to_have_count(wires + 1)


def pull(page: Page, source: str, target: str) -> None:
    """Drag from one card's output to another's input, whatever comes of it."""
    page.locator(f'[data-port="{source}"][data-side="out"]').hover()  # waits until nothing moves
    page.mouse.down()
    page.mouse.move(*middle(page, f'[data-port="{target}"][data-side="in"]'), steps=8)
    page.mouse.up()


def middle(page: Page, selector: str) -> tuple[float, float]:
    """Return the middle of an element on the screen."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, selector: str, across: float, down: float = 0) -> None:
    """Drag an element by its middle, so many pixels to the right and down."""
    x, y = middle(page, selector)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=6)
    page.mouse.up()


def set_value(page: Page, field: str, value: str) -> None:
    """Type a value into a field of the form and leave it."""
    box = page.get_by_role("textbox", name=field, exact=True)
    box.fill(value)
    box.press("Enter")


def choose(page: Page, field: str, option: str) -> None:
    """Choose an option of a field of the form; a long list is searched by typing."""
    box = page.get_by_role("combobox", name=field, exact=True)
    box.click()
    if not box.evaluate("box => box.readOnly"):
        box.fill(option)
    page.locator(".gn-menu").get_by_role("option", name=option, exact=True).click()  # the palette has options too


def save(page: Page, folder: Path) -> Path:
    """Save the document and return the downloaded file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert codec.dumps(codec.read(file)) == file.read_bytes()
    return file


@contextmanager
def undone(page: Page, folder: Path) -> Iterator[None]:
    """Check that one undo takes back exactly what the block does."""
    before = save(page, folder).read_bytes()
    yield
    assert until(lambda: save(page, folder).read_bytes() != before)
    page.keyboard.press("Control+z")
    assert until(lambda: save(page, folder).read_bytes() == before)
