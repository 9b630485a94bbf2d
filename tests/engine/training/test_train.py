import itertools
from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.document.model import Document, Node
from graphnn.engine.budget import Budget
from graphnn.engine.data.load import load_data_set
from graphnn.engine.training.epochs import sample_order
from graphnn.engine.training.pace import Pace
from graphnn.engine.training.train import train

# Not its names: pytest would take TestEnd for a class of tests.
from graphnn.protocol import events
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from tests.engine.builders import (
    GIGABYTE,
    SAVING_WARNS,
    chain,
    events_of,
    function_fit,
    history,
    learning,
    node,
    run_in,
    trained_by,
    wired,
)

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def ended(folder: RunFolder) -> events.RunEnded:
    last = events_of(folder)[-1]
    assert isinstance(last, events.RunEnded)
    return last


def trained(folder: RunFolder) -> keras.Model:
    return keras.models.load_model(folder.model_file)


def classifier(*, loss: str, units: int = 3, answer: Node | None = None, **layers: Node) -> Document:
    """Return a network that learns the flowers by layers of one's own and a last one."""
    document = chain(
        flower=node("Input", column="features"),
        **layers,
        kind=node("Dense", units=units, activation="softmax"),
        answer=answer or node("Output", column="species", loss=loss, metrics=["accuracy"]),
    )
    return trained_by(learning(document, "iris", validation=0.2), "Adam", epochs=10, learning_rate=0.1)


def test_a_run_tells_what_happens_in_order_and_leaves_the_model(tmp_path: Path) -> None:
    folder = run_in(tmp_path, function_fit())

    told = [event.event for event in events_of(folder) if not isinstance(event, events.StepsEnd)]
    assert told == [*["preparing"] * 3, "run_started", "epoch_end", "epoch_end", "test_end", "run_ended"]
    assert ended(folder).outcome == "finished"
    assert ended(folder).message == ""
    assert [event.time for event in events_of(folder)] == sorted(event.time for event in events_of(folder))
    assert trained(folder).predict(np.zeros((2, 1)), verbose=0).shape == (2, 1)


def test_the_start_tells_how_much_there_is_to_do(tmp_path: Path) -> None:
    folder = run_in(tmp_path, learning(function_fit(), "function", samples=100, validation=0.25))

    started = next(event for event in events_of(folder) if isinstance(event, events.RunStarted))
    assert (started.epochs, started.steps_per_epoch, started.batch_size) == (2, 3, 32)
    assert started.parameter_count == 25
    assert started.sample_counts == {"train": 75, "validation": 25, "test": 200}


def test_steps_are_told_within_their_epoch(tmp_path: Path) -> None:
    steps = [event for event in events_of(run_in(tmp_path, function_fit())) if isinstance(event, events.StepsEnd)]

    assert steps
    assert all(1 <= event.step <= 7 and event.epoch in (1, 2) for event in steps)
    assert all(event.metrics["loss"] is not None for event in steps)


def test_the_last_metrics_are_those_of_the_saved_model(tmp_path: Path) -> None:
    document = learning(function_fit(), "function", samples=200)
    folder = run_in(tmp_path, document)
    assert document.data is not None
    test = load_data_set(document.data).test
    assert test is not None

    scored = next(event for event in events_of(folder) if isinstance(event, events.TestEnd))
    predicted = trained(folder).predict(test.columns["x"][:, None], verbose=0)[:, 0]

    assert scored.metrics["loss"] == pytest.approx(np.mean((predicted - test.columns["y"]) ** 2), rel=1e-4)


def test_the_same_seed_gives_the_same_history_and_weights(tmp_path: Path) -> None:
    first, again = run_in(tmp_path, function_fit()), run_in(tmp_path, function_fit())

    assert history(first) == history(again)
    for weights, others in zip(trained(first).get_weights(), trained(again).get_weights(), strict=True):
        np.testing.assert_array_equal(weights, others)


def test_another_seed_gives_another_history(tmp_path: Path) -> None:
    other = trained_by(function_fit(), "Adam", epochs=2, seed=1, learning_rate=0.01)

    assert history(run_in(tmp_path, function_fit())) != history(run_in(tmp_path, other))


