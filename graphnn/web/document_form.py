"""The form of the whole document: its name, its data and its training recipe."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from graphnn.catalogue.model import Catalogue, Kind, Parameter
from graphnn.document.edits import Edit, SetData, SetTraining
from graphnn.document.model import Data, Document, Split, Training
from graphnn.document.values import freeze, same, thaw
from graphnn.web.form import Choices, choice_field, parameter_field, parameter_fields
from graphnn.web.object_fields import ObjectControl, Offer, configured, value_of
from graphnn.web.own_data_form import order_fields, split_fields
from graphnn.web.recipe_form import RecipeForm
from graphnn.web.title_form import TitleForm

ApplyEdit = Callable[[Edit], None]

NO_DATA = "none"
OWN_FILE = "file"
TEST_SPLIT = "test"

_EPOCHS = Parameter(name="epochs", kind=Kind.INTEGER, minimum=1, default=5, doc="Sweeps over the training data.")
_BATCH_SIZE = Parameter(
    name="batch_size", kind=Kind.INTEGER, minimum=1, default=32, doc="Samples looked at before the weights change."
)
_SEED = Parameter(name="seed", kind=Kind.INTEGER, minimum=0, default=0, doc="The same seed gives the same run.")
_OPTIMIZER = Parameter(
    name="optimizer", kind=Kind.OBJECT, registry="optimizers", doc="How the weights follow the gradient of the loss."
)
_FRACTION = {
    name: Parameter(
        name="fraction",
        kind=Kind.NUMBER,
        exclusive_minimum=0,
        exclusive_maximum=1,
        default=0.2,
        doc=f"Share of the samples held out for {name}.",
    )
    for name in ("validation", "test")
}


class DocumentForm:
    """The form; each choice is one edit of the document as it is then, not as it was when the form was built.

    Args:
        current: Gives the document as it is.
        catalogue: What the form offers.
        apply_edit: Takes an edit that changes which fields there are.
        apply_in_place: Takes an edit whose field already shows it.
    """

    def __init__(
        self,
        current: Callable[[], Document],
        catalogue: Catalogue,
        apply_edit: ApplyEdit,
        apply_in_place: ApplyEdit,
    ) -> None:
        """Build the form into the present slot."""
        self._current = current
        self._catalogue = catalogue
        self._choices = Choices(catalogue)
        self._apply = apply_edit
        self._apply_in_place = apply_in_place
        document = current()
        TitleForm(current, apply_in_place)
        ui.label("Data").classes("gn-section")
        self._data(document.data)
        ui.label("Training").classes("gn-section")
        self._training(document.training)
        RecipeForm(current, catalogue, apply_edit, apply_in_place)

    def _data(self, data: Data | None) -> None:
        sources = {NO_DATA: "none", **{name: each.title for name, each in self._catalogue.data_sets.items()}}
        if data is not None and data.file is not None:
            sources[OWN_FILE] = data.source_name
        chosen = NO_DATA if data is None else data.source if isinstance(data.source, str) else OWN_FILE
        choice_field("source", sources, chosen, self._choose_source)
        data_set = self._catalogue.data_set(data)
        if data is None or data_set is None:
            return
        ui.label(data_set.doc).classes("gn-soft gn-inspector-doc")
        for parameter in data_set.parameters:
            value = thaw(data.parameters.get(parameter.name, parameter.default))
            parameter_field(parameter, value, partial(self._set_data_parameter, parameter), self._choices)
        if data.file is not None:
            self._own_file(data)
            return
        has_test_split = data_set.test_count is not None
        self._split("validation", data.validation, has_test_split=has_test_split)
        self._split("test", data.test, has_test_split=has_test_split)

    def _own_file(self, data: Data) -> None:
        change, in_place = partial(self._change_data, self._apply), partial(self._change_data, self._apply_in_place)
        if data.file is not None and data.file.csv is not None:
            order_fields(data, change, in_place, self._choices)
        for name in ("validation", "test"):
            split_fields(name, data, change, in_place, _FRACTION[name], self._choices)

    def _split(self, name: str, split: Split | None, *, has_test_split: bool) -> None:
        """Build the choice of held-out samples: none, a fraction, or the data's own test split."""
        options = {"none": "none", "fraction": "a fraction"}
        if has_test_split:
            options |= {TEST_SPLIT: "the test split"} if name == "validation" else {"none": "the data's own"}
        chosen_kind = "none" if split is None else "fraction" if split.fraction is not None else TEST_SPLIT

        def choose_kind(kind: Any) -> None:
            new = {"none": None, "fraction": Split(fraction=0.2), TEST_SPLIT: Split(split="test")}[kind]
            self._set_data(self._apply, **{name: new})

        choice_field(name, options, chosen_kind, choose_kind)
        if split is not None and split.fraction is not None:
            parameter_field(
                _FRACTION[name],
                split.fraction,
                lambda fraction: self._set_data(self._apply_in_place, **{name: Split(fraction=fraction)}),
                self._choices,
            )

    def _training(self, training: Training) -> None:
        for parameter in (_EPOCHS, _BATCH_SIZE, _SEED):
            value = getattr(training, parameter.name)
            parameter_field(parameter, value, partial(self._set_training_parameter, parameter), self._choices)
        offer = Offer(self._catalogue.optimizers, partial(self._catalogue.find, "optimizers"))
        fields = partial(parameter_fields, choices=self._choices)
        with ui.element("div").classes("gn-field gn-field-object"):
            ui.label(_OPTIMIZER.name).classes("gn-field-label").tooltip(_OPTIMIZER.doc)
            with ui.element("div").classes("gn-field-control"):
                optimizer = value_of(training.optimizer)
                ObjectControl(_OPTIMIZER, optimizer, self._set_optimizer, offer=offer, fields=fields)

    def _choose_source(self, source: Any) -> None:
        if source == OWN_FILE:
            return
        self._apply(SetData(data=None if source == NO_DATA else _fresh_data(self._catalogue, str(source))))

    def _set_data_parameter(self, parameter: Parameter, chosen: Any) -> None:
        data = self._current().data
        if data is not None:
            self._set_data(self._apply_in_place, parameters=freeze(_with_value(data.parameters, parameter, chosen)))

    def _set_training_parameter(self, parameter: Parameter, chosen: Any) -> None:
        self._set_training(self._apply_in_place, **{parameter.name: chosen})

    def _set_optimizer(self, chosen: Any) -> None:
        self._set_training(self._apply_in_place, optimizer=configured(chosen))

    def _set_data(self, apply_edit: ApplyEdit, **changed: object) -> None:
        data = self._current().data
        if data is not None:
            apply_edit(SetData(data=data.model_copy(update=changed)))

    def _change_data(self, apply_edit: ApplyEdit, changed: Callable[[Data], Mapping[str, object]]) -> None:
        data = self._current().data
        if data is not None:
            self._set_data(apply_edit, **changed(data))

    def _set_training(self, apply_edit: ApplyEdit, **changed: object) -> None:
        training = self._current().training
        apply_edit(SetTraining(training=Training.model_validate({**dict(training), **changed})))


def _fresh_data(catalogue: Catalogue, source: str) -> Data:
    """Return data as a person expects it of a set just chosen: with something to test on."""
    has_test_split = catalogue.data_sets[source].test_count is not None
    return Data(source=source, validation=Split(fraction=0.1), test=None if has_test_split else Split(fraction=0.2))


def _with_value(values: Mapping[str, Any], parameter: Parameter, chosen: Any) -> dict[str, Any]:
    """Return parameters with one set; a default is left out."""
    others = {name: value for name, value in values.items() if name != parameter.name}
    return others if same(thaw(parameter.default), chosen) else {**others, parameter.name: chosen}
