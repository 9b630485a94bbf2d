"""Arrays of numbers that an author computes with, where a node's parameters can hold them."""

from collections.abc import Mapping
from typing import Any, Final

_ARRAYS: Final = frozenset({"__numpy__", "__tensor__"})
_DTYPE: Final = "float32"
"""That of the tensors too: arrays of another would make another of what they are combined with."""


def is_array(value: Any) -> bool:
    """Tell whether an argument is an array, as Keras 3 writes one."""
    return isinstance(value, Mapping) and value.get("class_name") in _ARRAYS


def rescaling(name: str, arguments: Mapping[str, Any], last_size: int | None) -> dict[str, Any] | None:
    """Return what multiplies by a scale and adds an offset to the same effect; None where nothing does.

    Args:
        name: One of keras.ops, of two arguments x1 and x2.
        arguments: What is no tensor: the array.
        last_size: How many channels the tensor has; the array must have a number for each.

    >>> three = {"class_name": "__numpy__", "config": {"value": [1.0, 2.0, 3.0], "dtype": "float32"}}
    >>> rescaling("subtract", {"x2": three}, 3)
    {'scale': 1.0, 'offset': [-1.0, -2.0, -3.0]}
    """
    given = [(key, _numbers(value, last_size)) for key, value in arguments.items() if key in ("x1", "x2")]
    if len(given) != 1 or (numbers := given[0][1]) is None:
        return None
    match name, given[0][0]:
        case "add", _:
            return {"scale": 1.0, "offset": numbers}
        case "subtract", "x2":
            return {"scale": 1.0, "offset": [-number for number in numbers]}
        case "subtract", "x1":
            return {"scale": -1.0, "offset": numbers}
        case "multiply", _:
            return {"scale": numbers}
        case (("divide" | "true_divide"), "x2") if all(numbers):
            return {"scale": [1 / number for number in numbers]}
        case _:
            return None


def _numbers(value: Any, size: int | None) -> list[float] | None:
    """Return an array as one number for each channel; None where it is another."""
    config = value.get("config") if is_array(value) else None
    if not isinstance(config, Mapping) or config.get("dtype") != _DTYPE:
        return None
    numbers = config.get("value")
    while isinstance(numbers, list) and len(numbers) == 1 and isinstance(numbers[0], list):
        numbers = numbers[0]
    if not isinstance(numbers, list) or len(numbers) != size:
        return None
    return numbers if all(type(number) in (int, float) for number in numbers) else None
