"""A trained run, opened: its network with the weights it learned, and the samples it is scored on.

The network is built from the run's document, and only numbers are read from its model file: no class or code.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Catalogue, Column
from graphnn.document.model import Document
from graphnn.engine.budget import available_budget
from graphnn.engine.build import BuiltModel, build_model
from graphnn.engine.data.columns import column_values
from graphnn.engine.data.kept import Kept, read_kept
from graphnn.engine.data.model import AnySamples, Array, Fitted, Samples
from graphnn.engine.data.opened import AnySplits, open_splits, shown_places
from graphnn.engine.data.streamed import StreamedSamples
from graphnn.engine.thumbnails import NodeOutputs, node_outputs
from graphnn.engine.training.adapt import adapt_layers, restore_adapted
from graphnn.engine.training.checkpoint import restore_weights
from graphnn.engine.training.loop import EpochLoop
from graphnn.engine.training.reading import InMemory, OnDisk
from graphnn.engine.training.samples import Batchable, Bindings, batchable, bind
from graphnn.engine.training.streaming import PIECE_BYTES
from graphnn.errors import DataError, RunError
from graphnn.protocol.run_checkpoints import newest_weights
from graphnn.protocol.run_folder import RunFolder
from graphnn.sources.opening import home_of

BATCH_SIZE = 512


@dataclass(frozen=True)
class TrainedRun:
    """A network with its learned weights, and its data; what is computed of them is computed once."""

    document: Document
    catalogue: Catalogue
    built: BuiltModel
    data_folder: Path | None = None
    """Where the paths of its data start, for files of one's own."""

    kept: Kept | None = None
    """What was measured on the data before it was trained; None for runs from before that was kept."""

    apart: AnySamples | None = None
    """What it is scored on in place of samples of its own data."""

    @cached_property
    def prepare(self) -> Fitted | None:
        """What makes samples of rows as a table has them; None where it learned from none.

        Raises:
            DataError: If it has to be measured once more, and the data cannot be had.
        """
        data = self.document.data
        if self.kept is not None and data is not None:
            return self.kept.preparation(data)
        return self.splits.prepare

    @cached_property
    def has_data(self) -> bool:
        """Whether the data it learned from can be had."""
        try:
            return self.splits is not None
        except DataError:
            return False

    @property
    def data_name(self) -> str:
        """What messages call its data."""
        return self.document.data.source_name if self.document.data is not None else "the data"

    @cached_property
    def splits(self) -> AnySplits:
        """The samples as training divided them.

        Raises:
            DataError: If the document has no data, or it cannot be had.
        """
        data = self.document.data
        if data is None:
            raise DataError("This network has no data, so there is nothing to score it on. Choose a data set.")
        folder, file = self.data_folder, data.file
        if file is not None and folder is not None and not (home_of(file.path, folder) / file.path).exists():
            raise DataError(
                f"{data.source_name}: is not in {folder}, where this run learned from it. "
                "Put it back there to see what it was scored on."
            )
        if self.kept is not None and folder is not None:
            self.kept.refuse_other_file(data, folder)
        return open_splits(data, folder, seed=self.document.training.seed)

    @cached_property
    def rows(self) -> Samples | None:
        """The rows that the samples it is scored on were made of, as they lie in their table; None where there is none.

        With windows a sample is made of several rows.
        """
        data = self.document.data
        if data is None or self.prepare is None or self.apart is not None:
            return None
        scored = self.scored  # Asked first: it refuses a file that is not the one learned from.
        raw = open_splits(data, self.data_folder, seed=self.document.training.seed, is_prepared=False)
        _, rows = raw.scored
        return rows if isinstance(rows, Samples) else rows.take(shown_places(scored))

    @cached_property
    def node_outputs(self) -> NodeOutputs:
        """What gives the outputs of its nodes to a sample."""
        return node_outputs(self.built, self.document, self.catalogue)

    @cached_property
    def bindings(self) -> Bindings:
        """Which columns its Inputs and Outputs bind."""
        return bind(self.built, self.document, self.catalogue)

    @property
    def split(self) -> str:
        """Which samples it is scored on."""
        return "given" if self.apart is not None else self.splits.scored[0]

    @property
    def scored(self) -> AnySamples:
        """The samples it is scored on, which may be left in their file."""
        return self.apart if self.apart is not None else self.splits.scored[1]

    @cached_property
    def samples(self) -> Samples:
        """The samples it is scored on that are looked at: of those left in their file some, evenly spread."""
        scored = self.scored
        return scored if isinstance(scored, Samples) else scored.take(shown_places(scored))

    @property
    def which_samples(self) -> str:
        """Say which samples are looked at, where these are not all."""
        if self.samples.count == self.scored.count:
            return ""
        return f"Of {self.samples.count:,} of the {self.scored.count:,} {self.split} samples, evenly spread."

    def score_loop(self, step: Callable[..., Any]) -> EpochLoop:
        """Return the loop of a step over all samples it is scored on."""
        scored = self.scored
        if isinstance(scored, StreamedSamples):
            return OnDisk(scored, self.bindings, PIECE_BYTES).loop(step)
        return InMemory.of(self.samples, self.bindings, self.batch).loop(step)

    def adapt(self) -> None:
        """Have the layers that adapt learn from the training samples, as they did before training."""
        train = self.splits.train
        if isinstance(train, StreamedSamples):
            adapt_layers(self.built, self.catalogue, OnDisk(train, self.bindings, PIECE_BYTES).all())
        else:
            adapt_layers(self.built, self.catalogue, batchable(train, self.bindings))

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
        return self.catalogue.bound_column(self.built.document.nodes[node_id], self.document.data)

    def column_names(self, node_id: str) -> tuple[str, ...]:
        """Return the names of the columns that an Input or Output binds."""
        names = self.built.document.nodes[node_id].parameters.get("column")
        return tuple(map(str, names)) if isinstance(names, list | tuple) else (str(names),)

    def values(self, node_id: str) -> Array:
        """Return what the samples hold for an Input or Output, as the data has it."""
        return column_values(self.samples, self.built.document.nodes[node_id].parameters["column"])

    def in_units_of_the_data(self, node_id: str, values: Array) -> Array:
        """Return numbers of an Output as its target has them, where training scaled it.

        Shapes:
            (samples, ...) -> the same
        """
        prepared, names = self.prepare, self.column_names(node_id)
        if prepared is None:
            return values
        if len(names) == 1:
            return prepared.in_units_of_the_file(names[0], values)
        if values.shape[-1] != len(names):
            return values
        parts = [prepared.in_units_of_the_file(name, values[..., place]) for place, name in enumerate(names)]
        return np.stack(parts, axis=-1)

    def inputs_at(self, indices: Array | list[int]) -> Any:
        """Return some samples as the network takes them."""
        places = np.asarray(indices)
        # Texts are tensors, which numpy's way of choosing does not know.
        return keras.tree.map_structure(
            lambda values: values[places] if isinstance(values, np.ndarray) else tf.gather(values, places),
            self.batch.inputs,
        )


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
    run = _untrained(folder)
    built = run.built
    # What a layer has learned from the data before training (a vocabulary) is not all among its weights.
    if not restore_adapted(built, run.catalogue, folder.model_file):
        run.adapt()
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


def open_run_so_far(folder: RunFolder) -> TrainedRun:
    """Open a run that may train still, with the newest weights it has left.

    Raises:
        RunError: If it has left none yet.
        RefusedError: If its document cannot be built, or they are of another network.
    """
    newest = newest_weights(folder)
    if newest is None or newest[0] == folder.model_file:
        return open_run(folder)
    run = _untrained(folder)
    run.adapt()
    restore_weights(newest[0], run.built.model)
    return run


def _untrained(folder: RunFolder) -> TrainedRun:
    document, catalogue = folder.read_document(), load_catalogue()
    built = build_model(document, catalogue, budget=available_budget())
    return TrainedRun(document, catalogue, built, folder.data_folder, read_kept(folder))
