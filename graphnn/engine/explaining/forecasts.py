"""Forecasts of a series in time: what came, what the network said, and what saying nothing new would have."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graphnn.catalogue.own_data import future_of
from graphnn.document.model import Windows
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.answers import NumberAnswers
from graphnn.engine.explaining.probabilities import Floats
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Bars, Cell, Curve, Curves, Figure, Numbers, Role, Series, Table

STEPS_SHOWN = 96
BARS_SHOWN = 24
NAIVE = "last value"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an Output forecasts of each window, by step ahead, in the units of the file.

    Shapes:
        truth and predicted (windows, horizon), last (windows,)
    """

    column: str
    windows: Windows
    truth: Floats
    predicted: Floats
    last: Floats
    """The last value that each window holds: the naive forecast is that it stays."""

    @property
    def naive(self) -> Floats:
        """The naive forecast, by window and step ahead."""
        return np.repeat(self.last[:, np.newaxis], self.truth.shape[1], axis=1)


def forecast_of(run: TrainedRun, answers: NumberAnswers) -> Forecast | None:
    """Return the forecast that an Output's answers are; None where they are none, or of several columns at once."""
    data, names = run.document.data, run.column_names(answers.node_id)
    if data is None or data.windows is None or len(names) != 1:
        return None
    column = next((name for name in data.columns if future_of(name) == names[0]), None)
    if column is None or answers.predicted.shape != answers.truth.shape:
        return None
    last = run.samples.columns[column][:, -1, 0].astype(np.float64)
    last = run.in_units_of_the_data(answers.node_id, last)
    return Forecast(column, data.windows, answers.truth, answers.predicted, last)


def forecast_figures(forecast: Forecast) -> Iterator[Figure]:
    """Yield what there is to see of a forecast."""
    yield forecast_table(forecast)
    yield forecast_curves(forecast)
    if forecast.windows.horizon > 1:
        yield errors_by_step(forecast)


def forecast_table(forecast: Forecast) -> Table:
    """Return the errors of the network beside those of the naive forecast."""
    rows: list[tuple[Cell, ...]] = []
    errors = {"network": forecast.predicted - forecast.truth, NAIVE: forecast.naive - forecast.truth}
    for name, error in errors.items():
        absolute, square = float(np.abs(error).mean()), float(np.sqrt((error**2).mean()))
        rows.append((name, round(absolute, 4), round(square, 4)))
    squares = {name: float((error**2).mean()) for name, error in errors.items()}
    better = 1 - squares["network"] / squares[NAIVE] if squares[NAIVE] > 0 else 0.0
    words = f"{abs(100 * better):.1f} % {'below' if better >= 0 else 'above'} that of the naive forecast"
    return Table(
        name="forecast_errors",
        title="Forecast against the last value",
        caption=f"The naive forecast says that the last value stays. The network's mean square error is {words}.",
        columns=("forecast", "mean absolute error", "root mean square error"),
        rows=tuple(rows),
    )


def forecast_curves(forecast: Forecast) -> Curves:
    """Return the last stretch of the series with what was forecast of it, each row once, from the newest window."""
    horizon, stride, length = forecast.windows.horizon, forecast.windows.stride, forecast.windows.length
    # Windows whose forecasts follow each other without a step told twice.
    every = max(-(-horizon // stride), 1)
    chosen = np.arange(0, len(forecast.truth), every)[-max(STEPS_SHOWN // horizon, 1) :]
    rows = chosen[:, np.newaxis] * stride + length + np.arange(horizon)
    # Between two forecasts the line breaks.
    is_broken = horizon > 1 or stride > 1
    curves: tuple[tuple[str, Floats, Role], ...] = (
        ("true", forecast.truth, "truth"),
        (NAIVE, forecast.naive, "guide"),
        ("network", forecast.predicted, "prediction"),
    )
    ahead = "one row" if horizon == 1 else f"{horizon:,} rows"
    return Curves(
        name="forecast",
        title="True and forecast",
        caption=f"{forecast.column}, {ahead} ahead of each window; the dashed line is the naive forecast.",
        x_label="row of the samples scored on",
        y_label=forecast.column,
        curves=tuple(
            Curve(name=name, x=_line(rows, is_broken), y=_line(values[chosen], is_broken), role=role)
            for name, values, role in curves
        ),
    )


def errors_by_step(forecast: Forecast) -> Bars | Curves:
    """Return the mean absolute error of each step ahead, of the network and of the naive forecast."""
    by_name = {"network": forecast.predicted, NAIVE: forecast.naive}
    if forecast.windows.horizon > BARS_SHOWN:
        steps = tuple(map(float, range(1, forecast.windows.horizon + 1)))
        roles: dict[str, Role] = {"network": "prediction", NAIVE: "guide"}
        return Curves(
            name="forecast_by_step",
            title="Error by step ahead",
            x_label="step ahead",
            y_label="mean absolute error",
            curves=tuple(
                Curve(name=name, x=steps, y=_means_by_step(values - forecast.truth), role=roles[name])
                for name, values in by_name.items()
            ),
        )
    return Bars(
        name="forecast_by_step",
        title="Error by step ahead",
        names=tuple(f"{step}" for step in range(1, forecast.truth.shape[1] + 1)),
        series=tuple(
            Series(name=name, values=_means_by_step(values - forecast.truth)) for name, values in by_name.items()
        ),
        value_label="mean absolute error",
    )


def _means_by_step(errors: Floats) -> Numbers:
    return tuple(map(float, np.abs(errors).mean(axis=0)))


def _line(values: Array, is_broken: bool) -> Numbers:
    """Return values by window one after the other, with a break behind each window."""
    numbers: list[float | None] = []
    for window in values.tolist():
        numbers += [*window, None] if is_broken else window
    return tuple(numbers)
