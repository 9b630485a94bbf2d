"""`graphnn import` and `graphnn export`: Keras models in, Keras models and Python out."""

from pathlib import Path
from typing import Annotated

import typer

from graphnn.cli import files, show
from graphnn.cli.options import AsJson, Workspace
from graphnn.document import codec
from graphnn.document.faults import close_matches
from graphnn.errors import UsageError
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.conversion import export_keras, export_python, import_model

FORMATS = ("keras", "python")
LATER_FORMATS = ("onnx", "savedmodel", "litert", "svg", "png")


def import_verb(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A .keras or .h5 file, or a model's JSON.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The graph file to write.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Take a Keras model over: its graph into a file, its weights into a run folder."""
    folder = _folder_of(output, workspace)
    if workspace is not None and not model.resolve().is_relative_to(folder):
        raise UsageError(f"{model}: lies outside the workspace {folder}. Choose another with --workspace.")
    imported = import_model(model, runs=folder / "runs")
    codec.write(imported.document, output)
    run = None if imported.run is None else str(imported.run.path)
    if as_json:
        nodes = len(imported.document.nodes)
        show.json_document(
            {"status": "done", "file": str(output), "run": run, "nodes": nodes, "notes": list(imported.notes)}
        )
    for note in imported.notes:
        show.failure(note)
    if not as_json:
        print(show.words(f"The graph is in {output}"))
        print(show.words("It came without weights" if run is None else f"Its weights are in {run}"))


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A graph file, or an example's name.")],
    to: Annotated[str, typer.Option("--to", metavar="|".join(FORMATS), help="The format to write.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="The file to write.")],
    run: Annotated[Path | None, typer.Option(help="The folder of a run whose weights to take.")] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Write a graph as a Keras model or as Python."""
    _refuse_format(to)
    document = files.read_document(file, workspace)
    folder = _folder_of(output, workspace)
    if workspace is not None and run is not None and not run.resolve().is_relative_to(folder):
        raise UsageError(f"--run {run}: lies outside the workspace {folder}. Choose another with --workspace.")
    if to == "python":
        if run is not None:
            raise UsageError("--run: a script has no weights. Leave it out, or export to keras.")
        export_python(document, output)
    else:
        export_keras(document, output, run=None if run is None else RunFolder(run))
    if as_json:
        show.json_document({"status": "done", "file": str(output), "format": to})
    else:
        print(show.words(f"The {'model' if to == 'keras' else 'script'} is in {output}"))


def _folder_of(output: Path, workspace: Path | None) -> Path:
    """Return the folder that may be written: the workspace, else that of the file to write."""
    folder = files.workspace_of(None, workspace) if workspace is not None else output.resolve().parent
    if not output.resolve().is_relative_to(folder):
        raise UsageError(f"-o {output}: lies outside the workspace {folder}. Choose a place inside it.")
    if not output.resolve().parent.is_dir():
        raise UsageError(f"-o {output}: there is no folder {output.parent}. Make it first.")
    if output.is_dir():
        raise UsageError(f"-o {output}: is a folder. Name a file in it.")
    return folder


def _refuse_format(name: str) -> None:
    if name in LATER_FORMATS:
        raise UsageError(f"--to {name}: not there yet. Export to {' or '.join(FORMATS)}.")
    if name not in FORMATS:
        offer = close_matches(name, FORMATS)
        raise UsageError(f"--to {name}: no such format. Export to {' or '.join(FORMATS)}.{offer}")
