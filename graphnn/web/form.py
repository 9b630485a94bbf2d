"""Form fields generated from the catalogue: one for each kind of parameter.

A field shows a value and says when a person chose another; it decides nothing. It keeps what it shows: a change
within it needs no form built anew, so that the cursor stays where it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from nicegui import ui

from graphnn.catalogue.model import Catalogue, Kind, LayerType, ObjectType, Parameter, Registry
from graphnn.document.values import same, thaw
from graphnn.web.floating import menu, menu_item
from graphnn.web.object_fields import ChooseParameter, ListControl, ObjectControl, Offer, as_it_starts
from graphnn.web.pairs_field import PairsControl, in_full
from graphnn.web.range_field import RangeControl, range_of
from graphnn.web.value_fields import Choose, TextControl, row_button, select_control, switch_control, with_none

CONSTANT = "constant"
"""What a number is called where an object of a registry could stand in its place, as a schedule could."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What fields offer that the parameter alone does not tell."""

    catalogue: Catalogue
    columns: tuple[str, ...] = ()

    def offer(self, registry: Registry) -> Offer:
        """Return the objects of a registry, by the names that documents write."""
        objects = self.catalogue.registry(registry)
        return Offer(
            {each.alias or each.name: each for each in objects.values()}, partial(self.catalogue.find, registry)
        )


class ParameterField:
    """The field of one parameter: its label, its words on hover, its control, and the way back to its default."""

    def __init__(
        self, parameter: Parameter, value: Any, choose: Choose, choices: Choices, *, slide: Choose | None = None
    ) -> None:
        """Build the field into the present slot; `slide` is told of a value that is on its way."""
        self._parameter = parameter
        self._choose = choose
        self._choices = choices
        self._slide = slide
        with ui.element("div").classes("gn-field") as self._field:
            # The longest names of all, and lists, take the whole width.
            if parameter.registry in ("losses", "metrics") or parameter.kind in (Kind.OBJECTS, Kind.LAYERS, Kind.PAIRS):
                self._field.classes("gn-field-wide")
            elif parameter.registry is not None or parameter.kind is Kind.LAYER:
                self._field.classes("gn-field-object")
            label = ui.label(in_words(parameter)).classes("gn-field-label")
            if parameter.doc:
                label.tooltip(parameter.doc)
            self._control = ui.element("div").classes("gn-field-control")
            # Behind the control: Tab leads from field to field.
            self._reset = row_button("undo", f"Reset {parameter.name}", self._take_default).classes("gn-reset")
        self._show(value)

    def _show(self, value: Any) -> None:
        self._control.clear()
        with self._control:
            build_control(self._parameter, value, self._take, self._choices, slide=self._slide)
        self._mark(value)

    def _take(self, value: Any) -> None:
        self._mark(value)
        self._choose(value)

    def _take_default(self) -> None:
        default = thaw(self._parameter.default)
        self._show(default)
        self._choose(default)

    def _mark(self, value: Any) -> None:
        """Say whether the value is another than the default."""
        is_changed = not self._parameter.required and not same(thaw(value), thaw(self._parameter.default))
        self._field.classes(**{"add" if is_changed else "remove": "gn-field-changed"})
        self._reset.set_visibility(is_changed)


def parameter_field(
    parameter: Parameter, value: Any, choose: Choose, choices: Choices, *, slide: Choose | None = None
) -> None:
    """Build the field of one parameter; `slide` is told of a value that is on its way, before it is chosen."""
    ParameterField(parameter, value, choose, choices, slide=slide)


def parameter_fields(
    parameters: Iterable[Parameter], values: Mapping[str, Any], choose: ChooseParameter, choices: Choices
) -> None:
    """Build the fields of an object's parameters; those of less weight that are at their defaults are folded away."""

    def build(parameter: Parameter) -> None:
        value = thaw(values.get(parameter.name, parameter.default))
        parameter_field(parameter, value, partial(choose, parameter), choices)

    shown, rest = by_importance(parameters, values)
    for parameter in shown:
        build(parameter)
    fold_away(rest, build)


def by_importance(
    parameters: Iterable[Parameter], values: Mapping[str, Any]
) -> tuple[list[Parameter], list[Parameter]]:
    """Return the parameters to show at once (main, required or set) and those to fold away."""
    parts: tuple[list[Parameter], list[Parameter]] = ([], [])
    for each in parameters:
        parts[not (each.main or each.required or each.name in values)].append(each)
    return parts


def fold_away(
    parameters: Sequence[Parameter],
    build: Callable[[Parameter], None],
    *,
    is_open: bool = False,
    toggled: Callable[[bool], None] | None = None,
) -> None:
    """Build the fold that holds parameters at their defaults; their fields are built when it is opened first."""
    if not parameters:
        return
    fold = ui.expansion(f"{len(parameters)} more, all at their defaults", value=is_open)
    fold.classes("gn-rest").props("dense switch-toggle-side")
    waiting = list(parameters)

    def show(is_open: bool) -> None:
        if is_open:
            with fold:
                while waiting:
                    build(waiting.pop(0))

    show(is_open)
    fold.on_value_change(lambda event: show(event.value))
    if toggled is not None:
        fold.on_value_change(lambda event: toggled(event.value))


