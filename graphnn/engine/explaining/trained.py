"""A trained run, opened: its network with the weights it learned, and the samples it is scored on.

The network is built from the run's document, and only numbers are read from its model file: no class or code.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Catalogue, Column
from graphnn.document.model import Document
from graphnn.engine.budget import available_budget
from graphnn.engine.build import BuiltModel, build_model
from graphnn.engine.data.columns import column_values
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import Array, Samples
from graphnn.engine.data.split import Splits, split_data
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.samples import Batchable, Bindings, batchable, bind
from graphnn.errors import DataError, RunError
from graphnn.protocol.run_folder import RunFolder

BATCH_SIZE = 512


@dataclass(frozen=True)
class TrainedRun:
    """A network with its learned weights, and its data; what is computed of them is computed once."""

    document: Document
    catalogue: Catalogue
    built: BuiltModel
    data_folder: Path | None = None
    """Where the paths of its data start, for files of one's own."""

    @cached_property
    def splits(self) -> Splits:
        """The samples as training divided them.

        Raises:
            DataError: If the document has no data, or it cannot be had.
        """
        data = self.document.data
        if data is None:
            raise DataError("This network has no data, so there is nothing to score it on. Choose a data set.")
        return split_data(load_data_set(data, folder=self.data_folder), data, seed=self.document.training.seed)

    @cached_property
    def bindings(self) -> Bindings:
        """Which columns its Inputs and Outputs bind."""
        return bind(self.built, self.document, self.catalogue)

    @property
    def split(self) -> str:
        """Which samples it is scored on: the test set, else those to validate with, else those it learned from."""
        return "test" if self.splits.test else "validation" if self.splits.validation else "training"

    @property
    def samples(self) -> Samples:
        """The samples it is scored on."""
        return self.splits.test or self.splits.validation or self.splits.train

    @cached_property
    def batch(self) -> Batchable:
        """The samples as the network takes them."""
        return batchable(self.samples, self.bindings)

    @cached_property
    def predictions(self) -> Mapping[str, Array]:
        """What the network answers to each of the samples, by Output."""
        return self.predict(self.batch.inputs)

    def predict(self, inputs: Any) -> dict[str, Array]:
        """Return what the network answers to inputs as it takes them, by Output."""
        answers = apply_in_batches(self.built.model, inputs)
        return answers if isinstance(answers, dict) else {next(iter(self.built.outputs)): answers}

    def column(self, node_id: str) -> Column | None:
        """Return the one column that an Input or Output binds; None for several, or none."""
        name = self.built.document.nodes[node_id].parameters.get("column")
        data_set = self.catalogue.data_set(self.document.data)
        return data_set.column(name) if data_set and isinstance(name, str) else None

    def column_names(self, node_id: str) -> tuple[str, ...]:
        """Return the names of the columns that an Input or Output binds."""
        names = self.built.document.nodes[node_id].parameters.get("column")
        return tuple(map(str, names)) if isinstance(names, list | tuple) else (str(names),)

    def values(self, node_id: str) -> Array:
        """Return what the samples hold for an Input or Output, as the data has it."""
        return column_values(self.samples, self.built.document.nodes[node_id].parameters["column"])

    def inputs_at(self, indices: Array | list[int]) -> Any:
        """Return some samples as the network takes them."""
        return keras.tree.map_structure(lambda values: values[np.asarray(indices)], self.batch.inputs)


def apply_in_batches(model: keras.Model, inputs: Any) -> Any:
    """Return what a model answers, as arrays; unlike `predict`, it compiles nothing, so the first answer is quick."""
    count = len(keras.tree.flatten(inputs)[0])

    def batch(first: int) -> Any:
        return keras.tree.map_structure(lambda values: values[first : first + BATCH_SIZE], inputs)

    answers = [model(batch(first), training=False) for first in range(0, count, BATCH_SIZE)]
    return keras.tree.map_structure(lambda *parts: np.concatenate([np.asarray(part) for part in parts]), *answers)


def open_run(folder: RunFolder) -> TrainedRun:
    """Open a run that has left a model.

    Raises:
        RunError: If it has none yet, or one that is not of its document.
        RefusedError: If its document cannot be built.
    """
    if not folder.model_file.is_file():
        raise RunError(f"{folder.path}: there is no trained model here. Name the folder of a run that has ended.")
    document = folder.read_document()
    catalogue = load_catalogue()
    built = build_model(document, catalogue, budget=available_budget())
    run = TrainedRun(document, catalogue, built, folder.data_folder)
    if any(catalogue.layers[node.type].adapts_unless_given for node in built.document.nodes.values()):
        # What a layer has learned from the data before training (a vocabulary) is not all among its weights.
        adapt_layers(built, catalogue, batchable(run.splits.train, run.bindings))
    try:
        with warnings.catch_warnings():
            # Keras only warns of layers that keep the weights they were made with.
            warnings.simplefilter("error", UserWarning)
            built.model.load_weights(folder.model_file)
    except (ValueError, OSError, KeyError, UserWarning) as error:
        raise RunError(
            f"{folder.model_file}: does not hold the weights of {folder.path / 'graph.json'}. Train it again."
        ) from error
    return run
