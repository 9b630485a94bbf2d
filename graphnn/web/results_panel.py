"""The Results tab: how the trained network answers its test set, and what it has learned."""

from pathlib import Path

from nicegui import background_tasks, ui

from graphnn.errors import GraphnnError
from graphnn.protocol.explanation import DrawnFigure
from graphnn.protocol.figures import Matrix
from graphnn.web.explainer import Explainer
from graphnn.web.figures import show_figures, show_words
from graphnn.web.floating import dialog, dialog_head


class ResultsPanel:
    """Shows the figures of one run; they are asked for when the tab is looked at, not before."""

    def __init__(self, explainer: Explainer) -> None:
        """Build the panel into the present slot."""
        self._explainer = explainer
        self._shown: tuple[Path, int] | None = None
        self._client = ui.context.client
        self._content = ui.element("div").classes("gn-results")
        with (
            dialog("Samples") as self._dialog,
            ui.element("div").classes("gn-dialog gn-results-dialog") as self._samples,
        ):
            pass
        self._say("Train the network. Here it shows how it answers the test set, and what it has learned.")

    def refresh(self) -> None:
        """Show the run there is now, if it is not shown already."""
        run = self._explainer.run
        if run is None:
            if self._explainer.trainer.is_running:
                self._shown = None
                self._say("The network is being trained. Its results come when it has ended.")
            elif self._explainer.trainer.record is not None:
                self._shown = None
                self._say("The run that is shown left no network to look at. Train again, or choose another run.")
            return
        stamp = (run, (run / "model.keras").stat().st_mtime_ns)
        if stamp != self._shown:
            self._shown = stamp
            background_tasks.create(self._load(stamp), name="results", context=self._client)

    async def _load(self, stamp: tuple[Path, int]) -> None:
        self._say("Looking at the test set…", is_busy=True)
        for title, ask in (("", self._explainer.results), ("What it learned", self._explainer.inside)):
            try:
                figures = await ask()
            except GraphnnError as error:
                if stamp == self._shown:
                    self._say(str(error))
                return
            if stamp != self._shown:
                return  # Another run has begun or ended meanwhile.
            with self._client:
                self._add(title, figures)

    def _add(self, title: str, figures: tuple[DrawnFigure, ...]) -> None:
        if not title:
            self._content.clear()
        with self._content:
            if title and figures:
                ui.label(title).classes("gn-results-title")
            show_figures(figures, self._explainer, self._show_cell)

    async def _show_cell(self, matrix: Matrix, truth: int, predicted: int) -> None:
        if matrix.output is None:
            return
        self._samples.clear()
        with self._samples:
            dialog_head("Samples", self._dialog)
            content = ui.element("div")
        show_words(content, "Looking for its samples…", is_busy=True)
        self._dialog.open()
        try:
            figures = await self._explainer.cell(matrix.output, truth, predicted)
        except GraphnnError as error:
            if not content.is_deleted:
                show_words(content, str(error))
            return
        if content.is_deleted:
            return  # Another cell was chosen meanwhile.
        content.clear()
        with content:
            show_figures(figures, self._explainer)

    def _say(self, words: str, *, is_busy: bool = False) -> None:
        with self._client:
            show_words(self._content, words, is_busy=is_busy)
