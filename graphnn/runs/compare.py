"""Runs beside each other: what had changed from one to the other, what each came to, and all of it as a table."""

import time
from collections.abc import Iterable, Sequence

from graphnn.catalogue.callbacks import VALIDATION_PREFIX
from graphnn.document.differences import differences
from graphnn.document.model import Document
from graphnn.protocol.events import Metrics
from graphnn.protocol.spreadsheet import csv_text
from graphnn.runs.record import RunRecord, metrics_of
from graphnn.runs.shelf import ShelvedRun

_WORDS_ALONE = frozenset({"name", "description"})
"""Fields that say something of a graph and change nothing in it."""


def changes(before: Document, after: Document) -> tuple[str, ...]:
    """Return in words what a run of `after` did otherwise than one of `before`.

    >>> from graphnn.document.model import Training
    >>> changes(Document(training=Training(batch_size=32)), Document(training=Training(batch_size=64)))
    ('training: batch_size 32 → 64',)
    """
    found = differences(before, after)
    return tuple(each.sentence for each in found if each.place not in _WORDS_ALONE)


def before_each(runs: Sequence[ShelvedRun]) -> list[Document | None]:
    """Return for each of the runs, newest first, the document of the one of the same network before it."""
    found: list[Document | None] = []
    for place, run in enumerate(runs):
        earlier = (each.document for each in runs[place + 1 :] if each.document.name == run.document.name)
        found.append(next(earlier, None))
    return found


def best_metrics(record: RunRecord) -> Metrics:
    """Return the metrics of the best epoch, of the validation where there is one."""
    best = record.best_epoch
    return {} if best is None else {**best.metrics, **best.validation}


def metric_names(runs: Iterable[ShelvedRun]) -> list[str]:
    """Return the metrics that any of the runs measured, in the order they were first seen."""
    return list(dict.fromkeys(name for run in runs for name in best_metrics(run.record)))


def runs_as_csv(runs: Sequence[ShelvedRun]) -> str:
    """Return the runs as a table, one a line: what they were, what they came to, and what had changed."""
    best = [{} if run.record.best_epoch is None else metrics_of(run.record.best_epoch) for run in runs]
    tested = [run.record.test.metrics if run.record.test else {} for run in runs]
    measured = list(dict.fromkeys(name for each in best for name in each))
    scored = list(dict.fromkeys(name for each in tested for name in each))
    head = ("run", "network", "began", "state", "epochs", "best epoch", "parameters", "batch size", "seconds")
    rows: list[list[str | float | None]] = [
        [*head, *measured, *(f"test {name}" for name in scored), "changes", "tags", "note"]
    ]
    for run, metrics, scores, before in zip(runs, best, tested, before_each(runs), strict=True):
        record = run.record
        rows.append(
            [
                run.folder.name,
                run.document.name,
                "" if record.began is None else time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(record.began)),
                run.status,
                len(record.epochs),
                record.best_epoch.epoch if record.best_epoch else "",
                record.started.parameter_count if record.started else "",
                run.document.training.batch_size,
                round(record.train_seconds, 3),
                *(metrics.get(name) for name in measured),
                *(scores.get(name) for name in scored),
                "" if before is None else "; ".join(changes(before, run.document)),
                ", ".join(run.remarks.tags),
                run.remarks.note,
            ]
        )
    return csv_text(rows)


def curve_names(names: Iterable[str]) -> list[str]:
    """Return the curves to choose from, those of the validation, which tell more, before the others of their metric."""
    every = list(dict.fromkeys(names))
    bases = list(dict.fromkeys(name.removeprefix(VALIDATION_PREFIX) for name in every))
    return [name for base in bases for name in (f"{VALIDATION_PREFIX}{base}", base) if name in every]
