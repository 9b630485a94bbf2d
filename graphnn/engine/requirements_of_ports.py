"""What layers with several ports need of their inputs together, which Keras finds out only once data flows.

Worded as Keras words its refusals, as in `requirements`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import keras

from graphnn.engine.fault import format_sample_shape

Shape: TypeAlias = tuple[int | None, ...]

_EXACT_RANK = 3  # (batch, steps, features)


def require_attention(layer: keras.layers.Layer, shapes: Mapping[str, Shape]) -> None:
    """Refuse queries, values, keys and masks that do not go together.

    Raises:
        ValueError: If a rank, the steps, the features or the mask do not fit.
    """
    query, value = shapes["query"], shapes["value"]
    key = shapes.get("key", value)
    takes_more_axes = isinstance(layer, keras.layers.MultiHeadAttention)
    for shape in (query, value, key):
        if len(shape) < _EXACT_RANK or (len(shape) > _EXACT_RANK and not takes_more_axes):
            raise ValueError(f"expected ndim={_EXACT_RANK}, found ndim={len(shape)}")
    # Those with heads project query and key to one size; the others compare them as they are.
    is_compared = isinstance(layer, keras.layers.Attention)
    if not _agree(key[:-1], value[:-1]) or (is_compared and not _agree(query[-1:], key[-1:])):
        raise ValueError(f"Incompatible shapes: query {query}, value {value}, key {key}.")
    if "attention_mask" in shapes and len(query) == len(key) == _EXACT_RANK:
        _require_attention_mask(shapes["attention_mask"], (*query[:2], key[1]))


def require_states(layer: keras.layers.Layer, sequence: Shape, states: Sequence[Shape]) -> None:
    """Refuse first states of another shape than the layer keeps.

    Raises:
        ValueError: If their number or the shape of one differs.
    """
    if type(layer) is keras.layers.RNN:
        _require_sizes(layer.state_size, states)
        return
    is_bidirectional = isinstance(layer, keras.layers.Bidirectional)
    layer = layer.forward_layer if is_bidirectional else layer
    # What an LSTM with convolutions says of its number of states is wrong in Keras 3.15.
    keeps_one = isinstance(layer, keras.layers.GRU | keras.layers.SimpleRNN)
    count = (1 if keeps_one else 2) * (2 if is_bidirectional else 1)
    if len(states) != count:
        raise ValueError(f"initial_state needs {count} tensors, but gets {len(states)}.")
    shape = layer.compute_output_shape(sequence)
    shape = tuple(shape[0] if layer.return_state else shape)
    state = (shape[0], *shape[2:]) if layer.return_sequences else shape
    for given in states:
        if not _agree(given, state):
            raise ValueError(
                f"initial_state needs {format_sample_shape(state)}, but gets {format_sample_shape(given)}."
            )


def require_mask(layer: keras.layers.Layer, shape: Shape, mask: Shape) -> None:
    """Refuse a mask that does not tell of each step of a sequence, or of each value of a Softmax, whether it counts.

    Raises:
        ValueError: If its shape is another one.
    """
    if not isinstance(layer, keras.layers.Softmax):
        wanted, each, is_fitting = shape[:2], "step", _agree(mask, shape[:2])
    else:
        last = shape[len(shape) - len(mask) :]
        spread = tuple(size if given == 1 else given for given, size in zip(mask, last, strict=False))
        wanted, each, is_fitting = shape, "number", len(mask) <= len(shape) and _agree(spread, last)
    if not is_fitting:
        sizes = format_sample_shape(wanted), format_sample_shape(mask)
        raise ValueError(f"mask needs {sizes[0]}, a value for each {each}, but gets {sizes[1]}.")


def _require_sizes(state_size: Any, states: Sequence[Shape]) -> None:
    sizes: list[int] = keras.tree.flatten(state_size)
    if len(states) != len(sizes):
        raise ValueError(f"initial_state needs {len(sizes)} tensors, but gets {len(states)}.")
    for given, size in zip(states, sizes, strict=True):
        if not _agree(given, (None, size)):
            raise ValueError(f"initial_state needs {size}, but gets {format_sample_shape(given)}.")


def _require_attention_mask(mask: Shape, wanted: Shape) -> None:
    # A mask of one size is the same for all of that axis.
    filled = tuple(want if size == 1 else size for size, want in zip(mask, wanted, strict=False))
    if len(mask) != len(wanted) or not _agree(filled, wanted):
        sizes = format_sample_shape(wanted), format_sample_shape(mask)
        raise ValueError(f"attention_mask needs {sizes[0]}, query steps by key steps, but gets {sizes[1]}.")


def _agree(left: Shape, right: Shape) -> bool:
    """Tell whether two shapes can be the same; what is unknown can be anything."""
    return len(left) == len(right) and all(
        None in (one, other) or one == other for one, other in zip(left, right, strict=True)
    )
