"""One training run, from its folder's document to the trained model beside it.

Everything that happens is appended to the folder's events; nothing else is told to anyone. The run's outcome
is always its last event, whatever goes wrong. A folder that holds a checkpoint is gone on with from there.
"""

import time

import keras

from graphnn.catalogue.load import load_catalogue
from graphnn.document.atomic import replacing
from graphnn.document.model import Document
from graphnn.engine.budget import Budget, available_budget
from graphnn.engine.data.kept import keep, read_kept
from graphnn.engine.devices import computing_on
from graphnn.engine.training.callbacks import make_callbacks
from graphnn.engine.training.checkpoint import restore_checkpoint
from graphnn.engine.training.epochs import Diverged, EpochTraining, as_json, evaluate
from graphnn.engine.training.prepare import Emit, Prepared, prepare
from graphnn.engine.training.start import start_from
from graphnn.errors import RefusedError, UnwritableError
from graphnn.protocol.events import Remark, RunEnded, RunResumed, RunStarted, TestEnd
from graphnn.protocol.run_folder import RunFolder, unwritable


def train(folder: RunFolder, *, budget: Budget | None = None) -> RunEnded:
    """Train the document of a run folder and leave model and events there; return the last event.

    Whatever a person can mend (a faulty graph, missing data) ends the run as refused, with the reason; a folder that
    cannot be written pauses it. Other errors are for the caller, who knows where their traceback belongs.
    """
    training: EpochTraining | None = None

    def ended(outcome: str, message: str = "") -> RunEnded:
        seconds = training.position.train_seconds if training is not None else 0.0
        return RunEnded.model_validate(
            {"time": time.time(), "outcome": outcome, "message": message, "train_seconds": seconds}
        )

    try:
        folder.keep_reserve()
        with computing_on(folder.read_document().training.device) as device:
            training = _begin(folder, budget or available_budget(), device)
            outcome = training.run()
            if outcome != "paused":
                _score(training.prepared, folder.append)
                save_model(training.prepared.model, folder)
        last = ended(outcome)
    except RefusedError as error:
        last = ended("refused", str(error))
    except Diverged as error:
        last = ended("diverged", str(error))
    except UnwritableError as error:
        folder.free_reserve()
        last = ended("paused", str(error))
    folder.free_reserve()
    folder.append(last)
    return last


def save_model(model: keras.Model, folder: RunFolder) -> None:
    """Save a model in its folder, where it takes the place of the one before once it is whole.

    Raises:
        UnwritableError: If it cannot be written.
    """
    optimizer = model.optimizer
    # Without the one that scales the loss in 16 bits around it: Keras 3.15 saves the pair so that it cannot load it.
    model.optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    try:
        with replacing(folder.model_file) as file:
            model.save(file)
    except OSError as error:
        raise unwritable(folder.path, error) from error
    finally:
        model.optimizer = optimizer


def _begin(folder: RunFolder, budget: Budget, device: str) -> EpochTraining:
    """Return the training of a folder's document, at its beginning or where its last checkpoint was."""
    started = time.time()
    has_begun = bool(folder.events()[0])
    document, catalogue = folder.read_document(), load_catalogue()
    prepared = prepare(document, catalogue, budget=budget, emit=folder.append, folder=folder.data_folder)
    if document.training.weights is not None:
        start_from(prepared.model, document.training.weights, folder=folder.data_folder)
    kept = prepared.readings.kept().with_file(document.data, folder.data_folder)
    before = read_kept(folder) if has_begun else None
    keep(folder, kept)
    callbacks = make_callbacks(document.training.callbacks, prepared.model, folder, catalogue)
    position, best_weights = restore_checkpoint(folder, prepared.model)
    callbacks.begin(position.callbacks, best_weights)
    folder.append(_run_started(prepared, document, started, device))
    if has_begun:
        folder.append(RunResumed(time=time.time(), epoch=position.epoch, step=position.step))
        if document.data is not None and before is not None and before.file not in (None, kept.file):
            words = (
                f"{document.data.source_name} is not the file the run began with; it goes on with what is there now."
            )
            folder.append(Remark(time=time.time(), epoch=position.epoch, message=words))
    return EpochTraining(prepared, document, folder, position, callbacks)


def _run_started(prepared: Prepared, document: Document, started: float, device: str) -> RunStarted:
    return RunStarted(
        time=time.time(),
        epochs=document.training.epochs,
        steps_per_epoch=prepared.training.step_count,
        batch_size=document.training.batch_size,
        parameter_count=prepared.model.count_params(),
        sample_counts=prepared.sample_counts,
        prepare_seconds=time.time() - started,
        way=prepared.way_in_words,
        device=device,
    )


def _score(prepared: Prepared, emit: Emit) -> None:
    if prepared.test is None:
        return
    started = time.perf_counter()
    metrics = evaluate(prepared.metrics, prepared.test)
    emit(TestEnd(time=time.time(), metrics=as_json(metrics), seconds=time.perf_counter() - started))
