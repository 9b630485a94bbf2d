import keras
import numpy as np
import pytest
import tensorflow as tf

from graphnn.engine.training.inside import InsideLooks, active_layers, histogram, measured
from graphnn.protocol.inside import InsideSettings, append_inside, read_inside, write_settings
from graphnn.protocol.run_folder import RunFolder

INPUTS = np.random.default_rng(0).normal(size=(32, 4)).astype(np.float32)
TARGETS = INPUTS.sum(axis=1, keepdims=True)


def network(*, jit_compile: bool = False) -> keras.Model:
    """A network in which everything moves that training can move: weights, averages, random numbers, metrics."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((4,), name="inputs")
    x = keras.layers.Dense(8, activation="relu", name="hidden")(inputs)
    x = keras.layers.BatchNormalization(name="norm")(x)
    x = keras.layers.Dropout(0.5, seed=1, name="drop")(x)
    x = keras.layers.Dense(8, activation="tanh", name="bend")(x)
    model = keras.Model(inputs, keras.layers.Dense(1, name="answer")(x))
    model.compile("adam", "mse", metrics=["mae"], jit_compile=jit_compile)
    return model


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0
    seconds_a_look = 0.0

    def __call__(self) -> float:
        return self.now

    def spend(self, *_: object) -> tuple[tf.Tensor, ...]:
        """Take as long as a look does, to hand out its samples."""
        self.now += self.seconds_a_look
        return tf.constant(INPUTS), tf.constant(TARGETS)


def looks(model: keras.Model, folder: RunFolder) -> InsideLooks:
    batch = (tf.constant(INPUTS), tf.constant(TARGETS))
    return InsideLooks(model, folder, lambda count: tuple(each[:count] for each in batch))


def test_a_look_leaves_no_trace_in_the_training(tmp_path):
    alone, seen = network(), network()
    inside = looks(seen, RunFolder(tmp_path))

    for step in range(1, 5):
        expected = alone.train_on_batch(INPUTS, TARGETS, return_dict=True)
        look = inside.begin()
        told = seen.train_on_batch(INPUTS, TARGETS, return_dict=True)
        inside.end(look, epoch=1, step=step)
        assert told == expected

    for one, other in zip(alone.variables, seen.variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    assert [look.step for look in read_inside(RunFolder(tmp_path))[0]] == [1, 2, 3, 4]


@pytest.mark.parametrize("jit_compile", [False, True])
def test_norms_and_the_update_are_those_that_numpy_finds(tmp_path, jit_compile):
    model, folder = network(jit_compile=jit_compile), RunFolder(tmp_path)
    inside = looks(model, folder)
    before = [each.numpy().copy() for each in model.get_layer("answer").trainable_variables]

    look = inside.begin()
    model.train_on_batch(INPUTS, TARGETS)
    inside.end(look, epoch=1, step=1)

    (seen,), _ = read_inside(folder)
    after = [each.numpy().copy() for each in model.get_layer("answer").trainable_variables]
    flat_before, flat_after = (np.concatenate([each.ravel() for each in side]) for side in (before, after))
    answer = seen.layers["answer"]
    assert answer.weight_norm == pytest.approx(np.linalg.norm(flat_after), rel=1e-5)
    ratio = np.linalg.norm(flat_after - flat_before) / np.linalg.norm(flat_before)
    assert answer.update_ratio == pytest.approx(ratio, rel=1e-4)
    # The last layer's gradient by its bias is twice the mean error, so that of all of it is at least as long.
    error = model(INPUTS, training=False).numpy() - TARGETS
    assert answer.gradient_norm >= abs(2 * error.mean()) * (1 - 1e-5)
    assert answer.weights is not None
    assert sum(answer.weights.counts) == flat_after.size


def test_units_that_are_dead_or_at_the_end_of_their_range_are_counted(tmp_path):
    model = network()
    hidden, bend = model.get_layer("hidden"), model.get_layer("bend")
    hidden.set_weights([np.zeros((4, 8)), np.array([-1.0] * 6 + [1.0] * 2)])
    bend.set_weights([np.zeros((8, 8)), np.array([9.0] * 2 + [0.0] * 6)])

    seen = measured(model, model.trainable_variables, (tf.constant(INPUTS), tf.constant(TARGETS)), active_layers(model))

    assert (seen["hidden"].dead, seen["hidden"].saturated) == (0.75, None)
    assert (seen["bend"].dead, seen["bend"].saturated) == (None, 0.25)
    assert (seen["answer"].dead, seen["answer"].saturated) == (None, None)


def test_an_answer_at_the_end_of_its_range_is_a_sure_one_and_not_saturated():
    x = keras.Input((4,))
    hidden = keras.layers.Dense(2, activation="sigmoid", name="hidden")
    answer = keras.layers.Dense(1, activation="sigmoid", name="answer")
    model = keras.Model(x, answer(hidden(x)))
    model.compile(optimizer="sgd", loss="binary_crossentropy")
    for layer in (hidden, answer):
        layer.bias.assign(np.full(layer.bias.shape, 30.0))

    seen = measured(model, model.trainable_variables, (tf.constant(INPUTS), tf.constant(TARGETS)), active_layers(model))

    assert seen["hidden"].saturated == 1.0
    assert seen["answer"].saturated is None


def test_a_network_in_which_no_layer_has_units_is_looked_into_too(tmp_path):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.BatchNormalization(name="norm")(inputs))
    model.compile("sgd", "mse")
    inside = looks(model, RunFolder(tmp_path))

    inside.end(inside.begin(), epoch=1, step=1)

    (seen,), _ = read_inside(RunFolder(tmp_path))
    assert seen.layers["norm"].weight_norm == pytest.approx(2.0)  # four scales of 1, four shifts of 0


def test_weights_that_are_no_numbers_are_seen_as_such(tmp_path):
    model, folder = network(), RunFolder(tmp_path)
    inside = looks(model, folder)
    look = inside.begin()
    model.get_layer("answer").set_weights([np.full((8, 1), np.nan), np.zeros(1)])

    inside.end(look, epoch=1, step=1)

    (seen,), _ = read_inside(folder)
    assert seen.layers["answer"].weight_norm is None
    assert seen.layers["hidden"].weight_norm is not None


def test_a_histogram_is_even_around_zero_and_holds_every_finite_value():
    values = np.array([-1.0, 0.5, 2.0, np.inf, np.nan])

    found = histogram([values[:2], values[2:]])

    assert found is not None
    assert (found.low, found.high, sum(found.counts)) == (-2.0, 2.0, 3)
    assert histogram([np.array([np.nan])]) is None


@pytest.mark.parametrize("far", [0.0, 1e-45, 1e-40, 3e38])
def test_a_histogram_holds_values_of_any_size(far):
    found = histogram([np.array([-far, 0.0], np.float32), np.array([[far], [0.0]], np.float32)])

    assert found is not None
    assert sum(found.counts) == 4
    assert found.high == pytest.approx(far or 1.0, rel=1e-6)


def test_looks_are_as_frequent_as_was_said_and_none_where_none_is_wanted(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    clock = Clock()
    inside = InsideLooks(network(), folder, clock.spend, clock)

    write_settings(tmp_path, InsideSettings(share=0.0))
    inside.is_due()  # The training begins.
    clock.now = 100.0
    is_due_when_unwanted = inside.is_due()
    write_settings(tmp_path, InsideSettings(share=0.02))
    is_due_when_wanted = inside.is_due()
    clock.seconds_a_look = 2.0
    inside.end(inside.begin(), epoch=1, step=1)
    is_due_at_once = inside.is_due()
    due = sum(look_if_due(inside, clock) for _ in range(2000))

    assert not is_due_when_unwanted
    assert is_due_when_wanted
    assert not is_due_at_once
    assert 10 < due <= 0.02 * clock.now / clock.seconds_a_look


def look_if_due(inside: InsideLooks, clock: Clock) -> bool:
    """Let a second pass, and look if it is time."""
    clock.now += 1.0
    if not inside.is_due():
        return False
    inside.end(inside.begin(), epoch=1, step=1)
    return True


def test_half_a_look_is_passed_over(tmp_path):
    folder = RunFolder(tmp_path)
    inside = looks(network(), folder)
    inside.end(inside.begin(), epoch=1, step=1)
    with (tmp_path / "inside.jsonl").open("a") as file:
        file.write('{"time": 1.0, "ep')
    (first,), offset = read_inside(folder)
    append_inside(folder, first)

    more, _ = read_inside(folder, offset)

    assert more == (first,)
