"""A network of one or two numbers with weights that are set by hand: built once, drawn for every change."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.budget import available_budget
from graphnn.engine.build import build_model
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import Array
from graphnn.engine.data.split import split_data
from graphnn.engine.explaining.trained import open_run
from graphnn.engine.fit_frames import SAMPLES, FitDrawing, fit_drawing
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.samples import batchable, bind
from graphnn.errors import RefusedError
from graphnn.protocol.explanation import FitShown, ShowFit
from graphnn.protocol.fit import FitPoints, NodeWeights
from graphnn.protocol.run_folder import RunFolder

POINTS_SHOWN = 300


@dataclass(frozen=True, slots=True)
class _Fit:
    """A network that is drawn, and samples to draw beside it."""

    drawing: FitDrawing
    inputs: Any
    truth: Array
    is_sorted: bool

    @property
    def points(self) -> FitPoints:
        """Some of the samples."""
        seen, truth = np.asarray(self.inputs, dtype=np.float64).reshape(len(self.truth), -1), self.truth.reshape(-1)
        seen, truth = seen[:POINTS_SHOWN], truth[:POINTS_SHOWN]
        x = tuple(map(float, seen[:, 0]))
        if seen.shape[1] == 1:
            return FitPoints(x=x, y=tuple(map(float, truth)))
        return FitPoints(
            x=x, y=tuple(map(float, seen[:, 1])), classes=tuple(int(each) for each in truth) if self.is_sorted else ()
        )


class FitBook:
    """Answers how a network draws; the last one stays built, since its weights are moved again and again."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._key: tuple[Document, str | None] | None = None
        self._fit: _Fit | None = None

    def answer(self, request: ShowFit) -> FitShown:
        """Return how the network draws with the weights that are given.

        Raises:
            RefusedError: If it has no curve and no plane, or cannot be built, or the weights are not its own.
        """
        key = (request.document.experiment, request.run)
        if self._fit is None or key != self._key or not request.weights:
            # Without weights it is asked for anew: what was moved by hand is forgotten.
            self._fit, self._key = self._built(request), key
        _set(self._fit.drawing.model, request.weights)
        frame = self._fit.drawing.frame()
        if len(frame.low) == 1:
            error = self._fit.drawing.errors(self._fit.inputs, self._fit.truth.astype(np.float64))
            frame = frame.model_copy(update={"error": error if np.isfinite(error) else None})
        return FitShown(number=request.number, frame=frame, points=self._fit.points)

    def _built(self, request: ShowFit) -> _Fit:
        document = request.document
        if document.data is None:
            raise RefusedError("There is no data to fit. Choose a data set.")
        folder = None if request.folder is None else Path(request.folder)
        keras.utils.set_random_seed(document.training.seed)
        built = build_model(document, self._catalogue, budget=available_budget())
        bindings = bind(built, document, self._catalogue)
        splits = split_data(load_data_set(document.data, folder=folder), document.data, seed=document.training.seed)
        adapt_layers(built, self._catalogue, batchable(splits.train, bindings))
        if request.run is not None:
            trained = open_run(RunFolder(Path(request.run)))
            built.model.set_weights(trained.built.model.get_weights())
        shown = splits.train.take(np.arange(min(splits.train.count, SAMPLES)))
        batch = batchable(shown, bindings)
        inputs = keras.tree.flatten(batch.inputs)[0]
        drawing = fit_drawing(built.model, inputs)
        if drawing is None:
            raise RefusedError("Only a network of one or two numbers and one answer can be drawn.")
        (output,) = built.outputs
        column = document.nodes[output].parameters.get("column")
        if not isinstance(column, str):
            raise RefusedError(f"{output}: binds no column, so there is nothing to draw beside the answer.")
        known = self._catalogue.bound_column(document.nodes[output], document.data)
        truth = np.asarray(shown.columns[column])
        return _Fit(drawing, inputs, truth, is_sorted=known is not None and known.kind == "label")


def _set(model: keras.Model, weights: tuple[NodeWeights, ...]) -> None:
    known = {(layer.name, weight.name): weight for layer in model.layers for weight in layer.trainable_weights}
    for given in weights:
        weight = known.get((given.node, given.name))
        if weight is None or tuple(weight.shape) != given.shape or len(given.values) != np.prod(given.shape):
            raise RefusedError(f"{given.node}: has no such weights. Look at the network again.")
        weight.assign(np.array(given.values, dtype=np.float32).reshape(given.shape))
