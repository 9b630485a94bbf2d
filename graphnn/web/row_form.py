"""A row to try, as the data has it: a slider for a number, a choice for a class, a box for a text."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from nicegui import ui
from nicegui.elements.choice_element import ChoiceElement
from nicegui.elements.input import Input
from nicegui.elements.slider import Slider
from nicegui.elements.textarea import Textarea

from graphnn.catalogue.model import Catalogue, Column, DataSetType
from graphnn.document.model import Data, DataColumn, Document, Node
from graphnn.document.values import Json
from graphnn.web.named import named
from graphnn.web.words import number_in_words

SLIDER_STEPS = 200
FIELDS_SHOWN = 40
NO_VALUE = "(no value)"

Control: TypeAlias = Slider | ChoiceElement | Input | Textarea


@dataclass(frozen=True, slots=True)
class RowField:
    """What is asked for of one column."""

    name: str
    kind: Literal["number", "class", "date", "text"]
    doc: str = ""
    low: float = 0.0
    high: float = 1.0
    classes: tuple[str, ...] = ()
    may_be_empty: bool = False


def row_fields(document: Document, catalogue: Catalogue) -> tuple[RowField, ...] | None:
    """Return what makes up a row for the Inputs of a network; None where one takes what no single values are."""
    data, data_set = document.data, catalogue.data_set(document.data)
    fields: dict[str, RowField | None] = {}
    for node in document.nodes.values():
        if (layer := catalogue.layers.get(node.type)) is None or not layer.is_input:
            continue
        columns = bound_columns(node, data_set)
        if data is None or data_set is None or not columns:
            return None
        for column in columns:
            fields |= {each.name: _field(each, data) for each in _parts(column, data_set)}
    known = [field for field in fields.values() if field is not None]
    return tuple(known) if 0 < len(known) == len(fields) <= FIELDS_SHOWN else None


def bound_columns(node: Node, data_set: DataSetType | None) -> tuple[Column, ...]:
    """Return the columns that an Input binds, as far as the data has them."""
    names = node.parameters.get("column")
    listed: Sequence[object] = names if isinstance(names, list | tuple) else (names,)
    found = [data_set.column(str(name)) for name in listed] if data_set else []
    return tuple(column for column in found if column is not None)


class RowForm:
    """The fields of a row; what a person changes is told at once."""

    def __init__(self, fields: Sequence[RowField], changed: Callable[[], Any]) -> None:
        """Build the fields into the present slot."""
        self._changed = changed
        self._fields = {field.name: field for field in fields}
        self._controls: dict[str, Control] = {}
        self._is_being_set = False
        with ui.element("div").classes("gn-try-sliders"):
            for field in fields:
                if field.kind != "text":
                    with ui.element("label" if field.kind == "number" else "div").classes("gn-try-slider"):
                        with ui.label(field.name):
                            ui.tooltip(field.doc or field.name)
                        self._controls[field.name] = self._control(field)
        for field in fields:
            if field.kind == "text":
                box = ui.textarea(placeholder=f"Type here: {field.name}", on_change=self._note)
                box.props("outlined debounce=300").classes("gn-try-text")
                named(box, field.name)
                self._controls[field.name] = box

    @property
    def row(self) -> dict[str, Json]:
        """The row as it stands."""
        return {
            name: None if control.value in (NO_VALUE, None) else control.value
            for name, control in self._controls.items()
        }

    def set(self, row: Mapping[str, Json], ranges: Mapping[str, tuple[float, float]]) -> None:
        """Show a row; sliders take the ranges that are known only now."""
        self._is_being_set = True
        for name, control in self._controls.items():
            value: Any = row.get(name)
            if isinstance(control, Slider):
                low, high = ranges.get(name, (self._fields[name].low, self._fields[name].high))
                control.props.update(min=low, max=high, step=_step(low, high))
                control.update()
                control.set_value((low + high) / 2 if value is None else value)
            else:
                control.set_value(NO_VALUE if value is None and self._fields[name].kind == "class" else value or "")
        self._is_being_set = False

    def _control(self, field: RowField) -> Control:
        match field.kind:
            case "class":
                options = [*field.classes, *([NO_VALUE] if field.may_be_empty else [])]
                with ui.element("div").classes("gn-field gn-try-choice"):
                    select = ui.select(options, value=options[0], on_change=self._note)
                select.props("dense outlined options-dense behavior=menu popup-content-class=gn-menu")
                named(select, field.name)
                return select
            case "date":
                with ui.element("div").classes("gn-field gn-try-choice"):
                    box = ui.input(placeholder="2026-01-31", on_change=self._note).props("dense outlined debounce=300")
                named(box, field.name)
                return box
            case _:
                low, high = field.low, field.high
                slider = ui.slider(min=low, max=high, step=_step(low, high), value=(low + high) / 2)
                slider.on("update:model-value", self._changed, throttle=0.08, leading_events=False)
                named(slider.props("dense"), field.name)
                ui.label().classes("gn-number").bind_text_from(slider, "value", lambda value: number_in_words(value))
                return slider

    def _note(self) -> Any:
        return None if self._is_being_set else self._changed()


def _parts(column: Column, data_set: DataSetType) -> list[Column]:
    """Return the columns of single values that a column is made of."""
    if column.kind != "vector":
        return [column]
    if column.parts:
        return [part for name in column.parts if (part := data_set.column(name)) is not None]
    return [each for each in data_set.columns if each.kind == "number" and each.role == "feature"] or [column]


def _field(column: Column, data: Data) -> RowField | None:
    """Return what is asked for of a column; None where it holds no single value."""
    own = data.columns.get(column.name, DataColumn())
    may_be_empty = own.missing not in (None, "drop")
    match column.kind:
        case "text":
            return RowField(column.name, "text", column.doc)
        case "category" | "label":
            classes = own.classes or column.classes
            return RowField(column.name, "class", column.doc, classes=classes, may_be_empty=may_be_empty)
        case "number" if own.kind == "date":
            return RowField(column.name, "date", column.doc)
        case "number" if column.shape == ():
            low, high = own.range or (column.minimum or 0.0, 1.0 if column.maximum is None else column.maximum)
            return RowField(column.name, "number", column.doc, low, high)
        case _:
            return None


def _step(low: float, high: float) -> float:
    is_whole = float(low).is_integer() and float(high).is_integer() and high - low >= 2 * SLIDER_STEPS
    return max(1, round((high - low) / SLIDER_STEPS)) if is_whole else _fine((high - low) / SLIDER_STEPS)


def _fine(step: float) -> float:
    """Return a step near this one that is written with one digit.

    >>> _fine(0.0502), _fine(0.027)
    (0.05, 0.03)
    """
    digits = -math.floor(math.log10(step)) if step > 0 else 2
    return round(step, digits)
