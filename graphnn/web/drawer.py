"""The drawer below the canvas: its tabs, and what each of them holds."""

from nicegui import ui

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.protocol.events import RunEvent
from graphnn.web.inspector import ApplyEdit
from graphnn.web.problems_panel import ProblemsPanel, Reveal
from graphnn.web.trainer import Trainer
from graphnn.web.training_panel import TrainingPanel


class Drawer:
    """Training and problems, one at a time."""

    def __init__(self, trainer: Trainer, apply_edit: ApplyEdit, reveal: Reveal) -> None:
        """Build the drawer into the present slot."""
        with ui.element("section").classes("gn-drawer").props('aria-label="Training and problems"'):
            with ui.element("div").classes("gn-tabs"):
                tabs = ui.tabs().props("no-caps dense inline-label indicator-color=transparent")
                with tabs.classes("gn-drawer-tabs"):
                    training = ui.tab("Training")
                    problems = ui.tab("Problems")
            self._panels = ui.tab_panels(tabs, value=training).props("animated=false keep-alive")
            with self._panels.classes("gn-tab-panels"):
                with ui.tab_panel(training):
                    self._training = TrainingPanel(trainer)
                with ui.tab_panel(problems):
                    self._problems = ProblemsPanel(apply_edit, reveal)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self._panels.set_value(name)

    def take(self, event: RunEvent | None) -> None:
        """Show what became of the run; None stands for another run, or none."""
        self._training.take(event)

    def show_problems(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Show these problems, and no others."""
        self._problems.show(diagnostics)
