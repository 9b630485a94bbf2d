"""An epoch by the fast loop, and the same by Keras as the reference."""

from typing import Any

import keras
import numpy as np

from graphnn.engine.training.loop import EpochLoop, EpochMetrics, prepare_model

SAMPLE_COUNT = 11
BATCH_SIZE = 4
ORDER = np.random.default_rng(5).permutation(SAMPLE_COUNT).astype(np.int32)


def loop_over(model: keras.Model, step: str, inputs: Any, targets: Any, *, batch_size: int = BATCH_SIZE) -> EpochLoop:
    prepare_model(model, inputs, targets)
    dtypes = keras.tree.map_structure(lambda values: str(values.dtype), (inputs, targets))
    return EpochLoop(getattr(model, step), inputs, targets, dtypes=dtypes, batch_size=batch_size)


def train_by_loop(model: keras.Model, inputs: Any, targets: Any) -> dict[str, float]:
    loop = loop_over(model, "train_step", inputs, targets)
    loop.set_order(ORDER)
    model.reset_metrics()
    loop.take_steps(0, loop.step_count)
    return EpochMetrics(model).values()


def train_by_keras(model: keras.Model, inputs: Any, targets: Any) -> None:
    """Do the same batch by batch, as the reference."""
    for start in range(0, SAMPLE_COUNT, BATCH_SIZE):
        model.train_on_batch(*in_order(inputs, targets, slice(start, start + BATCH_SIZE)))


def metrics_by_keras(model: keras.Model, inputs: Any, targets: Any) -> dict[str, float]:
    """Do the same by Keras' own loop, and return the metrics of its epoch."""
    given = in_order(inputs, targets, slice(None))
    history = model.fit(*given, batch_size=BATCH_SIZE, shuffle=False, verbose=0).history
    return {name: values[-1] for name, values in history.items()}


def in_order(inputs: Any, targets: Any, part: slice) -> tuple[Any, Any]:
    return keras.tree.map_structure(lambda values: values[ORDER[part]], (inputs, targets))


def assert_same_weights(model: keras.Model, reference: keras.Model) -> None:
    for weights, expected in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, expected)
