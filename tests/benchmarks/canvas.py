"""What the canvas costs the browser as graphs grow: `python -m tests.benchmarks.canvas [TREE …]`.

Real pointer events in Chromium drag a card, pan and zoom, at the natural size and with the whole graph in view. Time is
that of the page's main thread on its processor (Chromium's `threadTicks`), shared out over the frames in which
something moved, so that other programs make little difference. Opening is told as a person waits for it, from going to
the address until the first cards are drawn and until all are, as the server's share of that, and as the main thread's.

A push is one card that another page folds or unfolds. It lasts from the message with the change until the frame with
it is drawn: told is the main thread's time for it, of that what it takes until the card has changed, and how long a
person waits. All that follows is the main thread's time until the edit is saved and the page says so, the push with it.
The server's part lies before: from the gesture's message to the one with the change.

Checkouts named after the command are measured in turns with this one, and their figures stand beside.
"""

import argparse
import math
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.layout import arrangement
from graphnn.document.model import Document, Edge, Node
from tests.benchmarks.canvas_push import pushes
from tests.browser.launching import launched, serving

SIZES = (50, 500, 1000, 2000)
ROUNDS = 5
STEPS = 48
REACH = 120
PUSHES = 6
REPORT_MILLISECONDS = 240_000
IDLE_MILLISECONDS = 60_000

