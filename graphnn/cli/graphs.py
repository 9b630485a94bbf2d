"""`graphnn diff`, `graphnn layout` and `graphnn catalogue`: verbs about graph files that need no Keras."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from graphnn.catalogue.load import load_catalogue
from graphnn.cli import files, show
from graphnn.cli.options import AsJson, Workspace
from graphnn.document import codec, picture
from graphnn.document.apply import apply
from graphnn.document.differences import differences
from graphnn.document.model import Direction
from graphnn.errors import UsageError

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="A graph file, or an example's name.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The file to compare it with.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two graph files, apart from how they are drawn."""
    found = differences(files.read_document(before, workspace), files.read_document(after, workspace))
    show.differences(found, as_json=as_json)


def layout(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A graph file, or an example's name.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="The file to write; default: the same.")
    ] = None,
    direction: Annotated[
        str | None, typer.Option(metavar="|".join(DIRECTIONS), help="Which way the edges run; default: as they do.")
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Place the nodes of a graph file, and lead long edges around them."""
    if direction is not None and direction not in DIRECTIONS:
        raise UsageError(f"--direction {direction}: no such direction. Choose {' or '.join(DIRECTIONS)}.")
    document = files.read_document(file, workspace)
    path = output if output is not None else _own_file(file)
    files.writable_folder(path, workspace)
    from graphnn.web.picture.sizes import card_arrangement  # only here: the other verbs need nothing of the page

    edit = card_arrangement(document, load_catalogue(), direction=direction)
    codec.write(apply(document, edit), path)
    if as_json:
        plain = edit.model_dump(mode="json")
        del plain["edit"]
        show.json_document({"status": "done", "file": str(path), **plain})
    else:
        print(show.words(f"{len(edit.positions):,} nodes are laid out in {path}"))


def catalogue(as_json: AsJson = False) -> None:
    """List what can be placed and chosen: layers, operations, losses, metrics, optimizers and more."""
    show.catalogue(show.plugin_faults(load_catalogue()), as_json=as_json)


def _own_file(file: Path) -> Path:
    """Return the file itself to be written anew; an example, or a picture, is not."""
    if files.example_of(file) is not None:
        raise UsageError(f"{file}: an example, which stays as it is. Name a file to write with -o.")
    if picture.is_picture_file(file):
        raise UsageError(f"{file}: a picture, which stays as it is. Name a graph file to write with -o.")
    return file
