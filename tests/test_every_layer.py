"""Every layer of the catalogue, by the same treatment: what is shown is what is built, saved and loaded."""

import re
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.analysis.check import check
from graphnn.catalogue.model import LayerType
from graphnn.document.codec import dumps, loads
from graphnn.document.model import Document, Node
from graphnn.document.values import Json, thaw
from tests.engine.builders import CATALOGUE, SAVING_WARNS, built, inferred, node, shaped, wired

EVERY_LAYER = pytest.mark.parametrize(
    "layer_type", [each for each in CATALOGUE.layers.values() if each.inputs and each.outputs], ids=lambda e: e.name
)

VECTOR, SEQUENCE, IMAGE, VOLUME = (6,), (8, 3), (8, 8, 3), (6, 6, 6, 3)
PICTURE = (32, 32, 3)
"""Large enough for the sizes that croppings are suggested with."""

SHAPES: Mapping[str, tuple[int, ...]] = {
    "CategoryEncoding": (1,),
    "ConvLSTM1D": (4, *SEQUENCE),
    "ConvLSTM2D": (4, *IMAGE),
    "ConvLSTM3D": (2, *VOLUME),
    "Dense": VECTOR,
    "Discretization": VECTOR,
    "EinsumDense": VECTOR,
    "Embedding": VECTOR,
    "GRU": SEQUENCE,
    "Hashing": VECTOR,
    "LSTM": SEQUENCE,
    "Masking": SEQUENCE,
    "MelSpectrogram": (4096,),
    "Normalization": VECTOR,
    "Permute": SEQUENCE,
    "RepeatVector": VECTOR,
    "Rescaling": IMAGE,
    "STFTSpectrogram": (512, 1),
    "SimpleRNN": SEQUENCE,
}
INTEGERS = {"CategoryEncoding", "Embedding", "Hashing"}
# What a layer needs to be made and has no good suggestion for.
PARAMETERS: Mapping[str, Mapping[str, Json]] = {
    "Discretization": {"bin_boundaries": [0.25, 0.75]},
    "EinsumDense": {"equation": "ab,bc->ac", "output_shape": [4]},
    "GroupNormalization": {"groups": 3},  # the default 32 does not divide the channels here
}


def sample_shape(layer_type: LayerType) -> tuple[int, ...]:
    if layer_type.name in SHAPES:
        return SHAPES[layer_type.name]
    if layer_type.category in ("Augmentation", "Preprocessing"):
        return PICTURE
    axes = re.search(r"\dD", layer_type.name)
    return {"1D": SEQUENCE, "3D": VOLUME}.get(axes.group() if axes else "2D", IMAGE)


def minimal(layer_type: LayerType) -> Node:
    needed = [each for each in layer_type.parameters if each.required and each.suggestion is not None]
    suggested = {each.name: thaw(each.suggestion) for each in needed}
    return node(layer_type.name, **(suggested | dict(PARAMETERS.get(layer_type.name, {}))))


def around(layer_type: LayerType, count: int) -> Document:
    """Return a document of one layer between as many Inputs and an Output."""
    dtype = "int32" if layer_type.name in INTEGERS else "float32"
    inputs = {f"input_{number}": shaped(*sample_shape(layer_type), dtype=dtype) for number in range(count)}
    (port,) = layer_type.inputs
    ends = [f"layer.{port.name}.{number}" if port.is_list else "layer" for number in range(count)]
    wires = [f"{source} > {end}" for source, end in zip(inputs, ends, strict=True)]
    nodes = {**inputs, "layer": minimal(layer_type), "answer": node("Output")}
    return wired(nodes, *wires, "layer > answer")


def documents(layer_type: LayerType) -> list[Document]:
    """Return one document, or those with two and with three inputs where the layer takes several."""
    (port,) = layer_type.inputs
    counts = [count for count in (2, 3) if count <= (port.maximum or 3)] if port.is_list else [1]
    return [around(layer_type, count) for count in counts]


def samples(document: Document, count: int) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    inputs = {node_id: each.parameters for node_id, each in document.nodes.items() if each.type == "Input"}
    return {
        node_id: generator.integers(0, 10, (count, *parameters["shape"])).astype("int32")
        if parameters["dtype"] == "int32"
        else generator.random((count, *parameters["shape"]), dtype="float32")
        for node_id, parameters in inputs.items()
    }


def predict(model: keras.Model, document: Document) -> np.ndarray:
    values = samples(document, count=2)
    given = values if len(values) > 1 else next(iter(values.values()))
    return keras.ops.convert_to_numpy(model(given, training=False))


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
        model = built(document).model
        layer = model.get_layer("layer")
        predicted = predict(model, document)

        assert report.diagnostics == ()
        shown = report.nodes["layer"]
        assert shown.outputs["output"].shape == tuple(model.output.shape)
        assert shown.outputs["output"].dtype == model.output.dtype == str(predicted.dtype)
        assert predicted.shape == (2, *shown.outputs["output"].shape[1:])
        assert shown.parameter_count == layer.count_params() == model.count_params()
        assert shown.trainable_parameter_count == sum(np.prod(weight.shape) for weight in model.trainable_weights)

        path = tmp_path / "model.keras"
        model.save(path)
        np.testing.assert_array_equal(predict(keras.models.load_model(path), document), predicted)


def test_keras_has_no_model_with_equalization_which_is_why_the_catalogue_lacks_it() -> None:
    image = keras.Input((8, 8, 3))

    with pytest.raises(ValueError, match="is part of a cycle"):
        keras.Model(image, keras.layers.Equalization()(image))
