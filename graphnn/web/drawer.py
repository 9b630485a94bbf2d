"""The drawer below the canvas: its tabs, and what each of them holds."""

from collections.abc import Sequence

from nicegui import ui

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.model import Catalogue
from graphnn.protocol.events import RunEnded, RunEvent, RunStarted
from graphnn.runs.shelf import RunShelf
from graphnn.session.hand import Hand
from graphnn.web.canvas_hand import CanvasHand
from graphnn.web.code_panel import CodePanel
from graphnn.web.data_panel import DataPanel
from graphnn.web.elements.chart import ChartTools
from graphnn.web.explainer import Explainer
from graphnn.web.icons import icon
from graphnn.web.inside_panel import InsidePanel
from graphnn.web.problems_panel import ProblemsPanel
from graphnn.web.results_panel import ResultsPanel
from graphnn.web.runs_panel import RunsPanel
from graphnn.web.training_panel import TrainingPanel
from graphnn.web.try_panel import TryPanel

WITH_CHARTS = ("Training", "Runs")


class Drawer:
    """Training, layers, results, a place to try the network, its runs, data, problems and code, one at a time."""

    def __init__(
        self, explainer: Explainer, own: Hand, catalogue: Catalogue, hand: CanvasHand, *, shelf: RunShelf
    ) -> None:
        """Build the drawer into the present slot."""
        with ui.element("section").classes("gn-drawer").props('aria-label="Training and problems"') as self._section:
            with ui.element("div").classes("gn-tabs"):
                tabs = ui.tabs().props("no-caps dense inline-label indicator-color=transparent")
                with tabs.classes("gn-drawer-tabs"):
                    training = ui.tab("Training")
                    layers = ui.tab("Layers")
                    results = ui.tab("Results")
                    tryout = ui.tab("Try it")
                    runs = ui.tab("Runs")
                    data = ui.tab("Data")
                    problems = ui.tab("Problems")
                    code = ui.tab("Code")
                with ui.element("div").classes("gn-drawer-end"):
                    self._chart_tools = ChartTools()
                    self._taller = ui.button(color=None, on_click=self._resize).props('flat dense aria-label="Taller"')
                    with self._taller.classes("gn-drawer-taller"):
                        icon("taller", size=16)
            self._panels = ui.tab_panels(tabs, value="Training").props("animated=false keep-alive")
            self._panels.on_value_change(self._refresh_shown)
            with self._panels.classes("gn-tab-panels"):
                with ui.tab_panel(training):
                    self._training = TrainingPanel(explainer.trainer)
                with ui.tab_panel(layers):
                    self._inside = InsidePanel(explainer.trainer, own.opened, hand.canvas.learn, hand.reveal)
                with ui.tab_panel(results):
                    self._results = ResultsPanel(explainer)
                with ui.tab_panel(tryout):
                    self._tryout = TryPanel(explainer, catalogue)
                with ui.tab_panel(runs):
                    self._runs = RunsPanel(explainer.trainer, shelf, own, self.show_tab)
                with ui.tab_panel(data):
                    self._data = DataPanel(explainer, own, catalogue, built=hand.canvas.fit)
                with ui.tab_panel(problems):
                    self._problems = ProblemsPanel(hand.apply, hand.reveal)
                with ui.tab_panel(code):
                    self._code = CodePanel(own.opened, catalogue)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self._panels.set_value(name)

    def show_marks(self) -> None:
        """Have the cards say how they learn, on a canvas that has just come."""
        self._inside.show_marks()

    def take(self, events: Sequence[RunEvent] | None) -> None:
        """Show what became of the run; None stands for another run, or none."""
        self._training.take(events)
        if events is None or any(isinstance(event, RunStarted | RunEnded) for event in events):
            self._inside.refresh()
        if events is None or isinstance(events[-1], RunEnded):
            self._refresh_shown()

    def _refresh_shown(self) -> None:
        """Bring what needs the engine up to date, if it is looked at."""
        self._chart_tools.set_visibility(self._panels.value in WITH_CHARTS)
        self._runs.set_looked_at(self._panels.value == "Runs")
        self._inside.set_looked_at(self._panels.value == "Layers")
        if self._panels.value == "Results":
            self._results.refresh()
        elif self._panels.value == "Try it":
            self._tryout.refresh()
        else:
            self.show_document()

    def show_document(self) -> None:
        """Bring what shows the document itself up to date, if it is looked at."""
        if self._panels.value == "Data":
            self._data.refresh()
        elif self._panels.value == "Code":
            self._code.refresh()

    def _resize(self) -> None:
        is_tall = "gn-drawer-tall" not in self._section.classes
        self._section.classes(toggle="gn-drawer-tall")
        self._taller.props(f'aria-label="{"Lower" if is_tall else "Taller"}"')
        self._taller.clear()
        with self._taller:
            icon("lower" if is_tall else "taller", size=16)

    def show_problems(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Show these problems, and no others."""
        self._problems.show(diagnostics)
