"""Whether a value is one that a parameter takes, and what it takes if not.

The form asks this at every key, `check` for whole documents; both give the same words. A bool is no number
here, and 3.0 is no whole number: Keras counts with neither.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, TypeAlias, assert_never

from graphnn.analysis.expected import expected
from graphnn.catalogue.model import Catalogue, Kind, LayerType, ObjectType, Parameter, Registry
from graphnn.catalogue.slices import parse_slices
from graphnn.document.values import Json, thaw

Code: TypeAlias = Literal[
    "parameter/kind", "parameter/range", "parameter/choice", "parameter/missing", "parameter/unknown"
]
MAX_SHOWN = 60
MAX_LAYERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFault:
    """What is wrong with a value: the place within it (empty for the whole), the fault, and the cure."""

    code: Code
    place: str = ""
    fault: str
    cure: str


def fault_of(parameter: Parameter, value: Json, *, catalogue: Catalogue | None = None) -> str | None:
    """Return what to give in place of a value that the parameter does not take, or None where it takes it.

    Without a catalogue the names of objects are not looked up.

    >>> fault_of(Parameter(name="units", kind=Kind.INTEGER, minimum=1), 0)
    'Give a whole number, at least 1.'
    """
    fault = next(faults_of(parameter, value, catalogue), None)
    return None if fault is None else fault.cure


def faults_of(parameter: Parameter, value: Json, catalogue: Catalogue | None) -> Iterator[ValueFault]:
    """Yield every fault of a value."""
    match parameter.kind:
        case Kind.ANY:
            return
        case _ if value is None and parameter.optional:
            return
        case Kind.OBJECT | Kind.LAYER:
            yield from _object_faults(parameter, value, catalogue)
        case Kind.OBJECTS | Kind.LAYERS:
            yield from _objects_faults(parameter, value, catalogue)
        case Kind.NUMBER if parameter.registry is not None and isinstance(value, Mapping):
            yield from _object_faults(parameter, value, catalogue)
        case Kind.CHOICE:
            if value not in parameter.choices or not isinstance(value, str):
                yield _not_taken("parameter/choice", parameter, value)
        case _:
            if not _is_of_kind(parameter, value):
                yield _not_taken("parameter/kind", parameter, value)
            elif not all(_is_in_range(parameter, number) for number in _numbers(value)):
                yield _not_taken("parameter/range", parameter, value)


def show_value(value: Json) -> str:
    """Return a value as JSON has it, shortened where it is long."""
    text = json.dumps(thaw(value), ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _not_taken(code: Code, parameter: Parameter, value: Json, place: str = "") -> ValueFault:
    return ValueFault(code=code, place=place, fault=f"is {show_value(value)}", cure=f"Give {expected(parameter)}.")


def _is_of_kind(parameter: Parameter, value: Any) -> bool:
    match parameter.kind:
        case Kind.INTEGER:
            return _is_integer(value)
        case Kind.NUMBER:
            return _is_number(value)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.TEXT:
            return isinstance(value, str)
        case Kind.TEXTS:
            return _is_list_of(_is_name, value, None)
        case Kind.SLICES:
            return isinstance(value, str) and _is_slices(value)
        case Kind.INTEGERS:
            return _is_integer(value) or _is_list_of(_is_integer, value, parameter.length)
        case Kind.PAIRS:
            return _is_pairs(value, parameter.length)
        case Kind.NUMBERS:
            return _is_number(value) or _is_list_of(_is_number, value, parameter.length)
        case Kind.SHAPE:
            return isinstance(value, tuple | list) and all(size is None or _is_integer(size) for size in value)
        case Kind.COLUMNS:
            return _is_name(value) or (_is_list_of(_is_name, value, None) and len(set(value)) == len(value))
        case Kind.CHOICE | Kind.OBJECT | Kind.OBJECTS | Kind.LAYER | Kind.LAYERS | Kind.ANY:
            return True
        case _:
            assert_never(parameter.kind)


def _is_slices(text: str) -> bool:
    try:
        parse_slices(text)
    except ValueError:
        return False
    return True


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_list_of(is_item: Callable[[object], bool], value: object, length: int | None) -> bool:
    if not isinstance(value, tuple | list) or not value:
        return False
    return all(map(is_item, value)) and length in (None, len(value))


def _is_pairs(value: object, axes: int | None) -> bool:
    def is_pair(item: object) -> bool:
        return _is_list_of(_is_integer, item, 2)

    if axes is None:
        return _is_list_of(is_pair, value, None)
    return _is_integer(value) or _is_list_of(lambda item: _is_integer(item) or is_pair(item), value, axes)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, tuple | list):
        for item in value:
            yield from _numbers(item)
    elif _is_number(value):
        yield value


def _is_in_range(parameter: Parameter, number: float) -> bool:
    return (
        (parameter.minimum is None or number >= parameter.minimum)
        and (parameter.maximum is None or number <= parameter.maximum)
        and (parameter.exclusive_minimum is None or number > parameter.exclusive_minimum)
        and (parameter.exclusive_maximum is None or number < parameter.exclusive_maximum)
    )


def _objects_faults(parameter: Parameter, value: Json, catalogue: Catalogue | None) -> Iterator[ValueFault]:
    if not isinstance(value, tuple | list):
        yield _not_taken("parameter/kind", parameter, value)
        return
    for index, item in enumerate(value):
        yield from _object_faults(parameter, item, catalogue, place=f"{index}")


def _object_faults(
    parameter: Parameter, value: Json, catalogue: Catalogue | None, place: str = ""
) -> Iterator[ValueFault]:
    if isinstance(value, str):
        name, parameters = value, None
    elif isinstance(value, Mapping) and _is_configured(value) and parameter.registry != "activations":
        name, parameters = str(value["type"]), value.get("parameters", {})
    else:
        yield _not_taken("parameter/kind", parameter, value, place)
        return
    if catalogue is None:
        return
    if parameter.kind in (Kind.LAYER, Kind.LAYERS):
        layer_types = catalogue.layers_for(parameter)
        if name in layer_types:
            yield from object_faults(layer_types[name], parameters or {}, catalogue, place=place)
        else:
            yield _no_layer(name, layer_types, place)
    elif parameter.registry is not None:
        object_type = catalogue.find(parameter.registry, name)
        if object_type is None:
            names = ", ".join(close_names(parameter.registry, name, catalogue))
            yield ValueFault(
                code="parameter/choice",
                place=place,
                fault=f"is {show_value(name)}, which Keras does not have",
                cure=f"Choose one of the {parameter.registry}: {names}.",
            )
            return
        yield from object_faults(object_type, parameters or {}, catalogue, place=place)


def _no_layer(name: str, layer_types: Mapping[str, LayerType], place: str) -> ValueFault:
    close = get_close_matches(name, layer_types, n=3) or list(layer_types)[:MAX_LAYERS]
    return ValueFault(
        code="parameter/choice",
        place=place,
        fault=f"is {show_value(name)}, which is no layer that can stand here",
        cure=f"Choose {' or '.join(close)}.",
    )


def object_faults(
    object_type: ObjectType | LayerType, values: Any, catalogue: Catalogue, place: str = ""
) -> Iterator[ValueFault]:
    """Yield every fault of the values given to an object's parameters."""
    prefix = f"{place}." if place else ""
    for name, value in values.items():
        parameter = object_type.parameter(name)
        if parameter is None:
            known = ", ".join(each.name for each in object_type.parameters) or "none"
            yield ValueFault(
                code="parameter/unknown",
                place=f"{prefix}{name}",
                fault=f"is no parameter of {object_type.name}",
                cure=f"Take it away, or use one of its own: {known}.",
            )
            continue
        for fault in faults_of(parameter, value, catalogue):
            inner = f"{prefix}{name}" + (f".{fault.place}" if fault.place else "")
            yield ValueFault(code=fault.code, place=inner, fault=fault.fault, cure=fault.cure)
    for parameter in object_type.parameters:
        if parameter.required and parameter.name not in values:
            yield ValueFault(
                code="parameter/missing",
                place=f"{prefix}{parameter.name}",
                fault=f"is needed by {object_type.name}",
                cure=f"Give {expected(parameter)}.",
            )


def close_names(registry: Registry, name: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names in a registry that look most like a name, or else all: as documents write them."""
    objects = catalogue.registry(registry).values()
    written = {
        known.lower(): each.alias or each.name
        for each in objects
        for known in (each.name, each.alias or each.name, *each.synonyms)
    }
    close = get_close_matches(name.lower(), written, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(written[match] for match in close)) or tuple(dict.fromkeys(written.values()))


def _is_configured(value: Mapping[str, Any]) -> bool:
    return (
        isinstance(value.get("type"), str)
        and value.keys() <= {"type", "parameters"}
        and isinstance(value.get("parameters", {}), Mapping)
    )
