"""The names of the states that recurrent cells keep, within each other where cells stand one above the other."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

States: TypeAlias = tuple["str | States", ...]
"""In Keras' order, and within each other as Keras has them."""


def flat_states(states: States) -> Iterator[str]:
    """Yield all names, one after the other.

    >>> list(flat_states((("state_h_1", "state_c_1"), "state_2")))
    ['state_h_1', 'state_c_1', 'state_2']
    """
    for each in states:
        yield from (each,) if isinstance(each, str) else flat_states(each)


def type_name(configured: object) -> str:
    """Return what an object is called, whether written as a name or with its parameters."""
    return str(configured.get("type") if isinstance(configured, Mapping) else configured)
