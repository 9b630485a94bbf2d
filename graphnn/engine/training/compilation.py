"""Steps made fit for XLA: random draws by an algorithm it is fast at, and the update of the weights in one go.

Keras leaves no door for either, so both stand in for one of its functions while a step is traced, and only then.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Literal, TypeAlias

import keras
import tensorflow as tf

from graphnn.engine.training.beside import done_beside
from graphnn.engine.training.stand_in import standing_in
from graphnn.engine.training.way import are_slow

_DRAWS = (
    (tf.nn.experimental, "stateless_dropout", "rng_alg"),
    (tf.random, "stateless_uniform", "alg"),
    (tf.random, "stateless_normal", "alg"),
    (tf.random, "stateless_truncated_normal", "alg"),
)

XLA_ERRORS = (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError, tf.errors.InternalError)
"""What is raised where XLA cannot compile."""

Algorithm: TypeAlias = Literal["philox", "threefry"]


@contextmanager
def draws_by(algorithm: Algorithm) -> Iterator[None]:
    """Make draws that leave the algorithm open use this one.

    Left open, TensorFlow itself draws by Philox. XLA draws the very same numbers too, but at great cost: 36 µs for the
    dropout of 32 by 48 values where Philox is named, 0.7 ms where it is not. Threefry takes 4 µs, since XLA computes
    many of its numbers at once, and only XLA knows it. Both are of Salmon and others, 2011, and pass the same tests.
    """
    with ExitStack() as stack:
        for module, name, argument in _DRAWS:
            named = partial(getattr(module, name), **{argument: algorithm})
            stack.enter_context(standing_in(module, name, named))
        yield


class CompiledUpdate:
    """The update of the weights of a model by machine code: one pass over the weights instead of ten.

    Gradients of embeddings touch few rows, which is faster than any pass over all: they are applied as ever.

    Args:
        model: A model that is compiled and whose optimizer has its variables.
    """

    def __init__(self, model: keras.Model) -> None:
        """See the class."""
        self._optimizer = model.optimizer
        self._weights = tuple(model.trainable_variables)
        self._apply_plainly = self._optimizer.apply_gradients
        self._update = tf.function(self._apply, jit_compile=True, autograph=False)

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """Make the optimizer apply gradients by it in what is traced within."""
        with standing_in(self._optimizer, "apply_gradients", self._apply_gradients):
            yield

    @contextmanager
    def compiled_beside(self) -> Iterator[None]:
        """Compile it while something else is done; then all variables are as they were.

        XLA compiles what is called, so an update is made, and undone.
        """
        gradients = [tf.zeros(weight.shape, weight.dtype) for weight in self._weights]
        # Called from within a graph, as a step does: what is called directly is compiled for that alone.
        called = tf.function(lambda: self._update(*gradients), autograph=False).get_concrete_function()
        variables = (*self._weights, *self._optimizer.variables)

        def update_and_undo() -> None:
            kept = [tf.identity(variable.value) for variable in variables]
            try:
                called()
            finally:
                for variable, value in zip(variables, kept, strict=True):
                    variable.assign(value)

        with done_beside(update_and_undo, gradients[0].device):
            yield

    def _apply(self, *gradients: tf.Tensor) -> None:
        self._apply_plainly(zip(gradients, self._weights, strict=True))

    def _apply_gradients(self, pairs: Any) -> Any:
        gradients, weights = zip(*pairs, strict=True)
        if all(isinstance(gradient, tf.Tensor) for gradient in gradients):
            return self._update(*gradients)
        return self._apply_plainly(zip(gradients, weights, strict=True))


def is_slow_with_xla(model: keras.Model) -> bool:
    """Tell whether a layer of a model is of a kind that is slower with XLA."""
    return are_slow(type(layer).__name__ for layer in model._flatten_layers())


def supports_xla(model: keras.Model) -> bool:
    """Tell whether every layer of a model says that XLA can compile it."""
    return all(layer.supports_jit for layer in model._flatten_layers())  # Keras has no public name for all of them.
