"""Undo and redo: the documents that were, the one that is, and those that were undone."""

from dataclasses import dataclass
from typing import Self

from graphnn.document.diff import diff
from graphnn.document.model import Document

MAX_PAST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A document with what came before it and what was undone, oldest first; states share what they have in common.

    >>> history = History.start(Document()).push(Document(name="digits"))
    >>> history.undo().present.name, history.undo().redo().present.name
    ('Untitled', 'digits')
    """

    past: tuple[Document, ...] = ()
    present: Document
    future: tuple[Document, ...] = ()

    @classmethod
    def start(cls, document: Document) -> Self:
        """Return the history of a document that has just been opened."""
        return cls(present=document)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone step to take again."""
        return bool(self.future)

    def push(self, document: Document) -> Self:
        """Return the history one step on; what was undone is gone. An unchanged document is no step."""
        if diff(self.present, document).is_empty:
            return self
        return type(self)(past=(*self.past, self.present)[-MAX_PAST:], present=document)

    def undo(self) -> Self:
        """Return the history one step back, or as it is where there is none."""
        if not self.past:
            return self
        *past, present = self.past
        return type(self)(past=tuple(past), present=present, future=(self.present, *self.future))

    def redo(self) -> Self:
        """Return the history with the step undone last taken again, or as it is where there is none."""
        if not self.future:
            return self
        present, *future = self.future
        return type(self)(past=(*self.past, self.present), present=present, future=tuple(future))
