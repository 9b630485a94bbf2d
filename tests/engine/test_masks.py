"""What the catalogue tells of masks is what the layers of Keras do with them."""

import itertools

import keras
import pytest

from graphnn.catalogue.model import LayerType
from graphnn.engine.objects import call_arguments, make_layer
from tests.engine.builders import CATALOGUE, built, node, shaped, wired
from tests.test_every_layer import EVERY_TYPE, INTEGERS, TEXTS, minimal, sample_shape

HANDING_ON = {"hands_on_mask", "hands_on_mask_of_steps", "joins_masks", "concatenates_masks"}
LAYERS = [each for each in EVERY_TYPE if each.operation is None and each.name not in INTEGERS | TEXTS]


@pytest.mark.filterwarnings("ignore:Layer .* does not support masking:UserWarning")
@pytest.mark.parametrize("layer_type", LAYERS, ids=lambda each: each.name)
def test_a_layer_hands_a_mask_on_where_the_catalogue_says_so(layer_type: LayerType) -> None:
    steps = keras.layers.Masking()(keras.Input(sample_shape(layer_type)))
    layer = make_layer("layer", sequences(layer_type), CATALOGUE)
    needed = [port for port in layer_type.inputs if not port.is_optional]

    if needed[0].is_list or layer_type.joins_inputs:
        given = layer([steps, steps])
    else:
        others = {port.name: steps for port in needed[1:]}
        given = layer(steps, **others, **call_arguments(minimal(layer_type), CATALOGUE))

    is_handed_on = keras.src.backend.get_keras_mask(keras.tree.flatten(given)[0]) is not None
    assert is_handed_on == bool(HANDING_ON & set(layer_type.traits) or "masks_steps" in layer_type.traits)


def test_no_operation_of_a_mask_has_the_name_of_a_node() -> None:
    """As Keras would have it: its masks of a Concatenate are made by a function of that name."""
    names = ("concatenate", "any", "not_equal", "logical_or", "expand_dims", "zeros_like", "concatenate_1", "any_1")
    nodes = {
        "left": shaped(6, dtype="int32"),
        "right": shaped(6, dtype="int32"),
        **{name: node("Embedding", input_dim=9, output_dim=4, mask_zero=True) for name in names[1:3]},
        "known": node("ops.not_equal", x2=7),
        "concatenate": node("Concatenate"),
        **{name: node("LSTM", units=4, return_sequences=True) for name in names[3:]},
        "answer": node("Output"),
    }
    wires = ["left > any", "right > not_equal", "any > concatenate.inputs.0", "not_equal > concatenate.inputs.1"]
    wires += [f"{one} > {other}.inputs" for one, other in itertools.pairwise(["concatenate", *names[3:], "answer"])]
    wires += ["left > known.x1", "known > concatenate_1.mask"]

    model = built(wired(nodes, *(wire.replace("answer.inputs", "answer") for wire in wires))).model

    ours = {operation.name for operation in model.operations if not operation.name.startswith("mask-")}
    assert ours == nodes.keys() - {"answer"}
    assert len(model.operations) > len(ours)


def sequences(layer_type: LayerType):
    """Return the least node of a layer, of a recurrent one what gives a value for each step."""
    given = dict(minimal(layer_type).parameters)
    if layer_type.parameter("return_sequences") is not None:
        given["return_sequences"] = True
    elif "hands_on_mask_of_steps" in layer_type.traits:
        within = dict(given["layer"])
        given["layer"] = {**within, "parameters": {**within.get("parameters", {}), "return_sequences": True}}
    return node(layer_type.name, **given)