# What moves is written into these styles, so a frame in which nothing did is not counted.
WATCH_FRAMES = """node => {
  const viewport = document.querySelector('.vue-flow__viewport');
  let card = null;
  const places = () => {
    if (!card?.isConnected) card = document.querySelector(`.vue-flow__node[data-id="${node}"]`);
    return viewport.style.transform + card?.style.transform;
  };
  let before = places();
  const look = () => {
    const now = places();
    if (now !== before) window.framesSeen += 1;
    before = now;
    window.frameWatch = requestAnimationFrame(look);
  };
  window.framesSeen = 0;
  look();
}"""
END_WATCH = "() => { cancelAnimationFrame(window.frameWatch); return window.framesSeen }"
IDLE = """milliseconds => new Promise((done, fail) => {
  let awaited = 'to be idle';
  const give = () => fail(new Error(`the page took longer than ${milliseconds / 1000} s ${awaited}`));
  const bound = setTimeout(give, milliseconds);
  const end = () => { clearTimeout(bound); done(); };
  requestIdleCallback(() => {
    awaited = 'to draw a frame';
    requestAnimationFrame(() => {
      awaited = 'to be idle after a frame';
      requestIdleCallback(end);
    });
  });
})"""
MIDDLE_CARD = """() => {
  const { left, top, width, height } = document.querySelector('.gn-canvas').getBoundingClientRect();
  const apart = card => {
    const box = card.getBoundingClientRect();
    return Math.hypot(box.x + box.width / 2 - left - width / 2, box.y + box.height / 2 - top - height / 2);
  };
  return [...document.querySelectorAll('[data-card]')].sort((one, two) => apart(one) - apart(two))[0].dataset.card;
}"""
EMPTY_PLACE = """() => {
  const { left, top, width, height } = document.querySelector('.gn-canvas').getBoundingClientRect();
  const isEmpty = (x, y) => document.elementFromPoint(x, y)?.classList.contains('vue-flow__pane');
  for (let reach = 0; reach < height / 2; reach += 4)
    for (const [x, y] of [[0, reach], [0, -reach], [reach, 0], [-reach, 0]])
      if (isEmpty(left + width / 2 + x, top + height / 2 + y)) return [left + width / 2 + x, top + height / 2 + y];
}"""
LOADED = "() => performance.getEntriesByType('navigation')[0].responseEnd"
DRAWN = "() => document.querySelector('[data-card]') ? performance.now() : 0"
ALL_DRAWN = "count => document.querySelectorAll('[data-card]').length === count ? performance.now() : 0"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, help="other checkouts to measure in turns with this one")
    parser.add_argument("--nodes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with ExitStack() as stack:
        browser = launched(stack.enter_context(sync_playwright()))
        addresses = []
        for tree in (None, *asked.trees):
            workspace = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for count in asked.nodes:
                (workspace / f"{count}.json").write_bytes(codec.dumps(laid_out(count)))
            addresses.append(stack.enter_context(serving(workspace, tree)).address)
        names = ["here", *(tree.name for tree in asked.trees)]
        print(f"{'nodes  milliseconds, medians':<40}" + "".join(f"{name:>12}" for name in names), flush=True)
        for count in asked.nodes:
            benches = [Bench(browser, f"{each}document/{count}.json", count) for each in addresses]
            for _ in range(asked.rounds):
                for bench in benches:
                    bench.run()
            for what in benches[0].taken:
                medians = [statistics.median(bench.taken[what]) for bench in benches]
                print(f"{count:>5}  {what:<33}" + "".join(f"{each:>12.1f}" for each in medians), flush=True)
        browser.close()


def laid_out(node_count: int) -> Document:
    """Return a convolutional network of residual blocks with as many nodes, laid out left to right in bands."""
    convolution = Node(type="Conv2D", parameters={"filters": 16, "kernel_size": (3, 3), "padding": "same"})
    normalization, activation = (
        Node(type="BatchNormalization"),
        Node(type="Activation", parameters={"activation": "relu"}),
    )
    block = (convolution, normalization, activation, convolution, normalization, Node(type="Add"), activation)
    nodes = {"image": Node(type="Input", parameters={"shape": (32, 32, 16)})}
    edges: list[Edge] = []
    last = shortcut = "image"
    for index in range(node_count - 1):
        node, node_id = block[index % len(block)], f"n{index}"
        if index % len(block) == 0:
            shortcut = last
        if node.type == "Add":
            edges += [
                Edge(source=last, target=f"{node_id}.inputs.0"),
                Edge(source=shortcut, target=f"{node_id}.inputs.1"),
            ]
        else:
            edges.append(Edge(source=last, target=node_id))
        nodes[node_id], last = node, node_id
    document = Document(name=f"{node_count} nodes", nodes=nodes, edges=tuple(edges))
    return apply(document, arrangement(document))


class Bench:
    """One graph on one server: what is done to it, and what that took, in milliseconds by what was done."""

    def __init__(self, browser: Browser, address: str, node_count: int) -> None:
        """Begin with nothing measured."""
        self._browser = browser
        self._address = address
        self._node_count = node_count
        self._page: Page
        self.taken: dict[str, list[float]] = {}

    def run(self) -> None:
        """Open the page, do everything once, and close it."""
        with self._browser.new_context(viewport={"width": 1440, "height": 900}) as context:
            self._page = context.new_page()
            self._chromium = context.new_cdp_session(self._page)
            self._chromium.send("Performance.enable", {"timeDomain": "threadTicks"})
            self._open()
            for view, key in (("at zoom 1", "0"), ("all in view", "f")):
                self._page.keyboard.press(key)
                held = self._middle_card()
                self._settle()
                self._drag(held, view)
                self._pan(held, view)
                self._zoom(held, view)
            self._push()

    def _open(self) -> None:
        page = self._page
        page.goto(self._address, wait_until="commit")
        self._note("open, until cards are drawn", page.wait_for_function(DRAWN).json_value())
        self._note("open, main thread", self._busy_milliseconds())
        self._note("open, until all are", page.wait_for_function(ALL_DRAWN, arg=self._node_count).json_value())
        self._note("open, main thread for all", self._busy_milliseconds())
        self._note("open, until the page is sent", page.evaluate(LOADED))
        expect(page.locator(".gn-engine-ready")).to_be_visible(timeout=REPORT_MILLISECONDS)
        expect(page.locator(".gn-parameter-count")).not_to_be_empty(timeout=REPORT_MILLISECONDS)
        self._settle()

    def _drag(self, held: str, view: str) -> None:
        page = self._page
        x, y = self._place(f'[data-card="{held}"]')
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 8, y, steps=2)
        with self._frames(f"drag {view}", held):
            for step in range(STEPS):
                turn = 2 * math.pi * step / STEPS
                page.mouse.move(x + REACH * math.sin(turn), y + REACH / 2 * math.sin(2 * turn))
        page.keyboard.press("Escape")
        page.mouse.up()

    def _pan(self, held: str, view: str) -> None:
        page = self._page
        x, y = page.evaluate(EMPTY_PLACE)
        page.mouse.move(x, y)
        page.mouse.down(button="middle")
        with self._frames(f"pan {view}", held):
            for step in range(STEPS):
                turn = 2 * math.pi * step / STEPS
                page.mouse.move(x + 2 * REACH * math.sin(turn), y + REACH * math.sin(2 * turn))
        page.mouse.up(button="middle")

    def _zoom(self, held: str, view: str) -> None:
        page = self._page
        page.mouse.move(*self._place(".gn-canvas"))
        with self._frames(f"zoom {view}", held):
            for step in range(STEPS):
                page.mouse.wheel(0, 25 if step // 4 % 2 == 0 else -25)

    def _push(self) -> None:
        """Have another page make a card small and large again, and see what that costs here."""
        page = self._page
        page.keyboard.press("0")
        held = self._middle_card()
        self._settle()
        with self._browser.new_context(viewport={"width": 1440, "height": 900}) as context:
            other = context.new_page()
            other.goto(self._address)
            other.wait_for_selector("[data-card]")
            other.keyboard.press("Control+f")
            other.keyboard.type(held)
            other.keyboard.press("Enter")
            expect(other.locator(f'[data-card="{held}"].is-selected')).to_be_visible()
            expect(page.locator(".gn-other-ring")).to_be_visible()
            self._settle()

            def fold() -> None:
                self._settle()
                other.keyboard.press("c")

            for push in pushes(self._browser, page, other, held, count=PUSHES, act=fold):
                self._note("push, until it is seen", push.until_seen)
                self._note("push, until the card changed", push.until_changed)
                self._note("push, with all that follows", push.until_settled)
                self._note("push, as a person waits", push.wall_until_seen)
                self._note("push, in the server", push.in_server)

    def _middle_card(self) -> str:
        """Return the card nearest to the middle of what is seen."""
        self._settle()
        return str(self._page.evaluate(MIDDLE_CARD))

    def _place(self, selector: str) -> tuple[float, float]:
        box = self._page.locator(selector).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _settle(self) -> None:
        """Wait until the page has nothing to do."""
        self._page.evaluate(IDLE, IDLE_MILLISECONDS)

    @contextmanager
    def _frames(self, what: str, held: str) -> Iterator[None]:
        """Measure what a frame of the block takes, of those in which the view or a card moved."""
        self._page.evaluate(WATCH_FRAMES, held)
        start = self._busy_milliseconds()
        yield
        spent = self._busy_milliseconds() - start
        frames = self._page.evaluate(END_WATCH)
        assert frames > STEPS / 4, f"{what}: only {frames} frames moved"
        self._note(what, spent / frames)

    def _busy_milliseconds(self) -> float:
        """Return how long the main thread has worked for this page so far."""
        metrics = self._chromium.send("Performance.getMetrics")["metrics"]
        return 1000 * next(each["value"] for each in metrics if each["name"] == "TaskDuration")

    def _note(self, what: str, milliseconds: float) -> None:
        self.taken.setdefault(what, []).append(milliseconds)


if __name__ == "__main__":
    main()
