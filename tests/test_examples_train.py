"""Each example trained as it lies there, at full length: it must learn what its description promises."""

from pathlib import Path

import numpy as np
import pytest

from graphnn.document.examples import load_examples
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.split import split_data
from graphnn.engine.training.train import train
from graphnn.protocol.run_folder import create_run_folder
from graphnn.runs.record import RunRecord
from tests.engine.builders import SAVING_WARNS
from tests.shared_data import shared_file

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

EXAMPLES = {example.name: example.document for example in load_examples()}


def trained(name: str, tmp_path: Path, *, data_folder: Path | None = None) -> RunRecord:
    folder = create_run_folder(tmp_path, EXAMPLES[name], name=name, data_folder=data_folder)
    train(folder)
    record = RunRecord()
    for event in folder.events()[0]:
        record.take(event)
    assert record.ended is not None
    assert record.outcome == "finished", record.ended.message
    return record


def score(record: RunRecord, metric: str) -> float:
    """Return a metric of the test set."""
    value = None if record.test is None else record.test.metrics[metric]
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("name", "parameter_count", "steps_per_epoch", "lowest", "highest"),
    [
        ("mnist_dense", 407_050, 469, 0.979, 0.985),
        ("mnist_logits", 31_810, 1688, 0.82, 0.92),
        ("mnist_dropout", 38_575, 1688, 0.945, 0.97),
        ("digits_cnn", 29_066, 41, 0.97, 1.0),
        ("resnet_blocks", 65_962, 41, 0.97, 1.0),
    ],
)
def test_an_example_that_sorts_into_classes_reaches_the_accuracy_it_is_known_for(
    name: str, parameter_count: int, steps_per_epoch: int, lowest: float, highest: float, tmp_path: Path
) -> None:
    record = trained(name, tmp_path)

    assert record.started is not None
    assert record.started.parameter_count == parameter_count
    assert record.started.steps_per_epoch == steps_per_epoch
    assert len(record.epochs) == EXAMPLES[name].training.epochs
    assert lowest <= score(record, "accuracy") <= highest


def test_the_function_is_fitted_closer_than_its_noise(tmp_path: Path) -> None:
    data = EXAMPLES["function_fit"].data
    assert data is not None
    noise = data.parameters.get("noise", 0.1)

    # The test points lie on the function itself, those to learn from scatter about it.
    assert score(trained("function_fit", tmp_path), "mean_absolute_error") < noise


def test_house_prices_are_predicted_to_less_than_50_000_dollars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHNN_DATA", str(shared_file("california_housing.npz").parent))

    record = trained("housing", tmp_path)

    assert len(record.epochs) == 10
    assert score(record, "mean_absolute_error") < 0.5


@pytest.mark.parametrize(
    ("name", "parameter_count", "lowest"),
    [("reviews_text", 160_033, 0.8), ("reviews_lstm", 166_305, 0.77)],
)
def test_reviews_are_told_apart_by_their_words(
    name: str, parameter_count: int, lowest: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHNN_DATA", str(shared_file("movie_reviews.csv.gz").parent))

    record = trained(name, tmp_path)

    assert record.started is not None
    assert record.started.parameter_count == parameter_count
    assert score(record, "accuracy") > lowest


def test_sunspots_are_forecast_better_than_by_the_last_month(tmp_path: Path) -> None:
    document, file = EXAMPLES["sunspots"], shared_file("monthly-sunspots.csv")
    data = document.data
    assert data is not None
    test = split_data(load_data_set(data, folder=file.parent), data, seed=document.training.seed).test
    assert test is not None

    last, truth = test.columns["Sunspots"][:, -1, 0], test.columns["Sunspots_next"]
    naive = float(np.mean(np.square(last - truth)))
    forecast = score(trained("sunspots", tmp_path, data_folder=file.parent), "loss")

    print(f"mean of squares: the last month {naive:.4f}, the network {forecast:.4f}")
    assert forecast < 0.9 * naive


@pytest.mark.parametrize(
    ("name", "metric", "lowest"),
    [
        ("spirals", "accuracy", 0.98),
        ("circles", "accuracy", 0.98),
        ("moons", "accuracy", 0.98),
        ("xor", "accuracy", 0.93),
        ("iris", "accuracy", 0.85),
        ("digits_rows", "accuracy", 0.93),
        ("transformer", "accuracy", 0.95),
        ("two_inputs_two_outputs", "kind_accuracy", 0.85),
        ("waves_gru", "accuracy", 0.97),
        ("opinions_lstm", "accuracy", 0.97),
        ("siamese", "accuracy", 0.85),
        ("transfer", "accuracy", 0.92),
        ("addition", "sparse_categorical_accuracy", 0.9),
    ],
)
def test_a_small_example_learns_to_tell_its_classes(name: str, metric: str, lowest: float, tmp_path: Path) -> None:
    assert score(trained(name, tmp_path), metric) >= lowest


def test_a_network_that_learns_its_samples_by_heart_is_seen_by_its_validation(tmp_path: Path) -> None:
    epochs = trained("overfitting", tmp_path).epochs

    losses = [loss for epoch in epochs if (loss := epoch.validation["loss"]) is not None]
    assert (epochs[-1].metrics["loss"] or 0) < 0.15
    assert losses[-1] > 2 * min(losses)


@pytest.mark.parametrize(
    ("name", "highest"),
    [
        ("fit_square", 0.1),
        ("fit_absolute", 0.05),  # seven numbers, which all have to be right
        ("fit_heaviside", 0.1),
        ("autoencoder", 1.8),  # of 16, where the mean image alone is 3.1 off
        ("denoising", 1.2),
        ("unet", 0.05),  # of 1, where no disc at all would be 0.09 off
    ],
)
def test_a_small_example_comes_close_to_what_it_should_answer(name: str, highest: float, tmp_path: Path) -> None:
    assert score(trained(name, tmp_path), "mean_absolute_error") <= highest
