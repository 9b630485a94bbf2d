"""The form of what goes beyond epochs and optimizer: precision, the weights of classes, and callbacks."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui
from pydantic import ValidationError

from graphnn.catalogue.model import Catalogue, Column, Kind, Parameter
from graphnn.document.edits import Edit, SetTraining
from graphnn.document.model import Document, Training
from graphnn.document.values import same
from graphnn.web.form import Choices, choice_field, parameter_field, parameter_fields
from graphnn.web.object_fields import ListControl, Offer, configured, value_of

ApplyEdit = Callable[[Edit], None]

_PRECISIONS = {"float32": "32 bits", "mixed_bfloat16": "mixed, bfloat16", "mixed_float16": "mixed, float16"}
_COMPILES = {"auto": "if it pays", "yes": "yes", "no": "no"}
_AUTO_VALUES: Mapping[str, Any] = {"auto": "auto", "yes": True, "no": False}
_STREAMS = {"auto": "if need be", "yes": "always", "no": "never"}
"""What may be left to graphnn, with its name and its choices in words."""

_DEVICES = {"auto": "GPU if any", "cpu": "CPU", "gpu": "GPU"}
_WEIGHTS = {"none": "all the same", "balanced": "balanced", "own": "one by one"}
_START = Parameter(
    name="start weights",
    kind=Kind.TEXT,
    default=None,
    optional=True,
    doc="A .keras or .h5 file beside the graph: layers of the same names start with its weights. Empty: start afresh.",
)


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
        choice_field("device", _DEVICES, training.device, lambda chosen: self._set(apply_in_place, device=chosen))
        for label, name, words in (
            ("compile with XLA", "jit_compile", _COMPILES),
            ("read as needed", "streaming", _STREAMS),
        ):
            chosen = next(key for key, value in _AUTO_VALUES.items() if same(value, getattr(training, name)))
            choice_field(label, words, chosen, partial(self._set_auto, name))
        self._class_weights(training)
        self._start(training)
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

    def _start(self, training: Training) -> None:
        parameter_field(_START, training.weights, self._set_start, self._choices)

    def _set_start(self, chosen: Any) -> None:
        try:
            self._set(self._apply_in_place, weights=chosen or None)
        except ValidationError as error:
            ui.notify(error.errors()[0]["msg"].removeprefix("Value error, "))

    def _callbacks(self, training: Training) -> None:
        callbacks = [value_of(callback) for callback in training.callbacks]
        fields = partial(parameter_fields, choices=self._choices)
        offer = Offer.of(self._catalogue.callbacks)
        with ui.element("div").classes("gn-field gn-field-wide"):
            ListControl("callbacks", callbacks, self._set_callbacks, offer=offer, fields=fields)

    def _label_column(self) -> Column | None:
        """Return the column of classes that the one Output learns, if it does."""
        document = self._current()
        ends = [node for node in document.nodes.values() if self._is_output(node.type)]
        found = self._catalogue.bound_column(ends[0], document.data) if len(ends) == 1 else None
        return found if found is not None and found.kind == "label" else None

    def _is_output(self, type: str) -> bool:
        layer_type = self._catalogue.layers.get(type)
        return layer_type is not None and layer_type.is_output

    def _set_class_weight(self, name: str, weight: Any) -> None:
        weights = self._current().training.class_weights
        if isinstance(weights, Mapping):
            self._set(self._apply_in_place, class_weights={**weights, name: weight})

    def _set_callbacks(self, chosen: list[Any]) -> None:
        self._set(self._apply_in_place, callbacks=tuple(configured(each) for each in chosen))

    def _set_auto(self, name: str, chosen: str) -> None:
        self._set(self._apply_in_place, **{name: _AUTO_VALUES[chosen]})

    def _set(self, apply_edit: ApplyEdit, **changed: object) -> None:
        training = self._current().training
        apply_edit(SetTraining(training=Training.model_validate({**dict(training), **changed})))
