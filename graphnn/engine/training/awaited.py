"""The data of a run read while its steps are made ready, which takes as long, and needs of data but shapes and types.

Loops are made over zeros in variables, which are given what was read once it is there. Where that is not as the
catalogue said it would be, nothing made of the zeros is kept.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import tensorflow as tf

from graphnn.document.model import Data
from graphnn.engine.data.unread import unread_data_set
from graphnn.engine.training.loop import Structure, held
from graphnn.engine.training.reading import InMemory, Readings, in_memory, read
from graphnn.engine.training.samples import Bindings
from graphnn.errors import DataError


def awaited(data: Data, bindings: Bindings) -> Readings[InMemory] | None:
    """Return data as they will be once they are read, of zeros in variables; None where that is not known ahead."""
    if tf.config.list_physical_devices("GPU"):
        return None  # Variables of whole numbers may be elsewhere than the steps: not seen on a GPU yet.
    unread = unread_data_set(data)
    if unread is None or bindings.document.training.class_weights is not None:
        return None
    try:
        return in_memory(unread, data, bindings, held=_in_variables)
    except DataError:
        return None  # Who reads them says it.


@contextmanager
def arriving(data: Data, bindings: Bindings, folder: Path | None) -> Iterator[Future[Readings[InMemory]]]:
    """Read data beside what is done within, and be done with both at the end.

    Raises:
        DataError: If the data cannot be had, whatever else went wrong: as if they had been read first.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        begun = beside.submit(read, data, bindings, folder)
        try:
            yield begun
        finally:
            begun.result()


def _in_variables(samples: Structure) -> Structure:
    return tf.nest.map_structure(lambda zeros: tf.Variable(zeros, trainable=False), held(samples))
