"""Values carried over, part by part: a model by its fields, a mapping by its keys, anything else whole.

What differs between `before` and `after` is put into `onto`, unless it is another there by now: then it stays, and
its place goes into `left`. What does not differ is left as it is.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias, TypeVar

from graphnn.document.model import BlockParameter, Configured, Data, Node
from graphnn.document.updated import updated
from graphnn.document.values import Frozen, same

Model = TypeVar("Model", bound=Frozen)
Place: TypeAlias = tuple[str, ...]
Left: TypeAlias = dict[Place, None]
"""The places that could not be carried over, in order."""

NOTHING: Final = object()
"""Stands for what is not there."""

_KINDS: Final[Mapping[type[Frozen], str]] = {Node: "type", Configured: "type", Data: "source"}
"""The field that says what the others mean: where it differs, things are taken whole."""


def fields(before: Model, after: Model, onto: Model, place: Place, left: Left, names: list[str]) -> Model:
    """Return a model with the named fields carried over."""
    changes: dict[str, object] = {}
    for name in names:
        values = [getattr(each, name) for each in (before, after, onto)]
        is_mapping = all(isinstance(value, Mapping) for value in values)
        merge = by_key if is_mapping else value
        merged = merge(values[0], values[1], values[2], (*place, name), left)
        if merged is not values[2]:
            changes[name] = dict(merged) if is_mapping else merged
    return updated(onto, **changes)


def value(before: Any, after: Any, onto: Any, place: Place, left: Left) -> Any:
    """Return one value carried over; what others have changed too is left as they have it."""
    if same(before, after) or same(after, onto):
        return onto
    if same(before, onto):
        return after
    kind = type(onto)
    if isinstance(onto, Frozen) and type(before) is type(after) is kind and kind is not BlockParameter:
        named = _KINDS.get(kind)
        if named is None or getattr(before, named) == getattr(after, named) == getattr(onto, named):
            return fields(before, after, onto, place, left, list(kind.model_fields))
    left[place] = None
    return onto


def by_key(
    before: Mapping[Any, Any],
    after: Mapping[Any, Any],
    onto: Mapping[Any, Any],
    place: Place,
    left: Left,
    *,
    merge: Any = value,
) -> Mapping[Any, Any]:
    """Return a mapping carried over key by key."""
    if before is after:
        return onto
    merged = dict(onto)
    for key in dict.fromkeys([*before, *after]):
        values = [each.get(key, NOTHING) for each in (before, after, onto)]
        if same(values[0], values[1]):
            continue
        inner = (*place, *key) if isinstance(key, tuple) else (*place, key)
        value = merge(values[0], values[1], values[2], inner, left)
        if value is NOTHING:
            merged.pop(key, None)
        else:
            merged[key] = value
    return in_order(merged, onto, after)


def in_order(merged: Mapping[Any, Any], onto: Mapping[Any, Any], after: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a mapping in the order of the document, with each new key behind the one it stood behind."""
    order = [key for key in onto if key in merged]
    previous: Any = NOTHING
    for key in after:
        if key in merged:
            if key not in onto:
                order.insert(order.index(previous) + 1 if previous is not NOTHING else 0, key)
            previous = key
    order += [key for key in merged if key not in onto and key not in after]
    return {key: merged[key] for key in order}
