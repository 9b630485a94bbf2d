import math
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.document.model import Document
from graphnn.document.updated import updated
from graphnn.engine.explaining.fit_book import FitBook
from graphnn.engine.fit_frames import FRAMES_BEFORE_TRACING, fit_drawing
from graphnn.engine.training.fit_looks import FitLooks
from graphnn.engine.training.train import train
from graphnn.errors import RefusedError
from graphnn.protocol.explanation import ShowFit
from graphnn.protocol.fit import FitFrame, NodeWeights, read_frames
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from tests.engine.builders import SAVING_WARNS

EXAMPLES = {example.name: example.document for example in load_examples()}


def network(*, inputs: int = 1, outputs: int = 1, activation: str | None = None) -> keras.Model:
    x = keras.Input((inputs,))
    hidden = keras.layers.Dense(3, activation="tanh", name="hidden")(x)
    return keras.Model(x, keras.layers.Dense(outputs, activation=activation, name="last")(hidden))


def drawn(model: keras.Model, *, inputs: int = 1) -> FitFrame:
    drawing = fit_drawing(model, np.random.default_rng(0).uniform(-2, 3, (50, inputs)).astype(np.float32))
    assert drawing is not None
    return drawing.frame(epoch=4)


def shown(name: str, **given: object) -> FitFrame:
    request = ShowFit.model_validate({"document": EXAMPLES[name], **given})
    return FitBook(load_catalogue()).answer(request).frame


def test_a_curve_is_what_the_model_answers_and_its_parts_add_up_to_it_but_for_the_bias() -> None:
    model = network()
    model.get_layer("last").bias.assign([0.7])

    frame = drawn(model)

    x = np.linspace(frame.low[0], frame.high[0], frame.side, dtype=np.float32)[:, None]
    assert frame.epoch == 4
    assert frame.answer == pytest.approx(np.asarray(model(x))[:, 0], abs=2e-3)
    assert np.sum(frame.parts, axis=0) + 0.7 == pytest.approx(np.array(frame.answer, dtype=float), abs=5e-3)


def test_the_units_of_a_hidden_layer_draw_what_it_gives() -> None:
    model = network()

    frame = drawn(model)

    (hidden,) = frame.layers
    x = np.linspace(frame.low[0], frame.high[0], frame.unit_side, dtype=np.float32)[:, None]
    assert (hidden.layer, hidden.count) == ("hidden", 3)
    assert np.transpose(hidden.units) == pytest.approx(np.asarray(model.get_layer("hidden")(x)), abs=2e-3)


def test_a_plane_is_drawn_from_its_upper_left_corner_and_units_at_every_third_place() -> None:
    model = network(inputs=2, activation="sigmoid")

    frame = drawn(model, inputs=2)

    corner = np.array([[frame.low[0], frame.high[1]]], dtype=np.float32)
    assert len(frame.answer) == frame.side**2
    assert frame.answer[0] == pytest.approx(2 * float(model(corner)[0, 0]) - 1, abs=2e-3)
    unit = frame.layers[0].units[0]
    assert len(unit) == frame.unit_side**2
    assert unit[0] == pytest.approx(float(model.get_layer("hidden")(corner)[0, 0]), abs=2e-3)


def test_every_frame_shows_the_weights_of_its_moment_also_when_the_network_is_traced() -> None:
    model = network(inputs=2)
    drawing = fit_drawing(model, np.array([[-2, -2], [3, 3]], dtype=np.float32))
    assert drawing is not None

    firsts = []
    for number in range(2 * FRAMES_BEFORE_TRACING):
        model.get_layer("hidden").bias.assign(np.full(3, number / 10))
        firsts.append(drawing.frame().layers[0].units[0][0])

    corner = np.array([[drawing.low[0], drawing.high[1]]], dtype=np.float32)
    x = float((corner @ np.asarray(model.get_layer("hidden").kernel))[0, 0])
    assert firsts == pytest.approx([math.tanh(x + number / 10) for number in range(len(firsts))], abs=2e-3)


class OutsideOfAnyGraph(keras.layers.Layer):
    """Doubles with numpy, which TensorFlow cannot trace."""

    def call(self, inputs: Any) -> Any:
        return tf.constant(2 * np.asarray(inputs))

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        return keras.KerasTensor(inputs.shape, inputs.dtype)


def test_a_network_that_cannot_be_traced_is_drawn_frame_by_frame() -> None:
    x = keras.Input((1,))
    drawing = fit_drawing(keras.Model(x, OutsideOfAnyGraph()(x)), np.array([[-1], [1]], dtype=np.float32))
    assert drawing is not None

    frames = [drawing.frame() for _ in range(2 * FRAMES_BEFORE_TRACING)]

    assert [frame.answer[0] for frame in frames] == [-2.0] * len(frames)


