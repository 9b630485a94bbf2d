"""Work of TensorFlow that leaves Python free, done in a thread while Python does something else."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import tensorflow as tf


@contextmanager
def done_beside(work: Callable[[], object], device: str) -> Iterator[None]:
    """Do work on a device beside what is done within, and be done with both at the end.

    Args:
        work: What is to be done; what it raises is raised at the end.
        device: As a tensor names its own.
    """

    def on_the_device() -> None:
        with tf.device(device):  # Which device is meant is known by thread.
            work()

    with ThreadPoolExecutor(max_workers=1) as beside:
        begun = beside.submit(on_the_device)
        yield
        begun.result()
