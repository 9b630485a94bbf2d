"""Every example in every format: `python -m tests.benchmarks.exports [NAME …]`.

Each network is built with fresh weights, written, loaded again by the format's own runtime, and asked the same
question. The table tells how far the answers lie apart, or why they could not be compared.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import keras

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.engine.budget import available_weight_budget
from graphnn.engine.build import build_model
from graphnn.engine.exporting.formats import export_to
from graphnn.errors import GraphnnError
from graphnn.protocol.conversion import ModelFormat

FORMATS: Final[tuple[ModelFormat, ...]] = ("savedmodel", "litert", "onnx")


def main(names: Sequence[str]) -> None:
    """Print the table."""
    print(f"| example | {' | '.join(FORMATS)} |\n|{' --- |' * (1 + len(FORMATS))}")
    for example in load_examples():
        if names and example.name not in names:
            continue
        model = build_model(example.document, load_catalogue(), budget=available_weight_budget()).model
        with tempfile.TemporaryDirectory() as folder:
            columns = [outcome(model, Path(folder) / each, each) for each in FORMATS]
        print(f"| {example.name} | {' | '.join(columns)} |", flush=True)


def outcome(model: keras.Model, path: Path, format: ModelFormat) -> str:
    """Return how far the answers lie apart, in words where nothing was compared."""
    try:
        done = export_to(model, path, format)
    except GraphnnError as error:
        return f"refused: {error}"
    return " ".join(done.notes) if done.difference is None else f"{done.difference:.1e}"


if __name__ == "__main__":
    main(sys.argv[1:])
