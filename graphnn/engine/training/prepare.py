"""From a document to a compiled model and the loops over its data."""

import functools
import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import keras

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.budget import Budget
from graphnn.engine.build import BuiltModel, build_model
from graphnn.engine.data.split import scored_of
from graphnn.engine.environment import compiled_in_order
from graphnn.engine.faults import keras_sentence
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.compilation import (
    XLA_ERRORS,
    CompiledUpdate,
    draws_by,
    is_slow_with_xla,
    supports_xla,
)
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.eager import prepare_model_eagerly, untraced_layers
from graphnn.engine.training.halves import Halves, has_halves, most_arithmetic
from graphnn.engine.training.loop import EpochLoop, EpochMetrics, prepare_model
from graphnn.engine.training.products import narrow_products
from graphnn.engine.training.reading import Readings, read, stream, why_streamed
from graphnn.engine.training.rehearsal import rehearse_looks
from graphnn.engine.training.samples import Bindings, as_spec, as_tensor, bind
from graphnn.engine.training.way import (
    JitCompile,
    Way,
    are_halves_large,
    choose_halves,
    choose_way,
    compiles_update,
    expects_xla,
    is_fast_in_order,
)
from graphnn.engine.training.work import Work, work_of_loop
from graphnn.errors import FaultyGraphError
from graphnn.protocol.events import Preparing, RunEvent

Emit = Callable[[RunEvent], None]

MOST_PARAMETERS_AHEAD = 5_000_000
"""Of so many weights at most the update is compiled and a look rehearsed ahead, which needs room for them once more."""


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
    readings: Readings

    @property
    def scored(self) -> tuple[str, EpochLoop]:
        """The samples it is scored on: the test set, else those to validate with, else those it learns from."""
        return scored_of(self.training, self.validation, self.test)

    @property
    def sample_counts(self) -> dict[str, int]:
        """How many samples each split has that is there."""
        splits = {"train": self.training, "validation": self.validation, "test": self.test}
        return {name: loop.sample_count for name, loop in splits.items() if loop is not None}

    @property
    def way_in_words(self) -> str:
        """Say how the steps are taken, and why."""
        if self.readings.why_streamed is None:
            return self.way.words
        how, _, why = self.way.words.partition(": ")
        return f"{how}, samples read as they are needed: {self.readings.why_streamed}; {why}"


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
    readings = _readings(built, bindings, budget, emit, folder)
    adapt_layers(built, catalogue, readings.train.all())
    try:
        model = compile_model(built, document, catalogue)
        emit(Preparing(time=time.time(), stage="Compiling the steps"))
        return _loops(model, built, bindings, readings)
    except ValueError as error:  # Keras' way of saying that predictions and targets do not fit.
        raise FaultyGraphError(
            f"The loss or a metric does not fit the network's answer: {keras_sentence(error)}"
        ) from error


def _readings(built: BuiltModel, bindings: Bindings, budget: Budget, emit: Emit, folder: Path | None) -> Readings:
    data = bindings.document.data
    if data is None:
        raise FaultyGraphError("There is no data to train on. Choose a data set.")
    why = why_streamed(bindings.document, built.memory, budget)
    if why is None or folder is None:
        emit(Preparing(time=time.time(), stage=f"Loading {data.source_name}"))
        return read(data, bindings, folder)
    emit(Preparing(time=time.time(), stage=f"Opening {data.source_name}"))
    return stream(data, bindings, folder, memory_bytes=budget.memory_bytes, why=why)


def _loops(model: keras.Model, built: BuiltModel, bindings: Bindings, readings: Readings) -> Prepared:
    weights = readings.train.class_weights()
    first = readings.train.first()
    untraced = untraced_layers(model)
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
        way = _compiled(model, training, bindings.document, metrics=metrics, rest=trace_the_rest, looks=looks)
    return Prepared(model, built, bindings, way, metrics(), training, validation, test, readings)


