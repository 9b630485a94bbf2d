"""The Results tab: how the trained network answers its test set, and what it has learned."""

from pathlib import Path

from nicegui import background_tasks, ui

from graphnn.errors import GraphnnError
from graphnn.protocol.explanation import DrawnFigure
from graphnn.protocol.figures import Matrix
from graphnn.web.explainer import Explainer
from graphnn.web.figures import show_figures, show_words
from graphnn.web.floating import dialog, dialog_head

LOOK_SECONDS = 1.0


class ResultsPanel:
    """Shows the figures of one run; they are asked for when the tab is looked at, not before.

    While the run trains they are those of its last checkpoint, and newer ones come when they are asked for: to compute
    them takes processor time from the training.
    """

    def __init__(self, explainer: Explainer) -> None:
        """Build the panel into the present slot."""
        self._explainer = explainer
        self._shown: tuple[Path, int] | None = None
        self._timer = ui.timer(LOOK_SECONDS, self._look, active=False)
        self._client = ui.context.client
        self._content = ui.element("div").classes("gn-results")
        with (
            dialog("Samples") as self._dialog,
            ui.element("div").classes("gn-dialog gn-results-dialog") as self._samples,
        ):
            pass
        self._say("Train the network. Here it shows how it answers the test set, and what it has learned.")

    def set_looked_at(self, is_looked_at: bool) -> None:
        """Say whether anybody looks at the tab."""
        self._timer.active = is_looked_at
        if is_looked_at:
            self.refresh()

    def refresh(self) -> None:
        """Show the newest there is of the run, if it is not shown already."""
        newest = self._explainer.newest
        if newest is None:
            self._shown = None
            if self._explainer.trainer.is_running:
                self._say("The network is being trained. Its first results come with its first checkpoint.")
            elif self._explainer.trainer.record is not None:
                self._say("The run that is shown left no network to look at. Train again, or choose another run.")
        elif newest != self._shown:
            self._shown = newest
            background_tasks.create(self._load(newest), name="results", context=self._client)

    def _look(self) -> None:
        """Show the first results of a run by themselves."""
        if self._shown is None and self._explainer.newest is not None:
            self.refresh()

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
            if not title and self._explainer.trainer.is_running:
                with ui.element("div").classes("gn-results-so-far"):
                    ui.label("How it answers so far, by its last checkpoint.")
                    ui.button("Look again", color=None, on_click=self.refresh).props("no-caps flat dense")
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
