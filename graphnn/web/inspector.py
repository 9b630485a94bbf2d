"""The right panel: the form of the selected node, or of the document where nothing is selected."""

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.element import Element
from pydantic import ValidationError

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.model import Kind, Parameter
from graphnn.document.edits import Edit, RenameNode, ReplaceNode, ResetParameter, SetParameter
from graphnn.document.inside import END_TYPES
from graphnn.document.model import MAX_REPEAT, Node
from graphnn.document.values import referred_parameter, same, thaw
from graphnn.protocol.quantities import size_in_words
from graphnn.protocol.report import NodeReport, TensorSpec
from graphnn.web.block_form import BlockForm, offer_button, offer_edit, reference_field
from graphnn.web.document_form import DocumentForm
from graphnn.web.elements.region import Region
from graphnn.web.form import Choices, by_importance, fold_away, parameter_field
from graphnn.web.level import Level
from graphnn.web.problem_list import ApplyEdit, ProblemList
from graphnn.web.words import shape_in_words, type_in_words

BYTES_PER_WEIGHT = 4  # float32
REPEAT = Parameter(
    name="repeat",
    kind=Kind.INTEGER,
    default=1,
    minimum=1,
    maximum=MAX_REPEAT,
    doc="How often the block stands in a row, each time with weights of its own.",
)


