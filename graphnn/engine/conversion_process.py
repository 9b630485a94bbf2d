"""The process of one import or export: reads one job, does it, answers, and ends.

A model file may have been made to harm whoever opens it. So this process has limits of memory, time and file size,
which it sets for itself before it reads the first byte; who started it also ends it after a while.
"""

import sys
from pathlib import Path
from typing import TextIO

import keras

from graphnn.catalogue.load import load_catalogue
from graphnn.engine.budget import available_weight_budget
from graphnn.engine.build import build_model
from graphnn.engine.exporting.formats import export_to
from graphnn.engine.importing.model_file import ModelFile, read_archive, read_h5
from graphnn.engine.importing.weights import set_weights
from graphnn.engine.training.compile import compile_model
from graphnn.errors import EngineError, RefusedError
from graphnn.exchange.from_keras import convert
from graphnn.protocol.conversion import (
    ExportModel,
    ImportModel,
    JobAnswer,
    JobFailed,
    JobRefused,
    ModelExported,
    ModelImported,
    job_adapter,
)

MEMORY_LIMIT_BYTES = 12 * 2**30  # of addresses; TensorFlow alone takes two before it has done anything
FILE_LIMIT_BYTES = 4 * 2**30
CPU_LIMIT_SECONDS = 600

ZIP_MAGIC = b"PK\x03\x04"


def convert_once(jobs: TextIO, channel: TextIO) -> int:
    """Do the one job that is asked for; return 0 when done, 1 when it failed, 3 when refused."""
    job = job_adapter.validate_json(jobs.readline())
    try:
        if isinstance(job, ImportModel):
            _limit_resources()
            answer: JobAnswer = import_model(job)
        else:
            answer = export_model(job)
    except RefusedError as error:
        answer = JobRefused(message=str(error))
    except EngineError as error:
        answer = JobFailed(message=str(error))
    except MemoryError:
        answer = JobRefused(message="It needs more memory than an import may have. Save the model smaller.")
    print(answer.model_dump_json(), file=channel, flush=True)
    match answer:
        case JobRefused():
            return RefusedError.exit_code
        case JobFailed():
            return EngineError.exit_code
        case _:
            return 0


def import_model(job: ImportModel) -> ModelImported:
    """Take a model over: its document, and its weights in the model that the document builds.

    Raises:
        RefusedError: If some of it cannot be taken, or is unsafe to read.
    """
    catalogue = load_catalogue()
    read = _read(Path(job.file), Path(job.folder))
    converted = convert(read.config, catalogue, name=job.name, vocabularies=read.vocabularies)
    model = build_model(converted.document, catalogue, budget=available_weight_budget()).model
    notes = list(converted.notes)
    weights = read.weights
    if read.is_legacy and read.keras_version.startswith("1."):
        notes.append("Its weights stay behind: Keras 1 laid them out otherwise. The layers start afresh.")
        weights = None
    if weights is not None:
        set_weights(model, converted.weights, weights, is_legacy=read.is_legacy)
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
        _limit_resources()
        # By the config in the file, which holds what layers have learned before training, as a vocabulary.
        read = _read(Path(job.trained), Path(job.folder))
        converted = convert(read.config, catalogue, name=job.document.name, vocabularies=read.vocabularies)
        trained = build_model(converted.document, catalogue, budget=available_weight_budget()).model
        if read.weights is not None:
            set_weights(trained, converted.weights, read.weights, is_legacy=read.is_legacy)
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


def _read(path: Path, folder: Path) -> ModelFile:
    with path.open("rb") as file:
        is_archive = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    return read_archive(path, folder) if is_archive else read_h5(path)


def _limit_resources() -> None:
    if sys.platform == "win32":
        return
    import resource  # only here: Windows has no such module

    for limit, wanted in (
        (resource.RLIMIT_AS, MEMORY_LIMIT_BYTES),
        (resource.RLIMIT_FSIZE, FILE_LIMIT_BYTES),
        (resource.RLIMIT_CPU, CPU_LIMIT_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (allowed, allowed))
