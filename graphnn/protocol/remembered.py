"""The last documents that an engine was asked about: both ends keep them, so that each sends only what changed.

The number of a request is given once, and so means one document for ever: what a change refers to can be gone,
and never out of date.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from graphnn.document.model import Document
from graphnn.protocol.report import GraphReport

MAXIMUM_DOCUMENTS = 32


@dataclass(frozen=True, slots=True)
class Answered:
    """A request's number, the document it was for, and what the engine said of that."""

    number: int
    document: Document
    report: GraphReport


@dataclass(slots=True)
class Remembered:
    """The requests answered last; those unused longest are forgotten first.

    >>> remembered, document = Remembered(), Document(name="digits")
    >>> remembered.keep(Answered(7, document, GraphReport()))
    >>> remembered.of(document).number, remembered.numbered(8)
    (7, None)
    """

    _answered: OrderedDict[int, Answered] = field(default_factory=OrderedDict)

    def keep(self, answered: Answered) -> None:
        """Remember an answer."""
        self._answered[answered.number] = answered
        if len(self._answered) > MAXIMUM_DOCUMENTS:
            self._answered.popitem(last=False)

    def numbered(self, number: int) -> Answered | None:
        """Return the request of that number, unless it is forgotten."""
        if number in self._answered:
            self._answered.move_to_end(number)
        return self._answered.get(number)

    def of(self, document: Document | None) -> Answered | None:
        """Return the request for a document, the very same, unless it is forgotten."""
        found = next((number for number, each in self._answered.items() if each.document is document), None)
        return None if found is None else self.numbered(found)
