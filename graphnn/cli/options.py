"""Options that several verbs take."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

Workspace = Annotated[
    Path | None,
    typer.Option(
        help="The folder that is read and written, nothing outside it; default: the document's, and what you name."
    ),
]
