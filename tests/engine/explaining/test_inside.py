"""What a network has learned, against what the network itself says."""

from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.engine.explaining.activity import attention_weights, principal_components
from graphnn.engine.explaining.attribution import class_activation, integrated_gradients
from graphnn.engine.explaining.fit import weighted_parts
from graphnn.engine.explaining.inside import network_figures, node_figures
from graphnn.engine.explaining.submodels import layer_of, values_at
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.engine.explaining.weights import aggregated_weights, kernel_figure
from graphnn.errors import UsageError
from graphnn.protocol.figures import Bars, Curves, Sheet
from tests.engine.builders import SAVING_WARNS, learning, node, trained_by, wired
from tests.engine.explaining.runs import digits, open_trained

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def test_aggregated_weights_are_what_a_linear_network_makes_of_each_pixel(tmp_path: Path) -> None:
    linear = digits(("flat", node("Flatten")), ("hidden", node("Dense", units=5)), epochs=1)
    run = open_trained(tmp_path, linear)
    weights = aggregated_weights(run, "answer")
    pixels = np.vstack([np.zeros((1, 8, 8)), np.eye(64).reshape(64, 8, 8)]).astype(np.float32)
    hidden = values_at(run, "hidden", pixels)
    last = layer_of(run, "digit")
    assert last is not None
    scores = hidden @ np.asarray(last.kernel)  # before softmax

    assert weights is not None
    assert weights.shape == (10, 8, 8)
    assert weights.reshape(10, 64).T == pytest.approx(scores[1:] - scores[0], abs=1e-5)


def test_integrated_gradients_add_up_to_what_the_picture_changes(digits_run: TrainedRun) -> None:
    inputs, classes = digits_run.inputs_at([0, 1, 2]), np.array([0, 1, 2])
    shares = integrated_gradients(digits_run, inputs, classes, steps=64)
    answers = digits_run.predict(inputs)["answer"]
    black = digits_run.predict(np.zeros_like(inputs))["answer"]

    changes = (answers - black)[np.arange(3), classes]
    assert shares.sum(axis=(1, 2)) == pytest.approx(changes, abs=0.01)


def test_features_by_their_weights_add_up_to_the_curve(curve_run: TrainedRun) -> None:
    grid = np.linspace(-3, 3, 11, dtype=np.float32)[:, np.newaxis]
    summed = weighted_parts(curve_run, "curve", grid)

    assert summed is not None
    parts, total = summed
    assert parts.shape == (11, 8)
    assert total == pytest.approx(curve_run.predict(grid)["answer"][:, 0], abs=1e-5)


def test_a_network_of_one_number_shows_its_fit_its_sum_and_its_features(curve_run: TrainedRun) -> None:
    figures = {figure.name: figure for figure in network_figures(curve_run)}

    assert {"fit", "curve_sum", "hidden_features"} <= figures.keys()
    features = figures["hidden_features"]
    assert isinstance(features, Curves)
    assert len(features.curves) == 8


def test_a_first_layer_shows_one_picture_of_the_input_for_each_unit(digits_run: TrainedRun) -> None:
    figures = network_figures(digits_run)
    names = [figure.name for figure in figures]
    sheet = next(figure for figure in figures if isinstance(figure, Sheet))

    assert names[0] == "hidden_weights"
    assert {"answer_aggregated_weights", "answer_attribution", "hidden_plane"} <= set(names)
    assert sheet.count == 16


def test_512_units_stand_in_16_rows_of_32(digits_run: TrainedRun) -> None:
    sheet = kernel_figure(digits_run, "hidden", np.random.default_rng(0).normal(size=(64, 512)))

    assert (sheet.rows, sheet.columns) == (16, 32)


def test_a_node_shows_its_weights_and_its_answer_to_a_sample(digits_run: TrainedRun) -> None:
    figures = {figure.name: figure for figure in node_figures(digits_run, "digit", 3)}
    answer = figures["digit_activity"]

    assert {"digit_weights", "digit_histogram_0", "digit_histogram_1"} <= figures.keys()
    assert isinstance(answer, Bars)
    assert answer.series[0].values == pytest.approx(digits_run.predictions["answer"][3], abs=1e-6)


