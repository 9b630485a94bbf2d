"""Data that arrive while steps are made ready are learned from as if they had been there before."""

from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.document.model import Data, Document, Node
from graphnn.engine.build import build_model
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.split import split_data
from graphnn.engine.training.awaited import arriving, awaited
from graphnn.engine.training.epochs import evaluate, sample_order
from graphnn.engine.training.prepare import Prepared, prepare
from graphnn.engine.training.samples import Bindings, bind
from graphnn.errors import DataError
from graphnn.protocol.events import Preparing, RunEvent
from tests.engine.builders import CATALOGUE, GIGABYTE, chain, learning, node, trained_by

BATCH_SIZE = 32
CLASSES = {"type": "SparseCategoricalCrossentropy", "parameters": {"from_logits": True}}


def flowers(**between: Node) -> Document:
    document = chain(
        flower=node("Input", column="features"),
        **between,
        kind=node("Dense", units=3),
        answer=node("Output", column="species", loss=CLASSES),
    )
    return trained_by(learning(document, "iris", validation=0.2), "Adam", learning_rate=0.05)


def clothes() -> Document:
    document = chain(
        image=node("Input", column="image"),
        flat=node("Flatten"),
        kind=node("Dense", units=10),
        answer=node("Output", column="label", loss=CLASSES),
    )
    return trained_by(learning(document, "fashion_mnist"), "SGD", learning_rate=0.1)


def prepared(document: Document, events: list[RunEvent] | None = None) -> Prepared:
    emit = (lambda _: None) if events is None else events.append
    return prepare(document, CATALOGUE, budget=GIGABYTE, emit=emit)


def bindings_of(document: Document) -> Bindings:
    return bind(build_model(document, CATALOGUE, budget=GIGABYTE), document, CATALOGUE)


def test_the_samples_that_arrived_are_learned_from_and_no_zeros() -> None:
    document = flowers()
    assert document.data is not None
    assert awaited(document.data, bindings_of(document)) is not None
    expected = split_data(load_data_set(document.data), document.data, seed=document.training.seed)

    ours, reference = prepared(document), prepared(document)

    inputs, targets = reference.training.first_samples(expected.train.count)
    np.testing.assert_array_equal(inputs, expected.train.columns["features"])
    np.testing.assert_array_equal(np.ravel(targets), expected.train.columns["species"])
    np.testing.assert_array_equal(ours.training.inputs_at(7)[0], expected.train.columns["features"][7])
    assert expected.validation is not None
    assert ours.validation is not None
    validated, _ = ours.validation.first_samples(expected.validation.count)
    np.testing.assert_array_equal(validated, expected.validation.columns["features"])

    order = sample_order(0, 1, expected.train.count)
    ours.training.set_order(order)
    ours.training.take_steps(0, ours.training.step_count)
    for start in range(0, len(order), BATCH_SIZE):
        part = order[start : start + BATCH_SIZE]
        reference.model.train_on_batch(inputs.numpy()[part], targets.numpy()[part])
    for weights, wanted in zip(ours.model.get_weights(), reference.model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, wanted)
    assert evaluate(ours.metrics, ours.validation)["loss"] > 0
    assert ours.sample_counts == {"train": 120, "validation": 30}


def test_a_file_of_other_numbers_than_the_catalogue_says_is_learned_from_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(0)
    arrays = {}
    for split, count in (("train", 60_000), ("test", 10_000)):
        images = np.zeros((count, 28, 28), np.uint16)
        images[:, 3, 4] = random.integers(0, 9, count)
        arrays |= {f"x_{split}": images, f"y_{split}": images[:, 3, 4].astype(np.uint8)}
    np.savez(tmp_path / "fashion_mnist.npz", **arrays)
    monkeypatch.setenv("GRAPHNN_DATA", str(tmp_path))

    ready = prepared(clothes())

    np.testing.assert_array_equal(ready.training.first_samples(100)[0], arrays["x_train"][:100])
    ready.training.take_steps(0, 20)
    assert 0 < ready.metrics.values()["loss"] < np.log(10)


def test_stages_are_told_in_order() -> None:
    told: list[RunEvent] = []

    prepared(flowers(), told)

    stages = [event.stage for event in told if isinstance(event, Preparing)]
    assert stages[:3] == ["Building the network", "Loading iris", "Compiling the steps"]
    assert set(stages[3:]) <= {"Loading iris"}  # said once more where it takes the longest


def test_data_that_cannot_be_had_are_what_is_said(tmp_path: Path) -> None:
    nowhere = Data(source="iris", parameters={"samples": 3})

    with pytest.raises(DataError, match="samples"), arriving(nowhere, bindings_of(flowers()), tmp_path):
        raise ValueError("of the steps")


def test_layers_that_adapt_see_the_samples_before_a_step_is_made_ready() -> None:
    document = flowers(scaled=node("Normalization"))
    assert document.data is not None
    train = split_data(load_data_set(document.data), document.data, seed=document.training.seed).train

    ready = prepared(document)

    mean = keras.ops.convert_to_numpy(ready.model.get_layer("scaled").mean).ravel()
    np.testing.assert_allclose(mean, train.columns["features"].mean(axis=0), rtol=1e-5)
