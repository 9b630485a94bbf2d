"""Models in and out: starts a process for one model, and keeps what it made.

A model file of Keras is opened in a process of its own only, which has limits and ends with it; its config as JSON
text is read here, since text can do nothing. What comes of it is a document and, where the file has weights, the
folder of a run that is over, with the model in it.
"""

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec, strict_json
from graphnn.document.atomic import replace_file
from graphnn.document.model import Document
from graphnn.errors import DocumentError, EngineError, GraphnnError, ModelError, RefusedError, UsageError
from graphnn.exchange.from_keras import convert
from graphnn.exchange.python_source import python_source
from graphnn.protocol.conversion import (
    ExportModel,
    ImportModel,
    JobAnswer,
    ModelExported,
    ModelFormat,
    ModelImported,
)
from graphnn.protocol.events import RunEnded
from graphnn.protocol.job_process import COMMAND, TIME_LIMIT_SECONDS, do_job
from graphnn.protocol.run_folder import RunFolder, create_run_folder

ONNX_PACKAGES: Final = ("tf2onnx", "onnx", "onnxruntime")

_BINARY_STARTS: Final = (b"PK\x03\x04", b"\x89HDF\r\n\x1a\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedModel:
    """A document made from a model; `run` is the folder with its weights, if it has any and they were asked for."""

    document: Document
    run: RunFolder | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedModel:
    """What is known of a model that was written: how far its outputs are from the model's own, where compared."""

    difference: float | None = None
    notes: tuple[str, ...] = ()


def import_model(
    file: Path,
    *,
    runs: Path | None = None,
    command: tuple[str, ...] = COMMAND,
    time_limit_seconds: float = TIME_LIMIT_SECONDS,
) -> ImportedModel:
    """Take a Keras model over: `.keras`, `.h5`, or its config as JSON.

    Args:
        file: The model file. It runs no code, whatever it holds.
        runs: Where to make the folder that keeps the weights; without it they are left behind.
        command: What starts the process that opens it.
        time_limit_seconds: How long that may take.

    Raises:
        RefusedError: If some of it cannot be taken, with the reason.
        EngineError: If the process fails.
    """
    start = _start_of(file)
    if not start.startswith(_BINARY_STARTS):
        return _import_text(file, start)
    with tempfile.TemporaryDirectory(prefix="graphnn-import-") as folder:
        job = ImportModel(file=str(file.resolve()), name=file.stem, folder=folder)
        answer = do_job(job, command, time_limit_seconds=time_limit_seconds)
        if not isinstance(answer, ModelImported):
            raise EngineError(f"{file}: the import answered with {answer.answer}.")
        run = None
        if answer.has_weights and runs is not None:
            run = _keep(answer.document, Path(folder) / "model.keras", runs, file)
    return ImportedModel(document=answer.document, run=run, notes=answer.notes)


def export_model(
    document: Document, path: Path, *, to: ModelFormat, run: RunFolder | None = None, command: tuple[str, ...] = COMMAND
) -> ExportedModel:
    """Save a document's model: as a run has trained it, or with fresh weights by the seed.

    Args:
        document: The network.
        path: The file to write; of a SavedModel the folder, which must not be there yet.
        to: The format. All but Keras' own are loaded again and compared with the model.
        run: The run whose weights to take.
        command: What starts the process that does it.

    Raises:
        UsageError: If the run has no model, or what the format needs is not installed.
        RefusedError: If the graph has a fault, or the run trained another network.
        EngineError: If the network cannot be had in this format, or the process fails.
    """
    _check_target(path, to)
    trained = None if run is None else _trained_model(document, run)
    try:
        with tempfile.TemporaryDirectory(prefix=".graphnn-export-", dir=path.resolve().parent) as folder:
            made = Path(folder) / path.name
            if trained is not None and to == "keras":
                shutil.copyfile(trained, made)
                answer: JobAnswer = ModelExported(parameter_count=0)
            else:
                work = Path(folder) / "work"
                work.mkdir()
                job = ExportModel(
                    document=document,
                    file=str(made),
                    format=to,
                    trained=None if trained is None else str(trained.resolve()),
                    folder=str(work),
                )
                answer = do_job(job, command)
            if not isinstance(answer, ModelExported):
                raise EngineError(f"The export answered with {answer.answer}.")
            os.replace(made, path)
    except OSError as error:
        raise GraphnnError(f"{path}: cannot be written: {error.strerror}. Choose another with -o.") from error
    return ExportedModel(difference=answer.difference, notes=answer.notes)


def _check_target(path: Path, to: ModelFormat) -> None:
    if to == "keras" and path.suffix != ".keras":
        raise UsageError(f"{path}: Keras reads a model only from a name that ends in .keras. Give it one.")
    if to == "savedmodel" and path.exists():
        raise UsageError(f"{path}: is there already, and a SavedModel is a folder of its own. Choose another with -o.")
    if to == "onnx" and (missing := [name for name in ONNX_PACKAGES if find_spec(name) is None]):
        raise UsageError(f"onnx: {', '.join(missing)} not installed. Run pip install 'graphnn[onnx]'.")


def export_python(document: Document, path: Path) -> None:
    """Write a document as a Python script.

    Raises:
        FaultyGraphError: If the graph has a fault.
        GraphnnError: If the file cannot be written; what was there is as it was.
    """
    replace_file(path, python_source(document, load_catalogue()).encode())


def _import_text(file: Path, text: bytes) -> ImportedModel:
    try:
        tree = strict_json.parse(text, place=str(file))
    except DocumentError as error:
        raise ModelError(f"{error}\nA model is a .keras or .h5 file, or the text of model.to_json().") from error
    if isinstance(tree, dict) and "graphnn" in tree:
        raise ModelError(f"{file.name}: a graph file, which needs no import. Open it as it is.")
    if not isinstance(tree, dict) or "class_name" not in tree:
        raise ModelError(f"{file.name}: not a model's JSON. Write what model.to_json() gives, or a .keras file.")
    converted = convert(tree, load_catalogue(), name=file.stem)
    return ImportedModel(document=converted.document, notes=converted.notes)


def _start_of(file: Path) -> bytes:
    """Return a file's beginning: all of it, where it is text."""
    try:
        if not file.is_file():
            raise UsageError(f"{file}: {'not a file' if file.exists() else 'no such file'}. Name a model file.")
        with file.open("rb") as stream:
            start = stream.read(8)
            if start.startswith(_BINARY_STARTS):
                return start
            text = start + stream.read(strict_json.MAX_BYTES)
    except OSError as error:
        raise ModelError(f"{file}: cannot be read: {error.strerror}. Check the file's permissions.") from error
    if len(text) > strict_json.MAX_BYTES:
        raise ModelError(f"{file}: neither a .keras nor an .h5 file, and too large for the JSON of a model.")
    return text


def _keep(document: Document, model: Path, runs: Path, file: Path) -> RunFolder:
    run = create_run_folder(runs, document, name=f"{_plain(file.stem)}-imported")
    shutil.move(model, run.model_file)
    run.append(RunEnded(time=time.time(), outcome="finished", message=f"Imported from {file.name}."))
    return run


def _plain(name: str) -> str:
    words = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else " " for c in name).split()
    return "-".join(words)[:60] or "model"


def _trained_model(document: Document, run: RunFolder) -> Path:
    if not run.model_file.is_file():
        raise UsageError(f"{run.path}: no run, or one without a model. Name a run's folder with --run.")
    if _network(document) != _network(run.read_document()):
        raise RefusedError(
            f"{run.path}: has trained another network than this one. Export its own: {run.path / 'graph.json'}."
        )
    return run.model_file


def _network(document: Document) -> object:
    """Return what decides on a model's weights: all but names for people, and what Outputs compare with."""
    plain = codec.to_plain(document)
    nodes = {name: {**node, "label": None} for name, node in plain.get("nodes", {}).items()}
    for node in nodes.values():
        if node["type"] == "Output":
            node["parameters"] = None
    edges = sorted((edge["source"], edge["target"]) for edge in plain.get("edges", []))
    return nodes, edges
