"""graphnn: draw neural networks, train them, and see what they learned.

The verbs of the shell as functions. Importing graphnn imports no Keras; `build` does when it is called.

>>> document = load_example("mnist_dense")
>>> [diagnostic.code for diagnostic in check(document)]
[]
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphnn.analysis.check import check as _check
from graphnn.analysis.data import unreadable_file
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.atomic import replace_file
from graphnn.document.differences import Difference, differences
from graphnn.document.examples import examples_folder
from graphnn.document.model import Direction, Document
from graphnn.errors import DataError, GraphnnError, UsageError
from graphnn.protocol.report import GraphReport
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.conversion import ExportedModel, ImportedModel, export_model, export_python
from graphnn.runs.conversion import import_model as _import_model
from graphnn.runs.launch import RunLauncher
from graphnn.runs.record import RunRecord
from graphnn.runs.watch import follow
from graphnn.sources.describe import described

if TYPE_CHECKING:
    import keras

__all__ = [
    "Document",
    "ExportedModel",
    "GraphnnError",
    "ImportedModel",
    "build",
    "check",
    "diff",
    "export",
    "import_model",
    "layout",
    "load",
    "load_example",
    "save",
    "summary",
    "train",
]


def load(path: str | Path) -> Document:
    """Read a graph file.

    Raises:
        DocumentError: If it is not a graph file, with the place of the fault.
    """
    return codec.read(Path(path))


def load_example(name: str) -> Document:
    """Read the example of that name; `graphnn examples` lists them."""
    path = examples_folder() / f"{name}.json"
    if not path.is_file():
        raise UsageError(f"There is no example {name}. `graphnn examples` lists them.")
    return codec.read(path)


def save(document: Document, path: str | Path) -> None:
    """Write a graph file; what was there is replaced in one step, or not at all."""
    codec.write(document, Path(path))


def check(document: Document, *, folder: str | Path = ".") -> tuple[Diagnostic, ...]:
    """Return the faults that can be told without Keras; `summary` knows of the shapes, too.

    Args:
        document: The network.
        folder: Where the paths of its data start, for a file of one's own.
    """
    try:
        return _check(described(document, Path(folder)), load_catalogue())
    except DataError as error:
        return (unreadable_file(str(error)), *_check(document, load_catalogue()))


def summary(document: Document, *, folder: str | Path = ".") -> GraphReport:
    """Return shapes, parameter counts and every fault; imports Keras, allocates no weights.

    Args:
        document: The network.
        folder: Where the paths of its data start, for a file of one's own.

    Raises:
        DataError: If that file cannot be had.
    """
    from graphnn.engine.budget import available_budget  # imports Keras, which takes seconds
    from graphnn.engine.build import infer_graph  # likewise

    return infer_graph(described(document, Path(folder)), load_catalogue(), budget=available_budget())


def build(document: Document, *, folder: str | Path = ".") -> "keras.Model":
    """Build the Keras model a document stands for, weights included.

    Args:
        document: The network.
        folder: Where the paths of its data start, for a file of one's own.

    Raises:
        DataError: If that file cannot be had.
        FaultyGraphError: If the graph has a fault.
    """
    from graphnn.engine.budget import available_weight_budget  # imports Keras, which takes seconds
    from graphnn.engine.build import build_model  # likewise

    return build_model(described(document, Path(folder)), load_catalogue(), budget=available_weight_budget()).model


def train(document: Document, *, output: str | Path = "runs", folder: str | Path = ".") -> RunRecord:
    """Train a document in a process of its own and return what came of it; the run's folder is made in `output`.

    Interrupting it, as a notebook's stop button does, stops the run and keeps the model so far.

    Args:
        document: The network.
        output: Where the run's folder is made.
        folder: Where the paths of its data start, for a file of one's own.

    Raises:
        DataError: If that file cannot be had.
        RunError: If the run cannot start; how it ended is in the record.
    """
    record = RunRecord()
    run = RunLauncher().launch(document, Path(output), data_folder=Path(folder))
    try:
        for event in follow(run):
            record.take(event)
    except BaseException:
        run.folder.ask_to_stop()
        raise
    return record


def import_model(path: str | Path, *, runs: str | Path | None = None) -> ImportedModel:
    """Take a Keras model over: a `.keras` or `.h5` file, or the text of `model.to_json()` in a file.

    It is opened in a process of its own, and nothing in it is run.

    Args:
        path: The model file.
        runs: Where to make the run folder that keeps the weights; without it they are left behind.

    Raises:
        RefusedError: If some of it cannot be taken, with the reason.
    """
    return _import_model(Path(path), runs=None if runs is None else Path(runs))


def export(
    document: Document,
    path: str | Path,
    *,
    to: Literal["keras", "python", "savedmodel", "litert", "onnx", "svg", "png"],
    run: str | Path | None = None,
) -> ExportedModel | None:
    """Write a document as a model, as a Python script, or as a picture.

    Args:
        document: The network.
        path: The file to write; of a SavedModel the folder.
        to: The format.
        run: For a model, the folder of the run whose weights to take; without it they are fresh.

    Returns:
        Of a model, how far what was written is from the model it came from, where the two were compared.

    Raises:
        FaultyGraphError: If the graph has a fault.
        EngineError: If the network cannot be had in this format.
    """
    match to:
        case "python":
            export_python(document, Path(path))
        case "svg" | "png":
            from graphnn.web.picture.graph import picture_file  # only here: it imports matplotlib

            replace_file(Path(path), picture_file(document, load_catalogue(), summary(document), to=to))
        case _:
            return export_model(document, Path(path), to=to, run=None if run is None else RunFolder(Path(run)))
    return None


def diff(before: Document, after: Document) -> tuple[Difference, ...]:
    """Return what differs between two documents, apart from how they are drawn; each says so in a `sentence`."""
    return differences(before, after)


def layout(document: Document, *, direction: Direction | None = None) -> Document:
    """Return the document with every node placed and long edges led around nodes.

    Args:
        document: The network.
        direction: Which way the edges run; without it, as they do in the document.
    """
    from graphnn.web.picture.sizes import card_arrangement  # only here: it knows the cards of the page

    return apply(document, card_arrangement(document, load_catalogue(), direction=direction))
