"""How long training takes beside `model.fit`: `python -m tests.benchmarks.training [EXAMPLE…]`.

Each measurement is a fresh process, plain and ours in turn, and the figures are medians. Plain is what a tutorial
does: numpy arrays and `fit(verbose=1)`. Imports and loading count in neither, compilation in both; validation is left
out of both. Run it on a quiet machine.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import graphnn
from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.protocol.run_folder import create_run_folder

EXAMPLES = ("mnist_dense", "mnist_dropout", "function_fit", "digits_cnn")
ROUNDS = 3


def main() -> None:
    """Measure and print a line for each example."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", nargs="*", default=EXAMPLES)
    parser.add_argument("--one", choices=("plain", "ours"), help="measure once, in this process")
    chosen = parser.parse_args()
    if chosen.one:
        measure = plain_seconds if chosen.one == "plain" else our_seconds
        print(json.dumps(measure(chosen.examples[0])), file=sys.__stderr__)
        return
    for example in chosen.examples:
        taken: dict[str, list[float]] = {"plain": [], "ours": []}
        for _ in range(ROUNDS):
            for way, seconds in taken.items():
                seconds.append(in_a_fresh_process(way, example))
        plain, ours = (statistics.median(taken[way]) for way in ("plain", "ours"))
        print(f"{example:<14} fit {plain:6.2f} s   graphnn {ours:6.2f} s   {plain / ours:5.1f} times as fast")


def in_a_fresh_process(way: str, example: str) -> float:
    """Return the seconds of one measurement."""
    command = [sys.executable, "-m", "tests.benchmarks.training", example, "--one", way]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(result.stderr.strip().splitlines()[-1])


def plain_seconds(example: str) -> float:
    """Train as a tutorial does."""
    import keras  # in the process that measures, and only there

    from graphnn.engine.budget import available_budget
    from graphnn.engine.build import build_model
    from graphnn.engine.data.load import load_data_set
    from graphnn.engine.data.split import split_data
    from graphnn.engine.training.compile import compile_model
    from graphnn.engine.training.samples import batchable, bind

    document, catalogue = without_validation(example)
    keras.utils.set_random_seed(document.training.seed)
    built = build_model(document, catalogue, budget=available_budget())
    assert document.data is not None
    splits = split_data(load_data_set(document.data), document.data, seed=document.training.seed)
    samples = batchable(splits.train, bind(built, document, catalogue))
    inputs, targets = samples.inputs.astype("float32"), samples.targets
    model = compile_model(built, document, catalogue)
    started = time.perf_counter()
    model.fit(inputs, targets, batch_size=document.training.batch_size, epochs=document.training.epochs, verbose=1)
    return time.perf_counter() - started


def our_seconds(example: str) -> float:
    """Train as `graphnn run` does."""
    from graphnn.engine.training.train import train

    document, _ = without_validation(example)
    with tempfile.TemporaryDirectory() as folder:
        return train(create_run_folder(Path(folder), document, name=example)).train_seconds


def without_validation(example: str) -> tuple[Document, Catalogue]:
    """Return an example without validation, and the catalogue."""
    document = graphnn.load_example(example)
    assert document.data is not None
    data = document.data.model_copy(update={"validation": None})
    return document.model_copy(update={"data": data}), load_catalogue()


if __name__ == "__main__":
    main()
