"""From a document to a compiled model and the loops over its data."""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import keras

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.budget import Budget
from graphnn.engine.build import BuiltModel, build_model
from graphnn.engine.data.split import scored_of
from graphnn.engine.faults import keras_sentence
from graphnn.engine.training.adapt import adapt_layers, adapts
from graphnn.engine.training.awaited import arriving, awaited
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.eager import prepare_model_eagerly, untraced_layers
from graphnn.engine.training.loop import EpochLoop, EpochMetrics, prepare_model
from graphnn.engine.training.reading import InMemory, Reading, Readings, read, stream, why_streamed
from graphnn.engine.training.rehearsal import rehearse_looks
from graphnn.engine.training.samples import Bindings, as_spec, as_tensor, bind
from graphnn.engine.training.way import Way
from graphnn.engine.training.worthwhile import compile_worthwhile
from graphnn.errors import FaultyGraphError
from graphnn.protocol.events import Preparing, RunEvent

Emit = Callable[[RunEvent], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A compiled model and the loops over its data."""

    model: keras.Model
    built: BuiltModel
    bindings: Bindings
    way: Way
    metrics: EpochMetrics
    training: EpochLoop
    validation: EpochLoop | None
    test: EpochLoop | None
    readings: Readings[Reading]

    @property
    def scored(self) -> tuple[str, EpochLoop]:
        """The samples it is scored on: the test set, else those to validate with, else those it learns from."""
        return scored_of(self.training, self.validation, self.test)

    @property
    def sample_counts(self) -> dict[str, int]:
        """How many samples each split has that is there."""
        return {name: loop.sample_count for name, loop in self.loops.items()}

    @property
    def loops(self) -> dict[str, EpochLoop]:
        """The loops that are there, by split."""
        splits = {"train": self.training, "validation": self.validation, "test": self.test}
        return {name: loop for name, loop in splits.items() if loop is not None}

    @property
    def way_in_words(self) -> str:
        """Say how the steps are taken, and why."""
        if self.readings.why_streamed is None:
            return self.way.words
        how, _, why = self.way.words.partition(": ")
        return f"{how}, samples read as they are needed: {self.readings.why_streamed}; {why}"

    def given(self, arrived: Readings[InMemory]) -> "Prepared | None":
        """Put what has arrived in the place of what was awaited; None where it does not fit."""
        loops, readings = self.loops, arrived.by_split
        if loops.keys() != readings.keys():
            return None
        pairs = [(loop, readings[name]) for name, loop in loops.items()]
        if not all(loop.fits(reading.held, reading.samples.count) for loop, reading in pairs):
            return None
        for loop, reading in pairs:
            loop.hold(reading.held)
            loop.choose(reading.samples.places)
        return replace(self, readings=arrived)


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
    data = document.data
    if data is None:
        raise FaultyGraphError("There is no data to train on. Choose a data set.")
    untraced = untraced_layers(built.model)

    def made_ready(readings: Readings[Reading]) -> Prepared:
        return _made_ready(built, bindings, readings, untraced, emit)

    def tell_of_loading(words: str = "Loading") -> None:
        emit(Preparing(time=time.time(), stage=f"{words} {data.source_name}"))

    why = why_streamed(document, built.memory, budget)
    if why is not None and folder is not None:
        tell_of_loading("Opening")
        streamed = stream(data, bindings, folder, memory_bytes=budget.memory_bytes, why=why)
        adapt_layers(built, catalogue, streamed.train.all())
        return made_ready(streamed)
    tell_of_loading()
    likely = None if untraced or adapts(built, catalogue) else awaited(data, bindings)
    if likely is None:
        readings = read(data, bindings, folder)
        adapt_layers(built, catalogue, readings.train.all())
        return made_ready(readings)
    with arriving(data, bindings, folder) as arrival:
        prepared = made_ready(likely)
        if not arrival.done():
            tell_of_loading()
    arrived = arrival.result()
    return prepared.given(arrived) or made_ready(arrived)


def _made_ready(
    built: BuiltModel, bindings: Bindings, readings: Readings[Reading], untraced: list[str], emit: Emit
) -> Prepared:
    try:
        model = compile_model(built, bindings.document, bindings.catalogue)
        emit(Preparing(time=time.time(), stage="Compiling the steps"))
        return _loops(model, built, bindings, readings, untraced)
    except ValueError as error:  # Keras' way of saying that predictions and targets do not fit.
        raise FaultyGraphError(
            f"The loss or a metric does not fit the network's answer: {keras_sentence(error)}"
        ) from error


def _loops(
    model: keras.Model, built: BuiltModel, bindings: Bindings, readings: Readings[Reading], untraced: list[str]
) -> Prepared:
    weights = readings.train.class_weights()
    first = readings.train.first()
    as_one = as_tensor if untraced else as_spec
    inputs, targets = keras.tree.map_structure(as_one, (first.inputs, first.targets), first.dtypes)
    one = (inputs, targets, None if weights is None else as_one(weights[:1], "float32"))
    if untraced:
        prepare_model_eagerly(model, *one)
    else:
        prepare_model(model, *one)
    told = model.get_metrics_result
    training = readings.train.loop(model.train_step, weights, told)
    validation = readings.validation.loop(model.test_step, told=told) if readings.validation else None
    test = readings.test.loop(model.test_step, told=told) if readings.test else None
    metrics = functools.cache(lambda: EpochMetrics(model))

    @functools.cache  # What of it is traced beside one way that fails in the end need not be again.
    def trace_the_rest() -> None:
        metrics()
        training.trace_last_step()
        if validation is not None:
            validation.trace()

    if untraced:
        way = Way("not traced", f"TensorFlow cannot trace {' and '.join(untraced)}")
        for loop in filter(None, (training, validation, test)):
            loop.run_eagerly()
    else:
        looks = functools.partial(rehearse_looks, built, bindings, training)
        way = compile_worthwhile(model, training, bindings.document, metrics=metrics, rest=trace_the_rest, looks=looks)
    return Prepared(model, built, bindings, way, metrics(), training, validation, test, readings)


@contextmanager
def _precision(name: str) -> Iterator[None]:
    """Make the layers built within compute in this precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
