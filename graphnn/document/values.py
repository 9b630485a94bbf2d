"""Frozen JSON values and mappings: what the fields of a document hold.

A document must not change under those who hold it, so lists become tuples and objects become read-only
mappings as soon as they enter, at every depth. `thaw` is the way back to plain lists and dicts. What no graph
file may hold (`json_faults`) enters neither by a file nor by an edit.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeAlias, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    JsonValue,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    WrapSerializer,
)

Value = TypeVar("Value")
KeyType = TypeVar("KeyType", bound=str)
Path: TypeAlias = tuple[str | int, ...]
Container: TypeAlias = Mapping[str, object] | list[object] | tuple[object, ...]

# A file may be 64 levels deep, and four of them lie above a node's parameter: {"nodes": {id: {"parameters": {name: …
MAX_VALUE_DEPTH = 60
# JavaScript holds whole numbers exactly up to here; a larger one would come back from the canvas as another.
MAX_INTEGER = 2**53 - 1
# Asked first, since a parameter may be a list of a million numbers.
SCALARS = frozenset({int, float, str, bool, type(None)})


class Frozen(BaseModel):
    """A frozen pydantic model that refuses unknown fields and converts nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return the model itself: what never changes needs no copy (and read-only mappings refuse one)."""
        return self


def freeze(value: Any) -> Any:
    """Return a JSON value with tuples for lists and read-only mappings for objects, at every depth."""
    if type(value) in SCALARS:
        return value
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


def thaw(value: Any) -> Any:
    """Return a JSON value as plain lists and dicts, at every depth.

    >>> thaw(freeze({"kernel_size": [3, 3]}))
    {'kernel_size': [3, 3]}
    """
    if type(value) in SCALARS:
        return value
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [thaw(item) for item in value]
    return value


def same(left: object, right: object) -> bool:
    """Tell whether two JSON values, or frozen models, are written alike: unlike `==`, 1, 1.0 and True all differ.

    >>> same(1, True), same((1, 2), (1, 2))
    (False, True)
    """
    if left is right:
        return True
    if isinstance(left, Frozen):
        fields = type(left).model_fields
        return type(left) is type(right) and all(same(getattr(left, name), getattr(right, name)) for name in fields)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right


def key_path(path: Path) -> str:
    """Return a place in a JSON value as text, safe to print whatever the keys are.

    >>> key_path(("nodes", "hidden", "kernel_size", 0))
    'nodes.hidden.kernel_size.0'
    """
    return ".".join(str(key) if _PLAIN_KEY.fullmatch(str(key)) else json.dumps(key)[:60] for key in path)


def containers(value: object) -> Iterator[tuple[Path, Container]]:
    """Yield every object and list in a JSON value, itself included, with its path, in order; any depth will do."""
    waiting: list[tuple[Path, object]] = [((), value)]
    while waiting:
        path, container = waiting.pop()
        if isinstance(container, Mapping | list | tuple):
            yield path, container
            inner = [((*path, key), item) for key, item in _entries(container) if type(item) not in SCALARS]
            waiting.extend(reversed(inner))


def depth(value: object) -> int:
    """Return how many objects and lists of a JSON value lie in each other: 0 for a number or text.

    >>> depth([[1], 2])
    2
    """
    return max((len(path) + 1 for path, _ in containers(value)), default=0)


def json_faults(value: object) -> Iterator[tuple[Path, str]]:
    """Yield what no graph file may hold, each with its path: special keys, lone surrogates, what is no number."""
    if (fault := _scalar_fault(value)) is not None:
        yield (), fault
    for path, container in containers(value):
        if isinstance(container, Mapping):
            yield from (((*path, key), fault) for key in container if (fault := _key_fault(key)) is not None)
            if PARAMETER_KEY in container and referred_parameter(container) is None:
                yield (*path, PARAMETER_KEY), _NO_REFERENCE
        for key, item in _entries(container):
            if (fault := _scalar_fault(item)) is not None:
                yield (*path, key), fault


def referred_parameter(value: object) -> str | None:
    """Return the name of the block's parameter that a value stands for; None for any other value.

    >>> referred_parameter({"$parameter": "filters"})
    'filters'
    """
    if not isinstance(value, Mapping) or len(value) != 1 or PARAMETER_KEY not in value:
        return None
    name = value[PARAMETER_KEY]
    return name if isinstance(name, str) and _NAME.fullmatch(name) and name != "__proto__" else None


def empty_mapping() -> Mapping[str, Any]:
    """Return an empty read-only mapping, for defaults."""
    return MappingProxyType({})


def _plain(mapping: Mapping[str, Any], serialize: SerializerFunctionWrapHandler) -> Any:
    return serialize(dict(mapping))


PARAMETER_KEY = "$parameter"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_$-]{1,64}")
_LONE_SURROGATE = (
    "text with half a character (a lone surrogate) is refused. Write the whole character, or leave it out."
)

_NO_REFERENCE = (
    'a parameter of a block is referred to by {"$parameter": "its_name"} alone, in the place of a value. '
    "Write it so, or choose another key."
)


def _has_lone_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _entries(container: Container) -> Iterable[tuple[str | int, object]]:
    return container.items() if isinstance(container, Mapping) else enumerate(container)


def _scalar_fault(item: object) -> str | None:
    kind = type(item)
    if kind is int and not -MAX_INTEGER <= cast(int, item) <= MAX_INTEGER:
        return f"whole numbers beyond {MAX_INTEGER:,} lose digits in the browser. Write a smaller one."
    if kind is float and not math.isfinite(cast(float, item)):
        return "NaN, Infinity and numbers too large to hold are refused. Write a finite number or null."
    if kind is str and _has_lone_surrogate(cast(str, item)):
        return _LONE_SURROGATE
    return None


def _key_fault(key: object) -> str | None:
    if not isinstance(key, str):
        return "a key must be text. Put it in quotes."
    if key.startswith(":"):
        return "keys starting with ':' are refused, since the page would run them as code. Take the colon away."
    if key == "__proto__":
        return "the key __proto__ is refused, since a browser gives it a meaning of its own. Choose another name."
    return _LONE_SURROGATE if _has_lone_surrogate(key) else None


def _checked_key(key: str) -> str:
    if key == PARAMETER_KEY:
        raise ValueError(_NO_REFERENCE)
    if (fault := _key_fault(key)) is not None:
        raise ValueError(fault)
    return key


def _checked(value: object) -> object:
    # Depth first: everything after this line may recurse.
    if depth(value) > MAX_VALUE_DEPTH:
        raise ValueError(f"nested more than {MAX_VALUE_DEPTH} levels deep. Make it flatter.")
    for path, fault in json_faults(value):
        raise ValueError(f"{key_path(path)}: {fault}" if path else fault)
    return value


Key = Annotated[str, AfterValidator(_checked_key)]
"""A key that a graph file may have: not one that a browser takes for more than a name."""

Json = Annotated[
    JsonValue, BeforeValidator(thaw), BeforeValidator(_checked), AfterValidator(freeze), PlainSerializer(thaw)
]
"""Any JSON value that a graph file may hold, frozen."""

KeyedMapping = Annotated[Mapping[KeyType, Value], AfterValidator(MappingProxyType), WrapSerializer(_plain)]
"""A read-only mapping from `KeyType`, a kind of text, to `Value`."""

FrozenMapping = KeyedMapping[Key, Value]
"""A read-only mapping from text to `Value`."""
