"""Requests about runs, answered: opens the run that is asked for, and keeps the last few open."""

import base64
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias, assert_never

from graphnn.catalogue.model import Catalogue
from graphnn.engine.explaining.answers import ClassAnswers, NumberAnswers, answers_of, answers_of_output
from graphnn.engine.explaining.apart import scored_on
from graphnn.engine.explaining.classes import cell_samples, class_table, confusion_matrix
from graphnn.engine.explaining.data_book import DataBook
from graphnn.engine.explaining.drawing import page_svg, picture_file
from graphnn.engine.explaining.fit_book import FitBook
from graphnn.engine.explaining.forecasts import forecast_of, forecast_table
from graphnn.engine.explaining.functions import activation_figure
from graphnn.engine.explaining.inside import network_figures, node_figures
from graphnn.engine.explaining.numbers import error_table
from graphnn.engine.explaining.predict import predict
from graphnn.engine.explaining.report import write_report
from graphnn.engine.explaining.results import result_figures, said_of_samples
from graphnn.engine.explaining.score import score
from graphnn.engine.explaining.trained import TrainedRun, open_run, open_run_so_far
from graphnn.errors import RunError, UsageError
from graphnn.protocol.explanation import (
    Draw,
    Drawn,
    DrawnFigure,
    Evaluate,
    Evaluated,
    ExplanationReply,
    ExplanationRequest,
    Figures,
    Predict,
    ReportWritten,
    ShowActivation,
    ShowCell,
    ShowData,
    ShowFit,
    ShowInside,
    ShowNode,
    ShowResults,
    WriteReport,
)
from graphnn.protocol.figures import Figure
from graphnn.protocol.run_checkpoints import newest_weights
from graphnn.protocol.run_folder import RunFolder

RUNS_KEPT = 2
Stamp: TypeAlias = tuple[str, int]
"""The file a run's weights are read from, and when it was written: trained again, it is another."""


class RunBook:
    """Answers what is asked about runs; the last few stay open, since people look at a run for a while."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._open: dict[Stamp, TrainedRun] = {}
        self._data = DataBook(catalogue)
        self._fits = FitBook(catalogue)

    def answer(self, request: ExplanationRequest) -> ExplanationReply:
        """Answer a request.

        Raises:
            GraphnnError: If it cannot be answered, with the reason.
        """
        match request:
            case ShowResults():
                return _shown(request.number, result_figures(self._run_so_far(request.run)))
            case ShowInside():
                return _shown(request.number, network_figures(self._run_so_far(request.run)))
            case ShowNode():
                return _shown(request.number, node_figures(self._run(request.run), request.node, request.sample))
            case ShowCell():
                return _shown(request.number, (self._cell(request),))
            case ShowActivation():
                return _shown(request.number, (activation_figure(request.activation, self._catalogue),))
            case ShowData():
                return _shown(request.number, self._data.figures(request))
            case ShowFit():
                return self._fits.answer(request)
            case Draw():
                content = base64.b64encode(picture_file(request.figure, request.format)).decode("ascii")
                return Drawn(number=request.number, content=content)
            case WriteReport():
                events, _ = RunFolder(Path(request.run)).events()
                files = write_report(self._run(request.run), events, Path(request.folder))
                return ReportWritten(number=request.number, files=files)
            case Evaluate():
                run = self._run(request.run)
                return _evaluated(request, run if request.data is None else scored_on(run, Path(request.data)))
            case Predict():
                return predict(self._run(request.run), request)
            case _:
                assert_never(request)

    def _run(self, path: str) -> TrainedRun:
        folder = RunFolder(Path(path))
        try:
            stamp = (str(folder.model_file), folder.model_file.stat().st_mtime_ns)
        except OSError as error:
            raise RunError(
                f"{path}: there is no trained model here. Name the folder of a run that has ended."
            ) from error
        return self._opened(stamp, partial(open_run, folder))

    def _run_so_far(self, path: str) -> TrainedRun:
        """Return a run with the newest weights it has left, which may train still."""
        folder = RunFolder(Path(path))
        newest = newest_weights(folder)
        if newest is None:
            return self._run(path)
        file, written = newest
        return self._opened((str(file), written), partial(open_run_so_far, folder))

    def _opened(self, stamp: Stamp, open_it: Callable[[], TrainedRun]) -> TrainedRun:
        if stamp not in self._open:
            while len(self._open) >= RUNS_KEPT:
                del self._open[next(iter(self._open))]
            self._open[stamp] = open_it()
        return self._open[stamp]

    def _cell(self, request: ShowCell) -> Figure:
        run = self._run_so_far(request.run)
        if request.output not in run.predictions:
            raise UsageError(f"{request.output}: no Output of the network that was trained.")
        answers = answers_of_output(run, request.output, run.predictions[request.output])
        if not isinstance(answers, ClassAnswers) or max(request.truth, request.predicted) >= len(answers.classes):
            raise UsageError(f"{request.output}: has no such classes.")
        return cell_samples(run, answers, truth=request.truth, predicted=request.predicted)


def _shown(number: int, figures: Sequence[Figure]) -> Figures:
    return Figures(number=number, figures=tuple(DrawnFigure(figure=each, svg=page_svg(each)) for each in figures))


def _evaluated(request: Evaluate, run: TrainedRun) -> Evaluated:
    tables: list[Figure] = []
    for answers in answers_of(run):
        if isinstance(answers, ClassAnswers):
            tables += [class_table(answers), confusion_matrix(answers)]
        elif isinstance(answers, NumberAnswers):
            forecast = forecast_of(run, answers)
            tables += [error_table(answers), *([forecast_table(forecast)] if forecast is not None else [])]
    figures = said_of_samples(run, tables)
    return Evaluated(
        number=request.number,
        split=run.split if request.data is None else Path(request.data).name,
        sample_count=run.scored.count,
        metrics=score(run),
        figures=figures,
    )
