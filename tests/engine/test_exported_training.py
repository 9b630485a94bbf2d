"""Exported scripts load the graph's own samples and learn from them what the graph's own run learns.

Everything runs eagerly and an epoch is one batch, so that no order of samples and no tracing takes part.
"""

import importlib.util
import json
import shutil
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
from graphnn.document import codec
from graphnn.document.examples import load_examples
from graphnn.document.model import Data, Document, Split
from graphnn.document.updated import updated
from graphnn.engine.budget import available_budget
from graphnn.engine.build import build_model
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.sources import BUNDLED_FOLDER
from graphnn.engine.data.split import split_data
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.samples import batchable, bind, class_weights_of
from graphnn.engine.training.start import start_from
from graphnn.exchange.python_source import python_source
from graphnn.sources.describe import described
from tests.engine.builders import chain, node
from tests.shared_data import shared_file

EXAMPLES = {example.name: example.document for example in load_examples()}
SAMPLES = 200
FOUND = {
    "california_housing": "california_housing.npz",
    "movie_reviews": "movie_reviews.csv.gz",
    "monthly-sunspots.csv": "monthly-sunspots.csv",
}
"""The data that is not in every clone, and its files."""

IRIS = updated(EXAMPLES["iris"], data=Data(source="iris", validation=Split(fraction=0.2)))
RECIPES: dict[str, Any] = {
    "class weights by name": {"class_weights": {"setosa": 0.1, "virginica": 7.0}},
    "balanced class weights": {"class_weights": "balanced"},
    "half precision": {"precision": "mixed_bfloat16"},
}
TARGET = {"kind": {"kind": "category", "role": "target", "missing": "drop"}}
OWN: dict[str, dict[str, Any]] = {
    "guessed": {},
    "filled and scaled": {
        "columns": {
            **TARGET,
            "size": {"kind": "number", "missing": "mean", "normalize": "standard"},
            "mass": {"kind": "number", "missing": "most_frequent", "normalize": "range"},
            "island": {"kind": "category", "missing": "category"},
            "when": {"kind": "date", "role": "feature"},
        },
        "validation": {"fraction": 0.2, "by": "random"},
    },
    "class numbers, the last rows in time": {
        "columns": {**TARGET, "island": {"kind": "category", "missing": "most_frequent", "encoding": "integer"}},
        "time": "when",
        "test": {"fraction": 0.25, "by": "time"},
    },
    "rows that a column marks": {"columns": TARGET, "test": {"column": "set", "value": "test"}},
    "a text": {"columns": {**TARGET, "words": {"kind": "text", "role": "feature"}}, "feature": "words"},
    "windows": {
        "columns": {
            "size": {"kind": "number", "role": "target", "missing": "median", "normalize": "standard"},
            "mass": {"kind": "number", "role": "feature", "missing": "median"},
            **{name: {"role": "ignored"} for name in ("when", "island", "kind", "set", "words")},
        },
        "windows": {"length": 5, "horizon": 2, "stride": 3},
        "target": "size_next",
    },
}


def own_network(*, feature: str = "features", target: str = "kind", **data: Any) -> Document:
    """Return a network that learns from own.csv."""
    plain = {"test": {"fraction": 0.2}, **data, "source": {"csv": "own.csv"}}
    text = json.dumps({"graphnn": 1, "data": plain})
    loss = "mean_squared_error" if target.endswith("_next") else "binary_crossentropy"
    nodes = {"x": node("Input", column=feature), "flat": node("Flatten"), "guess": node("Dense", units=1)}
    network = chain(**nodes, answer=node("Output", column=target, loss=loss))
    return updated(network, data=codec.loads(text).data)


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


def offer(document: Document, folder: Path, monkeypatch: pytest.MonkeyPatch) -> DataSet[Samples]:
    """Have the data where a script looks for it, and return it: beside it a file, else in place of Keras' download."""
    data = document.data
    assert data is not None
    monkeypatch.chdir(folder)
    if data.source_name in FOUND:
        file = shared_file(FOUND[data.source_name])
        monkeypatch.setenv("GRAPHNN_DATA", str(file.parent))
        shutil.copy(file, folder)
    if document.training.weights is not None:
        shutil.copy(BUNDLED_FOLDER / document.training.weights, folder)
    data_set = load_data_set(data, folder=folder)
    downloaded = getattr(keras.datasets, data.source_name, None)
    if downloaded is not None:
        kept = [("image", "label", 1), ("features", "value", 100_000)]
        x, y, unit = next(each for each in kept if each[0] in data_set.train.columns)
        parts = [(part.columns[x], part.columns[y] * unit) for part in (data_set.train, data_set.test) if part]
        monkeypatch.setattr(downloaded, "load_data", lambda **_: tuple(parts))
    return data_set


