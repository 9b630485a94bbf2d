"""The control of pairs: what is taken from, or put to, the two sides of each axis, a number for each side."""

from functools import partial
from typing import Any, TypeAlias

from nicegui import ui

from graphnn.catalogue.model import Kind, Parameter
from graphnn.document.values import thaw
from graphnn.web.value_fields import Choose, TextControl

Pairs: TypeAlias = list[list[int]]
"""For each axis, what stands before it and what behind."""

SIDES = {
    2: (("top", "bottom"), ("left", "right")),
    3: (("left of dim 1", "right"), ("left of dim 2", "right"), ("left of dim 3", "right")),
}
"""What the sides are called, by the number of axes: Keras speaks of left and right of dim1, dim2 and dim3."""


class PairsControl:
    """Fields for both sides of each axis; what they come to is written as short as Keras takes it."""

    def __init__(self, parameter: Parameter, pairs: Pairs, choose: Choose) -> None:
        """Build the fields into the present slot, for a parameter of as many axes as `SIDES` names."""
        self._parameter = parameter
        self._pairs = pairs
        self._choose = choose
        with ui.element("div").classes("gn-pairs"):
            for axis, names in enumerate(SIDES[len(pairs)]):
                for side, name in enumerate(names):
                    ui.label(name).classes("gn-soft")
                    spoken = name if len(pairs) == 2 or side == 0 else f"right of dim {axis + 1}"
                    one = Parameter(name=f"{parameter.name} {spoken}", kind=Kind.INTEGER, default=0, minimum=0)
                    TextControl(one, pairs[axis][side], partial(self._take, axis, side), doc=parameter.doc)

    def _take(self, axis: int, side: int, value: int) -> None:
        self._pairs[axis][side] = value
        self._choose(in_short(self._pairs, self._parameter))


def in_full(value: Any, axes: int | None) -> Pairs | None:
    """Return both sides of every axis, or None where a value says something else.

    >>> in_full(1, 2), in_full([1, [0, 2]], 2), in_full([1, 2, 3], 2)
    ([[1, 1], [1, 1]], [[1, 1], [0, 2]], None)
    """
    if axes not in SIDES:
        return None
    each = thaw(value) if isinstance(value, list | tuple) else [value] * axes
    pairs = [side if isinstance(side, list) else [side, side] for side in each]
    is_whole = all(len(pair) == 2 and all(type(side) is int for side in pair) for pair in pairs)
    return pairs if is_whole and len(pairs) == axes else None


def in_short(pairs: Pairs, parameter: Parameter) -> Any:
    """Return pairs as a person writes them: the default, or a number for all sides or for those of an axis.

    >>> padding = Parameter(name="padding", kind=Kind.PAIRS, length=2, default=(1, 1))
    >>> in_short([[1, 1], [1, 1]], padding), in_short([[2, 2], [2, 2]], padding), in_short([[0, 1], [2, 2]], padding)
    ([1, 1], 2, [[0, 1], 2])
    """
    if pairs == in_full(parameter.default, parameter.length):
        return thaw(parameter.default)
    axes = [pair[0] if pair[0] == pair[1] else list(pair) for pair in pairs]
    return axes[0] if isinstance(axes[0], int) and axes.count(axes[0]) == len(axes) else axes
