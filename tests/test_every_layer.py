"""Every layer of the catalogue, by the same treatment: what is shown is what is built, saved and loaded."""

import re
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.analysis.check import check
from graphnn.catalogue.model import Kind, LayerType, PortType
from graphnn.document.codec import dumps, loads
from graphnn.document.model import Document, Node
from graphnn.document.values import Json, thaw
from graphnn.engine.build import one_or_all
from tests.engine.builders import CATALOGUE, SAVING_WARNS, built, inferred, node, shaped, wired

EVERY_TYPE = [each for each in CATALOGUE.layers.values() if each.inputs and each.outputs]
EVERY_LAYER = pytest.mark.parametrize("layer_type", EVERY_TYPE, ids=lambda each: each.name)

VECTOR, SEQUENCE, IMAGE, VOLUME = (6,), (8, 3), (8, 8, 3), (6, 6, 6, 3)
MATRIX = (3, 3)
PICTURE = (32, 32, 3)
"""Large enough for the sizes that croppings are suggested with."""

SHAPES: Mapping[str, tuple[int, ...]] = {
    "Bidirectional": SEQUENCE,
    "CategoryEncoding": (1,),
    "ConvLSTM1D": (4, *SEQUENCE),
    "ConvLSTM2D": (4, *IMAGE),
    "ConvLSTM3D": (2, *VOLUME),
    "AdditiveAttention": SEQUENCE,
    "Attention": SEQUENCE,
    "Dense": VECTOR,
    "Dot": VECTOR,
    "Discretization": VECTOR,
    "EinsumDense": VECTOR,
    "Embedding": VECTOR,
    "GRU": SEQUENCE,
    "GroupQueryAttention": SEQUENCE,
    "HashedCrossing": (1,),
    "Hashing": VECTOR,
    "IntegerLookup": VECTOR,
    "LSTM": SEQUENCE,
    "Masking": SEQUENCE,
    "MelSpectrogram": (4096,),
    "MultiHeadAttention": SEQUENCE,
    "Normalization": VECTOR,
    "Permute": SEQUENCE,
    "RepeatVector": VECTOR,
    "Rescaling": IMAGE,
    "STFTSpectrogram": (512, 1),
    "RNN": SEQUENCE,
    "SimpleRNN": SEQUENCE,
    "StringLookup": VECTOR,
    "TextVectorization": (),
    "SpectralNormalization": VECTOR,
    "TimeDistributed": SEQUENCE,
    "ReversibleEmbedding": VECTOR,
    "ops.ctc_decode": SEQUENCE,
    "ops.depth_to_space": (4, 4, 8),
    "ops.fold": (18, 36),
    "ops.glu": (3, 4),
    "ops.pad": (3,),
    "ops.in_top_k": VECTOR,
    "ops.istft": (5, 129),
    "ops.slice": (3,),
    "ops.slice_update": (3,),
    "ops.space_to_depth": IMAGE,
    "ops.squeeze": (3, 1),
    "ops.stft": (512,),
    "ops.vander": (),
}
# The shape of a sample at those ports where it is not that of the first one.
OTHER_PORTS: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("Bidirectional", "initial_state"): (64,),
    ("Bidirectional", "mask"): (8,),
    ("ConvLSTM1D", "initial_state"): (6, 32),
    ("ConvLSTM1D", "mask"): (4,),
    ("ConvLSTM2D", "initial_state"): (6, 6, 32),
    ("ConvLSTM2D", "mask"): (4,),
    ("ConvLSTM3D", "initial_state"): (4, 4, 4, 32),
    ("ConvLSTM3D", "mask"): (2,),
    ("GRU", "initial_state"): (64,),
    ("GRU", "mask"): (8,),
    ("GlobalAveragePooling1D", "mask"): (8,),
    ("GroupQueryAttention", "attention_mask"): (8, 8),
    ("LSTM", "initial_state"): (64,),
    ("LSTM", "mask"): (8,),
    ("MultiHeadAttention", "attention_mask"): (8, 8),
    ("RNN", "initial_state"): (64,),
    ("RNN", "mask"): (8,),
    ("SimpleRNN", "initial_state"): (64,),
    ("SimpleRNN", "mask"): (8,),
    ("ops.ctc_decode", "sequence_lengths"): (),
    ("ops.in_top_k", "targets"): (),
    ("ops.slice_update", "updates"): (2,),
}
# Which take a matrix times its own transpose.
POSITIVE = {"ops.cholesky"}
# Whose first axis is not the batch: no prediction, and for an operation behind it alone.
NOT_BY_SAMPLE = {("ops.ctc_decode", "decoded")}
# How many tensors a list port takes with the parameters here, where that is not the least of its layer.
COUNTS = {("Bidirectional", "initial_state"): 4, ("RNN", "initial_state"): 2}
# Whose parameters here are for a certain number of tensors.
FIXED = {"ops.einsum"}
INTEGERS = {
    *("CategoryEncoding", "Embedding", "Hashing", "IntegerLookup", "ReversibleEmbedding", "ops.one_hot"),
    *(f"ops.bitwise_{name}" for name in ("and", "or", "xor", "invert", "left_shift", "right_shift")),
}
TEXTS = {"HashedCrossing", "StringLookup", "TextVectorization"}
# What those ports take that do not take what the first one does.
OTHER_DTYPES = {
    ("ops.ctc_decode", "sequence_lengths"): "int32",
    ("ops.in_top_k", "targets"): "int32",
    ("ops.ldexp", "x2"): "int32",
    ("ops.select", "condlist"): "bool",
    ("ops.take_along_axis", "indices"): "int32",
}
WORDS = ("red", "green", "blue", "a red light")
# What a layer needs to be made and has no good suggestion for.
PARAMETERS: Mapping[str, Mapping[str, Json]] = {
    "Discretization": {"bin_boundaries": [0.25, 0.75]},
    "EinsumDense": {"equation": "ab,bc->ac", "output_shape": [4]},
    "IntegerLookup": {"vocabulary": [3, 1, 4]},
    "StringLookup": {"vocabulary": ["red", "blue"]},
    "TextVectorization": {"vocabulary": ["red", "blue"], "output_sequence_length": 4},
    "ops.einsum": {"subscripts": "bij,bkj->bik"},
    "ops.reshape": {"newshape": [-1, 9]},
    "ops.threshold": {"threshold": 0.5},
    "GroupNormalization": {"groups": 3},  # the default 32 does not divide the channels here
}


