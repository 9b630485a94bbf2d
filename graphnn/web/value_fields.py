"""The controls of plain values: a text or number that is typed or stepped, and a choice of one or several.

A text or number is taken when the field is left or Enter is pressed, so that typing "512" is one step of undo, not
three; a burst of steps is taken when it pauses.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.element import Element

from graphnn.analysis.values import fault_of
from graphnn.catalogue.model import Kind, Parameter
from graphnn.web.icons import icon
from graphnn.web.named import named
from graphnn.web.typed import STEPPED, parse_text, stepped, text_of_value
from graphnn.web.words import value_in_words

MANY_OPTIONS = 12
"""From so many options on, a choice can be searched by typing."""

COARSE_STEPS = 10
"""How far a step goes with Shift held."""

PAUSE_SECONDS = 0.4

Choose = Callable[[Any], None]
"""Called with the value a person chose; None stands for null."""

_STEP_KEYS = """(event) => {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  emit((event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1));
}"""
# The pointer leaves the focus in the field, so that a step is not mistaken for the end of typing.
_STEP_PRESS = "(event) => { event.preventDefault(); emit(%d * (event.shiftKey ? 10 : 1)); }"


class TextControl:
    """A field for a value that is typed; a number goes up and down by the arrow keys and by two small buttons."""

    def __init__(self, parameter: Parameter, value: Any, choose: Choose, *, doc: str = "") -> None:
        """Build the field into the present slot."""
        self._parameter = parameter
        self._choose = choose
        self._written = text_of_value(value)
        self._steps = 0
        self._pause: ui.timer | None = None
        self._field = ui.input(value=self._written).props("dense outlined hide-bottom-space")
        named(self._field, parameter.name, doc)
        if parameter.kind in (Kind.INTEGER, Kind.NUMBER):
            self._field.props('inputmode="decimal"')
        if parameter.default is not None:
            self._field.props["placeholder"] = value_in_words(parameter.default)
        if parameter.unit is not None:
            self._field.props["suffix"] = parameter.unit
        self._field.on("blur", self._take)
        self._field.on("keydown.enter", self._take)
        if parameter.kind in STEPPED:
            self._field.classes("gn-stepped").on("keydown", lambda event: self._step(event.args), js_handler=_STEP_KEYS)
            with self._field.add_slot("append"):
                self._step_buttons()

    def _step_buttons(self) -> None:
        # Who uses the keyboard has the arrow keys: two more stops at each number would be in the way.
        with ui.element("span").classes("gn-stepper").props("aria-hidden=true"):
            for name, direction in (("up", 1), ("down", -1)):
                step = ui.element("i").classes("gn-step-one").props(f"data-step={direction}")
                step.on("pointerdown", lambda event: self._step(event.args), js_handler=_STEP_PRESS % direction)
                with step:
                    icon(name, size=11)

    def _step(self, steps: Any) -> None:
        if type(steps) is not int or abs(steps) > COARSE_STEPS:
            return
        value = parse_text(self._parameter, (self._field.value or "").strip())
        after = stepped(self._parameter, value, steps)
        if fault_of(self._parameter, after) is not None:
            self._take()  # It says what is wrong with what was typed.
            return
        self.write(text_of_value(after))
        self.take(at_once=False)

    def write(self, text: str) -> None:
        """Show what the value comes to, while it is still on its way there."""
        self._field.set_value(text)

    def take(self, *, at_once: bool) -> None:
        """Take what is written: at once, or when nothing more has come for a moment."""
        if at_once:
            self._take()
            return
        if self._pause is not None:
            self._pause.cancel()
        self._pause = ui.timer(PAUSE_SECONDS, self._take, once=True)

    def _take(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        text = (self._field.value or "").strip()
        if text == self._written:
            self._show_fault(None)
            return
        chosen = parse_text(self._parameter, text)
        fault = fault_of(self._parameter, chosen)
        self._show_fault(fault)
        if fault is None:
            self._written = text
            self._choose(chosen)

    def _show_fault(self, fault: str | None) -> None:
        if self._field.props.get("error-message") == fault:
            return
        self._field.props["error"] = fault is not None
        self._field.props["error-message"] = fault
        self._field.update()


def select_control(
    options: Sequence[str] | Mapping[Any, str],
    value: Any,
    choose: Choose,
    *,
    label: str,
    doc: str = "",
    is_multiple: bool = False,
) -> ui.select:
    """Build a choice of one of some options, or of several."""
    known = list(options)
    select = ui.select(
        dict(options) if isinstance(options, Mapping) else known,
        value=value if is_multiple or value in known else None,
        multiple=is_multiple,
        with_input=len(known) > MANY_OPTIONS,
        on_change=lambda event: choose(event.value),
    )
    select.props("dense outlined options-dense hide-bottom-space behavior=menu popup-content-class=gn-menu")
    named(select, label, doc)
    return select


def switch_control(value: bool, choose: Choose, *, label: str, doc: str = "") -> Element:
    """Build a switch."""
    switch = ui.switch(value=value, on_change=lambda event: choose(event.value)).props("dense")
    named(switch, label, doc)
    return switch


def with_none(options: Sequence[str], parameter: Parameter) -> Mapping[Any, str]:
    """Return options by their names, "none" among them where the parameter takes null."""
    return {**({None: "none"} if parameter.optional else {}), **{option: option for option in options}}


def row_button(name: str, label: str, action: Callable[[], None]) -> Element:
    """Build a small button with an icon; its label is read, and shown on hover."""
    button = ui.element("button").classes("gn-row-button").props("type=button")
    named(button, label)
    with button.on("click", action):
        icon(name, size=15)
        ui.tooltip(label).props('anchor="top middle" self="bottom middle"')
    return button
