"""Steps made fit for XLA: random draws by an algorithm it is fast at, and the update of the weights in one go.

Keras leaves no door for either, so both stand in for one of its functions while a step is traced, and only then.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import keras
import tensorflow as tf

_DRAWS = (
    (tf.nn.experimental, "stateless_dropout", "rng_alg"),
    (tf.random, "stateless_uniform", "alg"),
    (tf.random, "stateless_normal", "alg"),
    (tf.random, "stateless_truncated_normal", "alg"),
)


@contextmanager
def draws_named() -> Iterator[None]:
    """Make draws that leave the algorithm open use Philox, which is what they use without XLA.

    Left open, XLA draws the very same numbers twenty times as slowly: 1 ms for the dropout of a small layer.
    """
    with ExitStack() as stack:
        for module, name, argument in _DRAWS:
            named = partial(getattr(module, name), **{argument: "philox"})
            stack.enter_context(_standing_in(module, name, named))
        yield


@contextmanager
def update_compiled(optimizer: keras.optimizers.Optimizer) -> Iterator[None]:
    """Make an optimizer apply gradients by machine code: one pass over the weights instead of ten.

    Gradients of embeddings touch few rows, which is faster than any pass over all: they are applied as ever.
    """
    plain = optimizer.apply_gradients

    def apply_gradients(pairs: Any) -> Any:
        gradients, variables = zip(*pairs, strict=True)
        if not all(isinstance(gradient, tf.Tensor) for gradient in gradients):
            return plain(zip(gradients, variables, strict=True))

        def update(*gradients: tf.Tensor) -> None:
            plain(zip(gradients, variables, strict=True))

        return tf.function(update, jit_compile=True, autograph=False)(*gradients)

    with _standing_in(optimizer, "apply_gradients", apply_gradients):
        yield


@contextmanager
def _standing_in(owner: Any, name: str, stand_in: Any) -> Iterator[None]:
    """Let something stand in for what is found under a name, and take it away again."""
    is_own = name in vars(owner)
    before = getattr(owner, name)
    setattr(owner, name, stand_in)
    try:
        yield
    finally:
        if is_own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


def supports_xla(model: keras.Model) -> bool:
    """Tell whether every layer of a model says that XLA can compile it."""
    return all(layer.supports_jit for layer in model._flatten_layers())  # Keras has no public name for all of them.
