"""One change that another page made, timed by marks that the pages set themselves, in one trace of the browser.

Chromium notes with each mark how long its thread had worked by then, so what a push takes of a page's main thread is
told without a question to the page, and other programs make little difference. Nothing else is asked of either page
between the message and the end.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

SETTLED = "graphnn push settled"
QUIET_MILLISECONDS = 240_000

MARK_GESTURE = """() => window.socket.io.engine.on('packetCreate', ({ data }) => {
  if (String(data).includes('nodes')) performance.mark('push sent');
})"""
# When the message arrived, when the card had changed, when the frame with it was drawn, and when all was done.
MARK_PUSH = """([node, settled]) => {
  window.socket.io.engine.on('packet', ({ data }) => {
    if (String(data).includes('patch')) performance.mark('push arrived');
  });
  const afterFrame = then => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(null);
  });
  new MutationObserver(() => {
    performance.mark('push changed');
    afterFrame(() => performance.mark('push seen'));
  }).observe(document.querySelector(`[data-card="${node}"]`), { attributeFilter: ['class'] });
  const saved = () => document.querySelector('.gn-saved').textContent;
  let before = saved();
  new MutationObserver(() => {
    if (saved() === 'Saved' && before !== 'Saved')
      afterFrame(() => requestIdleCallback(() => {
        performance.mark('push settled');
        console.debug(settled);
      }));
    before = saved();
  }).observe(document.querySelector('.gn-header'), { subtree: true, childList: true, characterData: true });
}"""


class Push(NamedTuple):
    """What one push took, in milliseconds: of the page's main thread by the first three, and as a person waits."""

    until_changed: float
    until_seen: float
    until_settled: float
    wall_until_seen: float
    in_server: float


def pushes(
    browser: Browser, page: Page, other: Page, node: str, *, count: int, act: Callable[[], None]
) -> Iterator[Push]:
    """Have another page change a card so often, and tell what each change took in the page that shows it."""
    other.evaluate(MARK_GESTURE)
    page.evaluate(MARK_PUSH, [node, SETTLED])
    tracing = browser.new_browser_cdp_session()
    marks: list[dict[str, Any]] = []
    ended: list[object] = []
    tracing.on("Tracing.dataCollected", lambda told: marks.extend(told["value"]))
    tracing.on("Tracing.tracingComplete", lambda told: ended.append(told))
    categories = {"traceConfig": {"includedCategories": ["blink.user_timing"], "excludedCategories": ["*"]}}
    tracing.send("Tracing.start", {**categories, "transferMode": "ReportEvents"})
    for _ in range(count):
        with page.expect_console_message(lambda said: said.text == SETTLED, timeout=QUIET_MILLISECONDS):
            act()
    tracing.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(10)
    yield from map(_push, _by_gesture(marks))


def _by_gesture(marks: list[dict[str, Any]]) -> Iterator[dict[str, dict[str, Any]]]:
    """Yield the first mark of each name of each push, which begins where the other page sends its gesture."""
    number = 0

    def push_of(mark: dict[str, Any]) -> int:
        nonlocal number
        number += mark["name"] == "push sent"
        return number

    ours = sorted((mark for mark in marks if mark["name"].startswith("push ")), key=lambda mark: mark["ts"])
    for _, group in groupby(ours, push_of):
        yield {mark["name"]: mark for mark in reversed(list(group))}


def _push(marks: dict[str, dict[str, Any]]) -> Push:
    sent, arrived, changed, seen, settled = (
        marks[f"push {what}"] for what in ("sent", "arrived", "changed", "seen", "settled")
    )
    worked = [(mark["tts"] - arrived["tts"]) / 1000 for mark in (changed, seen, settled)]
    return Push(*worked, (seen["ts"] - arrived["ts"]) / 1000, (arrived["ts"] - sent["ts"]) / 1000)
