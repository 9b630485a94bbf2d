"""Form fields generated from the catalogue: one for each kind of parameter.

A field shows a value and says when a person chose another; it decides nothing. A text or number is taken when
the field is left or Enter is pressed, so that typing "512" is one step of undo, not three.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from nicegui import ui
from nicegui.element import Element

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Catalogue, Kind, LayerType, ObjectType, Parameter, Registry
from graphnn.document.values import same, thaw
from graphnn.web.words import value_in_words

MANY_OPTIONS = 12
"""From so many options on, a choice can be searched by typing."""

Choose = Callable[[Any], None]
"""Called with the value a person chose; None stands for null."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What fields offer that the parameter alone does not tell."""

    catalogue: Catalogue
    columns: tuple[str, ...] = ()


def parameter_field(parameter: Parameter, value: Any, choose: Choose, choices: Choices) -> None:
    """Build the field of one parameter, with its label and its words on hover."""
    is_wide = parameter.registry in ("losses", "metrics")  # the longest names of all
    with ui.element("div").classes("gn-field gn-field-wide" if is_wide else "gn-field"):
        label = ui.label(parameter.name.replace("_", " ")).classes("gn-field-label")
        if parameter.doc:
            label.tooltip(parameter.doc)
        with ui.element("div").classes("gn-field-control"):
            _control(parameter, value, choose, choices)


def choice_field(label: str, options: Mapping[str, str] | Sequence[str], value: Any, choose: Choose) -> None:
    """Build a field that chooses one of some options."""
    with ui.element("div").classes("gn-field"):
        ui.label(label).classes("gn-field-label")
        with ui.element("div").classes("gn-field-control"):
            _select(dict(options) if isinstance(options, Mapping) else list(options), value, choose, label=label)


def _control(parameter: Parameter, value: Any, choose: Choose, choices: Choices) -> None:
    match parameter.kind:
        case Kind.BOOLEAN:
            switch = ui.switch(value=bool(value), on_change=lambda event: choose(event.value))
            switch.props(f'dense aria-label="{parameter.name}"')
        case Kind.CHOICE:
            _select(_optional(list(parameter.choices), parameter), value, choose, label=parameter.name)
        case Kind.OBJECT | Kind.LAYER:
            _object_control(parameter, value, choose, choices)
        case Kind.OBJECTS if parameter.registry is not None:
            registry = choices.catalogue.registry(parameter.registry)
            names = [value_in_words(item) if isinstance(item, Mapping) else str(item) for item in value or ()]
            options = list(dict.fromkeys([*_names(registry), *names]))
            _select(options, names, choose, label=parameter.name, is_multiple=True)
        case Kind.COLUMNS:
            selected = [value] if isinstance(value, str) else list(value or [])
            options = list(dict.fromkeys([*choices.columns, *selected]))
            _select(
                options,
                selected,
                lambda chosen: choose(chosen[0] if len(chosen) == 1 else chosen or None),
                label=parameter.name,
                is_multiple=True,
            )
        case _:
            _text(parameter, value, choose)


def _object_control(parameter: Parameter, value: Any, choose: Choose, choices: Choices) -> None:
    """Build a choice of class, and below it the parameters of the class that was chosen."""
    if isinstance(value, int | float):
        _text(parameter, value, choose)
        return
    name = str(value["type"]) if isinstance(value, Mapping) else value
    object_type: ObjectType | LayerType | None
    if parameter.registry is not None:
        objects = choices.catalogue.registry(parameter.registry)
        types: Mapping[str, ObjectType | LayerType] = {_written_name(each): each for each in objects.values()}
        object_type = choices.catalogue.find(parameter.registry, name) if name else None
    else:
        types = choices.catalogue.layers_for(parameter)
        object_type = types.get(name) if name else None
    shown = _written_name(object_type) if object_type else name
    _select(
        _optional(list(types), parameter),
        shown,
        lambda chosen: choose(as_it_starts(types[chosen]) if chosen in types else chosen),
        label=parameter.name,
    )
    if object_type is None:
        return
    values = thaw(value.get("parameters", {})) if isinstance(value, Mapping) else {}
    nested = [each for each in object_type.parameters if each.main or each.required or each.name in values]
    if nested:
        with ui.element("div").classes("gn-nested"):
            for each in nested:
                choose_nested = _choose_nested(object_type, each, values, choose)
                parameter_field(each, values.get(each.name, each.default), choose_nested, choices)


