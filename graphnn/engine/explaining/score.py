"""A run's scores on its test set, by the loss and metrics of its document."""

import keras
import numpy as np

from graphnn.engine.explaining.trained import TrainedRun
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.epochs import as_json, evaluate
from graphnn.engine.training.loop import EpochMetrics, prepare_model
from graphnn.engine.training.samples import as_spec, batchable
from graphnn.protocol.events import Metrics


def score(run: TrainedRun) -> Metrics:
    """Return loss and metrics over the samples a run is scored on, as the run itself reports them."""
    model = compile_model(run.built, run.document, run.catalogue)
    first = batchable(run.scored.take(np.arange(1)), run.bindings)
    prepare_model(model, *keras.tree.map_structure(as_spec, (first.inputs, first.targets), first.dtypes))
    return as_json(evaluate(EpochMetrics(model), run.score_loop(model.test_step)))
