"""The control of a share: a number that may also be slid to, where its range has two ends.

The number follows the slider while it is moved, and so does who is told of a value on its way; what it comes to is
taken when it is let go, as one step of undo.
"""

from typing import Any, NamedTuple

from nicegui import ui

from graphnn.catalogue.model import Kind, Parameter
from graphnn.web.elements.slider import Slider
from graphnn.web.named import named
from graphnn.web.typed import text_of_value
from graphnn.web.value_fields import Choose, TextControl

STEPS = 100
COARSE_STEPS = 20
"""Where the default is none of so many steps, as 0.999 is not, a slider is too coarse for what is common there."""


class Range(NamedTuple):
    """What is slid over."""

    low: float
    high: float
    step: float


def range_of(parameter: Parameter) -> Range | None:
    """Return what a parameter's slider goes over, or None where it has none.

    >>> range_of(Parameter(name="rate", kind=Kind.NUMBER, minimum=0, exclusive_maximum=1))
    Range(low=0.0, high=0.99, step=0.01)
    >>> range_of(Parameter(name="units", kind=Kind.INTEGER, minimum=1, maximum=8)) is None
    True
    """
    low = parameter.exclusive_minimum if parameter.minimum is None else parameter.minimum
    high = parameter.exclusive_maximum if parameter.maximum is None else parameter.maximum
    if parameter.kind is not Kind.NUMBER or parameter.registry is not None or low is None or high is None:
        return None
    usual = parameter.suggestion if parameter.default is None else parameter.default
    places = (usual - low) / (high - low) * COARSE_STEPS if isinstance(usual, int | float) else 0.0
    if abs(places - round(places)) > 1e-6:
        return None
    step = (high - low) / STEPS
    return Range(low + step * (parameter.minimum is None), high - step * (parameter.maximum is None), step)


class RangeControl:
    """A field for a number, and a slider beside it."""

    def __init__(
        self, parameter: Parameter, range: Range, value: Any, choose: Choose, slide: Choose | None = None
    ) -> None:
        """Build both into the present slot, for a parameter that has a range."""
        self._choose = choose
        self._tell = slide
        self._low = range.low
        with ui.element("div").classes("gn-range"):
            self._text = TextControl(parameter, value, self._take, doc=parameter.doc)
            self._slider = Slider(self._place(value), **range._asdict(), on_slide=self._slide, on_settle=self._settle)
        named(self._slider, parameter.name, parameter.doc)

    def _slide(self, value: float) -> None:
        self._write(value)
        if self._tell is not None:
            self._tell(value)

    def _write(self, value: float) -> None:
        self._text.write(text_of_value(value))

    def _settle(self, value: float, is_let_go: bool) -> None:
        self._write(value)
        self._text.take(at_once=is_let_go)

    def _take(self, value: Any) -> None:
        self._slider.put(self._place(value))
        self._choose(value)

    def _place(self, value: Any) -> float:
        """Return where the slider stands: at its low end where there is no value."""
        return value if isinstance(value, int | float) else self._low