# Settings with ports of their own, each with how many tensors go to them.
VARIANTS: Mapping[str, tuple[Mapping[str, Json], Mapping[str, int]]] = {
    "RNN": (
        {
            "cell": {
                "type": "StackedRNNCells",
                "parameters": {
                    "cells": [
                        {"type": "LSTMCell", "parameters": {"units": 64}},
                        {"type": "GRUCell", "parameters": {"units": 64}},
                    ]
                },
            },
            "return_state": True,
        },
        {"initial_state": 3},
    )
}


def sample_shape(layer_type: LayerType) -> tuple[int, ...]:
    if layer_type.name in SHAPES:
        return SHAPES[layer_type.name]
    if layer_type.operation is not None:
        return MATRIX
    if layer_type.category in ("Augmentation", "Preprocessing"):
        return PICTURE
    axes = re.search(r"\dD", layer_type.name)
    return {"1D": SEQUENCE, "3D": VOLUME}.get(axes.group() if axes else "2D", IMAGE)


def minimal(layer_type: LayerType) -> Node:
    is_free = layer_type.operation is None  # An operation alone would take the whole batch for one tensor.
    needed = [each for each in layer_type.parameters if each.suggestion is not None and (each.required or not is_free)]
    suggested = {each.name: thaw(each.suggestion) for each in needed}
    stand_ins = [layer_type.parameter(port.parameter) for port in layer_type.inputs if port.parameter is not None]
    constants = {each.name: 1 if each.kind is Kind.INTEGER else 0.5 for each in stand_ins if each is not None}
    return node(layer_type.name, **(suggested | constants | dict(PARAMETERS.get(layer_type.name, {}))))


