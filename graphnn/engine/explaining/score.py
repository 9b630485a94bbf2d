"""A run's scores on its test set, by the loss and metrics of its document."""

import math

import keras

from graphnn.engine.explaining.trained import TrainedRun
from graphnn.engine.training.compile import compile_model
from graphnn.engine.training.loop import EpochLoop, metric_values, prepare_model
from graphnn.protocol.events import Metrics


def score(run: TrainedRun) -> Metrics:
    """Return loss and metrics over the samples a run is scored on, as the run itself reports them."""
    model, batch = compile_model(run.built, run.document, run.catalogue), run.batch
    one = keras.tree.map_structure(lambda values: values[:1], (batch.inputs, batch.targets))
    prepare_model(model, *keras.tree.map_structure(lambda values, dtype: values.astype(dtype), one, batch.dtypes))
    batch_size = run.document.training.batch_size
    loop = EpochLoop(model.test_step, batch.inputs, batch.targets, dtypes=batch.dtypes, batch_size=batch_size)
    model.reset_metrics()
    loop.take_steps(0, loop.step_count)
    return {name: value if math.isfinite(value) else None for name, value in metric_values(model).items()}
