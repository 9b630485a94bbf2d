"""What the shipped catalogue says, as far as others count on it."""

import json
from collections.abc import Iterator
from importlib import resources
from itertools import groupby

import pytest

from graphnn.analysis.values import fault_of
from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Kind, ObjectType, Parameter, Registry
from graphnn.document.values import Json

PALETTE = [
    "Core",
    "Convolution",
    "Pooling",
    "Recurrent",
    "Attention",
    "Normalisation",
    "Regularisation",
    "Shape",
    "Merge",
    "Preprocessing",
    "Augmentation",
    "Activation",
    "Operations",
]
REGISTRIES: tuple[Registry, ...] = (
    "activations",
    "initializers",
    "regularizers",
    "constraints",
    "losses",
    "metrics",
    "optimizers",
    "schedules",
    "cells",
)
CATALOGUE = load_catalogue()


def parameters() -> Iterator[tuple[str, Parameter]]:
    for layer_type in CATALOGUE.layers.values():
        yield from ((layer_type.name, parameter) for parameter in layer_type.parameters)
    for registry in REGISTRIES:
        for each in CATALOGUE.registry(registry).values():
            yield from ((each.name, parameter) for parameter in each.parameters)


def parameter(layer: str, name: str) -> Parameter:
    found = CATALOGUE.layers[layer].parameter(name)
    assert found is not None
    return found


def test_layers_stand_in_the_order_of_the_palette() -> None:
    assert [category for category, _ in groupby(each.category for each in CATALOGUE.layers.values())] == PALETTE


def test_the_layers_asked_for_most_stand_first() -> None:
    layers = list(CATALOGUE.layers)

    assert layers[:4] == ["Input", "Dense", "Embedding", "Output"]
    assert layers.index("Conv2D") < layers.index("Conv1D")


def test_every_layer_has_one_sentence_and_every_parameter_some_words() -> None:
    assert [each.name for each in CATALOGUE.layers.values() if not each.doc.endswith(".") or len(each.doc) > 120] == []
    assert [(owner, each.name) for owner, each in parameters() if not each.doc] == []


def test_documentation_is_plain_text_of_bounded_length() -> None:
    for layer_type in CATALOGUE.layers.values():
        texts = [layer_type.doc, layer_type.documentation, *(each.doc for each in layer_type.parameters)]
        assert not any("`" in text or "](" in text or ">>>" in text for text in texts), layer_type.name
        assert len(layer_type.documentation) <= 1400


def test_every_default_is_a_value_that_the_parameter_takes() -> None:
    faults = {
        (owner, each.name): fault_of(each, each.default, catalogue=CATALOGUE)
        for owner, each in parameters()
        if not each.required
    }

    assert {place: fault for place, fault in faults.items() if fault} == {}


def test_objects_and_choices_say_what_to_choose_from() -> None:
    for owner, each in parameters():
        if each.kind in (Kind.OBJECT, Kind.OBJECTS):
            assert each.registry is not None, (owner, each.name)
        assert (each.kind is Kind.CHOICE) == bool(each.choices), (owner, each.name)


def test_a_card_shows_three_parameters_at_most_and_they_come_first() -> None:
    for layer_type in CATALOGUE.layers.values():
        flags = [each.main for each in layer_type.parameters]
        assert sum(flags) <= 3
        assert flags == sorted(flags, reverse=True)


@pytest.mark.parametrize(
    ("layer", "main"),
    [
        ("Dense", ["units", "activation"]),
        ("Conv2D", ["filters", "kernel_size", "activation"]),
        ("Dropout", ["rate"]),
        ("LSTM", ["units", "return_sequences"]),
        ("Rescaling", ["scale", "offset"]),
        ("Output", ["column", "loss", "metrics"]),
    ],
)
def test_a_card_shows_what_matters(layer: str, main: list[str]) -> None:
    assert [each.name for each in CATALOGUE.layers[layer].parameters if each.main] == main


def test_kinds_and_ranges_are_those_of_keras() -> None:
    assert parameter("Dense", "units").model_dump(include={"kind", "required", "minimum"}) == {
        "kind": Kind.INTEGER,
        "required": True,
        "minimum": 1,
    }
    assert (parameter("Conv2D", "kernel_size").kind, parameter("Conv2D", "kernel_size").length) == (Kind.INTEGERS, 2)
    assert parameter("Conv1D", "padding").choices == ("valid", "same", "causal")
    assert parameter("Conv2D", "strides").default == (1, 1)
    assert parameter("MaxPooling2D", "strides").optional
    assert parameter("Reshape", "target_shape").kind is Kind.SHAPE
    assert parameter("Dropout", "rate").exclusive_maximum == 1
    assert parameter("Dense", "kernel_initializer").registry == "initializers"
    assert parameter("LSTM", "recurrent_activation").registry == "activations"


def test_merge_layers_take_a_list_and_a_subtraction_exactly_two() -> None:
    merges = [each for each in CATALOGUE.layers.values() if each.category == "Merge"]

    assert len(merges) == 8
    assert all(each.inputs[0].is_list for each in merges)
    for pair in (CATALOGUE.layers["Subtract"].inputs[0], CATALOGUE.layers["Dot"].inputs[0]):
        assert (pair.minimum, pair.maximum) == (2, 2)


