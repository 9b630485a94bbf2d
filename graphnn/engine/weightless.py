"""A scope in which layers are made and called without weights: shapes and counts come at once, whatever the size."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras

# Keras 3.15 has no public name for this.
from keras.src.backend.common import global_state

_PENDING = "uninitialized_variables"


@contextmanager
def weightless() -> Iterator[None]:
    """Make the variables of layers made within have shapes and no values, now and later.

    Keras keeps a list of variables still without values, and allocates them all when the next scope of its own
    ends, as one does in the first step of any training. Those made here leave the list with the scope.
    """
    pending = global_state.get_global_attribute(_PENDING)
    global_state.set_global_attribute(_PENDING, [])
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        global_state.set_global_attribute(_PENDING, pending)
