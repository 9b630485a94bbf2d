"""One training run, from its folder's document to the trained model beside it.

Everything that happens is appended to the folder's events; nothing else is told to anyone. The run's outcome
is always its last event, whatever goes wrong.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.budget import Budget, available_budget
from graphnn.engine.build import BuiltModel, build_model, one_or_all
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.split import Splits, split_data
from graphnn.engine.faults import keras_sentence
from graphnn.engine.objects import keras_value, make_optimizer
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.loop import EpochLoop, metric_values, prepare_model
from graphnn.engine.training.samples import Batchable, as_tensor, batchable, bind
from graphnn.errors import FaultyGraphError, RefusedError
from graphnn.protocol.events import EpochEnd, Metrics, Preparing, RunEnded, RunEvent, RunStarted, StepsEnd, TestEnd
from graphnn.protocol.run_folder import RunFolder

SECONDS_PER_CALL = 0.1
"""How long a call of the loop should take: Stop is seen, and an event sent, that often."""

MAXIMUM_STEPS_PER_CALL = 100_000

Emit = Callable[[RunEvent], None]


class Diverged(Exception):
    """The loss is no longer a number."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A compiled model and the loops over its data."""

    model: keras.Model
    training: EpochLoop
    validation: EpochLoop | None
    test: EpochLoop | None


def train(folder: RunFolder, *, budget: Budget | None = None) -> RunEnded:
    """Train the document of a run folder and leave model and events there; return the last event.

    Whatever a person can mend (a faulty graph, missing data) ends the run as refused, with the reason.
    Other errors are for the caller, who knows where their traceback belongs.
    """
    emit = folder.append
    started = time.time()
    train_seconds = 0.0
    try:
        document = folder.read_document()
        prepared = _prepare(document, load_catalogue(), budget or available_budget(), emit, started=started)
        train_started = time.perf_counter()
        try:
            is_stopped = _train_epochs(prepared, document, folder)
        finally:
            train_seconds = time.perf_counter() - train_started
        _score(prepared, emit)
        prepared.model.save(folder.model_file)
        ended = RunEnded(time=time.time(), outcome="stopped" if is_stopped else "finished", train_seconds=train_seconds)
    except RefusedError as error:
        ended = RunEnded(time=time.time(), outcome="refused", message=str(error))
    except Diverged as error:
        ended = RunEnded(time=time.time(), outcome="diverged", message=str(error), train_seconds=train_seconds)
    emit(ended)
    return ended


def compile_model(built: BuiltModel, document: Document, catalogue: Catalogue) -> keras.Model:
    """Compile a built model with the losses and metrics of its Outputs and the document's optimizer."""
    nodes = built.document.nodes
    output_type = {name: catalogue.layers[nodes[name].type] for name in built.outputs}

    def of_outputs(parameter_name: str, default: object) -> object:
        values = {}
        for name, layer_type in output_type.items():
            parameter = layer_type.parameter(parameter_name)
            value = nodes[name].parameters.get(parameter_name)
            values[name] = default if value is None or parameter is None else keras_value(parameter, value, catalogue)
        return one_or_all(values)

    loss_weights = of_outputs("loss_weight", 1.0)
    built.model.compile(
        optimizer=make_optimizer(document.training.optimizer, catalogue),
        loss=of_outputs("loss", None),
        metrics=of_outputs("metrics", []),
        loss_weights=loss_weights if isinstance(loss_weights, dict) else [loss_weights],
    )
    return built.model