@pytest.mark.parametrize("name", ["Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"])
def test_attention_takes_query_value_and_a_key_if_there_is_one(name: str) -> None:
    ports = CATALOGUE.layers[name].inputs

    assert [port.name for port in ports][:3] == ["query", "value", "key"]
    assert [port.is_optional for port in ports][:3] == [False, False, True]


@pytest.mark.parametrize(
    ("name", "parameters", "outputs"),
    [
        ("LSTM", {}, ["output"]),
        ("LSTM", {"return_state": True}, ["output", "state_h", "state_c"]),
        ("GRU", {"return_state": True}, ["output", "state"]),
        ("SimpleRNN", {"return_state": True}, ["output", "state"]),
        ("ConvLSTM2D", {"return_state": True}, ["output", "state_h", "state_c"]),
        ("MultiHeadAttention", {"return_attention_scores": True}, ["output", "scores"]),
        ("Attention", {"return_attention_scores": "yes"}, ["output"]),
    ],
)
def test_a_parameter_brings_further_outputs_about(name: str, parameters: dict[str, Json], outputs: list[str]) -> None:
    assert [port.name for port in CATALOGUE.outputs_of(CATALOGUE.layers[name], parameters)] == outputs


def test_a_layer_around_another_has_the_outputs_that_the_other_one_brings_along() -> None:
    states = {"units": 3, "return_state": True}
    layer_type = CATALOGUE.layers["Bidirectional"]

    def outputs(child: str, parameters: dict[str, Json]) -> list[str]:
        ports = CATALOGUE.outputs_of(layer_type, {"layer": {"type": child, "parameters": parameters}})
        return [port.name for port in ports]

    assert outputs("LSTM", {"units": 3}) == ["output"]
    assert outputs("GRU", states) == ["output", "forward_state", "backward_state"]
    assert len(outputs("LSTM", states)) == 5


def test_an_rnn_gives_the_states_of_its_cell() -> None:
    def outputs(cell: str) -> list[str]:
        parameters = {"cell": {"type": cell, "parameters": {"units": 3}}, "return_state": True}
        return [port.name for port in CATALOGUE.outputs_of(CATALOGUE.layers["RNN"], parameters)]

    assert outputs("LSTMCell") == ["output", "state_h", "state_c"]
    assert outputs("GRUCell") == ["output", "state"]


def test_a_layer_within_another_takes_one_tensor_and_learns_nothing_beforehand() -> None:
    names = set(CATALOGUE.layers_for(parameter("TimeDistributed", "layer")))

    assert {"Dense", "LSTM", "Bidirectional", "Flatten"} <= names
    assert names.isdisjoint({"Input", "Output", "Add", "MultiHeadAttention", "Normalization"})
    assert set(CATALOGUE.layers_for(parameter("Bidirectional", "layer"))) >= {"LSTM", "GRU", "SimpleRNN"}


def test_every_switch_of_an_output_is_a_parameter_that_is_off_by_default() -> None:
    for layer_type in CATALOGUE.layers.values():
        for port in layer_type.outputs:
            switch = layer_type.parameter(port.when) if port.when else None
            assert port.when is None or (switch is not None and switch.default is False)


def test_data_enters_at_input_and_predictions_leave_at_output() -> None:
    assert [each.name for each in CATALOGUE.layers.values() if each.is_input] == ["Input"]
    assert [each.name for each in CATALOGUE.layers.values() if each.is_output] == ["Output"]


@pytest.mark.parametrize(
    ("registry", "name", "found"),
    [
        ("losses", "mse", "MeanSquaredError"),
        ("losses", "categorical_crossentropy", "CategoricalCrossentropy"),
        ("losses", "CategoricalCrossentropy", "CategoricalCrossentropy"),
        ("metrics", "accuracy", "Accuracy"),
        ("metrics", "mae", "MeanAbsoluteError"),
        ("activations", "swish", "silu"),
        ("initializers", "glorot_uniform", "GlorotUniform"),
        ("regularizers", "l2", "L2"),
        ("optimizers", "rmsprop", "RMSprop"),
        ("schedules", "CosineDecay", "CosineDecay"),
    ],
)
def test_an_object_is_found_by_each_of_its_names(registry: Registry, name: str, found: str) -> None:
    object_type = CATALOGUE.find(registry, name)

    assert isinstance(object_type, ObjectType)
    assert object_type.name == found


def test_a_name_that_nothing_bears_finds_nothing() -> None:
    assert CATALOGUE.find("losses", "accuracy") is None


def test_every_exclusion_has_its_reason() -> None:
    overlay = json.loads(resources.files("graphnn.catalogue").joinpath("overlay.json").read_text("utf-8"))

    reasons = [reason for names in overlay["excluded"].values() for reason in names.values()]

    assert all(len(reason) > 5 for reason in [*reasons, *overlay["hidden"].values()])
    assert set(overlay["excluded"]["layers"]).isdisjoint(CATALOGUE.layers)