def test_asked_to_stop_it_keeps_the_model_so_far(tmp_path: Path) -> None:
    folder = create_run_folder(tmp_path, function_fit(), name="run")
    folder.ask_to_stop()

    train(folder, budget=GIGABYTE)

    assert ended(folder).outcome == "stopped"
    assert history(folder) == []
    assert len(trained(folder).get_weights()) == 4


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_a_loss_that_is_no_number_ends_the_run_with_step_and_cure(tmp_path: Path, optimizer: str) -> None:
    folder = run_in(tmp_path, trained_by(function_fit(), optimizer, epochs=2, learning_rate=1e30))

    assert ended(folder).outcome == "diverged"
    assert "in epoch 1, by step" in ended(folder).message
    assert "Lower the learning rate" in ended(folder).message
    assert not folder.model_file.exists()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (function_fit(hidden=node("LSTM", units=3)), "hidden needs steps × features; x gives 1. Add a channel axis."),
        (function_fit(curve=node("Dense", units="many")), "curve: units is"),
        (function_fit(answer=node("Output")), "There is nothing to learn"),
        (learning(function_fit(), "function", low=2.0, high=1.0), "low 2 is not less than high 1"),
        (learning(function_fit(), "nowhere"), "there is no data set nowhere"),
        (function_fit(hidden=node("Dense", units=10**9)), "hidden is the largest with 2,000,000,000 parameters"),
        (trained_by(function_fit(), "Quick"), "there is no optimizer Quick"),
    ],
)
def test_what_a_person_can_mend_is_refused_in_words(tmp_path: Path, document: Document, message: str) -> None:
    folder = run_in(tmp_path, document)

    assert ended(folder).outcome == "refused"
    assert message in ended(folder).message
    assert not folder.model_file.exists()


def test_predictions_that_do_not_fit_their_target_are_refused_before_the_first_step(tmp_path: Path) -> None:
    last = ended(run_in(tmp_path, function_fit(curve=node("Dense", units=4))))

    assert last.outcome == "refused"
    assert "answer: curve gives 4, and y is 1." in last.message


def test_a_metric_that_does_not_fit_is_refused_in_one_sentence_of_keras(tmp_path: Path) -> None:
    iou = {"type": "OneHotIoU", "parameters": {"num_classes": 3, "target_class_ids": [7]}}
    answer = node("Output", column="species", loss="categorical_crossentropy", metrics=[iou])

    last = ended(run_in(tmp_path, classifier(loss="mean_squared_error", answer=answer)))

    assert last.outcome == "refused"
    assert "does not fit the network's answer" in last.message
    assert "\n" not in last.message


def test_a_budget_too_small_is_refused(tmp_path: Path) -> None:
    folder = create_run_folder(tmp_path, function_fit(), name="run")

    assert train(folder, budget=Budget(memory_bytes=1000)).outcome == "refused"


def test_validation_is_watched_each_epoch_and_metrics_are_told_by_keras_names(tmp_path: Path) -> None:
    epochs = history(run_in(tmp_path, classifier(loss="sparse_categorical_crossentropy")))

    assert len(epochs) == 10
    assert all(set(metrics) == set(validation) == {"loss", "accuracy"} for metrics, validation in epochs)


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy", "mean_squared_error"])
def test_flowers_are_learned_whatever_way_the_loss_takes_their_classes(tmp_path: Path, loss: str) -> None:
    *_, (_, validation) = history(run_in(tmp_path, classifier(loss=loss, normal=node("Normalization"))))

    assert (validation["accuracy"] or 0) > 0.8


def test_two_classes_are_learned_by_one_unit(tmp_path: Path) -> None:
    document = chain(
        cell=node("Input", column="features"),
        normal=node("Normalization"),
        ill=node("Dense", units=1, activation="sigmoid"),
        answer=node("Output", column="diagnosis", loss="binary_crossentropy", metrics=["accuracy"]),
    )
    document = trained_by(learning(document, "breast_cancer"), "Adam", epochs=10, learning_rate=0.02)

    *_, (metrics, _) = history(run_in(tmp_path, document))

    assert (metrics["accuracy"] or 0) > 0.95