def assert_loads_alike(document: Document, data_set: DataSet[Samples], folder: Path) -> None:
    """Check that a script loads the samples that the graph's own run trains on, watches and scores."""
    parts = script_of(document, folder).load_data()

    splits = split_data(data_set, document.data, seed=document.training.seed)
    watched = None if splits.validation is splits.test else splits.validation
    own = [part for part in (splits.train, watched, splits.test) if part is not None]
    for ours, theirs in zip(own, parts, strict=True):
        for column in theirs.keys() & ours.columns.keys():
            if theirs[column].dtype.kind == "f":
                np.testing.assert_allclose(theirs[column], ours.columns[column], rtol=2e-5, atol=1e-6, err_msg=column)
            else:
                assert np.array_equal(theirs[column], ours.columns[column]), column


def in_one_step(document: Document, **recipe: Any) -> Document:
    """Return a document of one step; callbacks act on epochs, which that is none of."""
    return updated(document, training=updated(document.training, epochs=1, batch_size=SAMPLES, callbacks=(), **recipe))


def own_model(document: Document) -> tuple[keras.Model, Callable[[], None]]:
    """Return the graph's own model, and what has it learn from the first samples, all of them at once."""
    catalogue = load_catalogue()
    keras.config.set_dtype_policy(document.training.precision)
    built = build_model(document, catalogue, budget=available_budget())
    keras.config.set_dtype_policy("float32")
    data_set = load_data_set(document.data, folder=Path.cwd())
    samples = split_data(data_set, document.data, seed=document.training.seed).train
    samples, bindings = samples.take(np.arange(min(SAMPLES, samples.count))), bind(built, document, catalogue)
    batch = batchable(samples, bindings)

    def learn() -> None:
        adapt_layers(built, catalogue, batch)
        if document.training.weights is not None:
            start_from(built.model, document.training.weights, folder=None)
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
    data_set = offer(EXAMPLES[name], tmp_path, monkeypatch)

    assert_loads_alike(EXAMPLES[name], data_set, tmp_path)


@pytest.mark.parametrize("case", OWN)
def test_a_script_reads_a_file_of_ones_own_as_a_run_does(case, tmp_path, monkeypatch):
    generator = np.random.default_rng(0)
    lines = ["when,size, island,mass,kind,set,words"]
    for row in range(90):
        cells = [f"2026-{1 + row % 12:02}-{1 + row // 12:02}", f"{generator.normal():.4f}", f" {'ABC'[row % 3]}"]
        cells += [str(generator.integers(9)), "xy"[int(generator.random() < 0.3)], ["train", "test"][row % 5 == 0]]
        cells.append(f'"one, or {row}"')
        if row % 7 == 0:
            cells[1 + row % 4] = "?" if row % 2 else ""
        lines.append(",".join(cells))
    (tmp_path / "own.csv").write_text("\n".join(lines), encoding="utf-8")
    described_here = described(own_network(**OWN[case]), tmp_path)
    data_set = offer(described_here, tmp_path, monkeypatch)

    assert_loads_alike(described_here, data_set, tmp_path)


@pytest.mark.parametrize("name", ["wine", "breast_cancer", "diabetes"])
def test_a_script_loads_a_table_as_graphnn_does(name, tmp_path):
    target = load_catalogue().data_sets[name].columns[-1].name
    output = node("Output", column=target, loss="mean_squared_error")
    network = chain(x=node("Input", column="features"), guess=node("Dense", units=1), answer=output)
    document = updated(network, data=Data(source=name, test=Split(fraction=0.25)))

    assert_loads_alike(document, load_data_set(document.data), tmp_path)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_script_learns_what_the_graphs_own_run_learns(name, tmp_path, monkeypatch):
    document = in_one_step(EXAMPLES[name])
    offer(document, tmp_path, monkeypatch)

    assert_learn_alike(document, tmp_path)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_script_follows_the_recipe_of_the_graph(recipe, tmp_path):
    assert_learn_alike(in_one_step(IRIS, **RECIPES[recipe]), tmp_path)
