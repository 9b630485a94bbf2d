"""Who set what of a document last, for a short while: so that a person is told when another changes it at once."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graphnn.document.differences import differences
from graphnn.document.model import Document

SHORT_WHILE_SECONDS: Final = 30.0
"""So long after somebody set a value, they are told when another sets it anew."""

MAX_TOLD: Final = 2
"""So many things are told in one sentence; of more only how many there are."""

_PLACE: Final = "place"
"""Stands for the field of a node's place on the canvas, which no difference tells."""


@dataclass(slots=True)
class Authors:
    """What was set lately, and by whom: by the place in the document and the field there."""

    clock: Callable[[], float] = time.monotonic
    _last: dict[tuple[str, str | None], tuple[str, float]] = field(default_factory=dict, init=False)

    def note(self, before: Document, after: Document, by: str) -> Iterator[tuple[str, str]]:
        """Take in a person's edit, and yield each other person who had just set a part of it, with what it is now."""
        now = self.clock()
        self._last = {key: each for key, each in self._last.items() if now - each[1] < SHORT_WHILE_SECONDS}
        told: dict[str, list[str]] = {}
        for place, what, words in _changes(before, after):
            keys = [key for key in self._last if key[0] == place] if what is None else [(place, what)]
            for person in {self._last[key][0] for key in keys if key in self._last} - {by}:
                told.setdefault(person, []).append(words)
            self._last[place, what] = (by, now)
        for person, sentences in told.items():
            extra = f" and {len(sentences) - MAX_TOLD} more" if len(sentences) > MAX_TOLD else ""
            yield person, "; ".join(sentences[:MAX_TOLD]) + extra


def _changes(before: Document, after: Document) -> Iterator[tuple[str, str | None, str]]:
    """Yield what differs: its place, the field there (None where all of it came or went), and words for it."""
    for each in differences(before, after):
        yield each.place, each.field, each.sentence
    old, new = before.view.positions, after.view.positions
    if old is not new:
        for node_id, point in new.items():
            if node_id in old and old[node_id] != point:
                yield node_id, _PLACE, f"{node_id}: moved"
