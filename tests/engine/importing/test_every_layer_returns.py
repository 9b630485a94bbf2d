"""Whatever the catalogue can build comes back from Keras' own config as it was written."""

import json
import re

import keras
import pytest

from graphnn.catalogue.model import LayerType, ObjectType, Registry
from graphnn.document.model import Document
from graphnn.document.values import thaw
from graphnn.exchange.from_keras import convert
from tests.document.builders import wires
from tests.engine.builders import CATALOGUE, built, chain, node, shaped
from tests.test_every_layer import EVERY_TYPE, documents

# Keras writes what follows from other parameters: half the sampling rate, and the length of the window.
RESOLVED = {
    "MelSpectrogram": {"max_freq": 8000, "sequence_length": 2048},
    "MultiHeadAttention": {"attention_axes": 1, "value_dim": 16},
}
# What a model's JSON does not hold, or graphs do not take over from it yet.
LEFT_OUT = {"IntegerLookup": "its vocabulary lies in a file of its own"}
TAKEN = [each for each in EVERY_TYPE if each.operation is None and each.name not in LEFT_OUT]


def again(model: keras.Model) -> Document:
    """Return the document that a model's config becomes."""
    return convert(json.loads(model.to_json()), CATALOGUE, name="model").document


def configured(model: keras.Model) -> object:
    """Return the layer's config; of what it has within, Keras counts the names up."""
    return json.loads(re.sub(r'"name": "\w*"', '"name": ""', json.dumps(model.get_layer("layer").get_config())))


@pytest.mark.parametrize("layer_type", TAKEN, ids=lambda each: each.name)
def test_a_layer_comes_back_as_the_layer_it_was(layer_type: LayerType):
    for document in documents(layer_type):
        model = built(document).model

        returned = again(model)

        assert returned.nodes["layer"].type == layer_type.name
        assert configured(built(returned).model) == configured(model)
        # Of an augmentation Keras writes the range that it makes of a number.
        if layer_type.category != "Augmentation":
            drawn = thaw(document.nodes["layer"].parameters)
            assert thaw(returned.nodes["layer"].parameters) == drawn | RESOLVED.get(layer_type.name, {})


@pytest.mark.parametrize("layer_type", [each for each in EVERY_TYPE if each.operation], ids=lambda each: each.name)
def test_an_operation_comes_back_as_the_operation_it_was(layer_type: LayerType):
    for document in documents(layer_type):
        returned = again(built(document).model)

        fed = {edge.target_port.name for edge in document.edges}
        defaults = {each.name: each.default for each in layer_type.parameters if not each.required}
        drawn = {
            name: value
            for name, value in document.nodes["layer"].parameters.items()
            if name not in fed and (name not in defaults or defaults[name] != value)
        }
        assert returned.nodes["layer"].type == layer_type.name
        assert thaw(returned.nodes["layer"].parameters) == thaw(drawn)
        assert entering(returned) == entering(document)


def entering(document: Document) -> list[str]:
    return sorted(wire for wire in wires(document) if wire.split(" > ")[1].split(".")[0] == "layer")


def described(registry: Registry) -> list[tuple[str, ObjectType]]:
    return [(registry, each) for each in CATALOGUE.registry(registry).values()]


@pytest.mark.parametrize(
    ("registry", "object_type"),
    [*described("initializers"), *described("regularizers"), *described("constraints"), *described("activations")],
    ids=lambda given: getattr(given, "name", given),
)
def test_an_object_comes_back_by_the_name_documents_write(registry, object_type):
    name = object_type.alias or object_type.name
    if registry == "activations":
        given, parameter = name, "activation"
    else:
        needed = {each.name: 0.5 for each in object_type.parameters if each.required}
        given = {"type": object_type.name, "parameters": needed} if needed else name
        parameter = f"kernel_{registry.removesuffix('s')}"
    document = chain(x=shaped(4), d=node("Dense", units=4, **{parameter: given}))

    model = built(document).model

    # What is the layer's own default is not written.
    default = thaw(CATALOGUE.layers["Dense"].parameter(parameter).default)
    is_default = given in (default, "linear" if default is None else default)
    written = thaw(again(model).nodes["d"].parameters)
    assert written == {"units": 4} | ({} if is_default else {parameter: given})


@pytest.mark.parametrize("layer_type", TAKEN, ids=lambda each: each.name)
def test_a_layer_is_told_from_an_operation_in_files_that_name_no_modules(layer_type: LayerType):
    document = documents(layer_type)[0]
    tree = json.loads(built(document).model.to_json())
    for each in tree["config"]["layers"]:
        del each["module"], each["registered_name"]

    assert convert(tree, CATALOGUE, name="model").document.nodes["layer"].type == layer_type.name
