"""`graphnn run`: train a graph file in a run of its own and show how it goes."""

import os
import signal
import time
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Self

import typer

from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import faults_in_words
from graphnn.catalogue.load import load_catalogue
from graphnn.cli import files, show
from graphnn.cli.explain import write_report
from graphnn.cli.options import AsJson, Workspace
from graphnn.cli.progress import metrics_in_words, show_progress
from graphnn.document.model import Document
from graphnn.document.overrides import override
from graphnn.errors import FaultyGraphError, GraphnnError, RefusedError, RunError, UsageError
from graphnn.protocol.events import Outcome, RunEnded
from graphnn.runs.launch import LaunchedRun, RunLauncher
from graphnn.runs.record import RunRecord, read_record
from graphnn.runs.watch import follow, give_up
from graphnn.sources.describe import described

STDERR = 2


class Device(StrEnum):
    """What computes."""

    AUTO = "auto"
    CPU = "cpu"
    GPU = "gpu"


class Precision(StrEnum):
    """In how many bits layers compute."""

    FLOAT32 = "float32"
    MIXED_FLOAT16 = "mixed_float16"
    MIXED_BFLOAT16 = "mixed_bfloat16"


def run(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A graph file, or an example's name.", show_default=False)
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Sweeps over the training data.", min=1)] = None,
    seed: Annotated[int | None, typer.Option(help="Makes the run repeatable.", min=0)] = None,
    device: Annotated[Device | None, typer.Option(help="What computes; without the GPU asked for, the CPU.")] = None,
    precision: Annotated[
        Precision | None, typer.Option(help="mixed: layers compute in 16 bits, weights stay in 32.")
    ] = None,
    assignment: Annotated[
        list[str] | None, typer.Option("--set", help="Change the document first: training.batch_size=64.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Where the run's folder is made; default: runs.")] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Go on with a run that ended early, by its folder.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what it does and has learned there: a page and pictures.")
    ] = None,
    progress: Annotated[bool, typer.Option("--progress/--no-progress", help="Show a progress bar.")] = True,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Train a graph file: progress, metrics, test score."""
    try:
        if report is not None:
            files.refuse_outside(report, workspace, name=f"--report {report}")
        if resume is not None:
            _refuse_with_resume(
                file=file, seed=seed, output=output, assignment=assignment, device=device, precision=precision
            )
            begin = partial(
                RunLauncher().resume, files.run_folder(resume, workspace, option="--resume "), epochs=epochs
            )
        else:
            recipe = {"epochs": epochs, "seed": seed, "device": device, "precision": precision}
            document = _overridden(_document(file, workspace), assignment or [], recipe)
            folder = files.data_folder(file, workspace) if file is not None else None
            document = _without_faults(described(document, folder))
            runs_folder = _runs_folder(file, workspace, output)
            begin = partial(RunLauncher().launch, document, runs_folder, data_folder=folder)
        with _Interrupts() as interrupts:
            launched = begin()
            interrupts.stop(launched)
            before = read_record(launched.folder) if launched.offset else RunRecord()
            record = show_progress(follow(launched), before, epochs=_epochs(launched), progress=progress)
    except UsageError:
        raise
    except GraphnnError as error:  # a run that never began is told of in the same form as one that failed
        outcome: Outcome = "refused" if isinstance(error, RefusedError) else "crashed"
        ended = RunEnded(time=time.time(), outcome=outcome, message=str(error))
        _report(RunRecord(ended=ended), ended, None, as_json=as_json)
    else:
        if record.ended is None:
            raise RunError(f"{launched.folder.path}: the run has no end.")
        has_model = record.outcome in ("finished", "stopped")
        pages = write_report(launched.folder.path, report) if report is not None and has_model else ()
        _report(record, record.ended, launched.folder.path, as_json=as_json)
        if report is not None and pages and not as_json:
            print(show.words(f"The report is in {report / pages[0]}"))


def _overridden(document: Document, assignments: list[str], recipe: Mapping[str, object]) -> Document:
    given = [f"training.{name}={value}" for name, value in recipe.items() if value is not None]
    return override(document, [*assignments, *given])


def _document(file: Path | None, workspace: Path | None) -> Document:
    if file is None:
        raise UsageError("run: name a graph file, or a run to go on with by --resume.")
    return files.read_document(file, workspace)


def _without_faults(document: Document) -> Document:
    faults = "\n".join(faults_in_words(check(document, load_catalogue())))
    if faults:
        raise FaultyGraphError(faults)
    return document


def _refuse_with_resume(**given: object) -> None:
    """Refuse what cannot be changed of a run that goes on: only its epochs can."""
    names = {"file": "FILE", "assignment": "--set"}
    if also := [names.get(name, f"--{name}") for name, value in given.items() if value]:
        raise UsageError(f"--resume: a run goes on as it was begun. Leave out {' and '.join(also)}.")


def _epochs(launched: LaunchedRun) -> int:
    return launched.folder.read_document().training.epochs


class _Interrupts:
    """Lets Ctrl+C, or SIGTERM, ask the run to stop, and a second one give it up.

    It listens before the run is launched: a process that nobody knows of must not be left behind.
    """

    def __init__(self) -> None:
        self._count = 0
        self._run: LaunchedRun | None = None

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._take) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def stop(self, run: LaunchedRun) -> None:
        """Say which run is meant."""
        self._run = run
        if self._count:
            run.folder.ask_to_stop()

    def _take(self, *_: object) -> None:
        self._count += 1
        if self._count == 1:
            # Not by print: the signal may have come in the middle of one, which cannot be entered twice.
            words = "Stopping; the model so far is kept. Press Ctrl+C again to give it up.\n"
            os.write(STDERR, words.encode())
        if self._run is not None and self._count == 1:
            self._run.folder.ask_to_stop()
        elif self._run is not None:
            give_up(self._run)


def _runs_folder(file: Path | None, workspace: Path | None, output: Path | None) -> Path:
    """Return where the run's folder is made; a workspace that was named is not left."""
    if output is not None:
        files.refuse_outside(output, workspace, name=f"--output {output}")
    return output or files.workspace_of(file, workspace) / "runs"


def _report(record: RunRecord, ended: RunEnded, folder: Path | None, *, as_json: bool) -> None:
    if as_json:
        show.json_document(
            {
                "status": ended.outcome,
                "run": None if folder is None else str(folder),
                "parameters": record.started.parameter_count if record.started else None,
                "epochs": record.history(),
                "test": dict(record.test.metrics) if record.test else None,
                "seconds": record.seconds,
                **({"message": ended.message} if ended.message else {}),
            }
        )
    if ended.message:
        show.failure(ended.message)
    was_asked_for = ended.outcome in ("finished", "stopped") or (ended.outcome == "paused" and not ended.message)
    if not was_asked_for:
        failure: type[GraphnnError] = RefusedError if ended.outcome == "refused" else RunError
        raise typer.Exit(failure.exit_code)
    if not as_json:
        if record.started is not None:
            print(f"{record.started.parameter_count:,} parameters")
        if record.test is not None:
            print(f"test  {metrics_in_words(record.test.metrics)}")
        print(show.words(f"The run is in {folder}"))
