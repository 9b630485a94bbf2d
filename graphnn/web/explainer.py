"""Why the network of an open document answers as it does: asks the engine about the run that the page shows."""

import base64
from dataclasses import dataclass
from pathlib import Path

from graphnn.document.model import Document
from graphnn.document.values import Json, freeze
from graphnn.errors import RunError
from graphnn.protocol.explanation import (
    Draw,
    Drawn,
    DrawnFigure,
    ExplanationRequest,
    Figures,
    FitShown,
    PictureFormat,
    Predict,
    Predicted,
    ShowActivation,
    ShowCell,
    ShowData,
    ShowFit,
    ShowInside,
    ShowNode,
    ShowResults,
)
from graphnn.protocol.figures import Figure
from graphnn.protocol.fit import NodeWeights
from graphnn.protocol.run_checkpoints import newest_weights
from graphnn.session.engine_client import EngineClient
from graphnn.web.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Explainer:
    """Asks about the run of a trainer, once it has left a model.

    Every question raises a `GraphnnError` in words where there is no answer.
    """

    engine: EngineClient
    trainer: Trainer

    @property
    def run(self) -> Path | None:
        """The folder of the run shown, if it is over and has a model."""
        folder = self.trainer.folder
        return None if folder is None or self.trainer.is_running or not folder.model_file.is_file() else folder.path

    @property
    def newest(self) -> tuple[Path, int] | None:
        """The file with the newest weights of the run shown, which may train still, and when it was written."""
        folder = self.trainer.folder
        return None if folder is None else newest_weights(folder)

    async def results(self) -> tuple[DrawnFigure, ...]:
        """Return how the network answers its test set, while it trains by its last checkpoint."""
        return await self._figures(ShowResults(run=self._path_so_far()))

    async def inside(self) -> tuple[DrawnFigure, ...]:
        """Return what the network has learned, while it trains by its last checkpoint."""
        return await self._figures(ShowInside(run=self._path_so_far()))

    async def cell(self, output: str, truth: int, predicted: int) -> tuple[DrawnFigure, ...]:
        """Return test samples of one class that were taken for another."""
        return await self._figures(ShowCell(run=self._path_so_far(), output=output, truth=truth, predicted=predicted))

    async def node(self, node_id: str, sample: int = 0) -> tuple[DrawnFigure, ...]:
        """Return what a node has learned, and how it answers a test sample."""
        return await self._figures(ShowNode(run=self._path(), node=node_id, sample=sample))

    async def activation(self, name: str) -> tuple[DrawnFigure, ...]:
        """Return the curve of an activation function; it needs no run."""
        return await self._figures(ShowActivation(activation=name))

    async def data(
        self, document: Document, folder: Path | None, *, drawn: int, x: str | None, y: str | None
    ) -> tuple[DrawnFigure, ...]:
        """Return how the data of a document looks; it needs no run."""
        place = None if folder is None else str(folder)
        return await self._figures(ShowData(document=document, folder=place, drawn=drawn, x=x, y=y))

    async def fit(
        self, document: Document, folder: Path | None, *, run: Path | None = None, weights: tuple[NodeWeights, ...] = ()
    ) -> FitShown:
        """Return how a network of one or two numbers draws its answer."""
        place, of = (None if path is None else str(path) for path in (folder, run))
        return await self.engine.explain(ShowFit(document=document, folder=place, run=of, weights=weights), FitShown)

    async def answer_to_drawing(self, picture: str) -> Predicted:
        """Return what the network takes a drawing for."""
        return await self.engine.explain(Predict(run=self._path(), has_activity=True, drawing=picture), Predicted)

    async def answer_to_file(self, file: Path) -> Predicted:
        """Return what the network answers to the samples in a file."""
        return await self.engine.explain(Predict(run=self._path(), has_activity=True, file=str(file)), Predicted)

    async def answer_to_sample(self, sample: int) -> Predicted:
        """Return what the network answers to one of the samples it is scored on."""
        return await self.engine.explain(Predict(run=self._path(), has_activity=True, sample=sample), Predicted)

    async def answer_to_row(self, row: dict[str, Json]) -> Predicted:
        """Return what the network answers to a row, by the names of the data's columns."""
        return await self.engine.explain(Predict(run=self._path(), has_activity=True, rows=(freeze(row),)), Predicted)

    async def picture(self, figure: Figure, format: PictureFormat) -> bytes:
        """Return a figure as a file."""
        drawn = await self.engine.explain(Draw(figure=figure, format=format), Drawn)
        return base64.b64decode(drawn.content)

    async def _figures(self, request: ExplanationRequest) -> tuple[DrawnFigure, ...]:
        return (await self.engine.explain(request, Figures)).figures

    def _path(self) -> str:
        if self.run is None:
            raise RunError("There is no trained network yet. Train it first.")
        return str(self.run)

    def _path_so_far(self) -> str:
        folder = self.trainer.folder
        return self._path() if folder is None or self.newest is None else str(folder.path)
