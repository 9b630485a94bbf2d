"""The training loop over samples that do not fit into the memory: they are read piece by piece, in the epoch's order.

A piece is as many batches as fit into a few megabytes. The loop is that over samples in memory, whose tensors are
those of one piece; while it takes the steps of one, the next is read. So the steps are the same, bit for bit, as if all
samples were in memory, and what is read ahead is all that is held of them.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf

from graphnn.engine.data.model import Indices
from graphnn.engine.training.loop import EpochLoop, Structure, Told

PIECE_BYTES = 32 * 2**20
SMALLEST_PIECE_BYTES = 2**20
CACHE_BYTES = 2**30
FEWEST_SAMPLES = 2
"""So many samples are looked at in any case."""

Read: TypeAlias = Callable[[Indices], tuple[Structure, ...]]
"""Gives the samples at some places as a step takes them: inputs, targets, and perhaps weights."""


def piece_bytes(memory_bytes: int) -> int:
    """Return how large a piece may be where so much memory may be used.

    >>> piece_bytes(10**12) == PIECE_BYTES
    True
    """
    return max(min(PIECE_BYTES, memory_bytes // 64), SMALLEST_PIECE_BYTES)


def cache_bytes(memory_bytes: int) -> int:
    """Return how much may be kept of what is unpacked whenever it is read, where so much memory may be used.

    >>> cache_bytes(8 * 2**30) == 2**30
    True
    """
    return min(CACHE_BYTES, memory_bytes // 8)


class StreamedLoop(EpochLoop):
    """One sweep over samples that are read as they are needed.

    Args:
        step: `model.train_step` or `model.test_step`.
        read: Gives samples by their places.
        dtypes: What inputs, targets and weights are cast to, batch by batch.
        sample_count: How many samples there are.
        batch_size: Samples in a batch; the last batch of an epoch may be smaller.
        told: As for `EpochLoop`.
        piece_bytes: How much is read at a time; one batch at least.
    """

    def __init__(
        self,
        step: Callable[..., Any],
        read: Read,
        *,
        dtypes: Structure,
        sample_count: int,
        batch_size: int,
        told: Told | None = None,
        piece_bytes: int = PIECE_BYTES,
    ) -> None:
        """See the class."""
        first = read(np.arange(1))
        sample_bytes = sum(np.asarray(values).nbytes for values in tf.nest.flatten(first))
        batch_size = min(batch_size, sample_count)
        self._steps_per_piece = max(1, piece_bytes // max(sample_bytes * batch_size, 1))
        self._piece_count = min(self._steps_per_piece * batch_size, sample_count)
        self._read = read
        self._reader = ThreadPoolExecutor(1, "reads ahead")
        self._ahead: tuple[int, Future[tuple[Structure, ...]]] | None = None
        self._held: int | None = None
        self._epoch_order: Indices = np.arange(sample_count)
        held = tf.nest.map_structure(lambda values: _empty(values, self._piece_count), first)
        super().__init__(
            step,
            *held[:2],
            weights=held[2] if len(held) > 2 else None,
            told=told,
            dtypes=dtypes,
            batch_size=batch_size,
            sample_count=sample_count,
        )
        # The place of a sample of the epoch's order within its piece.
        self._order.assign(np.arange(sample_count, dtype=np.int32) % self._piece_count)

    def first_samples(self, count: int) -> tuple[Structure, ...]:
        """Return the first samples of the epoch's order as a step is given them, no more than a piece may hold."""
        return self._read_cast(self._epoch_order[: min(count, max(self._piece_count, FEWEST_SAMPLES))])

    def inputs_at(self, place: int) -> Structure:
        """Return the inputs of one sample as the model takes them, by its place in the data, whatever the order."""
        return self._read_cast(np.array([place]))[0]

    def set_order(self, order: np.ndarray[Any, np.dtype[np.int32]]) -> None:
        """Set the order of samples for the epoch: a permutation of their indices."""
        self._epoch_order = order.astype(np.int64)
        self._held = self._ahead = None

    def take_steps(self, first: int, last: int) -> dict[str, Any] | None:
        """See `EpochLoop`.

        Raises:
            DataError: If the file has changed so that samples cannot be read from it.
        """
        metrics = None
        while first < last:
            piece = first // self._steps_per_piece
            end = min(last, (piece + 1) * self._steps_per_piece)
            self._hold(piece)
            metrics = super().take_steps(first, end)
            first = end
        return metrics

    def _read_cast(self, indices: Indices) -> tuple[Structure, ...]:
        batch = self._read(indices)
        cast: tuple[Structure, ...] = tf.nest.map_structure(
            lambda values, dtype: tf.cast(tf.convert_to_tensor(values), dtype), batch, self._dtypes
        )
        return cast

    def _hold(self, piece: int) -> None:
        """Bring a piece into place, and begin to read the next."""
        if piece == self._held:
            return
        ahead, self._ahead = self._ahead, None
        samples = ahead[1].result() if ahead is not None and ahead[0] == piece else self._read_piece(piece)
        self.hold(tf.nest.map_structure(lambda values: _filled_up(values, self._piece_count), samples))
        self._held = piece
        if (piece + 1) * self._piece_count < self.sample_count:
            self._ahead = piece + 1, self._reader.submit(self._read_piece, piece + 1)

    def _read_piece(self, piece: int) -> tuple[Structure, ...]:
        start = piece * self._piece_count
        return self._read(self._epoch_order[start : start + self._piece_count])


def _empty(values: Any, count: int) -> tf.Variable:
    one = tf.convert_to_tensor(values)
    return tf.Variable(tf.zeros((count, *one.shape[1:]), one.dtype), trainable=False)


def _filled_up(values: Any, count: int) -> Any:
    """Return values with rows added that nobody reads, where they are fewer: the last piece of an epoch is smaller."""
    tensor = tf.convert_to_tensor(values)
    missing = count - len(values)
    return tf.concat([tensor, tf.zeros((missing, *tensor.shape[1:]), tensor.dtype)], 0) if missing else tensor
