"""What an epoch of mnist_dense takes of this machine however it is trained: the bound of how fast it can be."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from graphnn.document.model import Document


def least_figures(document: Document) -> dict[str, Any]:
    """Return how long the products of 784-512-10 take, and those of its large weights with their update by Adam.

    Args:
        document: Says how many samples are in a batch, and how many epochs there are.
    Returns:
        Seconds: `products` of an epoch; `warm` of all epochs, products and updates of the large weights without all
        else: no batches, no narrow layer, no loss.
    """
    import tensorflow as tf  # in the process that measures, and only there

    batch, steps = document.training.batch_size, 60_000 // document.training.batch_size
    x, hidden, answer = (tf.random.normal((batch, size)) for size in (784, 512, 10))
    first, second = tf.random.normal((784, 512)), tf.random.normal((512, 10))

    @tf.function(autograph=False)
    def products(count: tf.Tensor) -> tf.Tensor:
        def step(place: tf.Tensor, total: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            shaken = x + tf.cast(place, tf.float32) * 1e-9  # so that nothing is computed once for all
            answers = (
                tf.matmul(shaken, first),
                tf.matmul(shaken, hidden, transpose_a=True),
                tf.matmul(shaken[:, :512], second),
                tf.matmul(shaken[:, :512], answer, transpose_a=True),
                tf.matmul(shaken[:, :10], second, transpose_b=True),
            )
            return place + 1, total + tf.add_n([product[0, 0] for product in answers])

        return tf.while_loop(lambda place, _: place < count, step, (0, 0.0), parallel_iterations=1)[1]

    @tf.function(autograph=False, jit_compile=True)
    def updated(count: tf.Tensor) -> tf.Tensor:
        def step(place: tf.Tensor, weights: tf.Tensor, mean: tf.Tensor, square: tf.Tensor) -> tuple[tf.Tensor, ...]:
            gradient = tf.matmul(x, tf.matmul(x, weights), transpose_a=True)
            mean, square = mean + 0.1 * (gradient - mean), square + 0.001 * (gradient**2 - square)
            return place + 1, weights - 0.001 * mean / (tf.sqrt(square) + 1e-7), mean, square

        begun = (0, first, tf.zeros_like(first), tf.zeros_like(first))
        return tf.while_loop(lambda place, *_: place < count, step, begun, parallel_iterations=1)[1][0, 0]

    def seconds(epoch: Callable[[tf.Tensor], tf.Tensor]) -> float:
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            float(epoch(tf.constant(steps)))
            taken.append(time.perf_counter() - started)
        return statistics.median(taken[1:])

    return {"products": seconds(products), "warm": seconds(updated) * document.training.epochs}
