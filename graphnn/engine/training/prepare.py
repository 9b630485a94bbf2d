"""From a document to a compiled model and the loops over its data."""

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.budget import Budget
from graphnn.engine.build import build_model
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.split import Splits, split_data
from graphnn.engine.faults import keras_sentence
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.compilation import draws_named, supports_xla, update_compiled
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.loop import EpochLoop, prepare_model
from graphnn.engine.training.samples import Batchable, as_tensor, batchable, bind, class_weights_of
from graphnn.engine.training.way import Way, choose_way, compiles_update
from graphnn.engine.training.work import work_of_loop
from graphnn.errors import FaultyGraphError
from graphnn.protocol.events import Preparing, RunEvent

Emit = Callable[[RunEvent], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A compiled model and the loops over its data."""

    model: keras.Model
    way: Way
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
        emit(Preparing(time=time.time(), stage="Compiling the steps"))
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
    training_loop = loop(training, model.train_step, weights)
    return Prepared(
        model,
        _compiled(model, training_loop, document),
        training_loop,
        loop(bound(splits.validation), model.test_step) if splits.validation else None,
        loop(bound(splits.test), model.test_step) if splits.test else None,
    )


def _compiled(model: keras.Model, loop: EpochLoop, document: Document) -> Way:
    """Trace the loop over the training samples, compile of it what is worth it, and return in which way it is."""
    recipe = document.training
    step_count = recipe.epochs * loop.step_count
    parameter_count = sum(math.prod(variable.shape) for variable in model.trainable_variables)
    has_compiled_update = compiles_update(
        recipe.jit_compile, precision=recipe.precision, parameter_count=parameter_count, step_count=step_count
    )
    with ExitStack() as while_tracing:
        while_tracing.enter_context(draws_named())
        if has_compiled_update:
            while_tracing.enter_context(update_compiled(model.optimizer))
        work = work_of_loop(loop.trace())
    way = choose_way(
        work,
        jit_compile=recipe.jit_compile,
        is_supported=supports_xla(model),
        step_count=step_count,
        has_compiled_update=has_compiled_update,
    )
    if way.compiled == "step":
        try:
            loop.compile()
        except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError, tf.errors.InternalError) as error:
            print(f"XLA: {error}", file=sys.stderr)  # The run's log keeps the whole of it.
            return Way("update" if has_compiled_update else "nothing", "XLA cannot compile one of its operations")
    return way


@contextmanager
def _precision(name: str) -> Iterator[None]:
    """Make the layers built within compute in this precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
