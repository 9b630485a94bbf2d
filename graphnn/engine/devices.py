"""What there is to compute with, and what of it a run takes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

import tensorflow as tf

Wanted: TypeAlias = Literal["auto", "cpu", "gpu"]


def devices_in_words() -> tuple[str, ...]:
    """Return what there is, GPUs first.

    >>> devices_in_words()[-1].startswith("CPU, ")
    True
    """
    gpus = tf.config.list_physical_devices("GPU")
    return (*(_gpu_in_words(number) for number in range(len(gpus))), cpu_in_words())


def cpu_in_words() -> str:
    """Return the CPU and the cores of it that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"CPU, {cores} core{'s' if cores != 1 else ''}"


@contextmanager
def computing_on(wanted: Wanted, *, gpu_count: int | None = None) -> Iterator[str]:
    """Compute on a device within; give it in words, and say so where it is not the one that is wanted.

    Args:
        wanted: What the recipe says.
        gpu_count: How many GPUs there are; default: as TensorFlow finds.

    >>> with computing_on("gpu", gpu_count=0) as words:
    ...     words.partition("; ")[2]
    'no GPU here, which the recipe asks for'
    """
    count = len(tf.config.list_physical_devices("GPU")) if gpu_count is None else gpu_count
    if not count:
        yield cpu_in_words() + ("; no GPU here, which the recipe asks for" if wanted == "gpu" else "")
    elif wanted == "cpu":
        with tf.device("/CPU:0"):
            yield cpu_in_words()
    else:
        yield _gpu_in_words(0)


def _gpu_in_words(number: int) -> str:
    return f"GPU {number}"
