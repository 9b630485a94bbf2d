"""The form of the whole document: its name, its data and its training recipe."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from graphnn.catalogue.model import Catalogue, Kind, Parameter
from graphnn.document.edits import Edit, SetData, SetTitle, SetTraining
from graphnn.document.model import Configured, Data, Document, Split, Training
from graphnn.document.values import freeze, same, thaw
from graphnn.web.form import Choices, choice_field, parameter_field

ApplyEdit = Callable[[Edit], None]

NO_DATA = "none"
TEST_SPLIT = "test"

_EPOCHS = Parameter(name="epochs", kind=Kind.INTEGER, minimum=1, default=5, doc="Sweeps over the training data.")
_BATCH_SIZE = Parameter(
    name="batch_size", kind=Kind.INTEGER, minimum=1, default=32, doc="Samples looked at before the weights change."
)
_SEED = Parameter(name="seed", kind=Kind.INTEGER, minimum=0, default=0, doc="The same seed gives the same run.")
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


def document_form(document: Document, catalogue: Catalogue, apply_edit: ApplyEdit) -> None:
    """Build the form into the present slot; each choice is one edit."""
    choices = Choices(catalogue)
    _title(document, apply_edit)
    ui.label("Data").classes("gn-section")
    _data(document, catalogue, choices, apply_edit)
    ui.label("Training").classes("gn-section")
    _training(document, catalogue, choices, apply_edit)


def _title(document: Document, apply_edit: ApplyEdit) -> None:
    name = ui.input(value=document.name).classes("gn-name-field").props('dense borderless aria-label="document name"')
    description = ui.textarea(value=document.description, placeholder="What this network is for")
    description.classes("gn-description").props('dense borderless autogrow aria-label="description"')

    def take() -> None:
        if (name.value, description.value) != (document.name, document.description):
            apply_edit(SetTitle(name=name.value or "Untitled", description=description.value or ""))

    name.on("blur", take)
    name.on("keydown.enter", take)
    description.on("blur", take)


def _data(document: Document, catalogue: Catalogue, choices: Choices, apply_edit: ApplyEdit) -> None:
    data = document.data
    sources = {NO_DATA: "none", **{name: data_set.title for name, data_set in catalogue.data_sets.items()}}

    def choose_source(source: Any) -> None:
        apply_edit(SetData(data=None if source == NO_DATA else _fresh_data(catalogue, str(source))))

    choice_field("source", sources, data.source if data else NO_DATA, choose_source)
    data_set = catalogue.data_sets.get(data.source) if data else None
    if data is None or data_set is None:
        return
    ui.label(data_set.doc).classes("gn-soft gn-inspector-doc")
    for parameter in data_set.parameters:
        value = thaw(data.parameters.get(parameter.name, parameter.default))

        def choose(chosen: Any, parameter: Parameter = parameter) -> None:
            parameters = _with_value(data.parameters, parameter, chosen)
            apply_edit(SetData(data=data.model_copy(update={"parameters": freeze(parameters)})))

        parameter_field(parameter, value, choose, choices)
    for name, split in (("validation", data.validation), ("test", data.test)):
        _split(name, split, data, data_set.test_count is not None, choices, apply_edit)


def _split(
    name: str, split: Split | None, data: Data, has_test_split: bool, choices: Choices, apply_edit: ApplyEdit
) -> None:
    """Build the choice of held-out samples: none, a fraction, or the data's own test split."""
    options = {"none": "none", "fraction": "a fraction"}
    if has_test_split:
        options |= {TEST_SPLIT: "the test split"} if name == "validation" else {"none": "the data's own"}
    chosen_kind = "none" if split is None else "fraction" if split.fraction is not None else TEST_SPLIT

    def choose_kind(kind: Any) -> None:
        new = {"none": None, "fraction": Split(fraction=0.2), TEST_SPLIT: Split(split="test")}[kind]
        apply_edit(SetData(data=data.model_copy(update={name: new})))

    choice_field(name, options, chosen_kind, choose_kind)
    if split is not None and split.fraction is not None:
        parameter_field(
            _FRACTION[name],
            split.fraction,
            lambda fraction: apply_edit(SetData(data=data.model_copy(update={name: Split(fraction=fraction)}))),
            choices,
        )


def _training(document: Document, catalogue: Catalogue, choices: Choices, apply_edit: ApplyEdit) -> None:
    training = document.training

    def set_training(**changed: object) -> None:
        apply_edit(SetTraining(training=Training.model_validate({**dict(training), **changed})))

    parameter_field(_EPOCHS, training.epochs, lambda value: set_training(epochs=value), choices)
    parameter_field(_BATCH_SIZE, training.batch_size, lambda value: set_training(batch_size=value), choices)
    parameter_field(_SEED, training.seed, lambda value: set_training(seed=value), choices)
    optimizer = training.optimizer
    choice_field(
        "optimizer",
        list(catalogue.optimizers),
        optimizer.type,
        lambda name: set_training(optimizer=Configured(type=str(name))),
    )
    optimizer_type = catalogue.optimizers.get(optimizer.type)
    for parameter in optimizer_type.parameters if optimizer_type else ():
        if not parameter.main and parameter.name not in optimizer.parameters:
            continue

        def choose(chosen: Any, parameter: Parameter = parameter) -> None:
            parameters = _with_value(optimizer.parameters, parameter, chosen)
            set_training(optimizer=Configured(type=optimizer.type, parameters=freeze(parameters)))

        parameter_field(parameter, thaw(optimizer.parameters.get(parameter.name, parameter.default)), choose, choices)


def _fresh_data(catalogue: Catalogue, source: str) -> Data:
    """Return data as a person expects it of a set just chosen: with something to test on."""
    has_test_split = catalogue.data_sets[source].test_count is not None
    return Data(source=source, validation=Split(fraction=0.1), test=None if has_test_split else Split(fraction=0.2))


def _with_value(values: Mapping[str, Any], parameter: Parameter, chosen: Any) -> dict[str, Any]:
    """Return parameters with one set; a default is left out."""
    others = {name: value for name, value in values.items() if name != parameter.name}
    return others if same(thaw(parameter.default), chosen) else {**others, parameter.name: chosen}
