"""Who else is on this page: their avatars in the header, their selections and pointers on the canvas, and one's name.

A browser's cookies say who sits at it: a key, by which their undo steps are found again after a reload and which no
other page is told, and the name that they chose.
"""

import re
import secrets
from urllib.parse import quote, unquote

from nicegui import Client, background_tasks, core, ui

from graphnn.session.company import MAX_NAME_LENGTH, Company, News, Person, PointerMoved, Seat, SeatsChanged, tidy_name
from graphnn.web.asking import ask_words
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.intents import Point
from graphnn.web.elements.scene import OtherPage
from graphnn.web.level import Level

KEY_COOKIE = "graphnn_person"
NAME_COOKIE = "graphnn_name"
POINTER_EVENT = "graphnn_pointer"
MAX_AVATARS = 4
MAX_SHOWN_SELECTED = 500
"""So many selected nodes of each other page are shown; more would be all there is."""

_YEAR_SECONDS = 365 * 24 * 3600
_KEY = re.compile(r"[0-9a-f]{32}")


def this_person() -> Person:
    """Return who sits at the browser of the present page, and have the browser remember it."""
    request = ui.context.client.request
    cookies = request.cookies if request is not None else {}
    key = cookies.get(KEY_COOKIE, "")
    if not _KEY.fullmatch(key):
        key = secrets.token_hex(16)
        _remember(KEY_COOKIE, key)
    name = unquote(cookies.get(NAME_COOKIE, ""))
    return Person(key=key, name=tidy_name(name) if name.strip() else "")


class People:
    """Shows the others to this page, and this page to the others."""

    def __init__(self, company: Company, person: Person, level: Level, canvas: Canvas) -> None:
        """Build the avatars into the present slot and take a seat for as long as the page is there."""
        self._company = company
        self._level = level
        self._canvas = canvas
        self._client = ui.context.client
        self._is_canvas_there = False
        self._row = ui.element("div").classes("gn-people").props('role=group aria-label="Who is here"')
        self._seat = company.join(person, self._take)
        self._client.on_connect(self._follow_connection)
        self._client.on_disconnect(self._follow_connection)
        self._client.on_delete(lambda: company.leave(self._seat))
        self._show()

    def look_at(self, selected: tuple[str, ...]) -> None:
        """Tell the others where this page is and what is selected there."""
        way = self._level.way
        if way != self._seat.way:
            self._company.look_at(self._seat, way=way, selected=selected)
            self._show_others()
        else:
            self._company.look_at(self._seat, way=way, selected=selected)

    def point(self, intent: Point) -> None:
        """Tell the others where this page's pointer is."""
        self._company.point(self._seat, None if intent.x is None or intent.y is None else (intent.x, intent.y))

    def name_of(self, key: str) -> str:
        """Return what the person of a key is called."""
        return self._company.name_of(key) or "Somebody"

    def canvas_ready(self) -> None:
        """Take it that the canvas is there now, or anew."""
        self._is_canvas_there = True
        self._show_others()

    def _show_others(self) -> None:
        """Send the canvas what the others select, as far as they are in the same part of the document."""
        if not self._is_canvas_there:
            return
        others = self._company.others(self._seat)
        self._canvas.show_others(
            [_page(seat) if seat.way == self._seat.way else _page(seat, is_elsewhere=True) for seat in others]
        )

    def _take(self, news: News) -> None:
        if not self._client.has_socket_connection:
            return  # Told anew, and whole, when it is back.
        if isinstance(news, PointerMoved):
            if news.seat.way == self._seat.way:
                self._send_pointer(news)
            return
        with self._client:
            if isinstance(news, SeatsChanged):
                self._show()
            self._show_others()

    def _send_pointer(self, news: PointerMoved) -> None:
        """Send a pointer beside NiceGUI's messages, which are kept for those who were cut off: this one is not."""
        data = [news.seat.number, *(round(each, 1) for each in news.point or ())]
        background_tasks.create(core.sio.emit(POINTER_EVENT, data, room=self._client.id), name="pointer")

    def _follow_connection(self, client: Client) -> None:
        is_connected = client.has_socket_connection
        self._company.connect(self._seat, is_connected)
        if is_connected:
            with client:
                self._show()

    def _show(self) -> None:
        """Draw the avatars: the others' first, then one's own, by which one's name is changed."""
        seats = {seat.person.key: seat for seat in self._company.others(self._seat)}
        seats.pop(self._seat.person.key, None)
        shown = list(seats.values())[:MAX_AVATARS]
        self._row.clear()
        with self._row:
            for seat in shown:
                _avatar(seat, ui.element("span").props("role=img")).tooltip(seat.person.name)
            if len(seats) > len(shown):
                ui.label(f"+{len(seats) - len(shown)}").classes("gn-soft gn-number")
            own = _avatar(self._seat, ui.element("button").props("type=button"), is_own=True)
            own.on("click", self._ask_name).tooltip(f"You are {self._seat.person.name}")

    def _ask_name(self) -> None:
        # Beside the avatars, which are drawn anew while it is open.
        with self._client.content:
            ask_words(
                "What the others see you as",
                label="Your name",
                value=self._seat.person.name,
                go="Rename",
                take=self._rename,
                longest=MAX_NAME_LENGTH,
            )

    def _rename(self, name: str) -> None:
        self._company.rename(self._seat.person.key, name)
        _remember(NAME_COOKIE, quote(self._seat.person.name))


def _page(seat: Seat, *, is_elsewhere: bool = False) -> OtherPage:
    selected = () if is_elsewhere else seat.selected[:MAX_SHOWN_SELECTED]
    return {
        "number": seat.number,
        "name": seat.person.name,
        "colour": seat.colour,
        "selected": selected,
        "elsewhere": is_elsewhere,
    }


def _avatar(seat: Seat, element: ui.element, *, is_own: bool = False) -> ui.element:
    name = seat.person.name
    words = f"You are {name}" if is_own else name
    element.classes("gn-avatar").classes(add="gn-avatar-own" if is_own else "")
    element._props["data-colour"] = seat.colour
    element._props["aria-label"] = words
    element._props["data-initials"] = _initials(name)  # drawn by the style sheet: what is read aloud is the name
    return element


def _initials(name: str) -> str:
    """Return the letters that stand for a name.

    >>> _initials("Ada Lovelace"), _initials("bo"), _initials("Guest 2")
    ('AL', 'B', 'G2')
    """
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _remember(cookie: str, value: str) -> None:
    ui.run_javascript(f"document.cookie = '{cookie}={value}; path=/; max-age={_YEAR_SECONDS}; samesite=strict'")