def choice_field(label: str, options: Mapping[str, str] | Sequence[str], value: Any, choose: Choose) -> None:
    """Build a field that chooses one of some options."""
    with ui.element("div").classes("gn-field"):
        ui.label(label).classes("gn-field-label")
        with ui.element("div").classes("gn-field-control"):
            select_control(options, value, choose, label=label)


def build_control(
    parameter: Parameter, value: Any, choose: Choose, choices: Choices, *, slide: Choose | None = None
) -> None:
    """Build what a value is chosen with, without its label."""
    match parameter.kind:
        case Kind.BOOLEAN:
            switch_control(bool(value), choose, label=parameter.name, doc=parameter.doc)
        case Kind.CHOICE:
            options = with_none(parameter.choices, parameter)
            select_control(options, value, choose, label=parameter.name, doc=parameter.doc)
        case Kind.OBJECT | Kind.LAYER if not isinstance(value, int | float):
            _object(parameter, value, choose, choices)
        case Kind.OBJECTS | Kind.LAYERS:
            fields = partial(parameter_fields, choices=choices)
            ListControl(parameter.name, value or (), choose, offer=_offer(parameter, choices), fields=fields)
        case Kind.COLUMNS:
            _columns(parameter, value, choose, choices)
        case Kind.NUMBER if parameter.registry is not None:
            _NumberOrObject(parameter, value, choose, choices)
        case Kind.PAIRS if (pairs := in_full(value, parameter.length)) is not None:
            PairsControl(parameter, pairs, choose)
        case Kind.NUMBER if (range := range_of(parameter)) is not None:
            RangeControl(parameter, range, value, choose, slide)
        case _:
            TextControl(parameter, value, choose, doc=parameter.doc)


def _offer(parameter: Parameter, choices: Choices) -> Offer:
    if parameter.registry is not None:
        return choices.offer(parameter.registry)
    return Offer.of(choices.catalogue.layers_for(parameter))


def _object(parameter: Parameter, value: Any, choose: Choose, choices: Choices) -> None:
    fields = partial(parameter_fields, choices=choices)
    offer = _offer(parameter, choices)
    ObjectControl(parameter, value, choose, offer=offer, fields=fields, doc=parameter.doc)


def _columns(parameter: Parameter, value: Any, choose: Choose, choices: Choices) -> None:
    selected = [value] if isinstance(value, str) else list(value or [])
    select_control(
        list(dict.fromkeys([*choices.columns, *selected])),
        selected,
        lambda chosen: choose(chosen[0] if len(chosen) == 1 else chosen or None),
        label=parameter.name,
        doc=parameter.doc,
        is_multiple=True,
    )


class _NumberOrObject:
    """A number, or what stands in its place: a rate that is the same at every step, or a schedule of it."""

    def __init__(self, parameter: Parameter, value: Any, choose: Choose, choices: Choices) -> None:
        """Build the control into the present slot."""
        self._parameter = parameter
        self._choose = choose
        self._choices = choices
        self._offer = _offer(parameter, choices)
        self._number: Any = thaw(parameter.default)
        self._place = ui.element("div").classes("gn-place")
        self._show(value)

    def _show(self, value: Any) -> None:
        self._place.clear()
        with self._place:
            if isinstance(value, int | float):
                self._number = value
                self._show_number(value)
                return
            # Null is no schedule, and stands for the way back to a number.
            named_so = self._parameter.model_copy(update={"optional": True})
            fields = partial(parameter_fields, choices=self._choices)
            doc = self._parameter.doc
            ObjectControl(
                named_so, value, self._take_object, offer=self._offer, fields=fields, doc=doc, none_word=CONSTANT
            )

    def _show_number(self, value: float) -> None:
        with ui.element("div").classes("gn-number-or"):
            TextControl(self._parameter, value, self._take_number, doc=self._parameter.doc)
            label = f"Let {in_words(self._parameter)} follow one of the {self._parameter.registry}"
            with row_button("curve", label, lambda: None), menu():
                for name, object_type in self._offer.types.items():
                    menu_item(name, partial(self._start, object_type))

    def _take_number(self, value: Any) -> None:
        self._number = value
        self._choose(value)

    def _take_object(self, value: Any) -> None:
        if value is None:
            self._show(self._number)
            self._choose(self._number)
        else:
            self._choose(value)

    def _start(self, object_type: ObjectType | LayerType) -> None:
        """Put an object in the place of the number, which is where it starts: the first number that it needs."""
        first = [each.name for each in object_type.parameters if each.required and each.kind is Kind.NUMBER][:1]
        values = {**as_it_starts(object_type), **{name: self._number for name in first}}
        value = self._offer.value(object_type, values)
        self._show(value)
        self._choose(value)


def in_words(parameter: Parameter) -> str:
    """Return what a parameter is called in a form."""
    return parameter.name.replace("_", " ")


def vocabulary(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the words of each registry, as its fields offer them."""
    return {name: list(Choices(catalogue).offer(name).types) for name in get_args(Registry)}
