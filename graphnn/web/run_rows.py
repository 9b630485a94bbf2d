"""The rows of the table of runs, as the page is sent them."""

from collections.abc import Mapping, Sequence

from graphnn.document.model import Document
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.compare import before_each, best_metrics, changes, metric_names
from graphnn.runs.record import LOSS
from graphnn.runs.shelf import ShelvedRun
from graphnn.web.elements.run_table import Against, RunColumn, RunRow
from graphnn.web.words import metric_in_words

METRICS_SHOWN = 3


def run_rows(
    runs: Sequence[ShelvedRun],
    now: Document,
    *,
    against: Against,
    shown: RunFolder | None,
    colors: Mapping[str, str],
) -> list[RunRow]:
    """Return a row for each run: those that wait as they will come, then the others.

    Args:
        runs: Newest first.
        now: The document as it is on the page.
        against: What a run is compared with: the document now, or the run before it.
        shown: The run that the page shows.
        colors: The tokens of those that were chosen, by name.
    """
    others = [now] * len(runs) if against == "now" else before_each(runs)
    least = min((value for run in runs if (value := best_metrics(run.record).get(LOSS)) is not None), default=None)
    pairs = sorted(zip(runs, others, strict=True), key=lambda pair: _rank(pair[0]))
    return [
        {
            "id": run.folder.name,
            "began": run.record.began,
            "network": run.document.name,
            "status": run.status,
            "message": run.record.ended.message if run.record.ended else "",
            "changes": [] if other is None else list(changes(other, run.document)),
            "epochs": (len(run.record.epochs), run.document.training.epochs),
            "parameters": run.record.started.parameter_count if run.record.started else None,
            "metrics": {name: value for name, value in best_metrics(run.record).items() if value is not None},
            "bests": [LOSS] if len(runs) > 1 and least is not None and _loss(run) == least else [],
            "seconds": run.record.train_seconds,
            "note": run.remarks.note,
            "tags": list(run.remarks.tags),
            "color": colors.get(run.folder.name),
            "isShown": run.folder == shown,
            "actions": _actions(run, is_shown=run.folder == shown),
        }
        for run, other in pairs
    ]


def run_columns(runs: Sequence[ShelvedRun]) -> list[RunColumn]:
    """Return the metrics that have a column: the first few."""
    return [{"name": name, "label": metric_in_words(name)} for name in metric_names(runs)[:METRICS_SHOWN]]


def _rank(run: ShelvedRun) -> tuple[bool, int]:
    return run.place_in_queue is None, run.place_in_queue or 0


def _loss(run: ShelvedRun) -> float | None:
    return best_metrics(run.record).get(LOSS)


def _actions(run: ShelvedRun, *, is_shown: bool) -> list[str]:
    """Return what can be done with a run as it stands."""
    show = [] if is_shown else ["show"]
    match run.status:
        case "queued":
            return [*show, "move up", "move down", "cancel", "restore", "remark"]
        case "running":
            return [*show, "stop", "restore", "rerun", "remark"]
        case _:
            resume = ["resume"] if run.record.can_be_resumed or run.status == "gone" else []
            start = ["start from"] if run.folder.model_file.is_file() else []
            return [*show, *resume, "restore", "rerun", *start, "remark", "delete"]