def test_the_losses_of_regularizers_count(tmp_path: Path) -> None:
    regularizer = {"type": "L2", "parameters": {"l2": 1.0}}
    regular = node("Dense", units=8, activation="tanh", kernel_regularizer=regularizer)
    plain, regularized = run_in(tmp_path, function_fit()), run_in(tmp_path, function_fit(hidden=regular))

    def largest(folder: RunFolder) -> float:
        return float(np.abs(trained(folder).get_layer("hidden").kernel).max())

    assert (history(regularized)[0][0]["loss"] or 0) > (history(plain)[0][0]["loss"] or 0)
    assert largest(regularized) < largest(plain)


def test_a_normalization_has_adapted_to_the_training_samples(tmp_path: Path) -> None:
    folder = run_in(tmp_path, function_fit(hidden=node("Normalization")))
    data = function_fit().data
    assert data is not None
    x = load_data_set(data).train.columns["x"]

    normal = trained(folder).get_layer("hidden")

    assert float(keras.ops.squeeze(normal.mean)) == pytest.approx(float(x.mean()), abs=1e-4)


def test_moving_means_of_a_batch_normalization_follow_the_data(tmp_path: Path) -> None:
    folder = run_in(
        tmp_path, function_fit(hidden=node("Rescaling", scale=1.0, offset=5.0), curve=node("BatchNormalization"))
    )

    assert float(trained(folder).get_layer("curve").moving_mean[0]) > 0.3


def test_a_layer_that_is_not_trainable_stays_as_it_was_drawn(tmp_path: Path) -> None:
    frozen = node("Dense", units=8, activation="tanh", bias_initializer="ones").model_copy(update={"trainable": False})
    folder = run_in(tmp_path, function_fit(hidden=frozen))

    model = trained(folder)

    assert model.get_layer("hidden").bias.numpy().tolist() == [1.0] * 8
    assert model.get_layer("curve").bias.numpy().tolist() != [0.0]


def test_a_schedule_lowers_the_learning_rate_to_nothing(tmp_path: Path) -> None:
    schedule = {
        "type": "PiecewiseConstantDecay",
        "parameters": {"boundaries": [6], "values": [0.01, 0.0]},
    }
    document = trained_by(function_fit(), "SGD", epochs=4, learning_rate=schedule)
    short = trained_by(function_fit(), "SGD", epochs=1, learning_rate=0.01)

    # An epoch has seven steps: from the second on nothing moves.
    for weights, others in zip(
        trained(run_in(tmp_path, document)).get_weights(), trained(run_in(tmp_path, short)).get_weights(), strict=True
    ):
        np.testing.assert_allclose(weights, others, rtol=1e-6)


def test_a_shared_tower_trains_one_set_of_weights(tmp_path: Path) -> None:
    nodes = {
        "petal": node("Input", column=["petal_length", "petal_width"]),
        "sepal": node("Input", column=["sepal_length", "sepal_width"]),
        "tower": node("Dense", units=4, activation="tanh"),
        "twin": Node(type="Dense", shares="tower"),
        "difference": node("Subtract"),
        "kind": node("Dense", units=3, activation="softmax"),
        "answer": node("Output", column="species", loss="sparse_categorical_crossentropy"),
    }
    wires = ("petal > tower", "sepal > twin", "tower > difference.inputs.0", "twin > difference.inputs.1")
    document = wired(nodes, *wires, "difference > kind", "kind > answer")
    folder = run_in(tmp_path, trained_by(learning(document, "iris"), "Adam"))

    model = trained(folder)

    assert ended(folder).outcome == "finished"
    assert model.count_params() == (2 * 4 + 4) + (4 * 3 + 3)
    same = np.ones((1, 2))
    difference = keras.Model(model.input, model.get_layer("difference").output)
    assert np.allclose(difference({"petal": same, "sepal": same}), 0.0)


@pytest.mark.parametrize("state", ["bypassed", "muted"])
def test_a_node_that_is_off_takes_no_part(tmp_path: Path, state: str) -> None:
    off = node("Dense", units=5).model_copy(update={"state": state})
    base = function_fit()
    document = wired(
        dict(base.nodes) | {"off": off},
        *("x > off", "off > hidden") if state == "bypassed" else ("x > off", "x > hidden"),
        *("hidden > curve", "curve > answer"),
    )
    folder = run_in(tmp_path, base.model_copy(update={"nodes": document.nodes, "edges": document.edges}))

    assert ended(folder).outcome == "finished"
    assert trained(folder).count_params() == 25


