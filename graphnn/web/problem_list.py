"""A list of problems in a panel: their words, and their cures as buttons.

The row of a problem that stays is the same row, so that who presses a button in it meanwhile has pressed it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from nicegui import ui
from nicegui.element import Element

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.edits import Edit

ApplyEdit = Callable[[Edit], None]


class ProblemList:
    """Shows problems, one row for each."""

    def __init__(self, apply_edit: ApplyEdit, built: Callable[[Diagnostic, Element], None] | None = None) -> None:
        """Build an empty list into the present slot; `built` is called with each row that is new."""
        self._apply = apply_edit
        self._built = built
        self._rows: list[tuple[Diagnostic, Element]] = []
        self._list = ui.element("div").classes("gn-problem-list")

    def show(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show these, and no others, in their order."""
        known: dict[tuple[object, ...], list[tuple[Diagnostic, Element]]] = defaultdict(list)
        for diagnostic, row in self._rows:
            known[_key(diagnostic)].append((diagnostic, row))
        self._rows = [(each, _taken(known[_key(each)], each) or self._row(each)) for each in diagnostics]
        for gone in known.values():
            for _, row in gone:
                row.delete()
        for place, (_, row) in enumerate(self._rows):
            if self._list.default_slot.children[place] is not row:
                row.move(target_index=place)

    def _row(self, diagnostic: Diagnostic) -> Element:
        with self._list, ui.element("div").classes(f"gn-problem gn-problem-{diagnostic.severity}") as row:
            with ui.element("div").classes("gn-problem-words"):
                ui.label(diagnostic.message)
                if diagnostic.fix is None:
                    ui.label(diagnostic.hint)
            fix = diagnostic.fix
            if fix is not None:
                ui.button(fix.label, color=None, on_click=lambda: self._apply(fix.edit)).props(
                    "no-caps unelevated dense"
                ).classes("gn-cure")
        if self._built is not None:
            self._built(diagnostic, row)
        return row


def _key(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.code, diagnostic.nodes, diagnostic.message


def _taken(rows: list[tuple[Diagnostic, Element]], diagnostic: Diagnostic) -> Element | None:
    """Take the row that shows a problem out of those there are, if there is one."""
    place = next((place for place, (shown, _) in enumerate(rows) if shown == diagnostic), None)
    return None if place is None else rows.pop(place)[1]
