"""Pieces of Python source: literals, calls and names, none of which a value can break out of."""

import json
import keyword
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, Final

from graphnn.catalogue.model import Catalogue, Kind, LayerType, Parameter, Registry
from graphnn.catalogue.slices import parse_slices
from graphnn.catalogue.states import States

LINE_LENGTH = 100
INDENT = "    "

_MODULES: Final[Mapping[Registry, str]] = {
    "activations": "keras.activations",
    "initializers": "keras.initializers",
    "regularizers": "keras.regularizers",
    "constraints": "keras.constraints",
    "losses": "keras.losses",
    "metrics": "keras.metrics",
    "optimizers": "keras.optimizers",
    "schedules": "keras.optimizers.schedules",
    "cells": "keras.layers",
}
_TAKEN: Final = frozenset({*keyword.kwlist, *keyword.softkwlist, "keras", "layers", "np", "range", "SEED"})


def literal(value: Any) -> str:
    """Return a JSON value as Python writes it; text in double quotes, whatever it holds.

    >>> literal({"axis": [1, None], "name": "hidden"})
    '{"axis": [1, None], "name": "hidden"}'
    """
    match value:
        case str():
            return json.dumps(value)
        case Mapping():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
        case tuple() | list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case _:
            return repr(value)


def tuple_literal(values: Sequence[Any]) -> str:
    """Return numbers as a tuple.

    >>> tuple_literal([3]), tuple_literal([28, None])
    ('(3,)', '(28, None)')
    """
    return f"({literal(values[0])},)" if len(values) == 1 else "(" + ", ".join(map(literal, values)) + ")"


def comment(text: str) -> str:
    """Return text of a file for a comment: one line, nothing that could end it."""
    return "".join(c if c.isprintable() else " " for c in text)


class Variables:
    """Names of variables, each of its own: with _ behind it where Python, the script or another one has it."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with the names that Python and the script use, and others that are taken."""
        self._taken = {*_TAKEN, *taken}
        self._names: dict[tuple[str, ...], str] = {}

    def name(self, *words: str, spelled: str | None = None) -> str:
        """Return the name for some words, the same each time; spelled as they are, or otherwise.

        >>> names = Variables()
        >>> names.name("lstm", "layer"), names.name("lstm_layer"), names.name("lambda")
        ('lstm_layer', 'lstm_layer_', 'lambda_')
        """
        if words not in self._names:
            candidate = spelled or "_".join(words)
            while candidate in self._taken:
                candidate += "_"
            self._taken.add(candidate)
            self._names[words] = candidate
        return self._names[words]


def parameter_value(parameter: Parameter, value: Any, catalogue: Catalogue) -> str:
    """Return a document's value of a parameter as Python passes it."""
    if parameter.registry is not None:
        if isinstance(value, tuple | list) and parameter.kind is Kind.OBJECTS:
            return "[" + ", ".join(_object(parameter.registry, item, catalogue) for item in value) + "]"
        return _object(parameter.registry, value, catalogue)
    if parameter.kind is Kind.SLICES:
        return repr(parse_slices(value))
    if parameter.kind is Kind.LAYERS:
        return "[" + ", ".join(_layer(item, catalogue) for item in value) + "]"
    if parameter.kind is Kind.LAYER and value is not None:
        return _layer(value, catalogue)
    if isinstance(value, tuple | list) and parameter.kind in (Kind.INTEGERS, Kind.NUMBERS, Kind.SHAPE):
        return tuple_literal(value)
    return literal(value)