def whole(layer_type: LayerType) -> Node:
    """Return the node with all outputs that its layer can have."""
    switches: dict[str, Json] = {port.when: True for port in layer_type.outputs if port.when is not None}
    parameters = dict(minimal(layer_type).parameters)
    for child in {port.child for port in layer_type.outputs if port.child is not None}:
        within = thaw(parameters[child])
        if within["type"] not in CATALOGUE.layers:
            continue  # a cell, which has no switch of its own
        inner = whole(CATALOGUE.layers[within["type"]]).parameters
        parameters[child] = {"type": within["type"], "parameters": {**inner, **within["parameters"]}}
    return node(layer_type.name, **parameters, **switches)


def port_shape(layer_type: LayerType, port: PortType) -> tuple[int, ...]:
    return OTHER_PORTS.get((layer_type.name, port.name), sample_shape(layer_type))


def around(layer_type: LayerType, layer: Node, ports: Mapping[str, int]) -> Document:
    """Return a document of one layer with so many Inputs at each port, and an Output for each of its outputs."""
    dtype = "int32" if layer_type.name in INTEGERS else "string" if layer_type.name in TEXTS else "float32"
    nodes, wires = {"layer": layer}, []
    for port in layer_type.inputs:
        for number in range(ports.get(port.name, 0)):
            name = f"{port.name}_{number}"
            of_port = OTHER_DTYPES.get((layer_type.name, port.name), dtype)
            nodes[name] = shaped(*port_shape(layer_type, port), dtype=of_port)
            wires.append(f"{name} > layer.{port.name}" + (f".{number}" if port.is_list else ""))
    for output in outputs_by_sample(layer_type, layer):
        nodes[f"answer_{output.name}"] = node("Output")
        wires.append(f"layer.{output.name} > answer_{output.name}")
    return wired(nodes, *wires)


def outputs_by_sample(layer_type: LayerType, layer: Node) -> list[PortType]:
    outputs = CATALOGUE.outputs_of(layer_type, layer.parameters)
    return [each for each in outputs if (layer_type.name, each.name) not in NOT_BY_SAMPLE]


def documents(layer_type: LayerType) -> list[Document]:
    """Return the least document, and those with three in a list, with every port in use and with every output."""
    least = {
        port.name: max(port.minimum, 2) if port.is_list else 1 for port in layer_type.inputs if not port.is_optional
    }
    # Where a number can stand in for each input, any one of them is enough.
    alone = [] if least else [{port.name: 1} for port in layer_type.inputs]
    least = least or alone[0]
    every = {port.name: COUNTS.get((layer_type.name, port.name), port.minimum) for port in layer_type.inputs} | least
    lists = [port.name for port in layer_type.inputs if port.is_list and port.maximum is None]
    three = {} if layer_type.name in FIXED else dict.fromkeys(lists, 3)
    bare, full = minimal(layer_type), whole(layer_type)
    variants = [*((bare, one) for one in alone), (bare, least), (bare, every), (full, every), (bare, least | three)]
    if layer_type.name in VARIANTS:
        parameters, counts = VARIANTS[layer_type.name]
        variants.append((node(layer_type.name, **{**bare.parameters, **parameters}), {**least, **counts}))
    found = [around(layer_type, layer, ports) for layer, ports in variants]
    return [each for place, each in enumerate(found) if each not in found[:place]]


