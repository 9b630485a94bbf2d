"""`graphnn evaluate`, `graphnn predict`, and the report of a run: what a trained network does, and why."""

import asyncio
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table as Printed

from graphnn.cli import show
from graphnn.cli.options import AsJson, Workspace
from graphnn.errors import GraphnnError, UsageError
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

Answer = TypeVar("Answer", bound=ExplanationReply)
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run that has ended.")]


def evaluate(run: Run, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Score a trained run on its test set: loss, metrics, and each class or target by itself."""
    evaluated = _ask(Evaluate(run=str(_inside(run, workspace))), Evaluated)
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
    file: Annotated[Path, typer.Argument(metavar="INPUT", help="A picture, .npy, .npz, .csv or .json file.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Ask a trained network for its answer to the samples in a file."""
    path = _inside(file, workspace)
    predicted = _ask(Predict(run=str(_inside(run, workspace)), file=str(path)), Predicted)
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


def _inside(path: Path, workspace: Path | None) -> Path:
    """Return a path in full, which a workspace that was named holds."""
    if workspace is not None and not path.resolve().is_relative_to(workspace.resolve()):
        raise UsageError(f"{path}: lies outside the workspace {workspace}. Choose another with --workspace.")
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder.")
    return path.resolve()


def _output_as_json(output: PredictedOutput) -> dict[str, object]:
    if output.classes:
        classes = [each.model_dump() for each in output.classes]
        return {"output": output.output, "class": output.classes[0].name, "classes": classes}
    return {"output": output.output, "shape": list(output.shape), "values": list(output.values)}


def _in_words(output: PredictedOutput) -> str:
    if output.classes:
        likely = [each for each in output.classes[:CLASSES_PRINTED] if each.probability is not None]
        return "  ".join(f"{each.name} {each.probability:.4f}" for each in likely)
    shown = "  ".join("nan" if value is None else f"{value:.4f}" for value in output.values[:VALUES_PRINTED])
    return shown + (f"  … {len(output.values):,} values" if len(output.values) > VALUES_PRINTED else "")


def _print_table(table: Table) -> None:
    printed = Printed(box=None)
    for place, column in enumerate(table.columns):
        printed.add_column(column, justify="right" if place else "left")
    for row in table.rows:
        printed.add_row(*(f"{cell:.4f}" if isinstance(cell, float) else show.words(str(cell)) for cell in row))
    Console().print(printed, markup=False)
