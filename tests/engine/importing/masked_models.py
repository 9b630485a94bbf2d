"""Small models whose layers leave out steps of their sequences, made as their authors would make them."""

from collections.abc import Callable, Mapping

import keras
import numpy as np
from keras import layers

STEPS, WORDS = 6, 9


def read(name: str, *, size: int = 4) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Return an input of words, and what an Embedding that masks makes of it."""
    words = keras.Input((STEPS,), dtype="int32", name=name)
    return words, layers.Embedding(WORDS, size, mask_zero=True)(words)


def joined(layer: Callable[[], keras.layers.Layer], *, count: int = 2) -> Callable[[], keras.Model]:
    """Return what makes a model that joins masked sequences."""

    def make() -> keras.Model:
        read_in = [read(f"words_{number}") for number in range(count)]
        together = layer()([sequence for _, sequence in read_in])
        return keras.Model([words for words, _ in read_in], layers.LSTM(3)(together))

    return make


def concatenated_with_unmasked() -> keras.Model:
    words, sequence = read("words")
    plain = keras.Input((STEPS, 4), name="plain")
    both = layers.Concatenate(axis=1)([sequence, plain])
    return keras.Model([words, plain], layers.GRU(3)(layers.Concatenate()([both, both])))


def handed_on_by_many_layers() -> keras.Model:
    """Return a model whose mask goes through layers of each family, normalisation over the steps that count among."""
    steps = keras.Input((STEPS, 3), name="steps")
    x = layers.Dropout(0.1)(layers.Masking(-1.0)(steps))
    x = layers.LayerNormalization()(layers.BatchNormalization()(layers.Dense(4, activation="relu")(x)))
    x = layers.TimeDistributed(layers.Dense(3))(layers.SpatialDropout1D(0.1)(x))
    x = layers.Bidirectional(layers.GRU(2, return_sequences=True))(layers.Activation("tanh")(x))
    return keras.Model(steps, layers.Bidirectional(layers.LSTM(2))(x))


def attended() -> keras.Model:
    """Return a model in the manner of a transformer: residuals around attention over two masked sequences."""
    source, x = read("source")
    target, y = read("target")
    found = layers.MultiHeadAttention(2, 3)(y, x)
    y = layers.LayerNormalization()(layers.Add()([y, found]))
    y = layers.Add()([y, layers.GroupQueryAttention(2, 2, 1)(y, x)])
    looked_up = layers.Attention()([y, x])
    return keras.Model([source, target], layers.GlobalAveragePooling1D()(layers.Concatenate()([y, looked_up])))


def lost_on_the_way() -> keras.Model:
    """Return a model whose masks end where layers and functions have none to hand on."""
    (left, x), (right, y) = read("left"), read("right")
    dots = layers.LSTM(3)(layers.Dot(axes=2)([x, y]))
    doubled = layers.LSTM(3)(x * 2.0)
    narrowed = layers.LSTM(3)(layers.Conv1D(3, 3, padding="same")(y))
    return keras.Model([left, right], layers.Add()([dots, doubled, narrowed]))


def into_models_within() -> keras.Model:
    """Return a model that hands masks into models within it, one of which hands its own on."""
    words, x = read("words")
    inner = keras.Input((STEPS, 4))
    kept = keras.Model(inner, layers.LSTM(4, return_sequences=True)(inner), name="kept")
    ids = keras.Input((STEPS,), dtype="int32")
    embedded = keras.Model(ids, layers.Embedding(WORDS, 4, mask_zero=True)(ids), name="embedded")
    both = layers.Average()([kept(x), embedded(words)])
    return keras.Model(words, layers.GRU(3)(both))


def states_and_shared_layers() -> keras.Model:
    (left, x), (right, y) = read("left"), read("right")
    reader = layers.LSTM(3, return_sequences=True, return_state=True, name="reader")
    sequence, state_h, state_c = reader(x)
    other, *_ = reader(y)
    out = layers.LSTM(3, return_sequences=True)(other, initial_state=[state_h, state_c])
    return keras.Model([left, right], layers.Concatenate()([layers.GRU(2)(sequence), layers.GRU(2)(out)]))


def cells_and_convolutions() -> keras.Model:
    (words, x), frames = read("words"), keras.Input((STEPS, 5, 1), name="frames")
    cells = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_sequences=True)(x)
    kept = layers.Masking(-1.0)(layers.TimeDistributed(layers.Flatten())(frames))
    seen = layers.ConvLSTM1D(2, 3, return_sequences=True)(layers.TimeDistributed(layers.Reshape((5, 1)))(kept))
    read_in = layers.GRU(2)(layers.TimeDistributed(layers.Flatten())(seen))
    return keras.Model([words, frames], layers.Concatenate()([layers.SimpleRNN(2)(cells), read_in]))


def given_by_the_author() -> keras.Model:
    """Return a model whose author makes masks, which are handed on from there."""
    words, x = read("words")
    steps, counted = keras.Input((STEPS, 4), name="steps"), keras.Input((STEPS,), dtype="bool", name="counted")
    known = keras.ops.not_equal(words, 7)
    one = layers.GRU(3)(layers.LSTM(3, return_sequences=True)(steps, mask=counted))
    two = layers.Bidirectional(layers.LSTM(2))(x, mask=keras.ops.logical_and(known, counted))
    three = layers.GlobalAveragePooling1D()(layers.Conv1D(2, 3, padding="same")(x), mask=counted)
    scores = layers.Softmax()(layers.Flatten()(layers.Dense(1)(steps)), mask=counted)
    return keras.Model([words, steps, counted], layers.Concatenate()([one, two, three, scores]))


def of_another_layer() -> keras.Model:
    """Return a model that takes the mask of a layer to where Keras would not have handed it on."""
    words = keras.Input((STEPS,), dtype="int32", name="words")
    look = layers.Embedding(WORDS, 4, mask_zero=True)
    narrowed = layers.Conv1D(3, 3, padding="same")(look(words))
    return keras.Model(words, layers.LSTM(3)(narrowed, mask=look.compute_mask(words)))


MERGES: Mapping[str, Callable[[], keras.layers.Layer]] = {
    **{name: getattr(layers, name) for name in ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")},
    "Concatenate": layers.Concatenate,
    "Concatenate_of_steps": lambda: layers.Concatenate(axis=1),
}
MASKED: Mapping[str, Callable[[], keras.Model]] = {
    **{name: joined(layer) for name, layer in MERGES.items()},
    "three": joined(layers.Average, count=3),
    **{
        each.__name__: each
        for each in (
            concatenated_with_unmasked,
            handed_on_by_many_layers,
            attended,
            lost_on_the_way,
            into_models_within,
            states_and_shared_layers,
            cells_and_convolutions,
            given_by_the_author,
            of_another_layer,
        )
    },
}


def masked_samples(model: keras.Model) -> dict[str, np.ndarray]:
    """Return a few samples for each input by its name, of which steps are left out, each time others."""
    generator = np.random.default_rng(3)
    return {tensor.name: _drawn(generator, tensor) for tensor in model.inputs}


def _drawn(generator: np.random.Generator, tensor: keras.KerasTensor) -> np.ndarray:
    shape = (5, *tensor.shape[1:])
    kept = generator.random(shape[:2]) < 0.6
    kept[:, 0] = True  # A sequence of which nothing is left tells nothing.
    if tensor.dtype == "bool":
        return kept
    if tensor.dtype.startswith("int"):
        return np.where(kept, generator.integers(1, WORDS, shape), 0).astype(tensor.dtype)
    left_out = -np.ones(shape, dtype="float32")
    return np.where(kept.reshape(*shape[:2], *[1] * (len(shape) - 2)), generator.normal(size=shape), left_out).astype(
        "float32"
    )