class Inspector:
    """Shows one node's form and facts, or the document's data and training; inside a block, the block."""

    def __init__(
        self, level: Level, choices: Callable[[], Choices], apply_edit: ApplyEdit, preview: Callable[[str, Edit], None]
    ) -> None:
        """Build the panel into the present slot.

        Args:
            preview: Called with a node and the edit that is on its way there, while a slider is moved.
        """
        self._preview = preview
        self._level = level
        self._choices = choices
        self._apply = apply_edit
        self._selected: str | None = None
        self._built_from: object = None
        self._is_more_open = False
        self._keeps_form = False
        self._trainable: Element | None = None
        self._told: tuple[Diagnostic, ...] = ()
        self._known: NodeReport | None = None
        self._form = Region().classes("gn-inspector-form")
        with Region().classes("gn-facts"):
            self._problems = ProblemList(apply_edit)
            self._facts = Region()
        self.refresh()

    def select(self, node_id: str | None) -> None:
        """Show a node, or the document."""
        self._selected = node_id
        self._is_more_open = False
        self.refresh()

    def rebuild(self) -> None:
        """Build the fields again: what a person typed was refused."""
        self._built_from = None
        self.refresh()

    def refresh(self) -> None:
        """Bring the panel up to date; fields are built again only where others have changed what they show."""
        document = self._level.document
        node = document.nodes.get(self._selected) if self._selected else None
        if node is None or node.type in END_TYPES:
            node = self._selected = None
        block = self._level.block
        built_from: object
        if node is not None:
            built_from = (block, self._selected, node, document.data, document.blocks.get(node.block or ""))
        elif block is not None:
            shown = document.blocks[block]
            built_from = (block, shown.inputs, shown.outputs, shown.parameters)
        else:
            built_from = (document.name, document.description, document.data, document.training)
        if not _is_same(built_from, self._built_from):
            self._built_from = built_from
            if not self._keeps_form:
                self._build_form(node)
        report = self._report()
        if node is not None and self._trainable is not None:
            self._trainable.set_visibility(report is not None and report.parameter_count > 0)
        own = tuple(each for each in self._level.diagnostics if self._selected in each.nodes)
        if own != self._told:
            self._told = own
            self._problems.show(sorted(own, key=lambda each: not each.is_error))
        if report != self._known:
            self._known = report
            self._facts.clear()
            with self._facts:
                self._node_facts(report)

    def _build_form(self, node: Node | None) -> None:
        self._form.clear()
        with self._form:
            block = self._level.block
            if (node is None or self._selected is None) and block is not None:
                BlockForm(block, lambda: self._level.document, self._choices(), self._apply)
            elif node is None or self._selected is None:
                DocumentForm(lambda: self._level.document, self._choices().catalogue, self._apply, self._apply_in_place)
            else:
                self._node_form(self._selected, node)

    def _apply_in_place(self, edit: Edit) -> None:
        """Apply an edit whose field already shows it: a form built anew would lose the cursor."""
        self._keeps_form = True
        try:
            self._apply(edit)
        finally:
            self._keeps_form = False

    def _node_form(self, node_id: str, node: Node) -> None:
        choices = self._choices()
        layer_type = choices.catalogue.layers.get(node.type)
        with ui.element("div").classes("gn-inspector-title"):
            category = (
                node.type
                if layer_type and (layer_type.is_input or layer_type.is_output)
                else layer_type and layer_type.category
            )
            ui.element("i").classes("gn-kind").props["data-category"] = category or "Unknown"
            self._name_field(node_id)
            ui.label(type_in_words(node)).classes("gn-faint")
        if layer_type is None:
            kind = "layer" if node.block is None else "block"
            ui.label(f"There is no {kind} {node.block or node.type}.").classes("gn-soft")
            return
        ui.label(layer_type.doc).classes("gn-inspector-doc gn-soft")
        shown, rest = by_importance(layer_type.parameters, node.parameters)
        for parameter in shown:
            self._field(node_id, node, parameter, choices)
        fold_away(
            rest,
            lambda parameter: self._field(node_id, node, parameter, choices),
            is_open=self._is_more_open,
            toggled=lambda is_open: setattr(self, "_is_more_open", is_open),
        )
        if node.block is not None:
            parameter_field(REPEAT, node.repeat, lambda chosen: self._set_repeat(node_id, chosen), choices)
        with ui.element("div").classes("gn-field") as self._trainable:
            ui.label("trainable").classes("gn-field-label").tooltip("Whether training changes the weights.")
            switch = ui.switch(value=node.trainable, on_change=lambda event: self._set_trainable(node_id, event.value))
            switch.props('dense aria-label="trainable"')

    def _set_repeat(self, node_id: str, repeat: Any) -> None:
        node = self._level.document.nodes.get(node_id)
        if node is not None and node.repeat != repeat:
            again = Node.model_validate({**dict(node), "repeat": repeat})
            self._apply_in_place(ReplaceNode(id=node_id, node=again))

    def _set_trainable(self, node_id: str, is_trainable: bool) -> None:
        node = self._level.document.nodes[node_id].model_copy(update={"trainable": is_trainable})
        self._apply_in_place(ReplaceNode(id=node_id, node=node))

    def _name_field(self, node_id: str) -> None:
        field = ui.input(value=node_id).classes("gn-name-field").props('dense borderless aria-label="name"')

        def take() -> None:
            new_id = (field.value or "").strip()
            if new_id and new_id != node_id:
                self._selected = new_id
                self._apply_rename(node_id, new_id)

        field.on("blur", take)
        field.on("keydown.enter", take)

    def _apply_rename(self, node_id: str, new_id: str) -> None:
        try:
            edit = RenameNode(id=node_id, new_id=new_id)
        except ValidationError:
            self._selected = node_id
            ui.notify(f"{new_id}: not a name. Start with a letter or _, go on with letters, digits or _.")
            return
        self._apply(edit)

    def _field(self, node_id: str, node: Node, parameter: Parameter, choices: Choices) -> None:
        value = thaw(node.parameters[parameter.name]) if parameter.name in node.parameters else thaw(parameter.default)

        def edit_to(chosen: Any) -> Edit:
            if not parameter.required and same(chosen, thaw(parameter.default)):
                return ResetParameter(id=node_id, name=parameter.name)
            return SetParameter(id=node_id, name=parameter.name, value=chosen)

        def choose(chosen: Any) -> None:
            current = self._level.document.nodes.get(node_id)
            if current is None:
                return
            edit = edit_to(chosen)
            if isinstance(edit, ResetParameter):
                is_changed = parameter.name in current.parameters
            else:
                is_changed = not same(chosen, thaw(current.parameters.get(parameter.name)))
            if is_changed:
                self._apply_in_place(edit)

        def slide(chosen: Any) -> None:
            self._preview(node_id, edit_to(chosen))

        block = self._level.block
        if (name := referred_parameter(value)) is not None and block is not None:
            default = self._level.document.blocks[block].parameters.get(name)
            own = SetParameter(id=node_id, name=parameter.name, value=default.default if default else None)
            reference_field(parameter, name, lambda: self._apply(own))
            return
        if block is None:
            parameter_field(parameter, value, choose, choices, slide=slide)
            return
        with ui.element("div").classes("gn-offered"):
            parameter_field(parameter, value, choose, choices, slide=slide)
            document = self._level.document
            offer_button(
                parameter.name,
                lambda: self._apply(offer_edit(document, block, node_id, parameter=parameter)),
            )

    def _node_facts(self, report: NodeReport | None) -> None:
        if report is None:
            return
        with ui.element("div").classes("gn-rule"):
            pass
        if report.inputs:
            _fact("Input shape", ", ".join(_written(spec) for spec in report.inputs))
        if report.outputs:
            _fact("Output shape", ", ".join(_written(spec) for spec in report.outputs.values()))
            _fact("Parameters", f"{report.parameter_count:,}", is_strong=True)
        if report.parameter_count:
            _fact("Weight memory", size_in_words(report.parameter_count * BYTES_PER_WEIGHT))

    def _report(self) -> NodeReport | None:
        report = self._level.report
        return report.nodes.get(self._selected) if report and self._selected else None


def _is_same(left: object, right: object) -> bool:
    """Tell whether two states write alike: 1 and 1.0 are equal in Python, but not in a form."""
    return left is right or repr(left) == repr(right)


def _fact(name: str, value: str, *, is_strong: bool = False) -> None:
    with ui.element("div").classes("gn-fact"):
        ui.label(name).classes("gn-soft")
        ui.label(value).classes("gn-number" + (" gn-strong" if is_strong else ""))


def _written(spec: TensorSpec) -> str:
    return shape_in_words(spec.shape, batch=True)