def sample_order(seed: int, epoch: int, sample_count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return the order of samples in an epoch: a function of seed and epoch alone, so that a run can be repeated."""
    return np.random.default_rng((seed, epoch)).permutation(sample_count).astype(np.int32)


def _prepare(document: Document, catalogue: Catalogue, budget: Budget, emit: Emit, *, started: float) -> Prepared:
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
        prepared = _loops(model, training, splits, document, lambda samples: batchable(samples, bindings))
    except ValueError as error:  # Keras' way of saying that predictions and targets do not fit.
        raise FaultyGraphError(
            f"The loss or a metric does not fit the network's answer: {keras_sentence(error)}"
        ) from error
    emit(
        RunStarted(
            time=time.time(),
            epochs=document.training.epochs,
            steps_per_epoch=prepared.training.step_count,
            batch_size=document.training.batch_size,
            parameter_count=model.count_params(),
            sample_counts={name: loop.sample_count for name, loop in _splits(prepared) if loop is not None},
            prepare_seconds=time.time() - started,
        )
    )
    return prepared


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


def _splits(prepared: Prepared) -> tuple[tuple[str, EpochLoop | None], ...]:
    return ("train", prepared.training), ("validation", prepared.validation), ("test", prepared.test)


def _train_epochs(prepared: Prepared, document: Document, folder: RunFolder) -> bool:
    """Train all epochs; return whether someone asked to stop before the end."""
    model, loop = prepared.model, prepared.training
    pace = Pace()
    for epoch in range(1, document.training.epochs + 1):
        epoch_started = time.perf_counter()
        loop.set_order(sample_order(document.training.seed, epoch, loop.sample_count))
        model.reset_metrics()
        is_stopped = _train_epoch(epoch, prepared, folder, pace)
        metrics = metric_values(model)
        if is_stopped:
            return True
        validation = _evaluate(model, prepared.validation) if prepared.validation else {}
        folder.append(
            EpochEnd(
                time=time.time(),
                epoch=epoch,
                metrics=_as_json(metrics),
                validation=_as_json(validation),
                seconds=time.perf_counter() - epoch_started,
            )
        )
    return False


def _train_epoch(epoch: int, prepared: Prepared, folder: RunFolder, pace: "Pace") -> bool:
    loop = prepared.training
    step = 0
    while step < loop.step_count:
        if folder.is_asked_to_stop():
            return True
        last = min(step + pace.steps_per_call, loop.step_count)
        call_started = time.perf_counter()
        loop.take_steps(step, last)
        metrics = metric_values(prepared.model)  # the one wait for the steps to be done
        pace.learn(last - step, time.perf_counter() - call_started)
        step = last
        if not math.isfinite(metrics["loss"]):
            raise Diverged(
                f"The loss became {metrics['loss']} in epoch {epoch}, by step {step}. "
                "Lower the learning rate, scale the inputs, or check the data for extreme values."
            )
        if pace.is_event_due():
            folder.append(
                StepsEnd(
                    time=time.time(),
                    epoch=epoch,
                    step=step,
                    metrics=_as_json(metrics),
                    steps_per_second=pace.steps_per_second,
                )
            )
    return False


class Pace:
    """How many steps to take in one call, learned from how long they take, and when the next event is due."""

    def __init__(self) -> None:
        """Start carefully: the first call also compiles, so it takes one step and counts for nothing."""
        self.steps_per_call = 1
        self.steps_per_second = 0.0
        self._calls = 0
        self._last_event = 0.0

    def learn(self, steps: int, seconds: float) -> None:
        """Take note of a call of some steps."""
        self._calls += 1
        if self._calls == 1:
            return
        rate = steps / max(seconds, 1e-6)
        is_first_measure = self.steps_per_second == 0.0
        self.steps_per_second = rate if is_first_measure else 0.7 * self.steps_per_second + 0.3 * rate
        # At most tenfold at once: the first measures are of few steps.
        wanted = min(int(rate * SECONDS_PER_CALL), steps * 10, MAXIMUM_STEPS_PER_CALL)
        self.steps_per_call = max(1, wanted)

    def is_event_due(self) -> bool:
        """Tell whether the last event is long enough ago, and take note that one is sent now if so."""
        now = time.perf_counter()
        if now - self._last_event < SECONDS_PER_CALL * 0.9:
            return False
        self._last_event = now
        return True


def _evaluate(model: keras.Model, loop: EpochLoop) -> dict[str, float]:
    model.reset_metrics()
    loop.take_steps(0, loop.step_count)
    return metric_values(model)


def _score(prepared: Prepared, emit: Emit) -> None:
    if prepared.test is None:
        return
    started = time.perf_counter()
    metrics = _evaluate(prepared.model, prepared.test)
    emit(TestEnd(time=time.time(), metrics=_as_json(metrics), seconds=time.perf_counter() - started))


def _as_json(metrics: dict[str, float]) -> Metrics:
    return {name: value if math.isfinite(value) else None for name, value in metrics.items()}