def samples(document: Document, count: int) -> dict[str, tf.Tensor]:
    generator = np.random.default_rng(0)
    inputs = {node_id: each.parameters for node_id, each in document.nodes.items() if each.type == "Input"}

    def drawn(parameters: Mapping[str, Json]) -> np.ndarray:
        shape = (count, *parameters["shape"])
        match parameters["dtype"]:
            case "int32":
                return generator.integers(0, 3, shape).astype("int32")
            case "bool":
                return generator.random(shape) < 0.5
            case "string":
                return generator.choice(WORDS, shape)
            case _:
                values = generator.random(shape, dtype="float32")
                return values @ values.swapaxes(1, 2) if document.nodes["layer"].type in POSITIVE else values

    return {node_id: tf.constant(drawn(parameters)) for node_id, parameters in inputs.items()}


def predict(model: keras.Model, document: Document) -> dict[str, np.ndarray]:
    """Return what a model predicts, by the name of the layer's output."""
    predicted = model(one_or_all(samples(document, count=2)), training=False)
    names = [node_id for node_id, each in document.nodes.items() if each.type == "Output"]
    by_node = predicted if len(names) > 1 else {names[0]: predicted}
    return {name.removeprefix("answer_"): keras.ops.convert_to_numpy(each) for name, each in by_node.items()}


@EVERY_LAYER
def test_a_layer_with_the_least_it_needs_checks_clean(layer_type: LayerType) -> None:
    for document in documents(layer_type):
        assert check(document, CATALOGUE) == ()


@EVERY_LAYER
def test_a_layer_comes_back_from_the_file_as_it_was_saved(layer_type: LayerType) -> None:
    for document in documents(layer_type):
        assert loads(dumps(document)) == document


@EVERY_LAYER
@pytest.mark.filterwarnings(SAVING_WARNS)
def test_what_is_shown_of_a_layer_is_what_keras_builds_computes_and_loads(
    layer_type: LayerType, tmp_path: Path
) -> None:
    for document in documents(layer_type):
        report = inferred(document)
        model, tensors = (network := built(document)).model, network.tensors["layer"]
        (layer,) = [each for each in model.operations if each.name == "layer"]
        count = layer.count_params() if isinstance(layer, keras.layers.Layer) else 0
        predicted = predict(model, document)

        assert report.diagnostics == ()
        shown = report.nodes["layer"]
        for name, spec in shown.outputs.items():
            assert (spec.shape, spec.dtype) == (tuple(tensors[name].shape), tensors[name].dtype)
        outputs = [each.name for each in outputs_by_sample(layer_type, document.nodes["layer"])]
        assert outputs == list(predicted)
        for name in outputs:
            spec = shown.outputs[name]
            assert (spec.shape[1:], spec.dtype) == (predicted[name].shape[1:], str(predicted[name].dtype))
        assert len(model.operations) == 1 + len(model.inputs)
        assert shown.parameter_count == count == model.count_params()
        assert shown.trainable_parameter_count == sum(np.prod(weight.shape) for weight in model.trainable_weights)

        path = tmp_path / "model.keras"
        model.save(path)
        loaded = predict(keras.models.load_model(path), document)
        assert loaded.keys() == predicted.keys()
        for name, values in loaded.items():
            np.testing.assert_array_equal(values, predicted[name])


@EVERY_LAYER
@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_training_step_changes_the_weights_of_a_layer(layer_type: LayerType) -> None:
    document = documents(layer_type)[0]
    model = built(document).model
    if not model.trainable_weights:
        return
    before = [keras.ops.convert_to_numpy(weight) for weight in model.trainable_weights]
    # Around zero: PReLU has weights for what is negative alone.
    values = {name: each - 0.5 if each.dtype == tf.float32 else each for name, each in samples(document, 2).items()}
    # No target near what is predicted: every gradient has a size.
    targets = 1 + keras.ops.convert_to_numpy(model(one_or_all(values), training=False))
    model.compile("sgd", "mean_squared_error", run_eagerly=True)

    loss = model.train_on_batch(one_or_all(values), targets)

    after = [keras.ops.convert_to_numpy(weight) for weight in model.trainable_weights]
    assert np.isfinite(loss)
    assert any(not np.array_equal(old, new) for old, new in zip(before, after, strict=True))
