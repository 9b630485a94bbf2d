"""`graphnn evaluate`, `graphnn predict`, and the report of a run: what a trained network does, and why."""

import asyncio
import os
import re
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table as Printed

from graphnn.cli import files, show
from graphnn.cli.options import AsJson, Workspace
from graphnn.document import strict_json
from graphnn.document.values import Json, freeze
from graphnn.errors import DocumentError, GraphnnError, UsageError
from graphnn.protocol.explanation import (
    Evaluate,
    Evaluated,
    ExplanationReply,
    ExplanationRequest,
    Predict,
    Predicted,
    PredictedOutput,
    ReportWritten,
    WriteReport,
)
from graphnn.protocol.figures import Table
from graphnn.session.engine_client import EngineClient

CLASSES_PRINTED = 5
VALUES_PRINTED = 8
SAMPLES_PRINTED = 100

LOOKS_LIKE_A_FILE = re.compile(r"\S*[/\\]\S*|\S*\.\w{1,5}")
"""What has a folder or an ending was meant as a file, even where there is none."""

Answer = TypeVar("Answer", bound=ExplanationReply)
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run that has ended.")]


def evaluate(
    run: Run,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Score it on another file or folder of the kind it learned from."),
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Score a trained run on its test set: loss, metrics, and each class or target by itself."""
    folder = files.run_folder(run, workspace).path.resolve()
    apart = None if data is None else str(_existing_data(data, workspace))
    evaluated = _ask(Evaluate(run=str(folder), data=apart), Evaluated)
    tables = [figure for figure in evaluated.figures if isinstance(figure, Table)]
    if as_json:
        show.json_document(
            {
                "status": "done",
                "run": str(run),
                "split": evaluated.split,
                "samples": evaluated.sample_count,
                "metrics": dict(evaluated.metrics),
                "figures": [figure.model_dump(mode="json") for figure in evaluated.figures],
            }
        )
        return
    values = "  ".join(f"{n} {'nan' if v is None else format(v, '.4f')}" for n, v in evaluated.metrics.items())
    print(f"{evaluated.split}, {evaluated.sample_count:,} samples  {values}")
    for table in tables:
        _print_table(table)


def predict(
    run: Run,
    given: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="A picture, .csv, .json, .txt, .npy or .npz file; a row as JSON, as the data has it; or a text.",
        ),
    ],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Ask a trained network for its answer to the samples in a file, to a row, or to a text."""
    predicted = _ask(_question(files.run_folder(run, workspace).path.resolve(), given, workspace), Predicted)
    if as_json:
        samples = [[_output_as_json(output) for output in sample.outputs] for sample in predicted.samples]
        show.json_document({"status": "done", "run": str(run), "samples": samples, "notes": list(predicted.notes)})
        return
    for note in predicted.notes:
        show.failure(note)
    for number, sample in enumerate(predicted.samples[:SAMPLES_PRINTED], 1):
        for output in sample.outputs:
            head = f"{number}  " if len(predicted.samples) > 1 else ""
            print(show.words(f"{head}{output.output}  {_in_words(output)}"))
    if len(predicted.samples) > SAMPLES_PRINTED:
        print(f"… and {len(predicted.samples) - SAMPLES_PRINTED:,} samples more; --json gives all")


def write_report(run: Path, folder: Path) -> tuple[str, ...]:
    """Have the report of a run written into a folder, which is made; return the names of its files.

    Raises:
        GraphnnError: If the folder cannot be made, or the run has nothing to show.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphnnError(f"--report {folder}: cannot be made: {error.strerror}. Choose another folder.") from error
    return _ask(WriteReport(run=str(run.resolve()), folder=str(folder.resolve())), ReportWritten).files


def _ask(request: ExplanationRequest, reply_type: type[Answer]) -> Answer:
    async def ask() -> Answer:
        engine = EngineClient()
        try:
            return await engine.explain(request, reply_type)
        finally:
            await engine.close()

    return asyncio.run(ask())


def _question(run: Path, given: str, workspace: Path | None) -> Predict:
    """Return what is asked of a run: about a file where there is one of that name, else about a row or a text."""
    if not os.path.exists(given) and given.lstrip().startswith(("{", "[")):
        return Predict(run=str(run), rows=_rows(given))
    if not os.path.exists(given) and not LOOKS_LIKE_A_FILE.fullmatch(given):
        return Predict(run=str(run), text=given)
    return Predict(run=str(run), file=str(_existing_file(Path(given), workspace)))


def _rows(text: str) -> tuple[dict[str, Json], ...]:
    try:
        tree = strict_json.parse(text, place="INPUT")
    except DocumentError as error:
        raise UsageError(str(error)) from error
    rows = tree if isinstance(tree, list) else [tree]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise UsageError('INPUT: no row. Write one as {"column": value}, or several in a list.')
    return tuple({name: freeze(value) for name, value in row.items()} for row in rows)


def _existing_file(path: Path, workspace: Path | None) -> Path:
    """Return a file's path in full, which a workspace that was named holds."""
    files.refuse_outside(path, workspace, name=f"{path}")
    if not path.exists():
        raise UsageError(f"{path}: no such file. Name one that is there, or put a text in quotes.")
    if not path.is_file():
        raise UsageError(f"{path}: not a file. Name a file with samples.")
    return path.resolve()


def _existing_data(path: Path, workspace: Path | None) -> Path:
    """Return the path in full of a file or folder of data, which a workspace that was named holds."""
    files.refuse_outside(path, workspace, name=f"--data {path}")
    if not path.exists():
        raise UsageError(f"--data {path}: no such file. Name one that is there.")
    return path.resolve()


def _output_as_json(output: PredictedOutput) -> dict[str, object]:
    if output.classes:
        classes = [each.model_dump() for each in output.classes]
        return {"output": output.output, "class": output.classes[0].name, "classes": classes}
    if output.text is not None:
        return {"output": output.output, "text": output.text}
    return {"output": output.output, "shape": list(output.shape), "values": list(output.values)}


def _in_words(output: PredictedOutput) -> str:
    if output.classes:
        likely = [each for each in output.classes[:CLASSES_PRINTED] if each.probability is not None]
        return "  ".join(f"{each.name} {each.probability:.4f}" for each in likely)
    if output.text is not None:
        return output.text
    shown = "  ".join("nan" if value is None else f"{value:.4f}" for value in output.values[:VALUES_PRINTED])
    return shown + (f"  … {len(output.values):,} values" if len(output.values) > VALUES_PRINTED else "")


def _print_table(table: Table) -> None:
    printed = Printed(box=None)
    for place, column in enumerate(table.columns):
        printed.add_column(column, justify="right" if place else "left")
    for row in table.rows:
        printed.add_row(*(f"{cell:.4f}" if isinstance(cell, float) else show.words(str(cell)) for cell in row))
    Console().print(printed, markup=False)
