"""`{"$parameter": name}` in a block's values, replaced by what the name stands for.

A value may refer to a parameter at any depth, and an instance inside a block may hand its parameters on in values of
its own; so what a few lines of a file stand for can grow without bound. Every value is measured as it is made, and
one that grows past the limits is refused before it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphnn.document.faults import close_matches
from graphnn.document.values import MAX_VALUE_DEPTH, SCALARS, referred_parameter
from graphnn.errors import GraphnnError

MAX_VALUE_SIZE = 100_000


class SubstitutionError(GraphnnError):
    """A value refers to a parameter that is not there, or becomes too large; the hint says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Measured:
    """A value, how many values it holds, itself included, and how deeply they are nested."""

    value: Any  # Json, as it lies in a document
    size: int
    depth: int


Values = Mapping[str, Measured]
"""What each parameter of a block stands for."""


def substituted(value: object, values: Values | None) -> Measured:
    """Return a value with all that it refers to in place.

    Args:
        value: A value of a node.
        values: What each parameter of the block around the node stands for; None where there is no block.

    Raises:
        SubstitutionError: If it refers to what is not there, or becomes too large.

    >>> substituted({"units": {"$parameter": "n"}}, {"n": Measured(8, 1, 0)}).value["units"]
    8
    """
    if (name := referred_parameter(value)) is not None:
        return _referred(name, values)
    match value:
        case tuple() if all(type(item) in SCALARS for item in value):
            return Measured(value, 1 + len(value), 1)
        case tuple():
            inner = [substituted(item, values) for item in value]
            is_changed = any(new.value is not old for new, old in zip(inner, value, strict=True))
            made: object = tuple(item.value for item in inner) if is_changed else value
        case Mapping():
            inner = [substituted(item, values) for item in value.values()]
            is_changed = any(new.value is not old for new, old in zip(inner, value.values(), strict=True))
            entries = MappingProxyType({key: item.value for key, item in zip(value, inner, strict=True)})
            made = entries if is_changed else value
        case _:
            return Measured(value, 1, 0)
    size, depth = 1 + sum(item.size for item in inner), 1 + max((item.depth for item in inner), default=0)
    if is_changed and (size > MAX_VALUE_SIZE or depth > MAX_VALUE_DEPTH):
        raise SubstitutionError("becomes too large when its parameters are put in", "Make the values smaller.")
    return Measured(made, size, depth)


def _referred(name: str, values: Values | None) -> Measured:
    if values is None:
        raise SubstitutionError(f"refers to the parameter {name}, but stands in no block", "Write the value itself.")
    if name not in values:
        raise SubstitutionError(
            f"refers to the parameter {name}, which its block does not have",
            close_matches(name, values).strip() or "Add it to the parameters of the block.",
        )
    return values[name]
