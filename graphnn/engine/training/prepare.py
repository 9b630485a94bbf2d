"""From a document to a compiled model and the loops over its data."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.budget import Budget
from graphnn.engine.build import build_model
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.split import Splits, split_data
from graphnn.engine.faults import keras_sentence
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.loop import EpochLoop, prepare_model
from graphnn.engine.training.samples import Batchable, as_tensor, batchable, bind, class_weights_of
from graphnn.errors import FaultyGraphError
from graphnn.protocol.events import Preparing, RunEvent

Emit = Callable[[RunEvent], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A compiled model and the loops over its data."""

    model: keras.Model
    training: EpochLoop
    validation: EpochLoop | None
    test: EpochLoop | None

    @property
    def sample_counts(self) -> dict[str, int]:
        """How many samples each split has that is there."""
        splits = {"train": self.training, "validation": self.validation, "test": self.test}
        return {name: loop.sample_count for name, loop in splits.items() if loop is not None}


def prepare(
    document: Document, catalogue: Catalogue, *, budget: Budget, emit: Emit, folder: Path | None = None
) -> Prepared:
    """Build and compile the network of a document and load its data; the same document gives the same weights.

    Args:
        document: What to train.
        catalogue: What its nodes can be.
        budget: What it may take of the machine.
        emit: Is told of each stage.
        folder: Where the paths of its data start, for files of one's own.
    Raises:
        RefusedError: If the graph, its data or its recipe cannot be trained with, with the reason.
    """
    emit(Preparing(time=time.time(), stage="Building the network"))
    keras.utils.set_random_seed(document.training.seed)
    with _precision(document.training.precision):
        built = build_model(document, catalogue, budget=budget)
    bindings = bind(built, document, catalogue)
    if document.data is None:
        raise FaultyGraphError("There is no data to train on. Choose a data set.")
    emit(Preparing(time=time.time(), stage=f"Loading {document.data.source_name}"))
    splits = split_data(load_data_set(document.data, folder=folder), document.data, seed=document.training.seed)
    training = batchable(splits.train, bindings)
    adapt_layers(built, catalogue, training)
    try:
        model = compile_model(built, document, catalogue)
        weights = class_weights_of(splits.train, bindings)
        return _loops(model, training, weights, splits, document, lambda samples: batchable(samples, bindings))
    except ValueError as error:  # Keras' way of saying that predictions and targets do not fit.
        raise FaultyGraphError(
            f"The loss or a metric does not fit the network's answer: {keras_sentence(error)}"
        ) from error


def _loops(
    model: keras.Model,
    training: Batchable,
    weights: np.ndarray[Any, Any] | None,
    splits: Splits,
    document: Document,
    bound: Callable[..., Batchable],
) -> Prepared:
    batch_size = document.training.batch_size

    def loop(samples: Batchable, step: Callable[..., object], weights: Any = None) -> EpochLoop:
        return EpochLoop(
            step, samples.inputs, samples.targets, weights=weights, dtypes=samples.dtypes, batch_size=batch_size
        )

    one = keras.tree.map_structure(lambda values: values[:1], (training.inputs, training.targets))
    inputs, targets = keras.tree.map_structure(as_tensor, one, training.dtypes)
    prepare_model(model, inputs, targets, None if weights is None else as_tensor(weights[:1], "float32"))
    return Prepared(
        model,
        loop(training, model.train_step, weights),
        loop(bound(splits.validation), model.test_step) if splits.validation else None,
        loop(bound(splits.test), model.test_step) if splits.test else None,
    )


@contextmanager
def _precision(name: str) -> Iterator[None]:
    """Make the layers built within compute in this precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
