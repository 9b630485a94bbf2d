"""What a trained network answers to samples that a person gives it."""

import math
from collections.abc import Mapping

import numpy as np

from graphnn.engine.data.model import Array
from graphnn.engine.explaining.given import given
from graphnn.engine.explaining.given_rows import row_of_sample, row_ranges
from graphnn.engine.explaining.pictures import is_picture, png, sample_pixels
from graphnn.engine.explaining.probabilities import probabilities
from graphnn.engine.explaining.samples import picture_top
from graphnn.engine.explaining.sequences import words_of
from graphnn.engine.explaining.spelling import spelled
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.explanation import Predict, Predicted, PredictedClass, PredictedOutput, PredictedSample

CLASSES_NAMED = 20
VALUES_GIVEN = 10_000


def predict(run: TrainedRun, request: Predict) -> Predicted:
    """Return what a run's network answers to each sample of a request.

    Raises:
        DataError: If the samples do not fit the network.
    """
    samples = given(run, request)
    answers = run.predict(samples.as_taken())
    count = len(next(iter(samples.inputs.values())))
    return Predicted(
        number=request.number,
        samples=tuple(
            PredictedSample(outputs=tuple(_output(run, node_id, raw[place]) for node_id, raw in answers.items()))
            for place in range(count)
        ),
        row={} if request.sample is None else row_of_sample(run, request.sample),
        ranges={} if request.sample is None else row_ranges(run),
        notes=samples.notes,
        seen=_seen(run, samples.inputs),
        activity=run.node_outputs.to(samples.as_taken()) if request.has_activity else {},
    )


def _output(run: TrainedRun, node_id: str, raw: Array) -> PredictedOutput:
    node, column = run.built.document.nodes[node_id], run.column(node_id)
    if column is not None and column.kind == "label" and raw.ndim == 1:
        likely = probabilities(raw[np.newaxis], node, run.catalogue)[0]
        best = np.argsort(-likely, kind="stable")[:CLASSES_NAMED]
        names = [column.classes[i] if i < len(column.classes) else str(i) for i in best]
        return PredictedOutput(
            output=node_id,
            classes=tuple(
                PredictedClass(name=n, probability=_finite(likely[i])) for n, i in zip(names, best, strict=True)
            ),
        )
    if column is not None and column.kind == "sequence" and column.classes and raw.ndim == 2:
        (numbers,) = spelled(raw[np.newaxis], node, run.catalogue)
        return PredictedOutput(output=node_id, text=words_of(numbers, column.classes), shape=raw.shape[:1])
    picture = None
    if column is not None and column.kind == "image" and is_picture(raw):
        picture = png(sample_pixels(raw, low=0, high=picture_top(run, node_id)))
    numbers = run.in_units_of_the_data(node_id, raw[np.newaxis]).reshape(-1)
    values = tuple(_finite(value) for value in numbers[:VALUES_GIVEN])
    return PredictedOutput(output=node_id, values=values, shape=raw.shape, picture=picture)


def _seen(run: TrainedRun, inputs: Mapping[str, Array]) -> str | None:
    """Return the first picture among the inputs as the network sees it."""
    for node_id, values in inputs.items():
        if is_picture(values[0]):
            return png(sample_pixels(values[0], low=0, high=picture_top(run, node_id)))
    return None


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