def as_it_starts(object_type: ObjectType | LayerType) -> str | dict[str, Any]:
    """Return what stands for an object just chosen: its name, with what its parameters suggest where one is needed.

    >>> units = Parameter(name="units", kind=Kind.INTEGER, required=True, suggestion=64)
    >>> as_it_starts(LayerType(name="Dense", category="Core", doc="", parameters=(units,)))
    {'type': 'Dense', 'parameters': {'units': 64}}
    """
    needed = [each for each in object_type.parameters if each.required and each.suggestion is not None]
    suggested = {each.name: thaw(each.suggestion) for each in needed}
    return {"type": object_type.name, "parameters": suggested} if suggested else _written_name(object_type)


def _written_name(object_type: ObjectType | LayerType) -> str:
    """Return the name that documents write."""
    alias = object_type.alias if isinstance(object_type, ObjectType) else None
    return alias or object_type.name


def _choose_nested(
    object_type: ObjectType | LayerType, nested: Parameter, values: dict[str, Any], choose: Choose
) -> Choose:
    def chosen(value: Any) -> None:
        others = {name: old for name, old in values.items() if name != nested.name}
        parameters = others if same(thaw(nested.default), value) else {**others, nested.name: value}
        # Without parameters of its own a name says it all, and reads better in the file.
        choose({"type": object_type.name, "parameters": parameters} if parameters else _written_name(object_type))

    return chosen


def _text(parameter: Parameter, value: Any, choose: Choose) -> None:
    written = text_of_value(value)
    field = ui.input(value=written).props(f'dense outlined hide-bottom-space aria-label="{parameter.name}"')
    if parameter.kind in (Kind.INTEGER, Kind.NUMBER):
        field.props('inputmode="decimal"')
    if parameter.default is not None:
        field.props(f'placeholder="{value_in_words(parameter.default)}"')
    last = [written]

    def take() -> None:
        text = (field.value or "").strip()
        if text == last[0]:
            return
        chosen = parse_text(parameter, text)
        fault = fault_of(parameter, chosen)
        if fault is not None:
            field.props["error"] = True
            field.props["error-message"] = fault
            field.update()
            return
        last[0] = text
        choose(chosen)

    field.on("blur", take)
    field.on("keydown.enter", take)


def parse_text(parameter: Parameter, text: str) -> Any:
    """Return what typed text stands for: nothing is the default, 3, 3 × 3 or [3, 3] are numbers.

    Text that is no value of the parameter's kind comes back as text, for the check to say what is wrong.
    """
    if not text:
        return None if parameter.optional else thaw(parameter.default)
    if parameter.kind is Kind.TEXT:
        return text
    plain = text.replace("×", ",").strip()
    candidates = [text, plain, f"[{plain}]"]
    if "/" in plain and parameter.kind is Kind.NUMBER:
        numerator, _, denominator = plain.partition("/")
        try:
            return float(numerator) / float(denominator)
        except (ValueError, ZeroDivisionError):
            return text
    for candidate in candidates:
        try:
            value = json.loads(candidate)
            return float(value) if parameter.kind is Kind.NUMBER and type(value) is int else value
        except (ValueError, OverflowError, RecursionError):  # no JSON, or more digits or brackets than Python takes
            continue
    return text


def text_of_value(value: Any) -> str:
    """Return a value as a person would type it.

    >>> text_of_value((3, 3)), text_of_value(0.5)
    ('3 × 3', '0.5')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case tuple() | list() if all(isinstance(item, int) for item in value):
            return " × ".join(str(item) for item in value)
        case int() | float() if not isinstance(value, bool):
            return value_in_words(value).replace(",", "")
        case _:
            return json.dumps(thaw(value))


def _select(
    options: list[str] | dict[str, str], value: Any, choose: Choose, *, label: str, is_multiple: bool = False
) -> Element:
    known = list(options)
    current = value if is_multiple or value in known else None
    select = ui.select(
        options,
        value=current,
        multiple=is_multiple,
        with_input=len(known) > MANY_OPTIONS,
        on_change=lambda event: choose(event.value),
    )
    select.props(
        f'dense outlined options-dense hide-bottom-space aria-label="{label}" behavior=menu popup-content-class=gn-menu'
    )
    return select


def _optional(options: list[str], parameter: Parameter) -> dict[str, str] | list[str]:
    if not parameter.optional:
        return options
    return {None: "none", **{option: option for option in options}}  # type: ignore[dict-item]  # null is an option too


def vocabulary(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the words of each registry, as its fields offer them."""
    return {name: _names(catalogue.registry(name)) for name in get_args(Registry)}


def _names(registry: Mapping[str, ObjectType]) -> list[str]:
    return [object_type.alias or name for name, object_type in registry.items()]
