"""The form of what goes beyond epochs and optimizer: precision, the weights of classes, and callbacks."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from graphnn.catalogue.model import Catalogue, Column, Kind, ObjectType, Parameter
from graphnn.document.edits import Edit, SetTraining
from graphnn.document.model import Configured, Document, Training
from graphnn.document.values import same, thaw
from graphnn.web.form import Choices, as_it_starts, choice_field, parameter_field

ApplyEdit = Callable[[Edit], None]

_PRECISIONS = {"float32": "32 bits", "mixed_bfloat16": "mixed, bfloat16", "mixed_float16": "mixed, float16"}
_COMPILES = {"auto": "where it pays", "yes": "yes", "no": "no"}
_COMPILE_VALUES: Mapping[str, Any] = {"auto": "auto", "yes": True, "no": False}
_WEIGHTS = {"none": "all the same", "balanced": "balanced", "own": "one by one"}
_ADD = "add"


class RecipeForm:
    """The form; each choice is one edit of the recipe as it is then.

    Args:
        current: Gives the document as it is.
        catalogue: What the form offers.
        apply_edit: Takes an edit that changes which fields there are.
        apply_in_place: Takes an edit whose field already shows it.
    """

    def __init__(
        self, current: Callable[[], Document], catalogue: Catalogue, apply_edit: ApplyEdit, apply_in_place: ApplyEdit
    ) -> None:
        """Build the form into the present slot."""
        self._current = current
        self._catalogue = catalogue
        self._choices = Choices(catalogue)
        self._apply = apply_edit
        self._apply_in_place = apply_in_place
        training = current().training
        choice_field(
            "precision", _PRECISIONS, training.precision, lambda chosen: self._set(apply_in_place, precision=chosen)
        )
        choice_field(
            "compile with XLA",
            _COMPILES,
            next(name for name, value in _COMPILE_VALUES.items() if same(value, training.jit_compile)),
            lambda chosen: self._set(apply_in_place, jit_compile=_COMPILE_VALUES[chosen]),
        )
        self._class_weights(training)
        ui.label("Callbacks").classes("gn-section")
        self._callbacks(training)

    def _class_weights(self, training: Training) -> None:
        column = self._label_column()
        if column is None and training.class_weights is None:
            return
        weights = training.class_weights
        chosen = "none" if weights is None else "balanced" if weights == "balanced" else "own"
        start: Mapping[str, Any] = {
            "none": None,
            "balanced": "balanced",
            "own": {name: 1.0 for name in column.classes} if column else {},
        }
        choice_field(
            "class weights", _WEIGHTS, chosen, lambda choice: self._set(self._apply, class_weights=start[choice])
        )
        if isinstance(weights, Mapping):
            with ui.element("div").classes("gn-nested"):
                for name, weight in weights.items():
                    doc = f"How much a sample of class {name} counts."
                    parameter = Parameter(name=name, kind=Kind.NUMBER, minimum=0, default=1.0, doc=doc)
                    parameter_field(parameter, weight, partial(self._set_class_weight, name), self._choices)

    def _callbacks(self, training: Training) -> None:
        for place, callback in enumerate(training.callbacks):
            callback_type = self._catalogue.callbacks.get(callback.type)
            with ui.element("div").classes("gn-callback"):
                with ui.element("div").classes("gn-callback-head"):
                    name = ui.label(callback.type)
                    if callback_type is not None:
                        name.tooltip(callback_type.doc)
                    remove = ui.button("Remove", color=None, on_click=partial(self._remove, place))
                    remove.props(f'no-caps flat dense aria-label="Remove {callback.type}"').classes("gn-link")
                for parameter in callback_type.parameters if callback_type else ():
                    value = thaw(callback.parameters.get(parameter.name, parameter.default))
                    parameter_field(parameter, value, partial(self._set_parameter, place, parameter), self._choices)
        options = {_ADD: "Add a callback…", **{name: name for name in self._catalogue.callbacks}}
        choice_field("add", options, _ADD, self._add)

    def _label_column(self) -> Column | None:
        """Return the column of classes that the one Output learns, if it does."""
        document = self._current()
        data_set = self._catalogue.data_set(document.data)
        ends = [node for node in document.nodes.values() if self._is_output(node.type)]
        column = ends[0].parameters.get("column") if len(ends) == 1 else None
        found = data_set.column(column) if data_set is not None and isinstance(column, str) else None
        return found if found is not None and found.kind == "label" else None

    def _is_output(self, type: str) -> bool:
        layer_type = self._catalogue.layers.get(type)
        return layer_type is not None and layer_type.is_output

    def _set_class_weight(self, name: str, weight: Any) -> None:
        weights = self._current().training.class_weights
        if isinstance(weights, Mapping):
            self._set(self._apply_in_place, class_weights={**weights, name: weight})

    def _add(self, name: str) -> None:
        callback_type = self._catalogue.callbacks.get(name)
        if callback_type is not None:
            callbacks = (*self._current().training.callbacks, _as_configured(callback_type))
            self._set(self._apply, callbacks=callbacks)

    def _remove(self, place: int) -> None:
        callbacks = self._current().training.callbacks
        self._set(self._apply, callbacks=(*callbacks[:place], *callbacks[place + 1 :]))

    def _set_parameter(self, place: int, parameter: Parameter, chosen: Any) -> None:
        callbacks = self._current().training.callbacks
        callback = callbacks[place]
        others = {name: value for name, value in callback.parameters.items() if name != parameter.name}
        values = others if same(thaw(parameter.default), chosen) else {**others, parameter.name: chosen}
        changed = Configured(type=callback.type, parameters=values)
        self._set(self._apply_in_place, callbacks=(*callbacks[:place], changed, *callbacks[place + 1 :]))

    def _set(self, apply_edit: ApplyEdit, **changed: object) -> None:
        training = self._current().training
        apply_edit(SetTraining(training=Training.model_validate({**dict(training), **changed})))


def _as_configured(callback_type: ObjectType) -> Configured:
    start = as_it_starts(callback_type)
    return Configured(type=callback_type.name) if isinstance(start, str) else Configured.model_validate(start)
