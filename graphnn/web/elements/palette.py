"""The palette as an element: layers by category, to drag onto the canvas or find by a few letters."""

from collections.abc import Callable, Sequence
from typing import Literal, TypedDict

from nicegui.element import Element
from nicegui.events import GenericEventArguments
from pydantic import ValidationError

from graphnn.web import assets
from graphnn.web.elements.intents import Add, parse_intent


class PaletteItem(TypedDict):
    """A layer to choose; `doc` is shown when the pointer rests on it, and its ports are drawn where it is searched."""

    type: str
    title: str
    doc: str
    category: str
    inputs: Sequence[Literal["one", "list", "optional"]]
    outputs: int


class PaletteSection(TypedDict):
    """A heading and the layers below it."""

    title: str
    items: Sequence[PaletteItem]


class Palette(Element, component="palette.js"):
    """The list of layers with its search field.

    Dragged layers reach the canvas in the browser; one chosen by double-click or Enter comes to `on_add` as its
    type name, with no place: hand it to `Canvas.place`.
    """

    def __init__(self, on_add: Callable[[str], None] | None = None) -> None:
        assets.register_module()
        super().__init__()
        self._sections: list[PaletteSection] = []
        self._is_there = False
        self.on("ready", self._begin)
        if on_add is not None:
            self.on("add", lambda event: _hand_over(on_add, event))

    def show(self, sections: Sequence[PaletteSection]) -> None:
        """Show these layers."""
        self._sections = list(sections)
        if self._is_there:
            self._send()

    def _begin(self) -> None:
        self._is_there = True
        self._send()

    def _send(self) -> None:
        self.run_method("show", self._sections)


def _hand_over(on_add: Callable[[str], None], event: GenericEventArguments) -> None:
    try:
        added = parse_intent(Add, event.args)
    except ValidationError:
        return
    assert isinstance(added, Add)
    on_add(added.type)
