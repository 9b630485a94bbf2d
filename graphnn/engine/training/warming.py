"""What a process does before it is told what to train, so that the first progress comes the sooner then.

Everything here is done again, or found done, by the run itself: a run that was not waited for is no other.
"""

import contextlib
from collections.abc import Callable

import keras
import tensorflow as tf

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Configured, Data, Document, Edge, Node, Training
from graphnn.engine.budget import Budget
from graphnn.engine.data.load import load_ahead
from graphnn.engine.training.compilation import CompiledUpdate
from graphnn.engine.training.prepare import prepare
from graphnn.engine.training.rehearsal import rehearse_looks
from graphnn.errors import DataError

_NETWORK = Document(
    nodes={
        "x": Node(type="Input", parameters={"column": "x"}),
        "hidden": Node(type="Dense", parameters={"units": 2, "activation": "relu"}),
        "curve": Node(type="Dense", parameters={"units": 1}),
        "answer": Node(type="Output", parameters={"column": "y", "loss": "mean_squared_error"}),
    },
    edges=(
        Edge(source="x", target="hidden"),
        Edge(source="hidden", target="curve"),
        Edge(source="curve", target="answer"),
    ),
    data=Data(source="function", parameters={"samples": 8}),
    training=Training(epochs=1, batch_size=4, optimizer=Configured(type="Adam"), jit_compile=False),
)


def warm_up(is_told: Callable[[], bool], expected: Data | None) -> None:
    """Do ahead what a run does, until the process is told what to train.

    Args:
        is_told: Tells whether it is; asked between one thing and the next.
        expected: The data that are likely to be learned from.
    """
    tf.constant(0)  # Starts TensorFlow's devices, which takes a moment the first time.
    # The data last: only the last that were loaded are kept, and the little network has some of its own.
    for warm in (load_catalogue, _train_little, lambda: _load(expected)):
        if is_told():
            return
        warm()


def _load(expected: Data | None) -> None:
    if expected is not None:
        with contextlib.suppress(DataError):  # The run says it, if it comes to that.
            load_ahead(expected)


def _train_little() -> None:
    """Take a step of a small network, and look at it: Keras and TensorFlow make much when it is first used."""
    prepared = prepare(_NETWORK, load_catalogue(), budget=Budget(memory_bytes=2**30), emit=lambda _: None)
    prepared.training.take_steps(0, 1)
    prepared.metrics.values()
    with CompiledUpdate(prepared.model).compiled_beside():  # starts XLA
        pass
    rehearse_looks(prepared.built, prepared.bindings, prepared.training)
    keras.backend.clear_session()  # The names that Keras counts up begin anew.