def test_two_inputs_and_two_outputs_train_at_once_by_their_weights(tmp_path: Path) -> None:
    def both(width_weight: float) -> Document:
        nodes = {
            "petal": node("Input", column=["petal_length", "petal_width"]),
            "sepal": node("Input", column="sepal_length"),
            "both": node("Concatenate"),
            "kind": node("Dense", units=3, activation="softmax"),
            "wide": node("Dense", units=1),
            "species": node("Output", column="species", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
            "width": node("Output", column="sepal_width", loss="mean_squared_error", loss_weight=width_weight),
        }
        wires = ("petal > both.inputs.0", "sepal > both.inputs.1", "both > kind", "both > wide", "kind > species")
        return trained_by(learning(wired(nodes, *wires, "wide > width"), "iris"), "SGD", learning_rate=0.01)

    (metrics, _), (unweighted, _) = (next(iter(history(run_in(tmp_path, both(weight))))) for weight in (0.5, 0.0))

    assert set(metrics) == {"loss", "species_loss", "species_accuracy", "width_loss"}
    assert metrics["loss"] == pytest.approx(
        (metrics["species_loss"] or 0) + 0.5 * (metrics["width_loss"] or 0), rel=1e-4
    )
    assert unweighted["loss"] == pytest.approx(unweighted["species_loss"], rel=1e-4)


def test_an_autoencoder_learns_its_own_input(tmp_path: Path) -> None:
    document = chain(
        flower=node("Input", column="features"),
        normal=node("Normalization"),
        code=node("Dense", units=2),
        again=node("Dense", units=4),
        answer=node("Output", column="features", loss="mean_squared_error"),
    )
    losses = [
        metrics["loss"] or 0
        for metrics, _ in history(
            run_in(tmp_path, trained_by(learning(document, "iris"), "Adam", epochs=30, learning_rate=0.05))
        )
    ]

    assert losses[-1] < 0.1 * losses[0]


@pytest.mark.parametrize(
    "document",
    [
        classifier(loss="sparse_categorical_crossentropy", units=2),
        classifier(loss="categorical_crossentropy", cut=node("Dense", units=2), units=2),
    ],
)
def test_classes_beyond_the_answers_are_refused_with_the_cure(tmp_path: Path, document: Document) -> None:
    last = ended(run_in(tmp_path, document))

    assert last.outcome == "refused"
    assert "Set units of kind to 3" in last.message


def test_a_batch_larger_than_the_data_is_one_batch(tmp_path: Path) -> None:
    document = function_fit()
    large = document.training.model_copy(update={"batch_size": 1000})

    folder = run_in(tmp_path, document.model_copy(update={"training": large}))

    started = next(event for event in events_of(folder) if isinstance(event, events.RunStarted))
    assert started.steps_per_epoch == 1
    assert ended(folder).outcome == "finished"


def test_the_order_of_samples_is_a_permutation_of_its_own_for_each_seed_and_epoch() -> None:
    orders = [sample_order(seed, epoch, 100) for seed, epoch in itertools.product((0, 1), (1, 2))]

    assert all(sorted(order) == list(range(100)) for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    assert sample_order(0, 1, 100).tolist() == orders[0].tolist()


def test_the_pace_finds_the_number_of_steps_that_take_a_tenth_of_a_second() -> None:
    pace = Pace()
    learned = []
    for _ in range(6):
        pace.learn(pace.steps_per_call, pace.steps_per_call / 20_000)
        learned.append(pace.steps_per_call)

    # The first call compiles and counts for nothing; then at most ten times as many at once.
    assert learned == [1, 10, 100, 1000, 2000, 2000]
    assert pace.steps_per_second == pytest.approx(20_000)


def test_the_pace_takes_one_step_at_a_time_where_each_is_slow() -> None:
    pace = Pace()
    for _ in range(3):
        pace.learn(1, 5.0)

    assert pace.steps_per_call == 1
