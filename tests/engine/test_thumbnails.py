import keras
import numpy as np
import pytest

from graphnn.document.model import Block, BlockInput, BlockOutput, Document, Node
from graphnn.engine.explaining.pictures import unpacked, weight_pixels, weight_scale
from graphnn.engine.thumbnails import activity, node_outputs, thumbnail
from graphnn.protocol.thumbnails import NodeActivity
from tests.engine.builders import CATALOGUE, built, chain, learning, node, shaped, wired


def given(document: Document, inputs: object) -> dict[str, NodeActivity]:
    return node_outputs(built(document), document, CATALOGUE).to(inputs)


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((8, 8, 4), (8, 4 * 9 - 1)),  # four maps side by side, a gap between
        ((8, 8, 32), (8, 8 * 9 - 1)),
        ((4, 8, 8, 2), (4, 8 * 9 - 1)),
        ((200, 100, 1), (29, 15)),  # a large map at every seventh place
        ((12, 5), (5, 12)),  # steps across
        ((8, 32), (32, 80)),  # each of ten cells, of which few are
        ((500, 500), (48, 96)),
        ((10,), (1, 10)),
        ((512,), (11, 51)),
        ((100_000,), (11, 51)),
    ],
)
def test_a_thumbnail_is_small_and_wider_than_high(shape: tuple[int, ...], expected: tuple[int, int]) -> None:
    assert thumbnail(np.ones(shape)).shape == expected


@pytest.mark.parametrize("shape", [(512, 512, 64), (500, 500), (100_000,)])
def test_the_picture_of_however_much_is_some_kilobytes(shape: tuple[int, ...]) -> None:
    picture = activity(random(*shape)).picture

    assert picture is not None
    assert len(picture) < 8_500  # 120 of them stay below a megabyte


def test_a_small_picture_looks_as_a_large_one_does() -> None:
    values = random(10)

    seen = unpacked(activity(values).picture or "")[0].astype(int)

    expected = weight_pixels(values[np.newaxis], scale=weight_scale(values))[0].astype(int)
    assert np.array_equal(seen[:, :3], expected[:, :3])
    assert np.abs(seen[:, 3] - expected[:, 3]).max() <= 255 / 10  # in steps, but near


def test_one_number_is_told_as_such_and_what_is_none_is_said() -> None:
    assert activity(np.array([0.25])).text == "0.25"
    assert activity(np.array([np.nan])).text == "not a number"
    assert activity(np.array([1.0, np.nan, np.inf])).words == "3, 2 of them no numbers"


def test_nodes_give_what_keras_says_their_layers_give() -> None:
    document = chain(
        x=shaped(8, 8, 1),
        maps=node("Conv2D", filters=3, kernel_size=3),
        flat=node("Flatten"),
        y=node("Dense", units=1),
        answer=node("Output"),
    )
    network, inputs = built(document), random(2, 8, 8, 1)

    told = node_outputs(network, document, CATALOGUE).to(inputs)

    assert set(told) == {"x", "maps", "flat", "y", "answer"}
    assert told["answer"] == told["y"]
    for name in ("x", "maps", "flat", "y"):
        layer = network.model.get_layer(name)
        expected = np.asarray(keras.Model(network.inputs["x"], layer.output)(inputs))[0]
        assert told[name] == activity(expected)


def test_several_inputs_recurrent_layers_and_shared_ones_all_tell() -> None:
    nodes = {
        "left": shaped(6, 2),
        "right": shaped(6, 2),
        "reader": node("LSTM", units=3, return_sequences=True),
        "again": node("LSTM").model_copy(update={"shares": "reader"}),
        "join": node("Concatenate"),
        "answer": node("Output"),
    }
    wires = ("left > reader", "right > again", "reader > join.inputs.0", "again > join.inputs.1", "join > answer")
    document = wired(nodes, *wires)
    inputs = {"left": random(1, 6, 2), "right": random(1, 6, 2) + 1}

    told = given(document, inputs)

    assert set(told) == {"left", "right", "reader", "again", "join", "answer"}
    assert told["reader"].words.startswith("6 × 3, from ")
    assert told["reader"] != told["again"]
    assert unpacked(told["join"].picture or "").shape == (6, 12, 4)  # six values, six steps across, each of two cells


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ([0.1, 0.7, 0.2], "versicolor · 70 %"),
        ([1.0, 4.0, -2.0], "versicolor"),  # scores are no shares
        ([0.1, np.nan, 0.2], "not a number"),
    ],
)
def test_an_output_for_classes_tells_the_class_it_is_for(answers: list[float], text: str) -> None:
    output = node("Output", column="species", loss="sparse_categorical_crossentropy")
    document = learning(chain(x=shaped(3), answer=output), "iris")

    assert given(document, np.array([answers], dtype=np.float32))["answer"].text == text


def test_text_is_told_as_text() -> None:
    told = given(chain(x=shaped(1, dtype="string"), answer=node("Output")), np.array([["a good film"]], dtype=object))

    assert told["x"].text == "a good film"


def test_nodes_inside_blocks_tell_by_the_way_to_them_and_a_block_gives_what_leaves_it() -> None:
    inner = Block(
        nodes={"fc": node("Dense", units=4), "bend": node("ReLU")},
        edges=wired({}, "fc > bend").edges,
        inputs=(BlockInput(name="inputs", targets=("fc",)),),
        outputs=(BlockOutput(name="output", source="bend"),),
    )
    outer = Block(
        nodes={"core": Node(type="block.inner", repeat=2), "last": node("Dense", units=4)},
        edges=wired({}, "core > last").edges,
        inputs=(BlockInput(name="inputs", targets=("core",)),),
        outputs=(BlockOutput(name="output", source="last"),),
    )
    document = chain(x=shaped(4), stage=Node(type="block.outer", repeat=2), answer=node("Output")).model_copy(
        update={"blocks": {"inner": inner, "outer": outer}}
    )
    network, inputs = built(document), random(1, 4)

    told = node_outputs(network, document, CATALOGUE).to(inputs)

    assert set(told) == {
        "x", "stage", "stage/core", "stage/core/fc", "stage/core/bend", "stage/last", "answer",
    }  # fmt: skip
    first = keras.Model(network.inputs["x"], network.model.get_layer("stage_1_core_1_fc").output)
    assert told["stage/core/fc"] == activity(np.asarray(first(inputs))[0])
    assert told["stage"] == activity(np.asarray(network.model(inputs))[0])


def test_the_picture_that_an_input_takes_is_shown_as_it_is() -> None:
    document = learning(chain(image=node("Input", column="image"), answer=node("Output")), "digits")

    told = given(document, np.eye(8, dtype=np.float32)[np.newaxis] * 16)

    assert np.array_equal(unpacked(told["image"].picture or ""), np.eye(8) * 255)


def test_of_a_large_network_the_first_nodes_tell() -> None:
    layers = {f"layer_{place}": node("Activation", activation="tanh") for place in range(200)}

    told = given(chain(x=shaped(4), **layers, answer=node("Output")), random(1, 4))

    assert list(told)[-1] == "layer_118"
    assert len(told) == 120
