"""One person's hand on an open document: what they do there is theirs to take back."""

from dataclasses import dataclass

from graphnn.document.edits import Edit
from graphnn.document.model import Document
from graphnn.session.open_document import OpenDocument

MAX_NAMED = 3
"""So many things are named that an undo had to leave."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Edits, undoes and redoes as one person."""

    opened: OpenDocument
    person: str

    @property
    def can_undo(self) -> bool:
        """Whether the person has a step to take back."""
        return self.opened.can_undo(self.person)

    @property
    def can_redo(self) -> bool:
        """Whether the person has a step to take again."""
        return self.opened.can_redo(self.person)

    def apply(self, edit: Edit) -> None:
        """Carry out an edit as one step of the person's undo.

        Raises:
            EditError: If it does not fit; nothing has changed then.
        """
        self.opened.apply(edit, by=self.person)

    def replace(self, document: Document) -> None:
        """Put another document in the place of the one there is, as one step of the person's undo."""
        self.opened.replace(document, by=self.person)

    def undo(self) -> str:
        """Take back the person's last step; return a sentence on what stays since others changed it, if any does."""
        return _remark(self.opened.undo(self.person))

    def redo(self) -> str:
        """Take again the step last taken back; return a sentence on what stays since others changed it, if any does."""
        return _remark(self.opened.redo(self.person))


def _remark(left: tuple[str, ...]) -> str:
    """Return what a person is told of what their undo had to leave.

    >>> _remark(("units of hidden",))
    'Others have changed units of hidden since: that stays.'
    """
    if not left:
        return ""
    named = ", ".join(left[:MAX_NAMED])
    more = f" and {len(left) - MAX_NAMED} more" if len(left) > MAX_NAMED else ""
    return f"Others have changed {named}{more} since: that stays."