def test_what_is_not_there_is_refused_in_words(digits_run: TrainedRun) -> None:
    with pytest.raises(UsageError, match="nowhere: no node"):
        node_figures(digits_run, "nowhere", 0)
    with pytest.raises(UsageError, match="sample 100000"):
        node_figures(digits_run, "digit", 99_999)


def test_convolutions_show_kernels_maps_and_where_they_look(tmp_path: Path) -> None:
    convolution = node("Conv2D", filters=4, kernel_size=3, activation="relu")
    layers = (("channel", node("Reshape", target_shape=[8, 8, 1])), ("strokes", convolution), ("flat", node("Flatten")))
    run = open_trained(tmp_path, digits(*layers, epochs=1))
    kernels, *_, maps = node_figures(run, "strokes", 0)
    heat = class_activation(run, run.inputs_at([0, 1]), np.array([0, 1]))

    assert isinstance(kernels, Sheet)
    assert isinstance(maps, Sheet)
    assert kernels.count == maps.count == 4
    assert aggregated_weights(run, "answer") is None
    assert heat is not None
    assert heat.shape == (2, 8, 8)
    assert (heat >= 0).all()


def test_where_a_network_looks_is_seen_also_where_it_is_all_but_sure(tmp_path: Path) -> None:
    convolution = node("Conv2D", filters=4, kernel_size=3, activation="relu")
    layers = (("channel", node("Reshape", target_shape=[8, 8, 1])), ("strokes", convolution), ("flat", node("Flatten")))
    run = open_trained(tmp_path, digits(*layers, epochs=1))
    last = run.built.model.get_layer("digit")
    inputs, classes = run.inputs_at([0, 1]), np.array([0, 1])
    before = class_activation(run, inputs, classes)

    last.kernel.assign(1000 * (last.kernel - 5.0))  # Every answer is 0 or 1 now, and flat; all scores are low.

    after = class_activation(run, inputs, classes)
    assert before is not None
    assert after == pytest.approx(1000 * before, rel=1e-2, abs=1e-2 * before.max())
    assert before.any()
    assert last.activation is keras.activations.softmax


def test_attention_shows_where_each_query_looks(tmp_path: Path) -> None:
    nodes = {
        "image": node("Input", column="image"),
        "look": node("MultiHeadAttention", num_heads=2, key_dim=4),
        "flat": node("Flatten"),
        "digit": node("Dense", units=10, activation="softmax"),
        "answer": node("Output", column="label", loss="sparse_categorical_crossentropy"),
    }
    wires = ("image > look.query", "image > look.value", "look > flat", "flat > digit", "digit > answer")
    document = trained_by(learning(wired(nodes, *wires), "digits"), "Adam")
    run = open_trained(tmp_path, document)

    weights = attention_weights(run, "look", run.inputs_at([0]))

    assert weights is not None
    assert weights.shape == (1, 2, 8, 8)
    assert weights.sum(axis=-1) == pytest.approx(np.ones((1, 2, 8)), abs=1e-5)
    figures = {figure.name: figure for figure in node_figures(run, "look", 0)}
    assert next(iter(figures)) == "look_attention"
    assert figures["look_weights_attention_output"].caption.startswith("2 × 4 × 8 weights: the first two of these go")
    assert figures["look_weights_query"].caption.startswith("8 × 2 × 4 weights: the first of these go")


def test_principal_components_keep_distances_of_points_in_a_plane() -> None:
    generator = np.random.default_rng(0)
    plane = generator.normal(size=(20, 2))
    lifted = plane @ np.linalg.qr(generator.normal(size=(6, 2)))[0].T + 5.0

    found, shares = principal_components(lifted)

    assert sum(shares) == pytest.approx(1.0)
    assert np.linalg.norm(found[3] - found[7]) == pytest.approx(np.linalg.norm(plane[3] - plane[7]))
