"""The process of one import or export: reads one job, does it, answers, and ends.

A model file may have been made to harm whoever opens it. So this process has limits of memory, time and file size,
which it sets for itself before it reads the first byte; who started it also ends it after a while.
"""

from pathlib import Path
from typing import TextIO, assert_never

import keras

from graphnn.catalogue.load import load_catalogue
from graphnn.engine.budget import available_weight_budget
from graphnn.engine.build import build_model
from graphnn.engine.exporting.formats import export_to
from graphnn.engine.importing.kept_arrays import opened_arrays
from graphnn.engine.importing.model_file import read_model_file
from graphnn.engine.importing.weights import set_weights
from graphnn.engine.one_job import answer_once, limit_resources
from graphnn.engine.training.compile import compile_model
from graphnn.exchange.from_keras import convert
from graphnn.protocol.conversion import (
    ExportModel,
    ImportModel,
    JobAnswer,
    ModelExported,
    ModelImported,
    conversion_adapter,
)


def convert_once(jobs: TextIO, channel: TextIO) -> int:
    """Do the one job that is asked for; return 0 when done, 1 when it failed, 3 when refused."""
    job = conversion_adapter.validate_json(jobs.readline())

    def work() -> JobAnswer:
        match job:
            case ImportModel():
                limit_resources()
                return import_model(job)
            case ExportModel():
                return export_model(job)
            case _:
                assert_never(job)

    return answer_once(work, channel)


def import_model(job: ImportModel) -> ModelImported:
    """Take a model over: its document, and its weights in the model that the document builds.

    Raises:
        RefusedError: If some of it cannot be taken, or is unsafe to read.
    """
    catalogue = load_catalogue()
    read = read_model_file(Path(job.file), Path(job.folder))
    converted = convert(read.config, catalogue, name=job.name, vocabularies=read.vocabularies)
    model = build_model(converted.document, catalogue, budget=available_weight_budget()).model
    notes = list(converted.notes)
    weights = read.weights
    if read.is_oldest:
        notes.append("Its weights stay behind: Keras 1 laid them out otherwise. The layers start afresh.")
        weights = None
    if weights is not None:
        with opened_arrays(weights, is_legacy=read.is_legacy) as kept:
            set_weights(model, converted.weights, kept)
        model.save(Path(job.folder) / "model.keras")
    return ModelImported(
        document=converted.document,
        parameter_count=model.count_params(),
        notes=tuple(notes),
        has_weights=weights is not None,
    )


def export_model(job: ExportModel) -> ModelExported:
    """Save the model that a document stands for, its weights a run's, or drawn by the document's seed.

    Raises:
        RefusedError: If the graph has a fault, or the run's model is not to be read.
        EngineError: If it cannot be written in the format.
    """
    catalogue = load_catalogue()
    if job.trained is not None:
        limit_resources()
        # By the config in the file, which holds what layers have learned before training, as a vocabulary.
        read = read_model_file(Path(job.trained), Path(job.folder))
        converted = convert(read.config, catalogue, name=job.document.name, vocabularies=read.vocabularies)
        trained = build_model(converted.document, catalogue, budget=available_weight_budget()).model
        if read.weights is not None:
            with opened_arrays(read.weights, is_legacy=read.is_legacy) as kept:
                set_weights(trained, converted.weights, kept)
        return _exported(trained, job)
    keras.utils.set_random_seed(job.document.training.seed)
    built = build_model(job.document, catalogue, budget=available_weight_budget())
    if all(job.document.nodes[name].parameters.get("loss") for name in built.outputs):
        model = compile_model(built, job.document, catalogue)
        model.optimizer.build(model.trainable_variables)  # or Keras warns of what is missing when the file is loaded
    return _exported(built.model, job)


def _exported(model: keras.Model, job: ExportModel) -> ModelExported:
    done = export_to(model, Path(job.file), job.format)
    return ModelExported(parameter_count=model.count_params(), difference=done.difference, notes=done.notes)
