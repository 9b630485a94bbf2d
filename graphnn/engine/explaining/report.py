"""A run as one page: what it was, how it learned, how it answers, and what it has learned.

The page needs no other file and asks for none: its pictures are SVG within it, in the colours of the reader's theme.
Beside it lies each figure as PNG, and each table as CSV.
"""

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from graphnn.engine.explaining.drawing import page_svg, picture_file
from graphnn.engine.explaining.inside import network_figures
from graphnn.engine.explaining.report_style import STYLE
from graphnn.engine.explaining.results import result_figures
from graphnn.engine.explaining.submodels import layers_in_order
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.engine.explaining.weights import weight_figures
from graphnn.errors import GraphnnError
from graphnn.protocol.events import EpochEnd, RunEvent, TestEnd
from graphnn.protocol.figures import Curve, Curves, Figure, Table, csv_of, html_of

PAGE = "report.html"
LAYERS_SHOWN = 24


def write_report(run: TrainedRun, events: Sequence[RunEvent], folder: Path) -> tuple[str, ...]:
    """Write the page and its figures into a folder; return the names of the files, the page first.

    Raises:
        GraphnnError: If the folder cannot be written.
    """
    results, inside = result_figures(run), network_figures(run)
    shown = {figure.name for figure in inside}
    layers = [f for node_id, _ in [*layers_in_order(run)][:LAYERS_SHOWN] for f in weight_figures(run, node_id)]
    sections = {
        "How it learned": history_figures(events),
        f"How it answers the {run.split} set": results,
        "What it learned": inside,
        "Layer by layer": [figure for figure in layers if figure.name not in shown],
    }
    files = [PAGE]
    try:
        (folder / PAGE).write_text(_page(run, events, sections), encoding="utf-8")
        for figure in (figure for figures in sections.values() for figure in figures):
            if isinstance(figure, Table):
                (folder / f"{figure.name}.csv").write_text(csv_of(figure) or "", encoding="utf-8")
                files.append(f"{figure.name}.csv")
            else:
                (folder / f"{figure.name}.png").write_bytes(picture_file(figure, "png"))
                files.append(f"{figure.name}.png")
    except OSError as error:
        raise GraphnnError(f"{folder}: cannot be written: {error.strerror}. Choose another folder.") from error
    return tuple(files)


def history_figures(events: Iterable[RunEvent]) -> list[Figure]:
    """Return each metric over the epochs, of training and validation."""
    epochs = [event for event in events if isinstance(event, EpochEnd)]
    names = list(dict.fromkeys(name for epoch in epochs for name in epoch.metrics))
    return [
        Curves(
            name=f"history_{name}",
            title=name.replace("_", " ").capitalize(),
            x_label="epoch",
            y_label=name.replace("_", " "),
            curves=tuple(_history(epochs, name)),
        )
        for name in names
    ]


def _history(epochs: Sequence[EpochEnd], name: str) -> Iterable[Curve]:
    numbers = tuple(float(epoch.epoch) for epoch in epochs)
    yield Curve(name="training", x=numbers, y=tuple(epoch.metrics.get(name) for epoch in epochs))
    if any(name in epoch.validation for epoch in epochs):
        yield Curve(name="validation", x=numbers, y=tuple(epoch.validation.get(name) for epoch in epochs))


def _page(run: TrainedRun, events: Sequence[RunEvent], sections: dict[str, Sequence[Figure]]) -> str:
    name = html.escape(run.document.name or "A network")
    body = "".join(_section(title, figures) for title, figures in sections.items() if figures)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{name}</title><style>{STYLE}</style></head><body><main>"
        f"<header><h1>{name}</h1>{_facts(run, events)}</header>{body}</main></body></html>\n"
    )


def _facts(run: TrainedRun, events: Sequence[RunEvent]) -> str:
    splits = {"training": run.splits.train, "validation": run.splits.validation, "test": run.splits.test}
    test = next((event for event in events if isinstance(event, TestEnd)), None)
    facts = [
        ("Data", run.document.data.source_name if run.document.data else "none"),
        *((f"{title.capitalize()} samples", f"{split.count:,}") for title, split in splits.items() if split),
        ("Parameters", f"{run.built.model.count_params():,}"),
        ("Epochs", f"{sum(isinstance(event, EpochEnd) for event in events)}"),
        ("Optimizer", run.document.training.optimizer.type),
        *(
            (f"Test {n.replace('_', ' ')}", "not a number" if v is None else f"{v:.4f}")
            for n, v in (test.metrics if test else {}).items()
        ),
    ]
    return (
        "<dl>" + "".join(f"<div><dt>{html.escape(n)}</dt><dd>{html.escape(v)}</dd></div>" for n, v in facts) + "</dl>"
    )


def _section(title: str, figures: Sequence[Figure]) -> str:
    return f"<section><h2>{html.escape(title)}</h2><div class=figures>{''.join(map(_figure, figures))}</div></section>"


def _figure(figure: Figure) -> str:
    caption = f"<p>{html.escape(figure.caption)}</p>" if figure.caption else ""
    if isinstance(figure, Table):
        drawn = f"<div class=table>{html_of(figure)}</div>"
    else:
        drawn = f"<div class=drawn>{page_svg(figure)}</div>"
    title = f"<figcaption><h3>{html.escape(figure.title)}</h3>{caption}</figcaption>"
    return f'<figure id="{html.escape(figure.name)}">{title}{drawn}</figure>'
