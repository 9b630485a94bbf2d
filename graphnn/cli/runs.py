"""`graphnn runs`: the runs of a workspace, and one followed live. Reads the folders of the runs and nothing else."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graphnn.cli import files, show
from graphnn.cli.options import AsJson, Workspace
from graphnn.cli.progress import metrics_in_words, show_progress
from graphnn.errors import RunError, UsageError
from graphnn.protocol.events import Metrics
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.compare import best_metrics
from graphnn.runs.record import RunRecord, metrics_of
from graphnn.runs.shelf import RunShelf, ShelvedRun
from graphnn.runs.watch import follow_folder

METRICS_PRINTED = 2


def runs(
    run: Annotated[
        Path | None, typer.Argument(metavar="RUN", help="One run alone, by its folder.", show_default=False)
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Show a run as it goes, to its end: RUN, or the one that began last.")
    ] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List the training runs, newest first: state, best epoch, time; or follow one live."""
    parent = files.workspace_of(None, workspace) / "runs"
    folder = None if run is None else files.run_folder(run, workspace)
    if follow:
        folder = folder or _latest(parent)
        _follow(folder)
    if folder is None:
        _print_all(RunShelf(parent).runs(), as_json=as_json)
        return
    found = RunShelf(folder.path.parent).find(folder.path)
    if found is None:
        raise UsageError(f"{run}: no run. graphnn runs lists those there are.")
    if as_json:
        show.json_document(_as_json(found))
    else:
        _print_all([found], as_json=False)
    if follow and found.status not in ("finished", "stopped", "paused"):
        raise typer.Exit(RunError.exit_code)


def _latest(parent: Path) -> RunFolder:
    """Return the run to follow when none is named: one under way, else the last."""
    shelved = RunShelf(parent).runs()
    if not shelved:
        raise UsageError(f"{parent}: no runs yet. graphnn run FILE begins one.")
    return next((each for each in shelved if each.is_running), shelved[0]).folder


def _follow(folder: RunFolder) -> None:
    record = show_progress(
        follow_folder(folder), RunRecord(), epochs=folder.read_document().training.epochs, progress=True
    )
    if record.ended is not None and record.ended.message:
        show.failure(record.ended.message)


def _print_all(shelved: list[ShelvedRun], *, as_json: bool) -> None:
    if as_json:
        show.json_document([_as_json(run) for run in shelved])
        return
    if not shelved:
        print("No runs yet. graphnn run FILE begins one.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("run", "state", "epochs", "best epoch", "test", "time"):
        table.add_column(heading, justify="right" if heading == "time" else "left", overflow="fold")
    for run in shelved:
        best, test = run.record.best_epoch, run.record.test
        table.add_row(
            Text(show.words(run.folder.name)),
            run.status,
            f"{len(run.record.epochs):,} of {run.document.training.epochs:,}",
            Text("" if best is None else f"{best.epoch:,}: {_first(best_metrics(run.record))}"),
            Text("" if test is None else _first(test.metrics)),
            f"{run.record.train_seconds:,.1f} s",
        )
    Console().print(table)


def _first(metrics: Metrics) -> str:
    """Return the metrics that a line has room for; --json tells all."""
    return metrics_in_words(dict(list(metrics.items())[:METRICS_PRINTED]))


def _as_json(run: ShelvedRun) -> dict[str, Any]:
    record, best = run.record, run.record.best_epoch
    return {
        "name": run.folder.name,
        "run": str(run.folder.path),
        "document": run.document.name,
        "status": run.status,
        "parameters": record.started.parameter_count if record.started else None,
        "epochs": {"done": len(record.epochs), "planned": run.document.training.epochs},
        "best": None if best is None else {"epoch": best.epoch, "metrics": metrics_of(best)},
        "test": dict(record.test.metrics) if record.test else None,
        "seconds": round(record.train_seconds, 3),
        **({"message": record.ended.message} if record.ended and record.ended.message else {}),
    }
