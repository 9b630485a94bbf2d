"""What each Output of a run answers, as what it is: classes, numbers or pictures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import keras
import numpy as np
from numpy.typing import NDArray

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Node
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.trained import TrainedRun

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


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


Answers: TypeAlias = ClassAnswers | NumberAnswers | PictureAnswers


def answers_of(run: TrainedRun) -> Iterator[Answers]:
    """Yield what each Output answers to the samples the run is scored on."""
    for node_id, raw in run.predictions.items():
        yield answers_of_output(run, node_id, raw)


def answers_of_output(run: TrainedRun, node_id: str, raw: Array) -> Answers:
    """Return what one Output answers, beside what it should."""
    node, column = run.built.document.nodes[node_id], run.column(node_id)
    truth = run.values(node_id)
    if column is not None and column.kind == "label" and raw.ndim == 2:
        likely = probabilities(raw, node, run.catalogue)
        return ClassAnswers(node_id, column.classes[: likely.shape[1]], truth.reshape(-1).astype(np.int64), likely)
    if column is not None and column.kind == "image" and raw.size == truth.size:
        return PictureAnswers(node_id, truth, raw.reshape(truth.shape))
    flat = truth.reshape(len(truth), -1).astype(np.float64)
    names = run.column_names(node_id)
    if flat.shape[1] != len(names):
        names = tuple(f"{names[0]} {place + 1}" for place in range(flat.shape[1]))
    return NumberAnswers(node_id, names, flat, raw.reshape(len(raw), -1).astype(np.float64))


def probabilities(raw: Array, node: Node, catalogue: Catalogue) -> Floats:
    """Return how likely each class is by an Output's numbers: where its loss takes scores, through its activation.

    One number per sample is the probability of the second of two classes.
    """
    scores = raw.astype(np.float64)
    loss: Any = node.parameters.get("loss")
    configured = isinstance(loss, Mapping)
    loss_type = catalogue.find("losses", str(loss["type"] if configured else loss)) if loss else None
    takes_scores = configured and loss.get("parameters", {}).get("from_logits")
    if loss_type is not None and loss_type.activation and takes_scores:
        scores = np.asarray(keras.activations.get(loss_type.activation)(scores), dtype=np.float64)
    return np.hstack([1 - scores, scores]) if scores.shape[1] == 1 else scores
