"""`graphnn run`: train a graph file in a run of its own and show how it goes."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from graphnn.analysis.check import check
from graphnn.catalogue.load import load_catalogue
from graphnn.cli import files, show
from graphnn.cli.options import AsJson, Workspace
from graphnn.document.model import Document
from graphnn.document.overrides import override
from graphnn.errors import FaultyGraphError, GraphnnError, RefusedError, RunError
from graphnn.protocol.events import EpochEnd, Metrics
from graphnn.runs.launch import LaunchedRun, RunLauncher
from graphnn.runs.record import RunRecord
from graphnn.runs.watch import follow


def run(
    file: Annotated[Path, typer.Argument(help="A graph file, or an example's name.")],
    epochs: Annotated[int | None, typer.Option(help="Sweeps over the training data.", min=1)] = None,
    seed: Annotated[int | None, typer.Option(help="Makes the run repeatable.", min=0)] = None,
    assignment: Annotated[
        list[str] | None, typer.Option("--set", help="Change the document first: training.batch_size=64.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Where the run's folder is made; default: runs.")] = None,
    progress: Annotated[bool, typer.Option("--progress/--no-progress", help="Show a progress bar.")] = True,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Train a graph file: progress, metrics, test score."""
    document = _overridden(files.read_document(file, workspace), epochs, seed, assignment or [])
    faults = show.faults_in_words(check(document, load_catalogue()))
    if faults:
        raise FaultyGraphError(faults)
    parent = output or files.workspace_of(file, workspace) / "runs"
    launched = RunLauncher().launch(document, parent)
    with _interrupts_stop(launched):
        record = _show(launched, document, progress=progress)
    _report(record, launched, as_json=as_json)


def _overridden(document: Document, epochs: int | None, seed: int | None, assignments: list[str]) -> Document:
    given = [f"training.{name}={value}" for name, value in (("epochs", epochs), ("seed", seed)) if value is not None]
    return override(document, [*assignments, *given])


def _show(launched: LaunchedRun, document: Document, *, progress: bool) -> RunRecord:
    record = RunRecord()
    console = Console(stderr=True, highlight=False)
    if not progress or not console.is_terminal:
        for event in follow(launched):
            record.take(event)
            if progress and isinstance(event, EpochEnd):
                console.print(_epoch_line(event, document.training.epochs), markup=False, soft_wrap=True)
        return record
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[words]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Starting", total=None, words="")
        for event in follow(launched):
            record.take(event)
            if isinstance(event, EpochEnd):
                console.print(_epoch_line(event, document.training.epochs), markup=False, soft_wrap=True)
            bar.update(
                task,
                description=_description(record),
                total=record.steps_in_all or None,
                completed=record.steps_done,
                words=_words(record),
            )
    return record


@contextlib.contextmanager
def _interrupts_stop(launched: LaunchedRun) -> Iterator[None]:
    """Let Ctrl+C ask the run to stop, and a second one kill it."""

    def stop(*_: object) -> None:
        if launched.folder.is_asked_to_stop():
            launched.process.kill()
        else:
            print("Stopping; the model so far is kept. Press Ctrl+C again to give it up.", file=sys.stderr)
            launched.folder.ask_to_stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _description(record: RunRecord) -> str:
    if record.started is None:
        return record.stage
    return f"Epoch {min(len(record.epochs) + 1, record.started.epochs)} of {record.started.epochs}"


def _words(record: RunRecord) -> str:
    if record.latest is None:
        return ""
    left = record.seconds_left
    parts = [
        f"{record.steps_done:,} of {record.steps_in_all:,} steps",
        _metrics(record.latest.metrics),
        f"{record.latest.steps_per_second:,.0f} steps/s",
        "" if left is None else f"{left:,.0f} s left",
    ]
    return "  ".join(part for part in parts if part)


def _epoch_line(event: EpochEnd, epochs: int) -> str:
    validation = _metrics({f"validation {name}": value for name, value in event.validation.items()})
    return "  ".join(
        part
        for part in (f"Epoch {event.epoch} of {epochs}", _metrics(event.metrics), validation, f"{event.seconds:.1f} s")
        if part
    )


def _metrics(metrics: Metrics) -> str:
    return "  ".join(f"{name} {'nan' if value is None else format(value, '.4f')}" for name, value in metrics.items())


def _report(record: RunRecord, launched: LaunchedRun, *, as_json: bool) -> None:
    if record.ended is None:
        raise RunError(f"{launched.folder.path}: the run has no end.")
    outcome, message = record.ended.outcome, record.ended.message
    if as_json:
        show.json_document(
            {
                "status": outcome,
                "run": str(launched.folder.path),
                "parameters": record.started.parameter_count if record.started else None,
                "epochs": record.history(),
                "test": dict(record.test.metrics) if record.test else None,
                "seconds": record.seconds,
                **({"message": message} if message else {}),
            }
        )
    if message:
        print(f"graphnn: {message}", file=sys.stderr)
    if outcome not in ("finished", "stopped"):
        failure: type[GraphnnError] = RefusedError if outcome == "refused" else RunError
        raise typer.Exit(failure.exit_code)
    if not as_json:
        if record.started is not None:
            print(f"{record.started.parameter_count:,} parameters")
        if record.test is not None:
            print(f"test  {_metrics(record.test.metrics)}")
        print(f"The run is in {launched.folder.path}")
