"""Networks of keras.applications come over; `python -m tests.benchmarks.applications` does so with all forty.

Here stands the smallest of each family that is built otherwise: of operations, and of layers its authors kept to
themselves.
"""

import json
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.src.applications.convnext import ConvNeXt
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

from graphnn.document import codec
from graphnn.engine.budget import WeightBudget
from graphnn.engine.build import infer_graph
from graphnn.engine.conversion_process import import_model
from graphnn.engine.weightless import weightless
from graphnn.exchange.from_keras import convert
from graphnn.protocol.conversion import ImportModel
from tests.engine.builders import CATALOGUE, SAVING_WARNS, built
from tests.engine.importing.models import disturbed, predictions, samples
from tests.web.picture.geometry import in_the_way, laid_out

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def operations_between_layers() -> keras.Model:
    return keras.applications.MobileNetV3Small(weights=None, input_shape=(32, 32, 3), alpha=0.35, classes=5)


def layers_of_convnext() -> keras.Model:
    return ConvNeXt(
        depths=[1, 1, 1, 1],
        projection_dims=[4, 4, 8, 8],
        drop_path_rate=0.2,
        weights=None,
        input_shape=(32, 32, 3),
        classes=5,
        name="convnext",
    )


def layer_of_inception_resnet() -> keras.Model:
    x = keras.Input((8, 8, 3), name="x")
    residual = keras.layers.Conv2D(3, 1)(x)
    return keras.Model(x, keras.layers.Activation("relu")(CustomScaleLayer(0.17)([x, residual])))


@pytest.mark.parametrize("network", [operations_between_layers, layers_of_convnext, layer_of_inception_resnet])
def test_a_network_comes_over_as_a_graph_file_with_its_parameters_and_answers(
    network: Callable[[], keras.Model], tmp_path: Path
) -> None:
    original = disturbed(network())
    original.save(tmp_path / "given.keras")
    given = dict(zip([tensor.name for tensor in original.inputs], samples(original), strict=True))

    answer = import_model(ImportModel(file=str(tmp_path / "given.keras"), name="model", folder=str(tmp_path)))
    model = built(codec.loads(codec.dumps(answer.document))).model
    model.load_weights(tmp_path / "model.keras")

    assert model.count_params() == original.count_params()
    for ours, theirs in zip(predictions(model, given), predictions(original, given), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("network", [keras.applications.ResNet50, keras.applications.InceptionV3])
def test_a_network_of_many_ways_comes_over_with_nothing_in_the_way(network: Callable[..., keras.Model]) -> None:
    with weightless():
        tree = json.loads(network(weights=None).to_json())

    document = convert(tree, CATALOGUE, name="network").document

    assert in_the_way(document) == []
    assert in_the_way(laid_out(document, "left-to-right")) == []
    assert in_the_way(laid_out(document, "top-to-bottom")) == []


def test_the_largest_network_comes_over_layer_by_layer() -> None:
    with weightless():
        original = keras.applications.NASNetLarge(weights=None)
        tree, parameter_count = json.loads(original.to_json()), original.count_params()

    document = convert(tree, CATALOGUE, name="nasnet").document
    report = infer_graph(document, CATALOGUE, budget=WeightBudget(memory_bytes=10**9))

    assert len(document.nodes) == len(original.layers) + 1 == 1042
    assert sum(node.parameter_count for node in report.nodes.values()) == parameter_count == 88_949_818
    assert document.view.positions.keys() == document.nodes.keys()
