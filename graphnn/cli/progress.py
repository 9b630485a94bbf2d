"""What the shell shows of a run as it goes: a bar where someone looks on, else a line for each epoch."""

from collections.abc import Iterable

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from graphnn.cli.show import words
from graphnn.protocol.events import EpochEnd, Metrics, RunEvent, RunStarted
from graphnn.runs.record import RunRecord


def show_progress(events: Iterable[RunEvent], record: RunRecord, *, epochs: int, progress: bool) -> RunRecord:
    """Show the events of a run as they come, on stderr; return what the run has come to.

    Args:
        events: From now on, to the last.
        record: What it had come to before, which takes them.
        epochs: How many it is to have.
        progress: Whether anything is shown.
    """
    console = Console(stderr=True, highlight=False)
    if not progress or not console.is_terminal:
        for event in events:
            record.take(event)
            if progress:
                _print(console, event, epochs)
        return record
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[words]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Starting", total=None, words="")
        for event in events:
            record.take(event)
            _print(console, event, epochs)
            bar.update(
                task,
                description=_description(record),
                total=record.steps_in_all or None,
                completed=record.steps_done,
                words=_words(record),
            )
    return record


def metrics_in_words(metrics: Metrics) -> str:
    """Return metrics as one line that can be printed as it is.

    >>> metrics_in_words({"loss": 0.25, "accuracy": None})
    'loss 0.2500  accuracy nan'
    """
    return "  ".join(
        f"{words(name)} {'nan' if value is None else format(value, '.4f')}" for name, value in metrics.items()
    )


def _description(record: RunRecord) -> str:
    if record.started is None:
        return words(record.stage)
    return f"Epoch {min(len(record.epochs) + 1, record.started.epochs)} of {record.started.epochs}"


def _words(record: RunRecord) -> str:
    if record.latest is None:
        return ""
    left = record.seconds_left
    parts = [
        f"{record.steps_done:,} of {record.steps_in_all:,} steps",
        metrics_in_words(record.latest.metrics),
        f"{record.latest.steps_per_second:,.0f} steps/s",
        "" if left is None else f"{left:,.0f} s left",
    ]
    return "  ".join(part for part in parts if part)


def _print(console: Console, event: RunEvent, epochs: int) -> None:
    """Print what of an event stays on the screen: how the run goes about it, and each epoch."""
    match event:
        case RunStarted() if event.way:
            way = f"{event.way[:1].upper()}{event.way[1:]}"
            whole = f"{way} ({event.device})" if event.device else way
            console.print(words(whole), markup=False, soft_wrap=True)
        case EpochEnd():
            console.print(_epoch_line(event, epochs), markup=False, soft_wrap=True)
        case _:
            pass


def _epoch_line(event: EpochEnd, epochs: int) -> str:
    validation = metrics_in_words({f"validation {name}": value for name, value in event.validation.items()})
    return "  ".join(
        part
        for part in (
            f"Epoch {event.epoch} of {epochs}",
            metrics_in_words(event.metrics),
            validation,
            f"{event.seconds:.1f} s",
        )
        if part
    )
