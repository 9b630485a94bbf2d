"""Regression: how far the answers are from the truth, and where they are furthest."""

from collections.abc import Iterator

import numpy as np
from sklearn import metrics

from graphnn.engine.explaining.answers import NumberAnswers
from graphnn.engine.explaining.forecasts import forecast_figures, forecast_of
from graphnn.engine.explaining.probabilities import Floats
from graphnn.engine.explaining.samples import TRUE, sample_figure
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Cell, Figure, Group, Histogram, Numbers, Scatter, Series, Table

POINTS_SHOWN = 1500
TARGETS_SHOWN = 6
WORST_SHOWN = 20
RESIDUAL_BINS = 40


def number_figures(run: TrainedRun, answers: NumberAnswers) -> Iterator[Figure]:
    """Yield all there is to see of an Output that answers with numbers."""
    if (forecast := forecast_of(run, answers)) is not None:
        yield from forecast_figures(forecast)
    yield error_table(answers)
    yield predicted_against_true(answers)
    yield residuals(answers)
    yield residuals_against_predicted(answers)
    yield worst_cases(run, answers)


def error_table(answers: NumberAnswers) -> Table:
    """Return the errors of each target: mean absolute, root mean square, R², and the mean residual."""
    rows: list[tuple[Cell, ...]] = []
    for place, name in enumerate(answers.targets):
        truth, predicted = answers.truth[:, place], answers.predicted[:, place]
        absolute = metrics.mean_absolute_error(truth, predicted)
        square = metrics.mean_squared_error(truth, predicted) ** 0.5
        # R² compares with the spread of the truth, which one sample does not have.
        explained = metrics.r2_score(truth, predicted) if len(truth) > 1 else None
        bias = float(np.mean(predicted - truth))
        rows.append(
            (name, *(None if each is None else round(float(each), 4) for each in (absolute, square, explained, bias)))
        )
    return Table(
        name="errors",
        title="Errors",
        caption="R²: the share of the variance that the network explains; the mean alone would reach 0.",
        columns=("target", "mean absolute error", "root mean square error", "R²", "mean residual"),
        rows=tuple(rows),
    )


def predicted_against_true(answers: NumberAnswers) -> Scatter:
    """Return each answer over the truth; a perfect network's lie on the diagonal."""
    return Scatter(
        name="predicted_against_true",
        title="Predicted against true",
        x_label="true",
        y_label="predicted",
        groups=_groups(answers, answers.truth, answers.predicted),
        is_diagonal_drawn=True,
    )


def residuals(answers: NumberAnswers) -> Histogram:
    """Return how the residuals, predicted minus true, are distributed."""
    difference = answers.predicted - answers.truth
    # The ends of the axis leave out the rarest: one wild answer would press the rest into a single bin.
    low, high = np.percentile(difference, [0.25, 99.75])
    edges = np.linspace(low, max(high, low + 1e-9), RESIDUAL_BINS + 1)
    inside = np.clip(difference, edges[0], edges[-1])
    series = tuple(
        Series(name=name, values=tuple(map(float, np.histogram(inside[:, place], edges)[0])))
        for place, name in enumerate(answers.targets[:TARGETS_SHOWN])
    )
    return Histogram(
        name="residuals",
        title="Residuals",
        caption="Predicted minus true; the outermost bins hold what lies beyond.",
        edges=tuple(map(float, edges)),
        series=series,
        x_label="predicted − true",
    )


def residuals_against_predicted(answers: NumberAnswers) -> Scatter:
    """Return residuals over answers: a slope or a funnel is something the network has not learned."""
    return Scatter(
        name="residuals_against_predicted",
        title="Residuals against predicted",
        x_label="predicted",
        y_label="predicted − true",
        groups=_groups(answers, answers.predicted, answers.predicted - answers.truth),
    )


def worst_cases(run: TrainedRun, answers: NumberAnswers) -> Figure:
    """Return the samples whose answers are furthest from the truth."""
    distance = np.abs(answers.predicted - answers.truth).max(axis=1)
    worst = np.argsort(-distance, kind="stable")[:WORST_SHOWN]
    words = [(_written(answers.predicted[i]), f"{TRUE}{_written(answers.truth[i])}") for i in worst]
    return sample_figure(run, worst, name="worst_cases", title="Worst cases", words=words)


def _groups(answers: NumberAnswers, x: Floats, y: Floats) -> tuple[Group, ...]:
    # Evenly picked, not drawn: the same run gives the same picture.
    shown = np.unique(np.linspace(0, len(x) - 1, POINTS_SHOWN).astype(int))
    return tuple(
        Group(name=name, x=_numbers(x[shown, place]), y=_numbers(y[shown, place]))
        for place, name in enumerate(answers.targets[:TARGETS_SHOWN])
    )


def _numbers(values: Floats) -> Numbers:
    return tuple(float(value) if np.isfinite(value) else None for value in values)


def _written(values: Floats) -> str:
    shown = ", ".join(f"{value:.4g}" for value in values[:4])
    return shown + (" …" if len(values) > 4 else "")
