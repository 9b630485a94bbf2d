"""What one step of training takes: how many operations, how much arithmetic, and of which kinds.

Counted in the traced step itself, so it is the same for the same document on any machine.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

_DRAWING = "StatelessRandom"
"""How the names of operations that draw random numbers begin."""

_NO_WORK = frozenset({"Const", "Placeholder", "Identity", "NoOp"})
_NOT_COMPUTED = _NO_WORK | {"ReadVariableOp"}
_LOOPS = frozenset({"While", "StatelessWhile"})
_BODIES = ("body", "then_branch", "f")
"""The attributes by which an operation names the function that it runs: a loop, a condition, a call."""


@dataclass(frozen=True, slots=True)
class Work:
    """The work of one step; what a loop within it does counts as often as the loop goes round."""

    operations: int
    operations_in_loops: int
    """How many of them are within loops of their own, as those of a recurrent layer."""
    arithmetic_in_loops: float
    """Additions and multiplications of matrix products in such loops; infinite where their sizes are unknown."""
    largest: int
    """How many numbers the largest tensor holds that is computed."""
    kinds: frozenset[str]
    """The types of its operations, as TensorFlow names them."""
    has_text: bool

    @property
    def has_draws(self) -> bool:
        """Whether it draws random numbers."""
        return any(kind.startswith(_DRAWING) for kind in self.kinds)


def work_of_loop(graph: Any) -> Work:
    """Return the work of one round of the only loop of a traced function."""
    (loop,) = (operation for operation in graph.get_operations() if operation.type in _LOOPS)
    return work_of(_function(loop, "body"))


def work_of(graph: Any) -> Work:
    """Return the work of a traced function."""
    counted = [*_counted(graph, 1)]
    in_loops = [(operation, times) for operation, times in counted if times > 1]
    return Work(
        operations=_number_of(counted),
        operations_in_loops=_number_of(in_loops),
        arithmetic_in_loops=sum(times * _products(operation) for operation, times in in_loops),
        largest=max((_size(operation) for operation, _ in counted if operation.type not in _NOT_COMPUTED), default=0),
        kinds=frozenset(operation.type for operation, _ in counted),
        has_text=any(tensor.dtype == tf.string for operation, _ in counted for tensor in operation.outputs),
    )


def _number_of(counted: Sequence[tuple[Any, int]]) -> int:
    return sum(times for operation, times in counted if operation.type not in _NO_WORK)


def _counted(graph: Any, times: int) -> Iterator[tuple[Any, int]]:
    """Yield every operation of a graph and of the functions it calls, with how often it is run."""
    for operation in graph.get_operations():
        yield operation, times
        for attribute in _BODIES:
            inner = _function(operation, attribute)
            if inner is not None:
                rounds = _rounds(operation) if operation.type in _LOOPS else 1
                yield from _counted(inner, times * rounds)


def _function(operation: Any, attribute: str) -> Any:
    try:
        named = operation.get_attr(attribute)
    except ValueError:
        return None
    # There is no public way from an operation to the traced function that it runs.
    function = operation.graph._get_function(getattr(named, "name", ""))
    # Functions of TensorFlow's older kind, as CTC is computed by, keep no graph: the call counts as one operation.
    return getattr(function, "graph", None)


def _rounds(loop: Any) -> int:
    """Return how often a loop goes round: the largest whole number it is given, which is its bound."""
    given = [_constant(tensor) for tensor in loop.inputs if tensor.dtype.is_integer and tensor.shape == ()]
    return max([1, *(number for number in given if number is not None and number < 1_000_000)])


def _constant(number: tf.Tensor) -> int | None:
    """Return a number that a graph has fixed; None where it is known only when the graph is run."""
    # Keras bounds the steps of a recurrent layer by the largest of their one number, which TensorFlow leaves as it is.
    value = tf.get_static_value(number.op.inputs[0] if number.op.type == "Max" else number)
    return None if value is None else int(value.max())


def _size(operation: Any) -> int:
    """Return how many numbers the largest result of an operation holds; 0 where that is unknown."""
    return max((tensor.shape.num_elements() or 0 for tensor in operation.outputs), default=0)


def _products(operation: Any) -> float:
    """Return the additions and multiplications of a product of matrices; 0 for any other operation."""
    if "MatMul" not in operation.type:
        return 0.0
    left, result = operation.inputs[0].shape, operation.outputs[0].shape
    if not (left.is_fully_defined() and result.is_fully_defined()):
        return math.inf
    transposed = "transpose_a" if operation.type == "MatMul" else "adj_x"
    inner = left[-2] if operation.get_attr(transposed) else left[-1]
    return float(2 * inner * math.prod(result))
