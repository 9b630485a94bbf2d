"""What is done ahead of a run changes nothing of it, and is left as soon as there is one."""

from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.engine.training.warming import warm_up
from graphnn.sources.opening import SEARCH_PATH_VARIABLE
from tests.engine.builders import SAVING_WARNS, function_fit, run_in


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_run_of_a_warm_process_is_that_of_a_cold_one(tmp_path: Path) -> None:
    (tmp_path / "cold").mkdir()
    (tmp_path / "warm").mkdir()
    cold = run_in(tmp_path / "cold", function_fit())
    warm_up(lambda: False, Data(source="mnist"))
    warm = run_in(tmp_path / "warm", function_fit())

    models = [keras.models.load_model(folder.model_file) for folder in (cold, warm)]

    for weights, expected in zip(*(model.get_weights() for model in models), strict=True):
        np.testing.assert_array_equal(weights, expected)


def test_data_that_are_expected_are_at_hand_once_all_is_warm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fashion_mnist.npz"
    arrays = {
        f"{name}_{split}": np.zeros((count, *shape), np.uint8)
        for split, count in (("train", 60_000), ("test", 10_000))
        for name, shape in (("x", (28, 28)), ("y", ()))
    }
    np.savez_compressed(file, **arrays)
    monkeypatch.setenv(SEARCH_PATH_VARIABLE, str(tmp_path))
    data = Data(source="fashion_mnist")

    warm_up(lambda: False, data)
    file.write_bytes(b"")  # Whoever reads it now is told that it is damaged.

    assert load_data_set(data).train.count == 60_000


def test_data_that_scikit_learn_carries_are_at_hand_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = Data(source="digits")

    warm_up(lambda: False, data)
    monkeypatch.delattr("sklearn.datasets.load_digits")  # Whoever loads them now is told that there are none.

    assert load_data_set(data).train.count == 1797


def test_it_ends_between_one_thing_and_the_next_once_the_process_is_told() -> None:
    asked: list[None] = []

    def is_told() -> bool:
        asked.append(None)
        return len(asked) > 1

    warm_up(is_told, None)

    assert len(asked) == 2
