"""Values as a person writes them, from what Keras makes of them before it writes a config."""

import struct
from typing import Any, Final

from graphnn.catalogue.model import Kind, Parameter

_FLOAT32_RANGE: Final = (1e-30, 1e30)


def simplest(parameter: Parameter, value: Any) -> Any:
    """Return a value as a person writes it: one number where every axis has the same, 0.01 for 0.009999999776."""
    match parameter.kind:
        case Kind.INTEGER | Kind.INTEGERS if isinstance(value, float) and value.is_integer():
            return int(value)
        case Kind.INTEGER | Kind.INTEGERS if isinstance(value, list) and len(value) in (1, parameter.length):
            return _one_for_all(value)
        case Kind.PAIRS if isinstance(value, list) and parameter.length is not None:
            return _one_for_all([_one_for_all(item) if isinstance(item, list) else item for item in value])
        case Kind.NUMBER if isinstance(value, float):
            return _shortest(value)
        case _:
            return value


def same(left: Any, right: Any) -> bool:
    """Tell whether two values mean the same: 1 and 1.0 do, 1 and True do not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def _one_for_all(values: list[Any]) -> Any:
    is_one = bool(values) and all(type(item) is int and item == values[0] for item in values)
    return values[0] if is_one else values


def _shortest(number: float) -> float:
    """Return the shortest number that is the same to a layer, where the number went through its 32 bits.

    >>> _shortest(0.009999999776482582), _shortest(0.00392156862745098)
    (0.01, 0.00392156862745098)
    """
    if not _FLOAT32_RANGE[0] < abs(number) < _FLOAT32_RANGE[1] or _in_32_bits(number) != number:
        return number
    rounded = (float(f"{number:.{digits}g}") for digits in range(1, 10))
    return next((each for each in rounded if _in_32_bits(each) == number), number)


def _in_32_bits(number: float) -> float:
    return float(struct.unpack("f", struct.pack("f", number))[0])
