"""What is typed into a field, and what it stands for: text becomes a value, a value becomes text, numbers step."""

import json
from decimal import Decimal
from typing import Any

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Kind, Parameter
from graphnn.document.values import thaw
from graphnn.web.words import value_in_words

STEPPED = (Kind.INTEGER, Kind.NUMBER, Kind.INTEGERS)
"""The kinds of value that go up and down by steps."""

_FINE_BELOW = 10
"""A number without decimals goes by tenths below this, as a gain of 1 does; by ones from there on."""

_FIRST_DIGITS = 3
"""No step is finer than this many digits after the first: 1/255 has no last place."""


def parse_text(parameter: Parameter, text: str) -> Any:
    """Return what typed text stands for: nothing is the default, 3, 3 × 3 or [3, 3] are numbers, a, b are texts.

    Text that is no value of the parameter's kind comes back as text, for the check to say what is wrong.
    """
    if not text:
        return None if parameter.optional else thaw(parameter.default)
    if parameter.kind is Kind.TEXT:
        return text
    if parameter.kind is Kind.TEXTS and not text.startswith("["):
        return [word for part in text.split(",") if (word := part.strip())]
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
        except (ValueError, OverflowError, RecursionError):  # no JSON, or more digits or brackets than Python takes
            continue
        if parameter.kind is Kind.NUMBER and type(value) is int:
            try:
                return float(value)
            except OverflowError:
                return text
        return value
    return text


def text_of_value(value: Any) -> str:
    """Return a value as a person would type it.

    >>> text_of_value((3, 3)), text_of_value(0.5), text_of_value(["yes", "no"])
    ('3 × 3', '0.5', 'yes, no')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case tuple() | list() if all(isinstance(item, int) for item in value):
            return " × ".join(str(item) for item in value)
        case tuple() | list() if all(_is_plain_word(item) for item in value):
            return ", ".join(value)
        case int() | float() if not isinstance(value, bool):
            return value_in_words(value).replace(",", "")
        case _:
            return json.dumps(thaw(value))


def stepped(parameter: Parameter, value: Any, steps: int) -> Any:
    """Return a value so many steps higher, or lower, and within its range; one that has no steps stays as it is.

    A whole number goes by ones, each of several likewise; any other by one in the last place that is written.

    >>> stepped(Parameter(name="units", kind=Kind.INTEGER), 64, 1)
    65
    >>> stepped(Parameter(name="rate", kind=Kind.NUMBER), 0.25, -1)
    0.24
    """
    if value is None:
        value = parameter.minimum if parameter.minimum is not None else 0
        value = value if parameter.kind is Kind.NUMBER else int(value)
    match value:
        case bool():
            return value
        case int() if parameter.kind is not Kind.NUMBER:
            return _within(parameter, value, value + steps)
        case int() | float():
            return _within(parameter, value, _by_last_place(value, steps))
        case tuple() | list() if parameter.kind is Kind.INTEGERS:
            return [stepped(parameter, item, steps) for item in value]
        case _:
            return value


def _by_last_place(value: float, steps: int) -> float:
    written = Decimal(repr(float(value))).normalize()
    exponent = written.as_tuple().exponent
    place = exponent if isinstance(exponent, int) else 0  # only what is no number has another
    if place >= 0:
        place = -1 if abs(value) < _FINE_BELOW else 0
    place = max(place, written.adjusted() - _FIRST_DIGITS)
    raised = written + steps * Decimal(1).scaleb(place)
    if raised * written <= 0 and written != 0:  # from 0.001 the next lower is 0.0009: 0 is no learning rate
        raised = written + steps * Decimal(1).scaleb(place - 1)
    return float(raised)


def _within(parameter: Parameter, before: float, after: float) -> float:
    """Return the value stepped to, the end of the range where it lies beyond it, else the one there was."""
    if parameter.minimum is not None:
        after = max(after, type(before)(parameter.minimum))
    if parameter.maximum is not None:
        after = min(after, type(before)(parameter.maximum))
    return before if fault_of(parameter, after) is not None else after


def _is_plain_word(item: object) -> bool:
    return isinstance(item, str) and "," not in item and item == item.strip() != ""
