"""What changed between two mappings, in whole entities by their key: what a patch of anything is made of."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from graphnn.document.values import same

Value = TypeVar("Value")


def changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value | None]:
    """Return what is new or another in the new mapping, and None for what is gone.

    >>> changes({"a": 1, "b": 2}, {"b": 3, "c": 4})
    {'a': None, 'b': 3, 'c': 4}
    """
    if old is new:
        return {}
    gone: dict[str, Value | None] = {key: None for key in old if key not in new}
    # Most are the very same, which is told here without a call.
    others = ((key, value) for key, value in new.items() if value is not old.get(key))
    return gone | {key: value for key, value in others if key not in old or not same(old[key], value)}


def merged(
    old: Mapping[str, Value], changed: Mapping[str, Value | None], order: Iterable[str] | None = None
) -> dict[str, Value]:
    """Return the mapping that changes make of an old one: what is new stands last, unless an order of all is given."""
    result = {key: value for key, value in {**old, **changed}.items() if value is not None}
    return result if order is None else {key: result[key] for key in order}


def order_of(
    old: Mapping[str, object], new: Mapping[str, object], changed: Mapping[str, object | None]
) -> tuple[str, ...] | None:
    """Return the keys of the new mapping in order, or None where merging the changes gives that order anyway."""
    if old is new:
        return None
    order = tuple(new)
    return None if tuple(merged(old, changed)) == order else order
