"""How a run answers its test set, in figures: what each Output's kind of answer asks for."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from graphnn.engine.explaining.answers import (
    Answers,
    ClassAnswers,
    NumberAnswers,
    PictureAnswers,
    SequenceAnswers,
    answers_of,
)
from graphnn.engine.explaining.classes import class_figures
from graphnn.engine.explaining.numbers import number_figures
from graphnn.engine.explaining.reconstructions import reconstruction_figures
from graphnn.engine.explaining.sequences import sequence_figures
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Figure


def result_figures(run: TrainedRun) -> tuple[Figure, ...]:
    """Return all there is to see of a run's answers; where there are several Outputs, their titles name them.

    Raises:
        RefusedError: If the run has no data, or it cannot be had.
    """
    answers = tuple(answers_of(run))
    figures: list[Figure] = []
    for each in answers:
        for figure in _figures(run, each):
            if len(answers) > 1:
                named = {"name": f"{each.node_id}_{figure.name}", "title": f"{each.node_id}: {figure.title}"}
                figure = figure.model_copy(update=named)
            figures.append(figure)
    return said_of_samples(run, figures)


def said_of_samples(run: TrainedRun, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return figures whose captions say of which samples they are, where these are not all."""
    said = run.which_samples
    return tuple(each.model_copy(update={"caption": f"{said} {each.caption}".strip()}) for each in figures)


def _figures(run: TrainedRun, answers: Answers) -> Iterator[Figure]:
    match answers:
        case ClassAnswers():
            return class_figures(run, answers)
        case NumberAnswers():
            return number_figures(run, answers)
        case PictureAnswers():
            return reconstruction_figures(run, answers)
        case SequenceAnswers():
            return sequence_figures(run, answers)
        case _:
            assert_never(answers)
