"""Who is there: the pages that look at one document, whose they are, what is selected there and where the pointer is.

Nothing of it is saved, and nothing of it touches the document. A person may have several pages; a page that has no
connection is not shown, and is there again, as it was, when it is back.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final, TypeAlias

COLOURS: Final = ("teal", "pink", "amber", "blue", "green")
"""Of the colours of frames those that mean nothing else here: the accent is one's own selection, red a fault."""
MAX_NAME_LENGTH: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who looks at the document: the key their undo goes by, which is told to nobody else, and their name.

    Who has given no name is called a guest.
    """

    key: str
    name: str


@dataclass(slots=True, kw_only=True, eq=False)
class Seat:
    """One page of a person, as the others see it.

    Args:
        number: What the others know the page by.
        colour: The colour of all that is shown of it.
        way: The instances of blocks it is in, outermost first.
        selected: The nodes selected there.
    """

    number: int
    person: Person
    colour: str
    way: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()
    is_connected: bool = True


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """Somebody came or went, or has another name."""


@dataclass(frozen=True, slots=True)
class LookedElsewhere:
    """Somebody selected something, or went to another part of the document."""


@dataclass(frozen=True, slots=True)
class PointerMoved:
    """A pointer moved on a canvas, in its units; without a point it has left."""

    seat: Seat
    point: tuple[float, float] | None


News: TypeAlias = SeatsChanged | LookedElsewhere | PointerMoved
Watcher: TypeAlias = Callable[[News], None]


@dataclass(slots=True)
class Company:
    """The pages that look at one document; each of them is told of what the others do."""

    _seats: dict[Seat, Watcher] = field(default_factory=dict, init=False)
    _last_number: int = field(default=0, init=False)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """All pages that are connected, in the order they came."""
        return tuple(seat for seat in self._seats if seat.is_connected)

    @property
    def is_shared(self) -> bool:
        """Whether several persons are there."""
        return len({seat.person.key for seat in self._seats}) > 1

    def others(self, seat: Seat) -> tuple[Seat, ...]:
        """The connected pages but this one."""
        return tuple(each for each in self.seats if each is not seat)

    def name_of(self, key: str) -> str | None:
        """Return what the person of a key is called, as long as they are there."""
        return next((seat.person.name for seat in self._seats if seat.person.key == key), None)

    def join(self, person: Person, watcher: Watcher) -> Seat:
        """Take a seat, in the colour of the person's other pages, else in the one that fewest have."""
        self._last_number += 1
        person = person if person.name else replace(person, name=self._name_for(person.key))
        own = next((seat.colour for seat in self._seats if seat.person.key == person.key), None)
        taken = Counter(seat.colour for seat in self._seats)
        colour = own or min(COLOURS, key=lambda each: taken[each])
        seat = Seat(number=self._last_number, person=person, colour=colour)
        self._seats[seat] = watcher
        self._tell(seat, SeatsChanged())
        return seat

    def leave(self, seat: Seat) -> None:
        """Give a seat up."""
        if self._seats.pop(seat, None) is not None:
            self._tell(seat, SeatsChanged())

    def look_at(self, seat: Seat, *, way: tuple[str, ...], selected: tuple[str, ...]) -> None:
        """Tell where a page is now, and what is selected there."""
        if (seat.way, seat.selected) != (way, selected):
            seat.way, seat.selected = way, selected
            self._tell(seat, LookedElsewhere())

    def connect(self, seat: Seat, is_connected: bool) -> None:
        """Tell whether a page is to be reached."""
        if seat.is_connected != is_connected:
            seat.is_connected = is_connected
            self._tell(seat, SeatsChanged())

    def rename(self, key: str, name: str) -> None:
        """Give a person another name, on all their pages."""
        person = Person(key=key, name=tidy_name(name))
        for seat in self._seats:
            if seat.person.key == key:
                seat.person = person
        for watcher in tuple(self._seats.values()):
            watcher(SeatsChanged())

    def point(self, seat: Seat, point: tuple[float, float] | None) -> None:
        """Tell where a page's pointer is."""
        self._tell(seat, PointerMoved(seat, point))

    def _name_for(self, key: str) -> str:
        """Return a name for somebody who has given none: the one they go by already, else one that is free."""
        taken = {seat.person.name for seat in self._seats}
        guests = (f"Guest {number}" for number in count(1))
        return self.name_of(key) or next(guest for guest in guests if guest not in taken)

    def _tell(self, seat: Seat, news: News) -> None:
        """Tell all but the page that it comes from."""
        for other, watcher in tuple(self._seats.items()):
            if other is not seat:
                watcher(news)


def tidy_name(name: str) -> str:
    """Return a name as it can be shown: on one line, not too long, never empty.

    >>> tidy_name("  Ada  Lovelace "), tidy_name("")
    ('Ada Lovelace', 'Guest')
    """
    return " ".join(word for word in name.split() if word.isprintable())[:MAX_NAME_LENGTH].strip() or "Guest"
