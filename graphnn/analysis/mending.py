"""The nearest value that a parameter takes in the place of one it does not take, at any depth within it.

A cure changes what is wrong and nothing beside it: of three metrics with a wrong threshold in one, two stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from graphnn.analysis.values import close_names, faults_of, show_value
from graphnn.catalogue.model import Catalogue, Kind, LayerType, ObjectType, Parameter
from graphnn.catalogue.states import type_name
from graphnn.document.values import MAX_INTEGER, Json

# More names than these are a list to choose from, and no guess at what was meant.
MAX_CLOSE = 3


@dataclass(frozen=True, slots=True)
class Mended:
    """A value that is taken, and what a button that brings it about says."""

    label: str
    value: Json


@dataclass(frozen=True, slots=True)
class MendedValues:
    """The same for all parameters of an object."""

    label: str
    values: Mapping[str, Json]


def mended(parameter: Parameter, value: Json, place: str, catalogue: Catalogue) -> Mended | None:
    """Return a value with what is wrong at a place within it mended; None where there is no guess at what was meant.

    >>> units = Parameter(name="units", kind=Kind.INTEGER, minimum=1)
    >>> mended(units, 0, "", Catalogue(keras_version="3", layers={}))
    Mended(label='Set units to 1', value=1)
    """
    if isinstance(value, tuple | list):
        return _mended_item(parameter, value, place, catalogue)
    if place:
        return _mended_object(parameter, value, place, catalogue)
    nearest = _nearest(parameter, value, catalogue)
    if nearest is None or next(faults_of(parameter, nearest, catalogue), None) is not None:
        return None
    return Mended(f"Set {parameter.name} to {nearest}", nearest)


def suggested(parameter: Parameter) -> Mended | None:
    """Return what a node just placed starts with, where a value is needed and none is there."""
    if parameter.suggestion is None:
        return None
    is_object = isinstance(parameter.suggestion, Mapping)
    shown = type_name(parameter.suggestion) if is_object else show_value(parameter.suggestion).strip('"')
    return Mended(f"Set {parameter.name} to {shown}", parameter.suggestion)


def mended_values(
    object_type: ObjectType | LayerType, values: Mapping[str, Json], place: str, catalogue: Catalogue
) -> MendedValues | None:
    """Return the parameters of an object with the one at a place mended: set to what is near, or taken away."""
    name, _, inner = place.partition(".")
    parameter = object_type.parameter(name)
    others = {key: value for key, value in values.items() if key != name}
    if parameter is None:
        return MendedValues(f"Remove {name}", others)
    found = mended(parameter, values[name], inner, catalogue) if name in values else None
    found = found or (suggested(parameter) if parameter.required else None)
    if found is not None:
        return MendedValues(found.label, {**values, name: found.value})
    return None if parameter.required else MendedValues(f"Reset {name}", others)


def _mended_item(parameter: Parameter, items: Sequence[Json], place: str, catalogue: Catalogue) -> Mended | None:
    """Return a list with one of its objects mended, or without it where nothing is near."""
    number, _, inner = place.partition(".")
    if not number.isdecimal() or parameter.kind not in (Kind.OBJECTS, Kind.LAYERS):
        return None
    index = int(number)
    single = parameter.model_copy(update={"kind": Kind.LAYER if parameter.kind is Kind.LAYERS else Kind.OBJECT})
    found = mended(single, items[index], inner, catalogue)
    if found is not None:
        return Mended(found.label, [*items[:index], found.value, *items[index + 1 :]])
    others = [*items[:index], *items[index + 1 :]]
    return Mended(f"Remove {type_name(items[index])}", others) if others or not parameter.required else None


def _mended_object(parameter: Parameter, value: Json, place: str, catalogue: Catalogue) -> Mended | None:
    object_type: ObjectType | LayerType | None
    if parameter.kind is Kind.LAYER:
        object_type = catalogue.layers_for(parameter).get(type_name(value))
    else:
        object_type = None if parameter.registry is None else catalogue.find(parameter.registry, type_name(value))
    given = value.get("parameters", {}) if isinstance(value, Mapping) else {}
    if object_type is None or not isinstance(given, Mapping):
        return None
    found = mended_values(object_type, given, place, catalogue)
    if found is None:
        return None
    described: dict[str, Json] = {"type": object_type.name, "parameters": dict(found.values)}
    return Mended(found.label, described if found.values else object_type.name)


def _nearest(parameter: Parameter, value: Json, catalogue: Catalogue) -> Json:
    match value:
        case bool():
            return None
        case float() if value.is_integer() and abs(value) <= MAX_INTEGER:
            return _bounded(parameter, int(value))
        case int() | float():
            return _bounded(parameter, value)
        case str() if parameter.choices:
            return next(iter(get_close_matches(value.lower(), parameter.choices, n=1)), None)
        case str() if parameter.registry is not None:
            close = close_names(parameter.registry, value, catalogue)
            return close[0] if len(close) <= MAX_CLOSE else None
        case _:
            return None


def _bounded(parameter: Parameter, number: float) -> float:
    if parameter.minimum is not None and number < parameter.minimum:
        number = type(number)(parameter.minimum)
    if parameter.maximum is not None and number > parameter.maximum:
        number = type(number)(parameter.maximum)
    return number
