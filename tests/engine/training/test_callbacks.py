"""Callbacks in real runs, compared with Keras' own `fit` where Keras has the same."""

import math
from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.document.model import Configured, Document
from graphnn.document.values import Json
from graphnn.engine.training.train import train
from graphnn.protocol.events import Remark
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.runs.record import read_record
from tests.engine.builders import GIGABYTE, SAVING_WARNS, chain, events_of, learning, node, run_in, trained_by
from tests.engine.training.test_checkpoint import PausedFolder, assert_same_model

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def watched(*callbacks: tuple[str, dict[str, Json]], epochs: int = 8, learning_rate: Json = 0.5) -> Document:
    """Return a network that soon gets worse, for callbacks to notice."""
    document = chain(
        flower=node("Input", column="features"),
        hidden=node("Dense", units=8, activation="relu"),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="species", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
    )
    document = trained_by(learning(document, "iris", validation=0.3), "SGD", epochs=epochs, learning_rate=learning_rate)
    configured = tuple(Configured(type=type, parameters=parameters) for type, parameters in callbacks)
    return document.model_copy(update={"training": document.training.model_copy(update={"callbacks": configured})})


def remarks(folder: RunFolder) -> list[str]:
    return [event.message for event in events_of(folder) if isinstance(event, Remark)]


def losses(folder: RunFolder) -> list[float]:
    return [epoch["val_loss"] or math.nan for epoch in read_record(folder).history()]


def test_training_ends_early_with_the_weights_of_the_best_epoch_also_when_it_was_paused(tmp_path: Path) -> None:
    document = watched(("EarlyStopping", {"patience": 2, "restore_best_weights": True}), epochs=50)
    whole = run_in(tmp_path, document)
    paused = create_run_folder(tmp_path, document, name="paused")
    for looks in (3, 4, 5):
        train(PausedFolder(paused.path, [], looks), budget=GIGABYTE)
    train(paused, budget=GIGABYTE)

    seen = losses(whole)
    best = int(np.argmin(seen))
    assert len(seen) == best + 3 < 50
    assert remarks(whole) == [f"Ended early: val_loss stopped improving; the best was epoch {best + 1}."]
    assert read_record(whole).outcome == "finished"
    assert losses(paused) == seen
    assert_same_model(paused, whole)


def test_the_learning_rate_is_lowered_on_a_plateau_and_said_so(tmp_path: Path) -> None:
    folder = run_in(tmp_path, watched(("ReduceLROnPlateau", {"patience": 1, "factor": 0.5, "min_delta": 10.0})))

    rates = [epoch.learning_rate for epoch in read_record(folder).epochs]
    assert rates == pytest.approx([0.5, 0.5, *(0.5 ** (count + 1) for count in range(1, 7))])
    assert remarks(folder)[0] == "val_loss stopped improving: learning rate 0.5 → 0.25."


def test_a_schedule_by_epochs_sets_the_learning_rate_of_each(tmp_path: Path) -> None:
    decay = {"initial_learning_rate": 0.1, "decay_steps": 1, "decay_rate": 0.5}
    schedule = {"type": "ExponentialDecay", "parameters": decay}
    folder = run_in(tmp_path, watched(("LearningRateScheduler", {"schedule": schedule}), epochs=3))

    assert [epoch.learning_rate for epoch in read_record(folder).epochs] == pytest.approx([0.1, 0.05, 0.025])


def test_best_model_table_and_tensorboard_are_written_beside_the_run(tmp_path: Path) -> None:
    folder = run_in(
        tmp_path,
        watched(
            ("ModelCheckpoint", {}), ("CSVLogger", {"separator": ";"}), ("TensorBoard", {}), ("TerminateOnNaN", {})
        ),
    )

    header, *rows = [line.split(";") for line in (folder.path / "history.csv").read_text().splitlines()]
    assert header == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert [int(row[0]) for row in rows] == list(range(1, 9))
    assert [float(row[3]) for row in rows] == pytest.approx(losses(folder))
    best, last = keras.models.load_model(folder.best_model_file), keras.models.load_model(folder.model_file)
    is_same = all(map(np.array_equal, best.get_weights(), last.get_weights()))
    assert is_same == (min(losses(folder)) == losses(folder)[-1])
    assert {path.name for path in (folder.path / "tensorboard").iterdir()} == {"train", "validation"}


def test_a_callback_that_watches_what_is_not_measured_is_refused_with_what_is(tmp_path: Path) -> None:
    ended = train(create_run_folder(tmp_path, watched(("EarlyStopping", {"monitor": "val_auc"})), name="run"))

    assert ended.outcome == "refused"
    assert ended.message == (
        "EarlyStopping: val_auc is not measured. Let it watch one of loss, accuracy, val_loss, val_accuracy."
    )


def test_classes_count_by_their_weights(tmp_path: Path) -> None:
    def weighted(weights: Json) -> Document:
        training = watched(epochs=1, learning_rate=0.01).training.model_copy(update={"class_weights": weights})
        return watched().model_copy(update={"training": training})

    none = run_in(tmp_path, weighted({"setosa": 0.0, "1": 0.0, "virginica": 0.0}))
    even, uneven = run_in(tmp_path, weighted({"setosa": 1.0})), run_in(tmp_path, weighted({"setosa": 3.0}))

    assert read_record(none).history()[0]["loss"] == 0.0
    assert read_record(uneven).history()[0]["loss"] > read_record(even).history()[0]["loss"]


@pytest.mark.parametrize("precision", ["mixed_float16", "mixed_bfloat16"])
def test_layers_compute_in_the_precision_of_the_recipe_and_weights_stay_in_32_bits(
    tmp_path: Path, precision: str
) -> None:
    document = watched(epochs=2, learning_rate=0.05)
    training = document.training.model_copy(update={"precision": precision})
    folder = run_in(tmp_path, document.model_copy(update={"training": training}))

    hidden = keras.models.load_model(folder.model_file).get_layer("hidden")
    assert read_record(folder).outcome == "finished"
    assert (hidden.compute_dtype, hidden.variable_dtype) == (precision.removeprefix("mixed_"), "float32")
    assert keras.config.dtype_policy().name == "float32"
