"""The form of a block, shown inside it where nothing is selected: its name, its ports and its parameters."""

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.element import Element
from pydantic import ValidationError

from graphnn.catalogue.model import Kind, Parameter
from graphnn.document.block_parameters import offered, renamed, uses, with_default, withdrawn
from graphnn.document.edits import Edit, RenameBlock, RenamePort
from graphnn.document.model import BLOCK_PREFIX, Document
from graphnn.document.values import Json, freeze, thaw
from graphnn.errors import EditError
from graphnn.web.form import Choices, parameter_field
from graphnn.web.icons import icon
from graphnn.web.named import named

ApplyEdit = Callable[[Edit], None]


class BlockForm:
    """The form; each choice is one edit of the block as it is then."""

    def __init__(self, name: str, current: Callable[[], Document], choices: Choices, apply_edit: ApplyEdit) -> None:
        """Build the form into the present slot."""
        self._name = name
        self._current = current
        self._apply = apply_edit
        block = current().blocks[name]
        with ui.element("div").classes("gn-inspector-title"):
            ui.element("i").classes("gn-kind").props('data-category="Block"')
            name_field(name, "name", self._rename, classes="gn-name-field")
            ui.label("block").classes("gn-faint")
        ui.label("What you change here changes in every place where the block stands.").classes(
            "gn-inspector-doc gn-soft"
        )
        for side, ports in (("input", block.inputs), ("output", block.outputs)):
            ui.label(f"{side}s").classes("gn-section")
            for port in ports:
                name_field(port.name, f"{side} {port.name}", self._port_renamer(side, port.name), classes="gn-row-name")
            if not ports:
                end = "Inputs" if side == "input" else "Outputs"
                ui.label(f"None yet. Pull a wire at {end} to make one.").classes("gn-soft gn-form-hint")
        ui.label("parameters").classes("gn-section")
        layer_type = choices.catalogue.layers.get(f"{BLOCK_PREFIX}{name}")
        for key, each in block.parameters.items():
            known = layer_type.parameter(key) if layer_type is not None else None
            self._parameter(known or Parameter(name=key, kind=Kind.ANY, default=each.default), each.default, choices)
        if not block.parameters:
            ui.label("None yet. Select a layer and offer one of its values, and each place can set its own.").classes(
                "gn-soft gn-form-hint"
            )

    def _parameter(self, parameter: Parameter, default: Json, choices: Choices) -> None:
        key = parameter.name
        used_by = ", ".join(uses(self._current().blocks[self._name], key)) or "nothing"
        with ui.element("div").classes("gn-row"):
            rename = self._guarded(lambda text: renamed(self._current(), self._name, key, text))
            name_field(key, f"parameter {key}", rename, classes="gn-row-name").tooltip(f"Used by {used_by}")
            button = ui.element("button").classes("gn-row-button").props("type=button")
            named(button, f"Withdraw {key}")
            with button.on("click", lambda: self._apply(withdrawn(self._current(), self._name, key))):
                icon("unlink", size=15)
                ui.tooltip("Withdraw it: the default then holds everywhere")
        # A field shows what differs from its default; here the default is what the field is about.
        field = parameter.model_copy(update={"name": f"default of {key}", "default": None, "main": True})
        parameter_field(field, thaw(default), self._default_setter(key, default), choices)

    def _default_setter(self, key: str, default: Json) -> Callable[[Any], None]:
        def choose(chosen: Any) -> None:
            value = default if chosen is None else freeze(chosen)
            self._apply(with_default(self._current(), self._name, key, value))

        return choose

    def _rename(self, text: str) -> None:
        self._guarded(lambda new_name: RenameBlock(name=self._name, new_name=new_name))(text)

    def _port_renamer(self, side: str, name: str) -> Callable[[str], None]:
        return self._guarded(
            lambda text: RenamePort.model_validate({"block": self._name, "side": side, "name": name, "new_name": text})
        )

    def _guarded(self, edit_of: Callable[[str], Edit]) -> Callable[[str], None]:
        def take(text: str) -> None:
            try:
                edit = edit_of(text)
            except (ValidationError, EditError) as error:
                no_name = f"{text}: not a name. Start with a letter or _, go on with letters, digits or _."
                ui.notify(str(error) if isinstance(error, EditError) else no_name)
                return
            self._apply(edit)

        return take


def name_field(name: str, label: str, take: Callable[[str], None], *, classes: str) -> Element:
    """Build a field for a name that is taken when it is left."""
    field = ui.input(value=name).classes(classes).props("dense borderless")
    named(field, label)

    def leave() -> None:
        text = (field.value or "").strip()
        if text and text != name:
            take(text)

    field.on("blur", leave)
    field.on("keydown.enter", leave)
    return field


def reference_field(parameter: Parameter, name: str, set_value: Callable[[], None]) -> None:
    """Build the field of a value that the block's instances set, with the way back to a value of its own."""
    with ui.element("div").classes("gn-field"):
        ui.label(parameter.name.replace("_", " ")).classes("gn-field-label")
        with ui.element("div").classes("gn-field-control gn-reference"):
            with ui.element("span").classes("gn-reference-name"):
                icon("link", size=13)
                ui.label(name)
            button = ui.element("button").classes("gn-row-button").props("type=button")
            named(button, f"Set {parameter.name} here")
            with button.on("click", set_value):
                icon("unlink", size=15)
                ui.tooltip(f"Set it here instead of by the block's parameter {name}")


def offer_button(name: str, offer: Callable[[], None]) -> None:
    """Build the button that lets each instance of the block set a value."""
    button = ui.element("button").classes("gn-row-button gn-offer").props("type=button")
    named(button, f"Offer {name}")
    with button.on("click", offer):
        icon("link", size=15)
        ui.tooltip("Offer it as a parameter of the block, so that each place can set its own")


def offer_edit(document: Document, block: str, node_id: str, *, parameter: Parameter) -> Edit:
    """Return the edit that offers a parameter of a node, with the value it has now as default."""
    node = document.blocks[block].nodes[node_id]
    value = node.parameters.get(parameter.name, parameter.default)
    return offered(document, block, node_id, parameter=parameter.name, default=value)
