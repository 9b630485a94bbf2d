"""The Problems tab: every fault and warning, with its cure; a click goes to its node."""

from collections.abc import Callable

from nicegui import ui

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.edits import Edit
from graphnn.web.inspector import problem_card

Reveal = Callable[[tuple[str, ...]], None]
"""Called with the way to a node."""


class ProblemsPanel:
    """Lists diagnostics."""

    def __init__(self, apply_edit: Callable[[Edit], None], reveal: Reveal) -> None:
        """Build the panel into the present slot."""
        self._apply = apply_edit
        self._reveal = reveal
        self._shown: tuple[Diagnostic, ...] | None = None
        self._list = ui.element("div").classes("gn-problems")

    def show(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Show these, and no others."""
        if diagnostics == self._shown:
            return
        self._shown = diagnostics
        self._list.clear()
        with self._list:
            if not diagnostics:
                ui.label("No problems. This network can be trained.").classes("gn-soft gn-no-problems")
            for diagnostic in diagnostics:
                card = problem_card(diagnostic, self._apply)
                if diagnostic.nodes:
                    card.classes("gn-clickable")
                    way = next(iter(diagnostic.ways), diagnostic.nodes[:1])
                    card.on("click", lambda _, way=way: self._reveal(way))
