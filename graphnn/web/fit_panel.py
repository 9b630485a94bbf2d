"""The Fit tab: how a network of one or two numbers draws its answer, while it learns and with weights set by hand."""

import asyncio
import math
from pathlib import Path

from nicegui import background_tasks, ui
from nicegui.element import Element

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.errors import GraphnnError
from graphnn.protocol.fit import read_frames
from graphnn.protocol.report import GraphReport
from graphnn.session.open_document import OpenDocument
from graphnn.web.elements.fit_view import FitView, Weights
from graphnn.web.explainer import Explainer

LOOK_SECONDS = 0.15


class FitPanel:
    """Shows the frames of the run, as they are written; without a run, the network as it is drawn at first."""

    def __init__(self, explainer: Explainer, opened: OpenDocument, catalogue: Catalogue, tab: Element) -> None:
        """Build the panel into the present slot; its tab is there only for networks that can be drawn."""
        self._explainer = explainer
        self._opened = opened
        self._catalogue = catalogue
        self._tab = tab
        self._client = ui.context.client
        self._is_looked_at = False
        self._shown: tuple[Document, Path | None, bool] | None = None
        self._offset = 0
        self._wanted: Weights | None = None
        self._is_asking = False
        with ui.element("div").classes("gn-fit-panel"):
            self._view = FitView(self._begin_anew, self._weigh)
            self._words = ui.label().classes("gn-run-message")
        self._words.set_visibility(False)
        self._timer = ui.timer(LOOK_SECONDS, self._read, active=False)
        self.settle()

    def settle(self) -> None:
        """Show the tab, or hide it, by what the document is now."""
        self._tab.set_visibility(can_be_drawn(self._opened.document, self._opened.report, self._catalogue))

    @property
    def is_there(self) -> bool:
        """Whether the tab is shown."""
        return bool(self._tab.visible)

    def set_looked_at(self, is_looked_at: bool) -> None:
        """Say whether anybody looks at it: only then are frames read and sent."""
        self._is_looked_at = is_looked_at
        self._timer.active = is_looked_at
        if is_looked_at:
            self.refresh()

    def refresh(self) -> None:
        """Show the run there is now; where the network was changed since, the network."""
        if not self._is_looked_at:
            return
        document, folder, is_running = self._subject()
        if (document, folder, is_running) == self._shown:
            return
        was_followed = self._shown is not None and self._shown == (document, folder, True)
        self._shown = (document, folder, is_running)
        if not was_followed:
            background_tasks.create(self._begin(), name="fit", context=self._client)

    def _begin_anew(self) -> None:
        self._shown = None
        self.refresh()

    def _subject(self) -> tuple[Document, Path | None, bool]:
        """Return what is shown: the document, and the folder of its run, if there is one and it is of this document."""
        trainer, document = self._explainer.trainer, self._opened.document.experiment
        trained = trainer.trained
        if trained is None or trainer.folder is None or trained.experiment != document:
            return document, None, False
        return document, trainer.folder.path, trainer.is_running

    async def _begin(self) -> None:
        shown = self._shown
        if shown is None:
            return
        document, folder, is_running = shown
        frames, offset = ((), 0) if folder is None else await asyncio.to_thread(read_frames, folder)
        run = None if is_running else self._explainer.run
        try:
            fit = await self._explainer.fit(document, self._opened.folder, run=run if folder is not None else None)
        except GraphnnError as error:
            self._say(str(error))
            return
        if shown != self._shown:
            return
        self._offset = offset
        self._say("")
        with self._client:
            self._view.begin(frames or (fit.frame,), fit.points)

    async def _read(self) -> None:
        self.refresh()
        shown, offset = self._shown, self._offset
        if shown is None or shown[1] is None:
            return
        frames, end = await asyncio.to_thread(read_frames, shown[1], offset)
        if frames and shown == self._shown and offset == self._offset:
            self._offset = end
            with self._client:
                self._view.push(frames)

    def _weigh(self, weights: Weights) -> None:
        self._wanted = weights
        if not self._is_asking:
            background_tasks.create(self._ask(), name="weights", context=self._client)

    async def _ask(self) -> None:
        """Ask for what was set last, one question at a time: what a slider passed meanwhile is left out."""
        self._is_asking = True
        try:
            while (weights := self._wanted) is not None and self._shown is not None:
                self._wanted = None
                run = self._explainer.run if self._shown[1] is not None else None
                fit = await self._explainer.fit(self._shown[0], self._opened.folder, run=run, weights=weights)
                with self._client:
                    self._view.show_by_hand(fit.frame)
        except GraphnnError as error:
            self._say(str(error))
        finally:
            self._is_asking = False

    def _say(self, words: str) -> None:
        with self._client:
            self._words.set_text(words)
            self._words.set_visibility(bool(words))
            self._view.set_visibility(not words)


def can_be_drawn(document: Document, report: GraphReport | None, catalogue: Catalogue) -> bool:
    """Tell whether a network has a curve or a plane: one Input of one or two numbers, and one Output with a column."""
    kinds = {name: catalogue.layers.get(node.type) for name, node in document.nodes.items()}
    inputs = [name for name, kind in kinds.items() if kind is not None and kind.is_input]
    outputs = [name for name, kind in kinds.items() if kind is not None and kind.is_output]
    if report is None or len(inputs) != 1 or len(outputs) != 1 or not report.is_valid or document.data is None:
        return False
    known = report.nodes.get(inputs[0])
    if known is None or not document.nodes[outputs[0]].parameters.get("column"):
        return False
    return _size(next(iter(known.outputs.values())).shape) in (1, 2) and "string" not in {
        spec.dtype for spec in known.outputs.values()
    }


def _size(shape: tuple[int | None, ...]) -> int:
    return 0 if None in shape[1:] else math.prod(size for size in shape[1:] if size is not None)
