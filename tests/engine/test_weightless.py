import keras
import pytest

from graphnn.engine.weightless import weightless
from tests.engine.builders import chain, inferred, node, shaped


def test_a_layer_made_within_has_shapes_and_counts_of_any_size() -> None:
    with weightless():
        layer = keras.layers.Dense(10**9)
        output = layer(keras.KerasTensor((None, 10**6)))

    assert output.shape == (None, 10**9)
    assert layer.count_params() == 10**15 + 10**9


def test_nothing_made_within_is_allocated_when_keras_next_ends_a_scope_of_its_own() -> None:
    inferred(chain(x=shaped(10**6), huge=node("Dense", units=10**9), answer=node("Output")))

    with keras.StatelessScope():
        pass


def test_what_keras_itself_has_yet_to_allocate_keeps_waiting() -> None:
    with keras.StatelessScope(initialize_variables=False):
        waiting = keras.layers.Dense(2)
        waiting.build((None, 3))
    with weightless():
        keras.layers.Dense(10**9).build((None, 10**6))

    with keras.StatelessScope():
        pass

    assert waiting.kernel.numpy().shape == (3, 2)


def test_a_scope_left_by_an_error_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="incompatible"):
        make_in_vain()

    with keras.StatelessScope():
        pass


def make_in_vain() -> None:
    with weightless():
        layer = keras.layers.Dense(10**9)
        layer(keras.KerasTensor((None, 10**6)))
        layer(keras.KerasTensor((None, 5)))