def arguments(parameters: Sequence[Parameter], values: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """Return values as keyword arguments, in the order of the parameters."""
    return [
        f"{parameter.name}={parameter_value(parameter, values[parameter.name], catalogue)}"
        for parameter in parameters
        if parameter.name in values
    ]


def layer_class(layer_type: LayerType) -> str:
    """Return what makes a layer: a class of Keras, or a plug-in's in its module."""
    return (
        f"layers.{layer_type.name}"
        if layer_type.implementation is None
        else layer_type.implementation.replace(":", ".")
    )


def object_call(registry: Registry, type: str, values: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Return the call that makes an object of Keras."""
    found = catalogue.find(registry, type)
    if found is None:
        return literal(type)
    return f"{_MODULES[registry]}.{found.name}({', '.join(arguments(found.parameters, values, catalogue))})"


def call(start: str, inner: Sequence[str], end: str = ")", *, level: int = 0) -> list[str]:
    """Return a call on one line, or where it is too long with each argument on a line of its own."""
    indent = INDENT * level
    whole = f"{indent}{start}{', '.join(inner)}{end}"
    if len(whole) <= LINE_LENGTH or not inner:
        return [whole]
    lines = [line for item in inner for line in statement(item, level=level + 1, end=",")]
    return [f"{indent}{start}", *lines, f"{indent}{end}"]


def statement(text: str, *, level: int = 0, end: str = "") -> list[str]:
    """Return an expression and what ends it: on one line, or with what its last brackets hold broken like a call."""
    parts = _bracketed(text) if len(f"{INDENT * level}{text}{end}") > LINE_LENGTH else None
    if parts is None:
        return [f"{INDENT * level}{text}{end}"]
    start, inner, bracket = parts
    return call(start, inner, f"{bracket}{end}", level=level)


def _bracketed(text: str) -> tuple[str, list[str], str] | None:
    """Return an expression as what stands before the brackets it ends with, what they hold, and the last of them.

    >>> _bracketed('cells=[Cell(units=3, bias="a, b"), Cell(2)]')
    ('cells=[', ['Cell(units=3, bias="a, b")', 'Cell(2)'], ']')
    """
    if text[-1:] not in (")", "]", "}"):
        return None
    depth, cuts = 0, [0]
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.string in ("(", "[", "{"):
            depth += 1
            cuts = [token.end[1]] if depth == 1 else cuts  # those of the last brackets remain
        elif token.string in (")", "]", "}"):
            depth -= 1
        elif token.string == "," and depth == 1:
            cuts.append(token.end[1])
    if len(cuts) == 1 and text[: cuts[0] - 1].rstrip()[-1:] in ("", "=", ":"):
        return None  # an expression in brackets, or an empty list: a comma behind it would say something else
    ends = [*(cut - 1 for cut in cuts[1:]), len(text) - 1]
    inner = [text[cut:end].strip() for cut, end in zip(cuts, ends, strict=True)]
    return text[: cuts[0]], [item for item in inner if item], text[-1]


def one_or_all(by_name: Mapping[str, str]) -> str:
    """Return the only one of some pieces, or all of them by name.

    >>> one_or_all({"a": "x"}), one_or_all({"a": "x", "b": "y"})
    ('x', '{"a": x, "b": y}')
    """
    return next(iter(by_name.values())) if len(by_name) == 1 else several(by_name)


def several(by_name: Mapping[str, str]) -> str:
    """Return pieces by name, as a dict."""
    return "{" + ", ".join(f"{literal(name)}: {value}" for name, value in by_name.items()) + "}"


def nested(names: Sequence[str], structure: States) -> list[str]:
    """Return names in the brackets of a structure, level by level.

    >>> nested(["h", "c", "s"], (("state_h_1", "state_c_1"), "state_2"))
    ['[h, c]', 's']
    """
    remaining = iter(names)

    def bracketed(within: States) -> list[str]:
        return [next(remaining) if isinstance(each, str) else f"[{', '.join(bracketed(each))}]" for each in within]

    return bracketed(structure)


def _layer(value: Any, catalogue: Catalogue) -> str:
    """Return the call that makes a layer within a layer."""
    type, values = (value["type"], value.get("parameters", {})) if isinstance(value, Mapping) else (value, {})
    layer_type = catalogue.layers[str(type)]
    return f"{layer_class(layer_type)}({', '.join(arguments(layer_type.parameters, values, catalogue))})"


def _object(registry: Registry, value: Any, catalogue: Catalogue) -> str:
    if isinstance(value, Mapping):
        return object_call(registry, str(value.get("type")), value.get("parameters", {}), catalogue)
    return literal(value)
