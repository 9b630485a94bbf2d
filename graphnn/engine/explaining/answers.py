"""What each Output of a run answers, as what it is: classes, numbers or pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from graphnn.engine.data.model import Array
from graphnn.engine.explaining.probabilities import Floats, probabilities
from graphnn.engine.explaining.spelling import Integers, finds_its_steps, labelled, spelled
from graphnn.engine.explaining.trained import TrainedRun


@dataclass(frozen=True, slots=True)
class ClassAnswers:
    """An Output that sorts samples into classes: the true class of each, and how likely it holds each class to be.

    Where the network gives scores that are no probabilities, so are these; the largest still wins.
    """

    node_id: str
    classes: tuple[str, ...]
    truth: Integers
    probabilities: Floats

    @property
    def predicted(self) -> Integers:
        """The class of each sample by the network."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)

    @property
    def confidence(self) -> Floats:
        """How likely the network holds its own answer to be."""
        return np.asarray(self.probabilities.max(axis=1))


@dataclass(frozen=True, slots=True)
class NumberAnswers:
    """An Output that answers with numbers: by sample and target."""

    node_id: str
    targets: tuple[str, ...]
    truth: Floats
    predicted: Floats


@dataclass(frozen=True, slots=True)
class PictureAnswers:
    """An Output that answers with pictures, to be compared with those it should give."""

    node_id: str
    truth: Array
    predicted: Array


@dataclass(frozen=True, slots=True)
class SequenceAnswers:
    """An Output that answers with a class for each step, as numbers of classes.

    Shapes:
        truth and predicted (samples, steps)
    """

    node_id: str
    classes: tuple[str, ...]
    truth: Integers
    predicted: Integers
    finds_its_steps: bool = False
    """Whether the classes count in their order alone, as CTC has it; then both are filled up with `GAP`."""


Answers: TypeAlias = ClassAnswers | NumberAnswers | PictureAnswers | SequenceAnswers


def answers_of(run: TrainedRun) -> Iterator[Answers]:
    """Yield what each Output answers to the samples the run is scored on, where that can be compared value by value."""
    for node_id, raw in run.predictions.items():
        if (answers := answers_of_output(run, node_id, raw)) is not None:
            yield answers


def answers_of_output(run: TrainedRun, node_id: str, raw: Array) -> Answers | None:
    """Return what one Output answers, beside what it should; None where each has another number of values."""
    node, column = run.built.document.nodes[node_id], run.column(node_id)
    truth = run.values(node_id)
    if column is not None and column.kind == "label" and raw.ndim == 2:
        likely = probabilities(raw, node, run.catalogue)
        return ClassAnswers(node_id, column.classes[: likely.shape[1]], truth.reshape(-1).astype(np.int64), likely)
    by_order = finds_its_steps(node, run.catalogue)
    is_sequence = column is not None and column.kind == "sequence" and bool(column.classes) and raw.ndim == 3
    if column is not None and is_sequence and (by_order or raw.shape[:-1] == truth.shape):
        answer, told = spelled(raw, node, run.catalogue), labelled(truth, node, run.catalogue, steps=raw.shape[1])
        return SequenceAnswers(node_id, column.classes, told, answer, by_order)
    if column is not None and column.kind == "image" and raw.size == truth.size:
        return PictureAnswers(node_id, truth, raw.reshape(truth.shape))
    if raw.size != truth.size:
        return None
    truth, raw = (run.in_units_of_the_data(node_id, values) for values in (truth, raw))
    flat = truth.reshape(len(truth), -1).astype(np.float64)
    names = run.column_names(node_id)
    if flat.shape[1] != len(names):
        names = tuple(f"{names[0]} {place + 1}" for place in range(flat.shape[1]))
    return NumberAnswers(node_id, names, flat, raw.reshape(len(raw), -1).astype(np.float64))
