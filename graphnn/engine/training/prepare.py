"""From a document to a compiled model and the loops over its data."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import keras

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
from graphnn.engine.training.samples import Batchable, as_tensor, batchable, bind
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


def prepare(document: Document, catalogue: Catalogue, *, budget: Budget, emit: Emit) -> Prepared:
    """Build and compile the network of a document and load its data; the same document gives the same weights.

    Raises:
        RefusedError: If the graph, its data or its recipe cannot be trained with, with the reason.
    """
    emit(Preparing(time=time.time(), stage="Building the network"))
    keras.utils.set_random_seed(document.training.seed)
    built = build_model(document, catalogue, budget=budget)
    bindings = bind(built, document, catalogue)
    if document.data is None:
        raise FaultyGraphError("There is no data to train on. Choose a data set.")
    emit(Preparing(time=time.time(), stage=f"Loading {document.data.source}"))
    splits = split_data(load_data_set(document.data), document.data, seed=document.training.seed)
    training = batchable(splits.train, bindings)
    adapt_layers(built, catalogue, training)
    try:
        model = compile_model(built, document, catalogue)
        return _loops(model, training, splits, document, lambda samples: batchable(samples, bindings))
    except ValueError as error:  # Keras' way of saying that predictions and targets do not fit.
        raise FaultyGraphError(
            f"The loss or a metric does not fit the network's answer: {keras_sentence(error)}"
        ) from error


def _loops(
    model: keras.Model, training: Batchable, splits: Splits, document: Document, bound: Callable[..., Batchable]
) -> Prepared:
    batch_size = document.training.batch_size

    def loop(samples: Batchable, step: Callable[..., object]) -> EpochLoop:
        return EpochLoop(step, samples.inputs, samples.targets, dtypes=samples.dtypes, batch_size=batch_size)

    one = keras.tree.map_structure(lambda values: values[:1], (training.inputs, training.targets))
    casted = keras.tree.map_structure(as_tensor, one, training.dtypes)
    prepare_model(model, *casted)
    return Prepared(
        model,
        loop(training, model.train_step),
        loop(bound(splits.validation), model.test_step) if splits.validation else None,
        loop(bound(splits.test), model.test_step) if splits.test else None,
    )
