"""Small networks for the engine, and runs of them in this process."""

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Configured, Data, Document, Edge, Node, Split, Training
from graphnn.document.values import Json
from graphnn.engine.budget import Budget
from graphnn.engine.build import BuiltModel, build_model, infer_graph
from graphnn.engine.training.train import train
from graphnn.protocol.events import EpochEnd, RunEvent
from graphnn.protocol.report import GraphReport
from graphnn.protocol.run_folder import RunFolder, create_run_folder

CATALOGUE = load_catalogue()
GIGABYTE = Budget(memory_bytes=10**9)

# Keras writes its variables to HDF5 in a way that numpy 2 warns of; nothing of ours takes part.
SAVING_WARNS = "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"


@dataclass(frozen=True)
class PausedFolder(RunFolder):
    """A folder in which someone asks for a pause at the n-th time the run looks."""

    looks: list[None]
    looks_until_pause: int

    def asked(self) -> Literal["stop", "pause"] | None:
        self.looks.append(None)
        return "pause" if len(self.looks) == self.looks_until_pause else None


def node(type: str, **parameters: Json) -> Node:
    return Node(type=type, parameters=parameters)


def shaped(*shape: int | None, dtype: str = "float32") -> Node:
    """Return an Input of that shape, batch axis left out."""
    return node("Input", shape=list(shape), dtype=dtype)


def chain(**nodes: Node) -> Document:
    """Return a document whose nodes each feed the next."""
    return wired(nodes, *(f"{above} > {below}" for above, below in itertools.pairwise(nodes)))


def wired(nodes: dict[str, Node], *wires: str) -> Document:
    """Return a document with the wires given, each as "source > target"."""
    ends = [wire.split(" > ") for wire in wires]
    return Document(nodes=nodes, edges=tuple(Edge(source=source, target=target) for source, target in ends))


def learning(document: Document, source: str, *, validation: float | None = None, **parameters: Json) -> Document:
    """Return the document with a data set to learn from."""
    split = None if validation is None else Split(fraction=validation)
    data = Data(source=source, parameters=parameters, validation=split)
    return document.model_copy(update={"data": data})


def trained_by(document: Document, type: str, /, *, epochs: int = 1, seed: int = 0, **parameters: Json) -> Document:
    """Return the document with a recipe of training."""
    optimizer = Configured(type=type, parameters=parameters)
    return document.model_copy(update={"training": Training(epochs=epochs, seed=seed, optimizer=optimizer)})


def function_fit(**changed: Node) -> Document:
    """Return a small network that learns one of the functions, in two epochs."""
    nodes = {
        "x": node("Input", column="x"),
        "hidden": node("Dense", units=8, activation="tanh"),
        "curve": node("Dense", units=1),
        "answer": node("Output", column="y", loss="mean_squared_error"),
    }
    document = learning(chain(**(nodes | changed)), "function", samples=200)
    return trained_by(document, "Adam", epochs=2, learning_rate=0.01)


def inferred(document: Document, budget: Budget = GIGABYTE) -> GraphReport:
    return infer_graph(document, CATALOGUE, budget=budget)


def built(document: Document, budget: Budget = GIGABYTE) -> BuiltModel:
    return build_model(document, CATALOGUE, budget=budget)


def run_in(parent: Path, document: Document) -> RunFolder:
    """Return the folder of a run of the document, over and done."""
    folder = create_run_folder(parent, document, name="run")
    train(folder, budget=GIGABYTE)
    return folder


def events_of(folder: RunFolder) -> tuple[RunEvent, ...]:
    return folder.events()[0]


def history(folder: RunFolder) -> list[tuple[dict[str, float | None], dict[str, float | None]]]:
    """Return the metrics of each epoch: of training, and of validation."""
    return [(dict(e.metrics), dict(e.validation)) for e in events_of(folder) if isinstance(e, EpochEnd)]
