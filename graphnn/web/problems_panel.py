"""The Problems tab: every fault and warning, with its cure; a click goes to its node."""

from collections.abc import Callable

from nicegui import ui
from nicegui.element import Element

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.web.problem_list import ApplyEdit, ProblemList

Reveal = Callable[[tuple[str, ...]], None]
"""Called with the way to a node."""


class ProblemsPanel:
    """Lists diagnostics."""

    def __init__(self, apply_edit: ApplyEdit, reveal: Reveal) -> None:
        """Build the panel into the present slot."""
        self._reveal = reveal
        self._shown: tuple[Diagnostic, ...] = ()
        with ui.element("div").classes("gn-problems"):
            self._none = ui.label("No problems. This network can be trained.").classes("gn-soft gn-no-problems")
            self._list = ProblemList(apply_edit, self._lead_to_node)

    def show(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Show these, and no others."""
        if diagnostics == self._shown:
            return
        self._shown = diagnostics
        self._none.set_visibility(not diagnostics)
        self._list.show(diagnostics)

    def _lead_to_node(self, diagnostic: Diagnostic, row: Element) -> None:
        if diagnostic.nodes:
            way = next(iter(diagnostic.ways), diagnostic.nodes[:1])
            row.classes("gn-clickable").on("click", lambda: self._reveal(way))
