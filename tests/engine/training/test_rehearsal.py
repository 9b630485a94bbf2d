"""Looks that are rehearsed leave nothing behind, and their failures are for the looks in earnest to tell."""

from typing import Any

import keras
import numpy as np
import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.engine.budget import available_budget
from graphnn.engine.training import rehearsal
from graphnn.engine.training.prepare import Prepared, prepare
from graphnn.engine.training.rehearsal import rehearse_looks
from tests.engine.builders import function_fit


def prepared(*, jit_compile: bool) -> Prepared:
    document = function_fit()
    training = document.training.model_copy(update={"jit_compile": jit_compile})
    document = document.model_copy(update={"training": training})
    return prepare(document, load_catalogue(), budget=available_budget(), emit=lambda _: None)


def values_of(model: keras.Model) -> list[np.ndarray[Any, Any]]:
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    return [variable.numpy() for variable in (*model.variables, *model.optimizer.variables, *metrics)]


def test_a_rehearsal_changes_nothing_of_a_model() -> None:
    ready = prepared(jit_compile=False)
    before = values_of(ready.model)

    rehearse_looks(ready.built, ready.bindings, ready.training)

    for value, expected in zip(values_of(ready.model), before, strict=True):
        np.testing.assert_array_equal(value, expected)


def test_looks_are_rehearsed_where_steps_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(rehearsal, "measured", lambda *_: seen.append("inside"))

    prepared(jit_compile=False)
    assert seen == []
    prepared(jit_compile=True)
    assert seen == ["inside"]


def test_what_fails_in_a_rehearsal_keeps_nobody_from_training(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("not on a sample alone")

    monkeypatch.setattr(rehearsal, "node_outputs", fail)

    ready = prepared(jit_compile=True)
    metrics = ready.metrics.values(ready.training.take_steps(0, 1))

    assert metrics["loss"] > 0
