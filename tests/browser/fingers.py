"""Fingers on a page, as a touch screen sends them."""

from playwright.sync_api import CDPSession, Page

Place = tuple[float, float]


class Fingers:
    """A hand on the screen of a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._chromium: CDPSession = page.context.new_cdp_session(page)

    def down(self, *places: Place) -> None:
        self._send("touchStart", places)

    def move(self, *ways: tuple[Place, Place], steps: int = 8) -> None:
        """Move each finger along its way, all at once."""
        for step in range(1, steps + 1):
            share = step / steps
            self._send("touchMove", [(a + (c - a) * share, b + (d - b) * share) for (a, b), (c, d) in ways])
            self._page.evaluate("() => new Promise(requestAnimationFrame)")

    def up(self) -> None:
        self._send("touchEnd", [])

    def tap(self, place: Place) -> None:
        self.down(place)
        self.up()

    def drag(self, start: Place, end: Place) -> None:
        self.down(start)
        self.move((start, end))
        self.up()

    def _send(self, kind: str, places: list[Place] | tuple[Place, ...]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self._chromium.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
