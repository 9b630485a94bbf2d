from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.document.model import Document, Node
from graphnn.engine.data.load import load_data_set
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.samples import Batchable, batchable, bind
from graphnn.protocol.events import RunEnded
from tests.engine.builders import CATALOGUE, SAVING_WARNS, built, chain, events_of, learning, node, run_in, wired


def adapted(document: Document) -> tuple[keras.Model, Batchable]:
    """Return the model after it has adapted, and the samples it adapted to."""
    assert document.data is not None
    model = built(document)
    training = batchable(load_data_set(document.data).train, bind(model, document, CATALOGUE))
    adapt_layers(model, CATALOGUE, training)
    return model.model, training


def output_of(model: keras.Model, layer: str, inputs: object) -> np.ndarray:
    return keras.Model(model.input, model.get_layer(layer).output).predict(inputs, verbose=0)


def answer(column: str = "species") -> dict[str, Node]:
    return {"kind": node("Dense", units=3), "answer": node("Output", column=column, loss="categorical_crossentropy")}


def flowers(**layers: Node) -> Document:
    return learning(chain(flower=node("Input", column="features"), **layers, **answer()), "iris")


def test_a_normalization_brings_what_it_gets_to_mean_0_and_spread_1() -> None:
    model, training = adapted(flowers(normal=node("Normalization")))

    normal = output_of(model, "normal", training.inputs)

    np.testing.assert_allclose(normal.mean(axis=0), 0.0, atol=1e-4)
    np.testing.assert_allclose(normal.std(axis=0), 1.0, atol=1e-3)


def test_it_adapts_to_what_the_layers_before_it_give() -> None:
    document = chain(
        image=node("Input", column="image"),
        scale=node("Rescaling", scale=1 / 16, offset=3.0),
        flat=node("Flatten"),
        normal=node("Normalization"),
        digit=node("Dense", units=10),
        answer=node("Output", column="label", loss="categorical_crossentropy"),
    )
    model, training = adapted(learning(document, "digits"))

    normal = output_of(model, "normal", training.inputs)

    assert normal.shape == (1797, 64)
    np.testing.assert_allclose(normal.mean(axis=0), 0.0, atol=1e-3)


def test_a_second_one_adapts_to_what_the_first_gives() -> None:
    model, training = adapted(
        flowers(first=node("Normalization"), scale=node("Rescaling", scale=5.0), second=node("Normalization"))
    )

    np.testing.assert_allclose(output_of(model, "second", training.inputs).std(axis=0), 1.0, atol=1e-3)


def test_one_behind_a_merge_of_two_inputs_adapts_to_both() -> None:
    nodes = {
        "petal": node("Input", column=["petal_length", "petal_width"]),
        "sepal": node("Input", column="sepal_length"),
        "both": node("Concatenate"),
        "normal": node("Normalization"),
        **answer(),
    }
    wires = ("petal > both.inputs.0", "sepal > both.inputs.1", "both > normal", "normal > kind", "kind > answer")
    model, training = adapted(learning(wired(nodes, *wires), "iris"))

    np.testing.assert_allclose(output_of(model, "normal", training.inputs).mean(axis=0), 0.0, atol=1e-4)


def test_a_mean_that_was_given_stays() -> None:
    given = node("Normalization", mean=[1.0, 2.0, 3.0, 4.0], variance=[1.0, 1.0, 1.0, 1.0])

    model, training = adapted(flowers(normal=given))

    np.testing.assert_allclose(
        output_of(model, "normal", training.inputs), training.inputs - [1.0, 2.0, 3.0, 4.0], rtol=1e-4, atol=1e-5
    )


def test_a_bypassed_or_muted_one_is_not_adapted() -> None:
    for state in ("bypassed", "muted"):
        off = node("Normalization").model_copy(update={"state": state})
        nodes = {"flower": node("Input", column="features"), "off": off, **answer()}
        document = learning(wired(nodes, "flower > off", "flower > kind", "kind > answer"), "iris")

        model, _ = adapted(document)

        assert "off" not in [layer.name for layer in model.layers]


def test_bins_are_drawn_where_the_values_lie() -> None:
    model, training = adapted(flowers(bins=node("Discretization", num_bins=4)))

    bins = output_of(model, "bins", training.inputs)

    assert set(np.unique(bins)) == {0, 1, 2, 3}


def looked_up() -> Document:
    nodes = {
        "species": node("Input", column="species", dtype="int32"),
        "place": node("IntegerLookup"),
        "vector": node("Embedding", input_dim=4, output_dim=3),
        "flat": node("Flatten"),
        **answer(),
    }
    return learning(chain(**nodes), "iris")


def test_a_lookup_learns_which_numbers_there_are() -> None:
    model, training = adapted(looked_up())

    places = output_of(model, "place", training.inputs)

    # Place 0 is for what is not known.
    assert set(np.unique(places)) == {1, 2, 3}
    assert sorted(model.get_layer("place").get_vocabulary()) == [-1, 0, 1, 2]


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_network_with_a_lookup_learns_and_keeps_its_vocabulary_in_the_file(tmp_path: Path) -> None:
    folder = run_in(tmp_path, looked_up())

    loaded = keras.models.load_model(folder.path / "model.keras")

    assert [event.outcome for event in events_of(folder) if isinstance(event, RunEnded)] == ["finished"]
    assert sorted(loaded.get_layer("place").get_vocabulary()) == [-1, 0, 1, 2]
