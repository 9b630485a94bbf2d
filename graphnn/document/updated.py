"""A frozen model with some fields changed: what every edit is made of."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from graphnn.document.values import Frozen, same

Model = TypeVar("Model", bound=Frozen)


def updated(model: Model, **changes: object) -> Model:
    """Return the model with some fields changed, unvalidated; the very same model if none changes."""
    frozen = {name: MappingProxyType(value) if isinstance(value, dict) else value for name, value in changes.items()}
    changed = {name: value for name, value in frozen.items() if not _is_unchanged(getattr(model, name), value)}
    return model.model_copy(update=changed) if changed else model


def _is_unchanged(old: object, new: object) -> bool:
    # `==` comes first, being fast, though it takes 1 for True and no notice of the order of a mapping.
    return old == new and same(old, new) and _order(old) == _order(new)


def _order(value: object) -> list[object]:
    return list(value) if isinstance(value, Mapping) else []
