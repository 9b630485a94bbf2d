"""`graphnn import` and `graphnn export`: Keras models in; Keras models, Python and pictures out."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, cast, get_args

import typer

from graphnn.catalogue.load import load_catalogue
from graphnn.cli import files, show
from graphnn.cli.options import AsJson, Workspace
from graphnn.document import codec
from graphnn.document.atomic import replace_file
from graphnn.document.faults import close_matches
from graphnn.document.model import Document
from graphnn.errors import UsageError
from graphnn.protocol.conversion import ModelFormat
from graphnn.runs.conversion import ExportedModel, export_model, export_python, import_model

MODEL_FORMATS: tuple[ModelFormat, ...] = get_args(ModelFormat)
PICTURE_FORMATS = ("svg", "png")
FORMATS = (*MODEL_FORMATS, "python", *PICTURE_FORMATS)
NOUNS: Mapping[str, str] = {"python": "script", "svg": "picture", "png": "picture"}


def import_verb(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A .keras or .h5 file, or a model's JSON.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The graph file to write.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Take a Keras model over: its graph into a file, its weights into a run folder."""
    folder = files.writable_folder(output, workspace)
    files.refuse_outside(model, workspace, name=f"{model}")
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
    if as_json:
        return
    print(show.words(f"The graph is in {output}"))
    print(show.words("It came without weights" if imported.run is None else f"Its weights are in {imported.run.path}"))
    below = output.resolve().parent
    if imported.run is not None and (weights := imported.run.model_file.resolve()).is_relative_to(below):
        start = ("--set", f"training.weights={weights.relative_to(below)}")
        print(show.words(f"Start a training from them: {shlex.join(['graphnn', 'run', str(output), *start])}"))


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A graph file, or an example's name.")],
    to: Annotated[str, typer.Option("--to", metavar="|".join(FORMATS), help="The format to write.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="The file to write.")],
    run: Annotated[Path | None, typer.Option(help="The folder of a run whose weights to take.")] = None,
    dark: Annotated[bool, typer.Option("--dark", help="A picture of light marks on dark.")] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Write a graph as a Keras model, as Python, or as a picture."""
    _refuse_format(to)
    document = files.read_described(file, workspace)
    files.writable_folder(output, workspace)
    if run is not None and to not in MODEL_FORMATS:
        raise UsageError(f"--run: a {NOUNS.get(to)} has no weights. Leave it out, or export to keras.")
    if dark and to not in PICTURE_FORMATS:
        raise UsageError("--dark: only a picture is light or dark. Leave it out, or export to svg or png.")
    done = ExportedModel()
    if to in PICTURE_FORMATS:
        _export_picture(document, output, to=cast(Literal["svg", "png"], to), is_dark=dark)
    elif to == "python":
        export_python(document, output)
    else:
        run_folder = None if run is None else files.run_folder(run, workspace, option="--run ")
        done = export_model(document, output, to=cast(ModelFormat, to), run=run_folder)
    for note in done.notes:
        show.failure(note)
    if as_json:
        compared = {} if done.difference is None else {"difference": done.difference}
        show.json_document({"status": "done", "file": str(output), "format": to, "notes": list(done.notes), **compared})
        return
    print(show.words(f"The {NOUNS.get(to, 'model')} is in {output}"))
    if done.difference is not None:
        print(f"Its outputs differ from the network's by {done.difference:.2g} at most")


def _export_picture(document: Document, output: Path, *, to: Literal["svg", "png"], is_dark: bool) -> None:
    report = files.infer_now(document)
    from graphnn.web.picture.graph import picture_file  # only here: it imports matplotlib

    replace_file(output, picture_file(document, load_catalogue(), report, to=to, is_dark=is_dark))


def _refuse_format(name: str) -> None:
    if name not in FORMATS:
        offer = close_matches(name, FORMATS)
        raise UsageError(f"--to {name}: no such format. Export to {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.{offer}")
