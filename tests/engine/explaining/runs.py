"""Small trained runs to explain."""

from pathlib import Path

from graphnn.document.model import Document, Split
from graphnn.engine.explaining.trained import TrainedRun, open_run
from tests.engine.builders import chain, learning, node, run_in, trained_by


def digits(*hidden: tuple[str, object], epochs: int = 2) -> Document:
    """Return a classifier of the digits with these layers before the last, a fifth of the data held out."""
    layers = {name: layer for name, layer in hidden}
    nodes = {
        "image": node("Input", column="image"),
        **layers,
        "digit": node("Dense", units=10, activation="softmax"),
        "answer": node("Output", column="label", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
    }
    document = learning(chain(**nodes), "digits")  # type: ignore[arg-type]
    data = document.data.model_copy(update={"test": Split(fraction=0.2)}) if document.data else None
    return trained_by(document.model_copy(update={"data": data}), "Adam", epochs=epochs, learning_rate=0.01)


def flat_digits(**changed: object) -> Document:
    """Return the smallest of them: two Dense layers."""
    scale, flat = node("Rescaling", scale=0.0625), node("Flatten")
    hidden = node("Dense", units=16, activation="relu")
    return digits(("scale", scale), ("flat", flat), ("hidden", changed.get("hidden", hidden)))


def open_trained(parent: Path, document: Document) -> TrainedRun:
    """Return a run of the document, trained and opened."""
    return open_run(run_in(parent, document))
