"""Undo and redo of one person: the steps that they took, and those that they took back.

A step is carried over to the document as it is when it is taken back or again (`carry`), so that what others have
done since stays. As long as nobody else does anything, taking back is the very document that was.
"""

from dataclasses import dataclass
from typing import Self

from graphnn.document.carry import Carried, carry
from graphnn.document.diff import diff
from graphnn.document.model import Document

MAX_DONE = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the document, from one state to the next; states share what they have in common."""

    before: Document
    after: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What one person did and took back, oldest first.

    >>> before, after = Document(), Document(name="digits")
    >>> history, carried = History().push(before, after).undo(after)
    >>> carried.document.name, history.redo(carried.document)[1].document.name
    ('Untitled', 'digits')
    """

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone step to take again."""
        return bool(self.undone)

    def push(self, before: Document, after: Document) -> Self:
        """Return the history one step on; what was undone is gone. An unchanged document is no step."""
        if diff(before, after).is_empty:
            return self
        return type(self)(done=(*self.done, Step(before, after))[-MAX_DONE:])

    def undo(self, present: Document) -> tuple[Self, Carried]:
        """Return the history with its last step taken back, and the document that this makes of the present one."""
        if not self.done:
            return self, Carried(present)
        *done, step = self.done
        carried = carry(step.after, step.before, present)
        undone = (*self.undone, Step(carried.document, present))
        return type(self)(done=tuple(done), undone=undone), carried

    def redo(self, present: Document) -> tuple[Self, Carried]:
        """Return the history with the step undone last taken again, and the document that this makes."""
        if not self.undone:
            return self, Carried(present)
        *undone, step = self.undone
        carried = carry(step.before, step.after, present)
        done = (*self.done, Step(present, carried.document))
        return type(self)(done=done, undone=tuple(undone)), carried
