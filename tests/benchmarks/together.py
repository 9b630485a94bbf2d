"""How soon two browsers on one network see what the other does: `python -m tests.benchmarks.together [TREE …]`.

Each figure is a median and the range of the middle half, in milliseconds: from the event in one browser until what the
other shows has changed. Beside it stands the plain alternative on the same machine: a page of NiceGUI alone, where a
button changes a label in both browsers. It is measured in turns with the editor, so that a busy machine slows both;
so are checkouts that are named after the command.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from graphnn.document import codec
from graphnn.document.examples import load_examples
from tests.benchmarks.canvas import laid_out
from tests.browser.launching import launched, serving

ROUNDS = 15
LARGE = 500
SMALL = "MNIST, one hidden layer"
WAIT_MILLISECONDS = 120_000

# Each page notes in a global of its own when it did something, or when what it shows changed.
NOTE_ACTS = """type => addEventListener(type, event => {
  if (event.isTrusted) window.actedAt = performance.timeOrigin + performance.now();
}, { capture: true })"""
AWAIT_CHANGE = """([selector, options]) => {
  window.changedAt = null;
  new MutationObserver((_, watching) => {
    window.changedAt = performance.timeOrigin + performance.now();
    watching.disconnect();
  }).observe(document.querySelector(selector), { subtree: true, ...options });
}"""
CONTENT = {"childList": True, "characterData": True}
STYLE = {"attributeFilter": ["style"]}

PLAIN = """
import json, socket
from nicegui import ui

labels = []

@ui.page("/")
def index():
    labels.append(ui.label("0").classes("told"))
    ui.button("Tell", on_click=lambda: [label.set_text(str(int(label.text) + 1)) for label in labels])

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
print(json.dumps(f"http://127.0.0.1:{port}/"), flush=True)
ui.run(host="127.0.0.1", port=port, reload=False, show=False, show_welcome_message=False)
"""


class Pair:
    """Two browsers on one address, and how long it took until the second showed what was done in the first."""

    def __init__(self, browser: Browser, address: str, sign: str) -> None:
        """Open both and wait for what shows that they are ready."""
        self.here, self.there = (self._opened(browser, address, sign) for _ in range(2))
        self.taken: dict[str, list[float]] = {}

    def measure(
        self, name: str, *, event: str, selector: str, shows: dict[str, object], act: Callable[[], None]
    ) -> None:
        """Note the time from an event here to a change of an element there."""
        self.here.evaluate(NOTE_ACTS, event)
        self.there.evaluate(AWAIT_CHANGE, [selector, shows])
        act()
        changed = self.there.wait_for_function("window.changedAt", timeout=WAIT_MILLISECONDS).json_value()
        self.taken.setdefault(name, []).append(changed - self.here.evaluate("window.actedAt"))

    def close(self) -> None:
        """Close both."""
        for page in (self.here, self.there):
            page.context.close()

    def _opened(self, browser: Browser, address: str, sign: str) -> Page:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(address)
        expect(page.locator(sign).first).to_be_visible(timeout=WAIT_MILLISECONDS)
        return page


class Editors(Pair):
    """Two editors: one node's value is typed, and cards are dragged and selected in turns."""

    def __init__(self, browser: Browser, address: str, *, node: str, other: str, field: str) -> None:
        """Open both, and wait for the engine, whose start takes all cores."""
        super().__init__(browser, address, f"[data-card={node}]")
        self._nodes, self._field, self._round = (node, other), field, 0
        for page in (self.here, self.there):
            expect(page.locator(".gn-engine-ready")).to_be_visible(timeout=WAIT_MILLISECONDS)
            expect(page.locator(".gn-parameter-count")).not_to_be_empty(timeout=WAIT_MILLISECONDS)
            page.locator(f"[data-card={node}]").click()
            page.locator(f"[data-card={other}]").click(modifiers=["Shift"])
            page.keyboard.press("f")  # so near that cards show their values

    def run(self) -> None:
        """Do everything once."""
        self._round += 1
        node = self._nodes[self._round % 2]
        self._press("a node is selected", node, event="pointerdown", selector=".gn-others", shows=CONTENT)
        self.here.wait_for_function("id => document.querySelector('.gn-name-field input')?.value === id", arg=node)
        value = self.here.get_by_role("textbox", name=self._field, exact=True)
        value.fill(str(20 + self._round))
        self.measure(
            "a value is typed",
            event="keydown",
            selector=f"[data-card={node}]",
            shows=CONTENT,
            act=lambda: value.press("Enter"),
        )
        selector = f'.vue-flow__node[data-id="{node}"]'
        self._press("a card is dragged", node, event="pointerup", selector=selector, shows=STYLE, by=30)

    def _press(self, name: str, node: str, *, by: int = 0, **seen: object) -> None:
        """Press a card, drag it by some pixels, there and back in turns, and let it go."""
        self.here.locator(f"[data-card={node}]").hover()  # waits until nothing moves
        box = self.here.locator(f"[data-card={node}]").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

        def press() -> None:
            self.here.mouse.down()
            if by:
                self.here.mouse.move(x, y + (by if self._round % 4 < 2 else -by), steps=4)
            self.here.mouse.up()

        self.measure(name, act=press, **seen)  # type: ignore[arg-type]


class PlainPages(Pair):
    """Two pages of NiceGUI alone."""

    def run(self) -> None:
        """Press the button once."""
        self.measure(
            "NiceGUI alone",
            event="click",
            selector=".told",
            shows=CONTENT,
            act=lambda: self.here.get_by_role("button", name="Tell").click(),
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, help="other checkouts to measure in turns with this one")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with ExitStack() as stack:
        browser = launched(stack.enter_context(sync_playwright()))
        workspace = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        small = next(each.document for each in load_examples() if each.document.name == SMALL)
        documents = {"small": small, "large": laid_out(LARGE)}
        plain = PlainPages(browser, stack.enter_context(plain_server()), ".told")
        for key, node, other, field in (("small", "hidden", "digit", "units"), ("large", "n0", "n3", "filters")):
            print(f"{key}: {len(documents[key].nodes)} nodes", flush=True)
            with ExitStack() as served:
                sides: dict[str, Editors] = {}
                for tree in (None, *asked.trees):
                    name = tree.name if tree else "here"
                    folder = workspace / key / name
                    folder.mkdir(parents=True)
                    (folder / "net.json").write_bytes(codec.dumps(documents[key]))
                    address = f"{served.enter_context(serving(folder, tree)).address}document/net.json"
                    sides[name] = Editors(browser, address, node=node, other=other, field=field)
                for _ in range(asked.rounds):
                    for pair in (*sides.values(), plain):
                        pair.run()
                for name, pair in (*sides.items(), ("", plain)):
                    _print(name, pair)
                    if pair is not plain:
                        pair.close()
            plain.taken.clear()
        browser.close()


def _print(name: str, pair: Pair) -> None:
    for what, taken in pair.taken.items():
        low, middle, high = statistics.quantiles(taken, n=4)
        print(f"  {name:<12}{what:<24}{middle:>8.0f} ms   {low:.0f} to {high:.0f}", flush=True)


@contextmanager
def plain_server() -> Iterator[str]:
    """Serve a page of NiceGUI alone, and end it with the block."""
    server = subprocess.Popen([sys.executable, "-c", PLAIN], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip().strip('"')
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


if __name__ == "__main__":
    main()
