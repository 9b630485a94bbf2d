"""Every network of keras.applications, taken over and built again: `python -m tests.benchmarks.applications [NAME …]`.

Each is made without trained weights, shaken so that no weight is what a fresh layer has, saved, imported as
`graphnn import` does, written as a graph file, read, built, and asked the same question. The table tells how many
nodes the graph has, what the layers became, whether the parameters are as many, and how far the answers lie apart.
It takes about half an hour and 8 GB of memory for all forty; images are small, since the weights are the same.
"""

import collections
import gc
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.engine.budget import available_weight_budget
from graphnn.engine.build import build_model
from graphnn.errors import GraphnnError
from graphnn.runs.conversion import import_model

SIZE = 96
"""Pixels along a side: enough for every builder."""

SHAKE = 0.05
SEEN = 1e-5
"""How far answers to two images must lie apart for their equality to mean something."""

NAMES = tuple(name for name, each in vars(keras.applications).items() if callable(each) and name[0].isupper())
HEADER = ("application", "nodes", "imported", "layers", "parameters", "difference", "seconds")


def main(names: Sequence[str]) -> None:
    """Print the table."""
    print(f"| {' | '.join(HEADER)} |\n|{' --- |' * len(HEADER)}")
    for name in names or NAMES:
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            columns = row(name, Path(folder))
        print(f"| {name} | {' | '.join(columns)} | {time.perf_counter() - start:.0f} |", flush=True)
        keras.utils.clear_session()
        gc.collect()


def row(name: str, folder: Path) -> tuple[str, ...]:
    """Return what the table tells of one application."""
    builder = getattr(keras.applications, name)
    images = np.random.default_rng(1).uniform(0, [[[[255]]], [[[64]]]], (2, SIZE, SIZE, 3)).astype("float32")
    original = accustomed(shaken(builder(weights=None, input_shape=(SIZE, SIZE, 3))), images)
    answer = keras.ops.convert_to_numpy(original(images, training=False))
    if np.abs(answer[0] - answer[1]).max() < SEEN:
        return "", "answers everything alike, which would tell nothing", "", "", ""
    layers, parameter_count = kinds(original), original.count_params()
    original.save(folder / f"{name}.keras")
    del original
    gc.collect()
    try:
        imported = import_model(folder / f"{name}.keras", runs=folder / "runs")
    except GraphnnError as error:
        return "", f"refused: {str(error).splitlines()[0]}", "", "", ""
    codec.write(imported.document, folder / "graph.json")
    document = codec.read(folder / "graph.json")
    built = build_model(document, load_catalogue(), budget=available_weight_budget()).model
    if imported.run is not None:
        built.load_weights(imported.run.model_file)
    difference = np.abs(keras.ops.convert_to_numpy(built(images, training=False)) - answer).max()
    count = built.count_params()
    return (
        f"{len(document.nodes):,}",
        "yes",
        changes(layers, kinds(built)),
        f"{count:,}" if count == parameter_count else f"{count:,}, not {parameter_count:,}",
        f"{difference:.1e}",
    )


def shaken(model: keras.Model) -> keras.Model:
    """Return the model with every weight that starts alike everywhere moved a little."""
    generator = np.random.default_rng(0)
    for variable in model.weights:
        value = keras.ops.convert_to_numpy(variable)
        if value.size and value.min() == value.max() and variable.dtype == "float32":
            variable.assign(value + SHAKE * generator.standard_normal(value.shape, dtype="float32"))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # what it computes with is made from its weights
    return model


def accustomed(model: keras.Model, images: np.ndarray) -> keras.Model:
    """Return the model with its normalisations as if trained on the images: fresh, deep ones answer all alike."""
    normalisations = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [layer.momentum for layer in normalisations]
    for layer in normalisations:
        layer.momentum = 0.0
    model(images, training=True)
    for layer, momentum in zip(normalisations, momenta, strict=True):
        layer.momentum = momentum
    return model


def kinds(model: keras.Model) -> collections.Counter[str]:
    """Return how many layers and operations of each class a model has, those of models within it in their place."""
    found: collections.Counter[str] = collections.Counter()
    for operation in getattr(model, "operations", model.layers):
        if isinstance(operation, keras.Model):
            found.update(kinds(operation))
        elif not isinstance(operation, keras.layers.InputLayer):
            found[f"{'' if isinstance(operation, keras.layers.Layer) else 'ops.'}{type(operation).__name__}"] += 1
    return found


def changes(before: collections.Counter[str], after: collections.Counter[str]) -> str:
    """Return in words what layers took the place of which."""
    gone, come = before - after, after - before
    if not gone and not come:
        return "the same"
    return f"{counted(gone)} became {counted(come)}"


def counted(found: collections.Counter[str]) -> str:
    """Return the names with their numbers."""
    return " + ".join(f"{count} {name}" for name, count in sorted(found.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
