"""Pictures as answers: what should have come out, and what did."""

from collections.abc import Iterator

import numpy as np

from graphnn.engine.explaining.answers import PictureAnswers
from graphnn.engine.explaining.pictures import is_picture, png, sample_pixels
from graphnn.engine.explaining.samples import picture_input, picture_top
from graphnn.engine.explaining.spelling import Integers
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Figure, Histogram, Pictures, Series, Tile

SHOWN = 10
ERROR_BINS = 30


def reconstruction_figures(run: TrainedRun, answers: PictureAnswers) -> Iterator[Figure]:
    """Yield all there is to see of an Output that answers with pictures."""
    errors = np.abs(answers.predicted - answers.truth.astype(np.float64)).reshape(len(answers.truth), -1).mean(axis=1)
    if is_picture(answers.truth[0]):
        first = np.arange(min(SHOWN, len(errors)))
        worst = np.argsort(-errors, kind="stable")[:SHOWN]
        yield _beside(run, answers, first, name="reconstructions", title="What should come out, and what does")
        yield _beside(run, answers, worst, name="worst_reconstructions", title="The ten furthest off")
    counts, edges = np.histogram(errors, ERROR_BINS)
    yield Histogram(
        name="reconstruction_errors",
        title="Errors",
        caption=f"The mean absolute difference of a sample's pixels; {errors.mean():.4g} on average.",
        edges=tuple(map(float, edges)),
        series=(Series(name="samples", values=tuple(map(float, counts))),),
        x_label="mean absolute difference",
    )


def _beside(run: TrainedRun, answers: PictureAnswers, indices: Integers, *, name: str, title: str) -> Pictures:
    shown = [("true", answers.truth, answers.node_id), ("answer", answers.predicted, answers.node_id)]
    given = picture_input(run)
    if given is not None and np.array_equal(run.values(given), answers.truth):
        shown[0] = ("input", answers.truth, answers.node_id)
    elif given is not None:
        shown.insert(0, ("input", run.values(given), given))
    tiles = [
        Tile(
            picture=png(sample_pixels(values[index], low=0, high=picture_top(run, node_id))),
            title=word if place == 0 else "",
        )
        for word, values, node_id in shown
        for place, index in enumerate(indices)
    ]
    return Pictures(name=name, title=title, tiles=tuple(tiles), columns=max(len(indices), 1))
