"""What the form of the document asks about a file of one's own: its order in time, windows, and what is held out."""

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from graphnn.catalogue.model import Kind, Parameter
from graphnn.document.model import Data, Split, Windows
from graphnn.web.form import Choices, choice_field, parameter_field

NONE = "none"
ChangeData = Callable[..., None]
"""Takes the fields of the data that change."""

FRACTION, COLUMN = "fraction", "column"
WAYS = {None: "as fits", "random": "at random", "stratified": "from each class alike", "time": "the last rows"}
FIRST_WINDOW = 12

_WINDOW = {
    "length": Parameter(name="length", kind=Kind.INTEGER, minimum=1, default=12, doc="Rows that a prediction sees."),
    "horizon": Parameter(name="horizon", kind=Kind.INTEGER, minimum=1, default=1, doc="Rows after it to predict."),
    "stride": Parameter(name="stride", kind=Kind.INTEGER, minimum=1, default=1, doc="From one window to the next."),
}
_VALUE = Parameter(name="value", kind=Kind.TEXT, doc="The rows that have this in the column are held out.")


def order_fields(data: Data, change: ChangeData, change_in_place: ChangeData, choices: Choices) -> None:
    """Build the choice of the column that orders the rows, and of windows over them."""
    moments = [name for name, column in data.columns.items() if column.kind in ("date", "number")]
    options = {NONE: "as in the file", **{name: name for name in moments}}
    choice_field("time", options, data.time or NONE, lambda name: change(time=None if name == NONE else name))
    windows = {NONE: "each for itself", "windows": "windows of rows"}

    def choose(chosen: Any) -> None:
        change(windows=Windows(length=FIRST_WINDOW) if chosen == "windows" else None)

    choice_field("rows", windows, NONE if data.windows is None else "windows", choose)
    if data.windows is None:
        return
    for name, parameter in _WINDOW.items():

        def set_window(value: Any, name: str = name) -> None:
            change_in_place(windows=Windows.model_validate({**dict(data.windows or {}), name: value}))

        parameter_field(parameter, getattr(data.windows, name), set_window, choices)


def split_fields(
    name: str, data: Data, change: ChangeData, change_in_place: ChangeData, fraction: Parameter, choices: Choices
) -> None:
    """Build the choice of the rows that are held out: a fraction in some way, or those that a column names."""
    split: Split | None = getattr(data, name)
    kind = NONE if split is None else COLUMN if split.column is not None else FRACTION
    columns = list(data.columns)
    starts = {
        NONE: None,
        FRACTION: Split(fraction=0.2),
        COLUMN: Split(column=columns[0], value=name) if columns else None,
    }
    options = {NONE: "none", FRACTION: "a fraction", COLUMN: "what a column says"}
    choice_field(name, options, kind, lambda chosen: change(**{name: starts[chosen]}))
    if split is None:
        return
    with ui.element("div").classes("gn-nested"):
        if split.column is not None:
            choose_column = partial(_changed, change, name, split, "column")
            choice_field("column", columns, split.column, choose_column)
            parameter_field(_VALUE, split.value, partial(_changed, change_in_place, name, split, "value"), choices)
            return
        parameter_field(fraction, split.fraction, partial(_changed, change_in_place, name, split, "fraction"), choices)
        if data.windows is None:
            choose_way = partial(_changed, change, name, split, "by")
            choice_field("chosen", WAYS, split.by, choose_way)  # type: ignore[arg-type]  # null is an option too


def _changed(change: ChangeData, name: str, split: Split, field: str, value: Any) -> None:
    change(**{name: Split.model_validate({**dict(split), field: value})})
