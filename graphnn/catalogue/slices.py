"""Parts of a tensor, written as numpy writes them between brackets; no code of a document is ever run for it."""

import re
from types import EllipsisType
from typing import TypeAlias

Slices: TypeAlias = tuple[int | slice | EllipsisType | None, ...]

_NUMBER = r"-?[0-9]{1,9}"
_INDEX = re.compile(_NUMBER)
_SLICE = re.compile(rf"({_NUMBER})?:({_NUMBER})?(?::({_NUMBER})?)?")


def parse_slices(text: str) -> Slices:
    """Return what the text takes along each axis.

    Raises:
        ValueError: If a part is neither a number, a slice, ... nor None, or if there are two "...".

    >>> parse_slices(":, 0:4, -1")
    (slice(None, None, None), slice(0, 4, None), -1)
    """
    parts = tuple(_part(part.strip()) for part in text.split(","))
    if parts.count(Ellipsis) > 1:
        raise ValueError(f"{text!r} has more than one ...")
    return parts


def _part(text: str) -> int | slice | EllipsisType | None:
    if text == "...":
        return Ellipsis
    if text == "None":
        return None
    if _INDEX.fullmatch(text):
        return int(text)
    found = _SLICE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no part of a tensor. Write it as 3, 0:4, ::2, ... or None.")
    start, stop, step = (None if number is None else int(number) for number in found.groups())
    if step == 0:
        raise ValueError(f"{text!r} steps by nothing.")
    return slice(start, stop, step)
