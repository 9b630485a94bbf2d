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
from graphnn.web.elements.divider import Divider
from graphnn.web.elements.region import Region
from graphnn.web.explainer import Explainer
from graphnn.web.fit_panel import FitPanel
from graphnn.web.inside_panel import InsidePanel
from graphnn.web.live_activity import LiveActivity
from graphnn.web.problems_panel import ProblemsPanel
from graphnn.web.results_panel import ResultsPanel
from graphnn.web.runs_panel import RunsPanel
from graphnn.web.training_panel import TrainingPanel, told
from graphnn.web.try_panel import TryPanel

TABS = ("Training", "Layers", "Fit", "Results", "Try it", "Runs", "Data", "Problems", "Code")
WITH_CHARTS = ("Training", "Runs")

WITH_A_NETWORK = ("finished", "stopped", "paused")
"""How a run ends that has trained its network."""


class Drawer:
    """Training, layers, results, a place to try the network, its runs, data, problems and code, one at a time."""

    def __init__(
        self, explainer: Explainer, own: Hand, catalogue: Catalogue, hand: CanvasHand, *, shelf: RunShelf
    ) -> None:
        """Build the drawer into the present slot."""
        self._canvas = hand.canvas
        self._live = LiveActivity(explainer.trainer, own.opened, hand.canvas.respond)
        with Region("section").classes("gn-drawer").props('aria-label="Training and problems"'):
            with ui.element("div").classes("gn-tabs"):
                tabs = ui.tabs().props("no-caps dense inline-label indicator-color=transparent")
                with tabs.classes("gn-drawer-tabs"):
                    training = ui.tab("Training")
                    layers = ui.tab("Layers")
                    fit = ui.tab("Fit")
                    results = ui.tab("Results")
                    tryout = ui.tab("Try it")
                    runs = ui.tab("Runs")
                    data = ui.tab("Data")
                    problems = ui.tab("Problems")
                    code = ui.tab("Code")
                with ui.element("div").classes("gn-drawer-end"):
                    self._chart_tools = ChartTools()
            self._panels = ui.tab_panels(tabs, value="Training").props("animated=false keep-alive")
            self._panels.on_value_change(self._refresh_shown)
            with self._panels.classes("gn-tab-panels"):
                with ui.tab_panel(training):
                    self._training = TrainingPanel(explainer.trainer)
                with ui.tab_panel(layers):
                    self._inside = InsidePanel(
                        explainer.trainer, own.opened, hand.canvas.learn, hand.reveal, self._live
                    )
                with ui.tab_panel(fit):
                    self._fit = FitPanel(explainer, own.opened, catalogue, fit)
                with ui.tab_panel(results):
                    self._results = ResultsPanel(explainer)
                with ui.tab_panel(tryout):
                    self._tryout = TryPanel(explainer, catalogue, self._live)
                with ui.tab_panel(runs):
                    self._runs = RunsPanel(explainer.trainer, shelf, own, self.show_tab)
                with ui.tab_panel(data):
                    self._data = DataPanel(explainer, own, catalogue, built=hand.canvas.fit)
                with ui.tab_panel(problems):
                    self._problems = ProblemsPanel(hand.apply, hand.reveal)
                with ui.tab_panel(code):
                    self._code = CodePanel(own.opened, catalogue)
        self._divider = Divider("bottom")
        if own.opened.document.data is not None and not own.opened.document.nodes:
            self.show_tab("Data")  # There the network comes from.

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front, where it is seen."""
        self._divider.unfold()
        if name != "Fit" or self._fit.is_there:
            self._panels.set_value(name)
        else:
            ui.notify("Only a network of one or two numbers and one answer is drawn in Fit.")

    @property
    def tab(self) -> str:
        """The name of the tab in front."""
        return str(self._panels.value)

    def show_marks(self) -> None:
        """Have the cards say how they learn and what they give, on a canvas that has just come."""
        self._inside.show_marks()
        self._live.show_again()

    def take(self, events: Sequence[RunEvent] | None) -> None:
        """Show what became of the run; None stands for another run, or none."""
        self._training.take(events)
        if words := told(events or ()):
            self._canvas.say(words)
        if events is None or any(isinstance(event, RunStarted | RunEnded) for event in events):
            self._inside.refresh()
            self._live.refresh()
        if events is None or isinstance(events[-1], RunEnded):
            self._refresh_shown()
        if any(isinstance(event, RunEnded) and event.outcome in WITH_A_NETWORK for event in events or ()):
            self._canvas.trained()

    def _refresh_shown(self) -> None:
        """Bring what needs the engine up to date, if it is looked at."""
        self._chart_tools.set_visibility(self._panels.value in WITH_CHARTS)
        self._runs.set_looked_at(self._panels.value == "Runs")
        self._inside.set_looked_at(self._panels.value == "Layers")
        self._fit.set_looked_at(self._panels.value == "Fit")
        self._tryout.set_looked_at(self._panels.value == "Try it")
        self._results.set_looked_at(self._panels.value == "Results")
        if self._panels.value == "Try it":
            self._tryout.refresh()
        elif self._panels.value != "Results":
            self.show_document()

    def rest(self) -> None:
        """Look at nothing for a while: nobody is there to see it. `take(None)` ends it."""
        self._runs.set_looked_at(False)
        self._fit.set_looked_at(False)
        self._results.set_looked_at(False)
        self._inside.rest()
        self._live.rest()

    def show_document(self) -> None:
        """Bring what shows the document itself up to date, if it is looked at."""
        self._fit.settle()
        self._live.show_document()
        self._inside.show_document()
        if self._panels.value == "Data":
            self._data.refresh()
        elif self._panels.value == "Code":
            self._code.refresh()

    def show_problems(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Show these problems, and no others."""
        self._problems.show(diagnostics)