@pytest.mark.parametrize(("inputs", "outputs"), [(3, 1), (1, 2), (2, 3)])
def test_what_is_neither_a_curve_nor_a_plane_is_not_drawn(inputs: int, outputs: int) -> None:
    assert fit_drawing(network(inputs=inputs, outputs=outputs), np.zeros((4, inputs), dtype=np.float32)) is None


def test_weights_set_by_hand_are_drawn_and_others_stay_as_they_were() -> None:
    before = shown("fit_absolute")
    given = [
        each.model_copy(update={"values": (1.0, -1.0)})
        if (each.node, each.name) == ("bend", "kernel")
        else each.model_copy(update={"values": (0.0,) * len(each.values)})
        if each.name == "bias"
        else each.model_copy(update={"values": (1.0, 1.0)})
        for each in before.weights
    ]

    frame = shown("fit_absolute", weights=tuple(given))

    x = np.linspace(frame.low[0], frame.high[0], frame.side)
    assert frame.answer == pytest.approx(np.abs(x), abs=2e-3)
    assert frame.error == pytest.approx(0.01, rel=0.3)  # no more than the noise of the points
    assert (before.error or 0) > 0.1


@pytest.mark.parametrize(
    "weights",
    [
        NodeWeights(node="bend", name="kernel", shape=(1, 3), values=(1.0, 1.0, 1.0)),
        NodeWeights(node="gone", name="kernel", shape=(1, 2), values=(1.0, 1.0)),
    ],
    ids=["shape", "node"],
)
def test_weights_that_are_not_of_the_network_are_refused(weights: NodeWeights) -> None:
    with pytest.raises(RefusedError, match="has no such weights"):
        shown("fit_absolute", weights=(weights,))


def test_a_network_of_pictures_is_refused_in_words() -> None:
    with pytest.raises(RefusedError, match="Only a network of one or two numbers"):
        shown("digits_rows")


def trained(document: Document, folder: Path) -> RunFolder:
    run = create_run_folder(folder, document, name="fit")
    assert train(run).outcome == "finished"
    return run


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_run_leaves_frames_from_its_first_step_to_its_last_weights(tmp_path: Path) -> None:
    document = updated(EXAMPLES["fit_absolute"], training=updated(EXAMPLES["fit_absolute"].training, epochs=5))

    run = trained(document, tmp_path)

    frames, offset = read_frames(run.path)
    fit = FitBook(load_catalogue()).answer(ShowFit(document=document, run=str(run.path)))
    assert len(frames) >= 2
    assert frames[0].epoch == 1
    assert frames[-1].epoch == 5
    assert frames[-1].answer == pytest.approx(np.array(fit.frame.answer, dtype=float), abs=1e-2)
    assert read_frames(run.path, offset) == ((), offset)


def test_no_samples_are_gathered_for_a_network_that_is_not_drawn(tmp_path: Path) -> None:
    folder = create_run_folder(tmp_path, EXAMPLES["fit_absolute"], name="pictures")
    asked: list[int] = []

    def samples(count: int) -> tuple[np.ndarray, ...]:
        asked.append(count)
        return (np.zeros((count, 3), dtype=np.float32),)

    FitLooks(network(inputs=3), folder, samples).take(epoch=1, step=1)

    assert asked == []
    assert read_frames(folder.path)[0] == ()


def test_one_slow_frame_does_not_keep_the_next_ones_waiting(tmp_path: Path) -> None:
    now = [0.0]
    folder = create_run_folder(tmp_path, EXAMPLES["fit_absolute"], name="fit")
    samples = (np.zeros((4, 1), dtype=np.float32),)

    class Clock:
        """Each second reading comes after a frame, which takes 2 ms, and the sixth half a second."""

        readings = 0

        def __call__(self) -> float:
            self.readings += 1
            if self.readings % 2 == 0:
                now[0] += 0.5 if self.readings == 12 else 0.002
            return now[0]

    looks = FitLooks(network(), folder, lambda _count: samples, clock=Clock())

    for step in range(10):
        looks.take(epoch=1, step=step)
        now[0] += 0.15

    frames, _ = read_frames(folder.path)
    assert [frame.step for frame in frames] == [*range(10)]


def test_frames_are_as_far_apart_as_they_may_cost(tmp_path: Path) -> None:
    now = [0.0]
    folder = create_run_folder(tmp_path, EXAMPLES["fit_absolute"], name="fit")
    samples = (np.zeros((4, 1), dtype=np.float32),)
    looks = FitLooks(network(), folder, lambda _count: samples, clock=lambda: now[0])

    for step in range(1000):
        now[0] = step / 8
        looks.take(epoch=1, step=step)

    frames, _ = read_frames(folder.path)
    steps = [frame.step for frame in frames]
    assert steps[:5] == [0, 1, 2, 3, 4]
    assert 100 < len(frames) < 200  # of 1,000: the longer the run, the rarer
    assert steps[-1] - steps[-2] >= 20
