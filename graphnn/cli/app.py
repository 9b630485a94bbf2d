"""The verbs of the shell and the way from an error to an exit code."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from graphnn.catalogue.load import load_catalogue
from graphnn.cli import files, show
from graphnn.cli.options import AsJson, Workspace
from graphnn.cli.run import run
from graphnn.document.examples import load_examples
from graphnn.document.schema import json_schema
from graphnn.errors import FaultyGraphError, GraphnnError, RefusedError

app = typer.Typer(
    name="graphnn",
    help="Draw neural networks, train them, and see what they learned.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run)


def main() -> None:
    """Run the command line; the process ends with the exit code of DESIGN §4."""
    arguments = sys.argv[1:]
    verbs = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    # `graphnn`, `graphnn FILE` and `graphnn --port 9000` all mean serve.
    if not arguments or (arguments[0] not in verbs and arguments[0] not in ("--help", "--version")):
        arguments = ["serve", *arguments]
    try:
        app(arguments, prog_name="graphnn")
    except GraphnnError as error:
        show.error(error, as_json="--json" in arguments)
        raise SystemExit(error.exit_code) from None


@app.callback(invoke_without_command=True)
def graphnn(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Draw neural networks, train them, and see what they learned."""
    if version:
        from importlib.metadata import version as version_of  # only here: it reads the disk

        print(version_of("graphnn"))


@app.command()
def serve(
    file: Annotated[Path | None, typer.Argument(help="A graph file to open; without one, the gallery opens.")] = None,
    host: Annotated[
        str, typer.Option(help="The address to listen on; another than loopback needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0, max=65535)] = 8080,
    token: Annotated[str | None, typer.Option(envvar="GRAPHNN_TOKEN", help="What a browser must know.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Open the editor in the browser."""
    from graphnn.web.server import Serving, serve_editor  # only here: it imports NiceGUI, which takes most of a second

    folder = files.workspace_of(file, workspace)
    document = None if file is None else files.read_document(file, workspace)
    serve_editor(
        Serving(
            document=document,
            workspace=folder,
            host=host,
            port=port,
            token=token,
            opens_browser=browser,
            as_json=as_json,
        )
    )


@app.command()
def check(
    file: Annotated[list[Path], typer.Argument(help="Graph files.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Name every fault of graph files, with its place and cure."""
    results = [files.check_file(path, workspace) for path in file]
    show.checks(results, as_json=as_json)
    if any(not result.is_valid for result in results):
        raise typer.Exit(RefusedError.exit_code)


@app.command()
def summary(
    file: Annotated[Path, typer.Argument(help="A graph file.")], workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Show each node's output shape and parameters, and the totals."""
    document = files.read_document(file, workspace)
    report = files.infer_now(document)
    show.summary(document, report, as_json=as_json)
    if not report.is_valid:
        raise FaultyGraphError(show.faults_in_words(report.diagnostics))


@app.command()
def schema(as_json: AsJson = False) -> None:
    """Print the JSON Schema of graph files."""
    del as_json  # The schema is JSON either way; the option is there because every verb takes it.
    show.json_document(json_schema())


@app.command()
def examples(as_json: AsJson = False) -> None:
    """List the example graphs; each can be named in place of a file."""
    show.examples(load_examples(), as_json=as_json)


@app.command()
def datasets(as_json: AsJson = False) -> None:
    """List the data sets that a graph can name, with their columns."""
    show.data_sets(load_catalogue().data_sets, as_json=as_json)
