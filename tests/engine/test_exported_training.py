"""Exported scripts load the graph's own samples and learn from them what the graph's own run learns.

Everything runs eagerly and an epoch is one batch, so that no order of samples and no tracing takes part.
"""

import importlib.util
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.document.model import Data, Document, Split
from graphnn.document.updated import updated
from graphnn.engine.budget import available_budget
from graphnn.engine.build import build_model
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.split import split_data
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.samples import batchable, bind, class_weights_of
from graphnn.exchange.python_source import python_source
from tests.engine.builders import chain, node
from tests.shared_data import shared_file

EXAMPLES = {example.name: example.document for example in load_examples()}
SAMPLES = 200
FOUND = {"california_housing": "california_housing.npz", "movie_reviews": "movie_reviews.csv.gz"}
"""The data sets that are not in every clone, and their files."""

IRIS = updated(EXAMPLES["iris"], data=Data(source="iris", validation=Split(fraction=0.2)))
RECIPES: dict[str, Any] = {
    "class weights by name": {"class_weights": {"setosa": 0.1, "virginica": 7.0}},
    "balanced class weights": {"class_weights": "balanced"},
    "half precision": {"precision": "mixed_bfloat16"},
}

pytestmark = pytest.mark.filterwarnings("ignore:Even though the `tf.config.experimental_run_functions_eagerly")


@pytest.fixture(autouse=True)
def eagerly() -> Iterator[None]:
    policy = keras.config.dtype_policy()
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)
    keras.config.set_dtype_policy(policy)


def script_of(document: Document, folder: Path) -> ModuleType:
    path = folder / "network.py"
    path.write_text(python_source(document, load_catalogue()), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("network", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def offer(document: Document, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the data where a script looks for it: in place of Keras' download what graphnn has, beside it a file."""
    assert document.data is not None
    source = document.data.source
    if source in FOUND:
        file = shared_file(FOUND[source])
        monkeypatch.setenv("GRAPHNN_DATA", str(file.parent))
        (folder / file.name).symlink_to(file)
        monkeypatch.chdir(folder)
    downloaded = getattr(keras.datasets, source, None)
    if downloaded is not None:
        data_set = load_data_set(document.data)
        kept = [("image", "label", 1), ("features", "value", 100_000)]
        x, y, unit = next(each for each in kept if each[0] in data_set.train.columns)
        parts = [(part.columns[x], part.columns[y] * unit) for part in (data_set.train, data_set.test) if part]
        monkeypatch.setattr(downloaded, "load_data", lambda **_: tuple(parts))


def in_one_step(document: Document, **recipe: Any) -> Document:
    return updated(document, training=updated(document.training, epochs=1, batch_size=SAMPLES, **recipe))


def own_model(document: Document) -> tuple[keras.Model, Callable[[], None]]:
    """Return the graph's own model, and what has it learn from the first samples, all of them at once."""
    catalogue = load_catalogue()
    keras.config.set_dtype_policy(document.training.precision)
    built = build_model(document, catalogue, budget=available_budget())
    keras.config.set_dtype_policy("float32")
    samples = split_data(load_data_set(document.data), document.data, seed=document.training.seed).train
    samples, bindings = samples.take(np.arange(min(SAMPLES, samples.count))), bind(built, document, catalogue)
    batch = batchable(samples, bindings)

    def learn() -> None:
        adapt_layers(built, catalogue, batch)
        model = compile_model(built, document, catalogue)
        model.train_on_batch(batch.inputs, batch.targets, class_weights_of(samples, bindings))

    return built.model, learn


def script_model(document: Document, folder: Path) -> tuple[keras.Model, Callable[[], None]]:
    """Return the model of a script, and what has it do the same by the script's own `main`."""
    script = script_of(document, folder)
    model, load_data = script.build_model(), script.load_data
    # Noise falls on the samples in their order, and a gradient of nearly nothing has its sign from it.
    model.fit = partial(model.fit, shuffle=False)
    script.build_model = lambda: model
    script.load_data = lambda: [{name: values[:SAMPLES] for name, values in part.items()} for part in load_data()]
    return model, script.main


def assert_learn_alike(document: Document, folder: Path) -> None:
    (ours, learn), (theirs, main) = own_model(document), script_model(document, folder)
    for layer in ours.layers:
        for own, other in zip(layer.variables, theirs.get_layer(layer.name).variables, strict=True):
            other.assign(own)

    learn()
    main()

    for layer in ours.layers:
        for own, other in zip(layer.get_weights(), theirs.get_layer(layer.name).get_weights(), strict=True):
            np.testing.assert_allclose(other, own, rtol=1e-3, atol=1e-5, err_msg=layer.name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_script_loads_the_samples_of_the_graphs_own_run(name, tmp_path, monkeypatch):
    document = EXAMPLES[name]
    offer(document, tmp_path, monkeypatch)

    parts = script_of(document, tmp_path).load_data()

    splits = split_data(load_data_set(document.data), document.data, seed=document.training.seed)
    watched = None if splits.validation is splits.test else splits.validation
    own = [part for part in (splits.train, watched, splits.test) if part is not None]
    for ours, theirs in zip(own, parts, strict=True):
        for column, values in theirs.items():
            if values.dtype.kind == "f":
                np.testing.assert_allclose(values, ours.columns[column], rtol=1e-6, err_msg=column)
            else:
                assert np.array_equal(values, ours.columns[column])


@pytest.mark.parametrize("name", ["wine", "breast_cancer", "diabetes"])
def test_a_script_loads_a_table_as_graphnn_does(name, tmp_path):
    target = load_catalogue().data_sets[name].columns[-1].name
    output = node("Output", column=target, loss="mean_squared_error")
    network = chain(x=node("Input", column="features"), guess=node("Dense", units=1), answer=output)
    document = updated(network, data=Data(source=name, test=Split(fraction=0.25)))

    parts = script_of(document, tmp_path).load_data()

    splits = split_data(load_data_set(document.data), document.data, seed=0)
    for ours, theirs in zip((splits.train, splits.test), parts, strict=True):
        for column in ("features", target):
            np.testing.assert_allclose(theirs[column], ours.columns[column], rtol=1e-6)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_script_learns_what_the_graphs_own_run_learns(name, tmp_path, monkeypatch):
    document = in_one_step(EXAMPLES[name])
    offer(document, tmp_path, monkeypatch)

    assert_learn_alike(document, tmp_path)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_script_follows_the_recipe_of_the_graph(recipe, tmp_path):
    assert_learn_alike(in_one_step(IRIS, **RECIPES[recipe]), tmp_path)
