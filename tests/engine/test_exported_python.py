"""Exported scripts build the network of the graph, and train it."""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.examples import examples_folder, load_examples
from graphnn.document.model import Document
from graphnn.document.overrides import override
from graphnn.engine.budget import available_budget
from graphnn.engine.build import build_model
from graphnn.exchange.python_source import python_source
from tests.shared_data import shared_file
from tests.test_every_layer import documents

EXAMPLES = {example.name: example.document for example in load_examples()}
WORDS = ("a good film", "a bad film")
BRANCHES = codec.loads(
    """
    {"graphnn": 1, "nodes": {
      "left": {"type": "Input", "parameters": {"shape": [3]}},
      "lambda": {"type": "Input", "parameters": {"shape": [3]}},
      "twin": {"type": "Dense", "trainable": false, "parameters": {"units": 4, "kernel_regularizer":
        {"type": "L2", "parameters": {"l2": 0.1}},
        "bias_initializer": {"type": "Constant", "parameters": {"value": 2}}}},
      "twin_layer": {"type": "Dense", "shares": "twin"},
      "skipped": {"type": "Dropout", "state": "bypassed"},
      "gone": {"type": "Dense", "state": "muted", "parameters": {"units": 9}},
      "both": {"type": "Concatenate"},
      "p": {"type": "Dense", "parameters": {"units": 1}}, "q": {"type": "Dense", "parameters": {"units": 2}},
      "first": {"type": "Output"}, "second": {"type": "Output"}},
     "edges": [{"source": "left", "target": "twin"}, {"source": "lambda", "target": "twin_layer"},
      {"source": "twin", "target": "skipped"}, {"source": "skipped", "target": "both.inputs.0"},
      {"source": "twin_layer", "target": "both.inputs.1"}, {"source": "both", "target": "p"},
      {"source": "both", "target": "q"}, {"source": "p", "target": "first"}, {"source": "q", "target": "second"}]}
    """
)


def built_by_script(document: Document, folder: Path) -> keras.Model:
    path = folder / "network.py"
    path.write_text(python_source(document, load_catalogue()), encoding="utf-8")
    return runpy.run_path(str(path))["build_model"]()


def drawn(tensor: keras.KerasTensor, generator: np.random.Generator) -> tf.Tensor:
    shape = (2, *tensor.shape[1:])
    if tensor.dtype == "string":
        return tf.constant(generator.choice(WORDS, shape))
    return tf.constant(generator.random(shape).astype("float32"))


def assert_builds_the_same(document: Document, folder: Path) -> None:
    """Check that a script builds the network of the graph: the same layers, weights, and answers by them."""
    ours = build_model(document, load_catalogue(), budget=available_budget()).model
    theirs = built_by_script(document, folder)

    assert {layer.name for layer in theirs.layers} == {layer.name for layer in ours.layers}
    assert theirs.count_params() == ours.count_params()
    assert len(theirs.trainable_weights) == len(ours.trainable_weights)
    for layer in ours.layers:
        if hasattr(layer, "set_vocabulary"):
            for each in (layer, theirs.get_layer(layer.name)):
                each.adapt(tf.constant(WORDS))
        theirs.get_layer(layer.name).set_weights(layer.get_weights())
    generator = np.random.default_rng(0)
    x = {tensor.name: drawn(tensor, generator) for tensor in ours.inputs}
    given = x if len(x) > 1 else next(iter(x.values()))
    for a, b in zip(keras.tree.flatten(ours(given)), keras.tree.flatten(theirs(given)), strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(a), keras.ops.convert_to_numpy(b))


@pytest.mark.parametrize("name", [*EXAMPLES, "branches"])
def test_a_script_builds_the_graphs_own_network(name, tmp_path):
    assert_builds_the_same(EXAMPLES.get(name, BRANCHES), tmp_path)


def test_a_script_reads_and_learns_from_text(tmp_path):
    shutil.copy(shared_file("movie_reviews.csv.gz"), tmp_path)
    document = override(codec.read(examples_folder() / "reviews_text.json"), ["training.epochs=1"])
    (tmp_path / "reviews.py").write_text(python_source(document, load_catalogue()), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "reviews.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env={**os.environ, "KERAS_BACKEND": "tensorflow"},
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert "val_accuracy" in done.stdout


def test_a_script_trains_and_scores(tmp_path):
    document = override(codec.read(examples_folder() / "digits_cnn.json"), ["training.epochs=1"])
    path = tmp_path / "digits.py"
    path.write_text(python_source(document, load_catalogue()), encoding="utf-8")
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}

    done = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, timeout=200, check=False, env=environment
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert "val_accuracy" in done.stdout


@pytest.mark.parametrize("name", load_catalogue().layers)
def test_a_script_builds_every_layer_alike(name, tmp_path):
    layer_type = load_catalogue().layers[name]
    for document in documents(layer_type) if layer_type.inputs and layer_type.outputs else []:
        ours = build_model(document, load_catalogue(), budget=available_budget()).model
        theirs = built_by_script(document, tmp_path)

        assert theirs.count_params() == ours.count_params()
        assert keras.tree.map_structure(lambda tensor: tensor.shape, theirs.outputs) == [
            tensor.shape for tensor in ours.outputs
        ]
