"""Every loss, metric, optimizer, schedule, initializer, regularizer, constraint, activation, cell and callback."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from graphnn.analysis.check import check
from graphnn.catalogue.callbacks import CALLBACKS
from graphnn.catalogue.model import ObjectType, Registry, Target
from graphnn.document.codec import dumps, loads
from graphnn.document.model import Configured, Document, Training
from graphnn.document.values import Json, thaw
from graphnn.engine.training.callbacks import make_callbacks
from graphnn.engine.training.compile import compile_model
from graphnn.protocol.run_folder import create_run_folder
from tests.engine.builders import CATALOGUE, SAVING_WARNS, built, chain, node, shaped

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

IN_LAYERS: Mapping[Registry, tuple[str, str]] = {
    "activations": ("Dense", "activation"),
    "cells": ("RNN", "cell"),
    "constraints": ("Dense", "kernel_constraint"),
    "initializers": ("Dense", "kernel_initializer"),
    "regularizers": ("Dense", "kernel_regularizer"),
}
"""Where a layer takes an object of a registry."""
IN_TRAINING: tuple[Registry, ...] = ("losses", "metrics", "optimizers", "schedules")

CLASSES = np.array([0, 2, 1, 2])
TARGETS: Mapping[Target | None, tuple[dict[str, Json], np.ndarray]] = {
    None: ({"units": 3, "activation": "softmax"}, np.eye(3, dtype="float32")[CLASSES]),
    "binary": ({"units": 1, "activation": "sigmoid"}, np.array([[0.0], [1.0], [1.0], [0.0]], "float32")),
    "group": ({"units": 3}, CLASSES),
    "index": ({"units": 3, "activation": "softmax"}, CLASSES),
    "one_hot": ({"units": 3, "activation": "softmax"}, np.eye(3, dtype="float32")[CLASSES]),
    "sequence": ({"units": 4}, np.array([[1, 2], [2, 1], [3, 1], [1, 3]], "int32")),
}
"""The last layer, and what its predictions are compared with."""


def objects_of(*registries: Registry) -> Any:
    each = [(registry, kept) for registry in registries for kept in CATALOGUE.registry(registry).values()]
    return pytest.mark.parametrize(("registry", "object_type"), each, ids=[f"{r}-{kept.name}" for r, kept in each])


def minimal(object_type: ObjectType) -> dict[str, Json]:
    """Return the least that an object is made from, as documents write it."""
    needed = {
        each.name: thaw(each.suggestion if each.suggestion is not None else each.default)
        for each in object_type.parameters
        if each.required
    }
    return {"type": object_type.name, "parameters": needed} if needed else {"type": object_type.name}


def document_with(registry: Registry, object_type: ObjectType) -> Document:
    """Return a small network that has the object where it belongs."""
    described: Json = minimal(object_type)
    if registry in IN_LAYERS:
        layer, parameter = IN_LAYERS[registry]
        units: dict[str, Json] = {"units": 4} if layer == "Dense" else {}
        described = object_type.name if registry == "activations" else described
        return chain(x=shaped(5, 4), layer=node(layer, **units, **{parameter: described}), answer=node("Output"))
    by_index = target_of(registry, object_type) == "index"
    loss: Json = "sparse_categorical_crossentropy" if by_index else "mean_squared_error"
    loss = described if registry == "losses" else loss
    metrics: list[Json] = [described] if registry == "metrics" else []
    last = node("Dense", **TARGETS[target_of(registry, object_type)][0])
    answer = node("Output", loss=loss, metrics=metrics)
    document = chain(x=shaped(5, 4) if object_type.target == "sequence" else shaped(4), last=last, answer=answer)
    optimizer = {"type": "SGD", "parameters": {"learning_rate": described}} if registry == "schedules" else described
    if registry not in ("optimizers", "schedules"):
        return document
    return document.model_copy(update={"training": Training(optimizer=Configured.model_validate(optimizer))})


def target_of(registry: Registry, object_type: ObjectType) -> Target | None:
    # A metric has the target of the loss it is named after.
    return "index" if registry == "metrics" and object_type.name.startswith("Sparse") else object_type.target


def configured(config: Any) -> Any:
    """Return a config as JSON, without the names that Keras counts up."""
    return json.loads(re.sub(r'"name": "\w*_\d+"', '"name": ""', json.dumps(config)))


@objects_of(*IN_LAYERS, *IN_TRAINING)
def test_an_object_with_the_least_it_needs_is_sound_and_comes_back_from_the_file(
    registry: Registry, object_type: ObjectType
) -> None:
    document = document_with(registry, object_type)

    assert [fault for fault in check(document, CATALOGUE) if fault.code.startswith("parameter/")] == []
    assert loads(dumps(document)) == document


@objects_of(*IN_LAYERS)
def test_a_layer_with_an_object_computes_the_same_when_it_is_loaded(
    registry: Registry, object_type: ObjectType, tmp_path: Path
) -> None:
    model = built(document_with(registry, object_type)).model
    x = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")

    model.save(tmp_path / "model.keras")

    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert configured(loaded.get_layer("layer").get_config()) == configured(model.get_layer("layer").get_config())
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(loaded(x)), keras.ops.convert_to_numpy(model(x)))


@objects_of(*IN_TRAINING)
def test_a_network_with_an_object_takes_the_same_step_when_it_is_loaded(
    registry: Registry, object_type: ObjectType, tmp_path: Path
) -> None:
    document = document_with(registry, object_type)
    targets = TARGETS[target_of(registry, object_type)][1]
    model = compile_model(built(document), document, CATALOGUE)
    model.run_eagerly = True  # No time goes into compiling what takes two steps.
    x = np.random.default_rng(0).normal(size=(4, *model.input_shape[1:])).astype("float32")
    first = model.train_on_batch(x, targets, return_dict=True)

    model.save(tmp_path / "model.keras")

    loaded = keras.models.load_model(tmp_path / "model.keras")
    loaded.run_eagerly = True
    second = model.train_on_batch(x, targets, return_dict=True)
    assert all(np.ndim(value) == 0 and np.isfinite(value) for value in first.values())
    assert configured(loaded.get_compile_config()) == configured(model.get_compile_config())
    assert loaded.train_on_batch(x, targets, return_dict=True).keys() == second.keys()
    for ours, theirs in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("callback_type", CALLBACKS.values(), ids=lambda each: each.name)
def test_a_callback_goes_on_from_what_it_remembered(callback_type: ObjectType, tmp_path: Path) -> None:
    if callback_type.name == "MLflow":
        pytest.importorskip("mlflow", reason="an extra")
    configured = Configured.model_validate(minimal(callback_type))
    document = chain(x=shaped(4), last=node("Dense", units=1), answer=node("Output", loss="mean_squared_error"))
    document = document.model_copy(update={"training": Training(callbacks=(configured,))})
    model = compile_model(built(document), document, CATALOGUE)
    model.optimizer.build(model.trainable_variables)

    def made(run: str) -> Any:
        folder = create_run_folder(tmp_path, document, name=run)
        return make_callbacks(document.training.callbacks, model, folder, CATALOGUE)

    callbacks = made("first")
    callbacks.begin({}, ())
    for epoch, loss in enumerate((0.5, 0.25, 0.75), start=1):
        callbacks.begin_epoch(epoch)
        callbacks.end_epoch(epoch, {"loss": loss, "val_loss": loss})
    remembered = json.loads(json.dumps(callbacks.remembered()))
    resumed = made("second")
    resumed.begin(remembered, ())

    assert loads(dumps(document)) == document
    assert [fault for fault in check(document, CATALOGUE) if fault.code.startswith("parameter/")] == []
    assert resumed.remembered() == callbacks.remembered()
    callbacks.end()
    resumed.end()
