"""The verbs of the shell and the way from an error to an exit code."""

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from graphnn.catalogue.load import load_catalogue
from graphnn.cli import files, show
from graphnn.cli.convert import export, import_verb
from graphnn.cli.explain import evaluate, predict
from graphnn.cli.graphs import catalogue, diff, layout
from graphnn.cli.options import AsJson, Workspace
from graphnn.cli.run import run
from graphnn.cli.runs import runs
from graphnn.document.examples import load_examples
from graphnn.document.faults import close_matches
from graphnn.document.schema import json_schema
from graphnn.errors import GraphnnError, RefusedError, UsageError

INTERRUPTED = 130
"""The exit code of a verb that was ended by Ctrl+C, as shells have it."""

app = typer.Typer(
    name="graphnn",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; the process ends with the exit code of DESIGN §4."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    show.make_printable(sys.stdout, sys.stderr)
    try:
        words = _with_verb(words)
        # Not standalone: what Typer has to complain of is said in the words, or the JSON, of all other complaints.
        exit_code = app(words, prog_name="graphnn", standalone_mode=False) or 0
        print(end="", flush=True)
    except typer.TyperException as error:
        message = f"{error.format_message().rstrip('.')}. Try graphnn {words[0]} --help."
        show.error(UsageError(message), as_json=as_json)
        exit_code = UsageError.exit_code
    except GraphnnError as error:
        show.error(error, as_json=as_json)
        exit_code = error.exit_code
    except OSError as error:  # Of the files that verbs name they speak themselves; what is left is mostly stdout.
        if not isinstance(error, BrokenPipeError):  # Nobody reads on, as behind `| head`: no fault.
            place = "the output" if error.filename is None else error.filename
            show.failure(f"{place}: cannot be written or read: {error.strerror}. Check where it lies, and its space.")
        # What stdout still holds would be tried again as the process ends, and fail in a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        exit_code = GraphnnError.exit_code
    if exit_code == INTERRUPTED:
        show.error(GraphnnError("interrupted."), as_json=as_json)
    raise SystemExit(exit_code)


def _with_verb(words: list[str]) -> list[str]:
    """Return the words with their verb: `graphnn`, `graphnn FILE` and `graphnn --port 9000` all mean serve.

    Raises:
        UsageError: If the first is neither a verb nor a file, but much like a verb.
    """
    verbs = [command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands]
    if words and (words[0] in verbs or words[0] in ("-h", "--help", "--version")):
        return words
    is_word = words and not words[0].startswith("-")
    if is_word and not files.exists(Path(words[0])) and (offer := close_matches(words[0], verbs)):
        raise UsageError(f"{words[0]}: neither a verb nor a file.{offer}")
    return ["serve", *words]


@app.callback(invoke_without_command=True)
def graphnn(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Draw neural networks, train them, and see what they learned.

    Without a verb, or with a FILE alone, the editor opens.
    """
    if version:
        from importlib.metadata import version as version_of  # only here: it reads the disk

        print(version_of("graphnn"))


def serve(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A graph file to open; without one, the gallery opens.")
    ] = None,
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
    folder = files.workspace_of(file, workspace)
    example = files.example_of(file)
    if file is not None and example is None:
        files.read_document(file, workspace)  # A file that is refused is refused here, not on a page.
    show.plugin_faults(load_catalogue())
    from graphnn.web.server import Serving, serve_editor  # only here: it imports NiceGUI, which takes most of a second

    # Ctrl+C is how an editor is closed.
    with contextlib.suppress(KeyboardInterrupt):
        serve_editor(
            Serving(
                file=None if example else file,
                example=example,
                workspace=folder,
                documents=files.documents_folder(file, workspace),
                host=host,
                port=port,
                token=token,
                opens_browser=browser,
                as_json=as_json,
            )
        )


def check(
    file: Annotated[list[Path], typer.Argument(metavar="FILE", help="Graph files, or examples' names.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Name every fault of graph files, with its place and cure."""
    results = files.check_files(file, workspace)
    show.checks(results, as_json=as_json)
    if any(not result.is_valid for result in results):
        raise typer.Exit(RefusedError.exit_code)


def summary(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A graph file, or an example's name.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show each node's output shape and parameters, and the totals."""
    document = files.read_described(file, workspace)
    report = files.infer_now(document)
    show.summary(document, report, as_json=as_json)
    if not report.is_valid:
        raise typer.Exit(RefusedError.exit_code)


def schema(as_json: AsJson = False) -> None:
    """Print the JSON Schema of graph files."""
    del as_json  # The schema is JSON either way; the option is there because every verb takes it.
    show.json_document(json_schema())


def examples(as_json: AsJson = False) -> None:
    """List the example graphs; each can be named in place of a file."""
    show.examples(load_examples(), as_json=as_json)


def datasets(as_json: AsJson = False) -> None:
    """List the data sets that a graph can name, with their columns."""
    show.data_sets(show.plugin_faults(load_catalogue()).data_sets, as_json=as_json)


# In the order in which --help names them.
_VERBS: tuple[Callable[..., None], ...] = (
    *(serve, run, runs, evaluate, predict, check, summary, export, import_verb),
    *(diff, layout, catalogue, schema, examples, datasets),
)
for _verb in _VERBS:
    app.command("import" if _verb is import_verb else None)(_verb)
