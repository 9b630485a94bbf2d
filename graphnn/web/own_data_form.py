"""What the form of the document asks about a file of one's own: its order in time, windows, and what is held out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from graphnn.catalogue.model import Kind, Parameter
from graphnn.document.model import Data, Split, Windows
from graphnn.web.form import Choices, choice_field, parameter_field

NONE = "none"
ChangeData = Callable[[Callable[[Data], Mapping[str, object]]], None]
"""Takes what gives the fields that change, of the data as it is then."""

FRACTION, COLUMN, VALIDATION, TEST = "fraction", "column", "validation", "test"
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

    def choose_time(name: Any) -> None:
        change(lambda _: {"time": None if name == NONE else name})

    choice_field("time", options, data.time or NONE, choose_time)
    windows = {NONE: "each for itself", "windows": "windows of rows"}
    date = next((name for name, column in data.columns.items() if column.kind == "date"), None)

    def choose(chosen: Any) -> None:
        if chosen == NONE:
            change(lambda _: {"windows": None})
        else:
            # What follows each other in time is told by a date, where there is one.
            change(lambda now: {"windows": Windows(length=FIRST_WINDOW), "time": now.time or date})

    choice_field("rows", windows, NONE if data.windows is None else "windows", choose)
    if data.windows is None:
        return
    for name, parameter in _WINDOW.items():
        set_window = partial(_set_inside, change_in_place, "windows", Windows, name)
        parameter_field(parameter, getattr(data.windows, name), set_window, choices)


def split_fields(
    name: str, data: Data, change: ChangeData, change_in_place: ChangeData, fraction: Parameter, choices: Choices
) -> None:
    """Build the choice of the rows that are held out: a fraction in some way, or those that a column names."""
    split: Split | None = getattr(data, name)
    kind = NONE if split is None else COLUMN if split.column is not None else split.split or FRACTION
    columns = list(data.columns)
    starts = {
        NONE: None,
        FRACTION: Split(fraction=0.2),
        COLUMN: Split(column=columns[0], value=name) if columns else None,
        VALIDATION: Split(split="validation"),
        TEST: Split(split="test"),
    }
    options = {NONE: "none", FRACTION: "a fraction"}
    if data.file is not None and data.file.csv is not None:
        options[COLUMN] = "what a column says"
    if name == "validation" and data.validation_samples is not None:
        del options[NONE]
        options |= {VALIDATION: "the file's own"}
    if data.test_samples is not None:
        options |= {NONE: "the file's own"} if name == "test" else {TEST: "the file's test split"}
    choice_field(name, options, kind, lambda chosen: change(lambda _: {name: starts[chosen]}))
    if split is None or split.split is not None:
        return
    with ui.element("div").classes("gn-nested"):
        if split.column is not None:
            choose_column = partial(_set_inside, change, name, Split, "column")
            choice_field("column", columns, split.column, choose_column)
            parameter_field(_VALUE, split.value, partial(_set_inside, change_in_place, name, Split, "value"), choices)
            return
        parameter_field(
            fraction, split.fraction, partial(_set_inside, change_in_place, name, Split, "fraction"), choices
        )
        if data.windows is None:
            choose_way = partial(_set_inside, change, name, Split, "by")
            choice_field("chosen", WAYS, split.by, choose_way)  # type: ignore[arg-type]  # null is an option too


def _set_inside(change: ChangeData, name: str, kind: type[Split | Windows], field: str, value: Any) -> None:
    """Change one field of a split or of the windows, as they are then: the form may have been built before others."""
    change(lambda data: {name: kind.model_validate({**dict(getattr(data, name) or {}), field: value})})