def _compiled(
    model: keras.Model,
    loop: EpochLoop,
    document: Document,
    *,
    metrics: Callable[[], EpochMetrics],
    rest: Callable[[], None],
    looks: Callable[[], None],
) -> Way:
    """Trace the loop over the training samples, compile of it what is worth it, and return in which way it is.

    Args:
        model: What learns.
        loop: The loop over the training samples.
        document: Says how many steps there are, and what is wanted of XLA.
        metrics: Makes what reads the metrics, which is done beside what leaves Python free.
        rest: Traces what is not needed before the first epoch ends, which is done beside what takes long.
        looks: Rehearses the looks inside, likewise.
    """
    recipe = document.training
    step_count = recipe.epochs * loop.step_count
    parameter_count = sum(math.prod(variable.shape) for variable in model.trainable_variables)

    def rest_and_looks() -> None:
        rest()
        if parameter_count <= MOST_PARAMETERS_AHEAD:
            looks()

    by_halves = _by_halves(model, loop, recipe.jit_compile, step_count=step_count, rest=rest_and_looks)
    if by_halves is not None:
        return by_halves
    has_compiled_update = compiles_update(
        recipe.jit_compile, precision=recipe.precision, parameter_count=parameter_count, step_count=step_count
    )
    is_supported = supports_xla(model)
    expects = expects_xla(
        recipe.jit_compile,
        is_supported=is_supported,
        is_slow=is_slow_with_xla(model),
        step_count=step_count,
        parameter_count=has_compiled_update * parameter_count,
    )
    update = CompiledUpdate(model) if has_compiled_update else None

    def traced(*, for_xla: bool) -> Work:
        with ExitStack() as made_fit:
            made_fit.enter_context(draws_by("threefry" if for_xla else "philox"))
            if for_xla and not loop.is_on_gpu:
                made_fit.enter_context(narrow_products())
            if update is not None:
                made_fit.enter_context(update.standing_in())
            return work_of_loop(loop.trace())

    with ExitStack() as beside:
        if update is not None and not expects and parameter_count <= MOST_PARAMETERS_AHEAD:
            beside.enter_context(update.compiled_beside())
        work = traced(for_xla=expects)
        way = choose_way(
            work,
            jit_compile=recipe.jit_compile,
            is_supported=is_supported,
            step_count=step_count,
            parameter_count=parameter_count,
            has_compiled_update=has_compiled_update,
        )
        has_step = way.compiled == "step"
        if work.has_draws and has_step != expects:
            traced(for_xla=has_step)
        if not has_step:
            loop.make_ready(lambda: metrics().values())
            return way
        try:
            with compiled_in_order() if is_fast_in_order(work) else nullcontext():
                # XLA is tried by no step, which might put back a generator while a layer that draws is looked at.
                loop.compile(rest if work.has_draws else rest_and_looks)
        except XLA_ERRORS as error:
            print(f"XLA: {error}", file=sys.stderr)  # The run's log keeps the whole of it.
            if work.has_draws:
                traced(for_xla=False)
            return Way("update" if has_compiled_update else "nothing", "XLA cannot compile one of its operations")
    return way


def _by_halves(
    model: keras.Model, loop: EpochLoop, jit_compile: JitCompile, *, step_count: int, rest: Callable[[], None]
) -> Way | None:
    """Trace the loop by halves of a batch and compile them, if that is the best; else return None."""
    if jit_compile != "auto" or loop.is_on_gpu or not has_halves(model, loop.batch_size):
        return None
    size = loop.batch_size // 2
    if not are_halves_large(most_arithmetic(model, size)):
        return None  # Known before a half is traced, which takes a while.
    halves = Halves(model, loop.first_samples(size))
    way = choose_halves(halves.work, step_count=step_count) if halves.are_apart else None
    if way is None:
        return None
    update = CompiledUpdate(model)
    try:
        with compiled_in_order(keeps_ynnpack=True), halves.compiled_beside(), update.compiled_beside():
            with update.standing_in():
                loop.trace(halves.step)
            rest()
    except XLA_ERRORS as error:
        print(f"XLA: {error}", file=sys.stderr)  # The run's log keeps the whole of it.
        return None
    loop.make_ready()
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
