"""Small models of Keras, made as their authors would make them."""

from collections.abc import Callable, Mapping

import keras
import numpy as np
from keras import layers


def perceptron() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((6,), name="x"),
            layers.Dense(5, activation="relu", kernel_initializer="he_normal", kernel_regularizer="l2"),
            layers.Dropout(0.2),
            layers.Dense(3, activation="softmax", kernel_initializer=keras.initializers.RandomNormal(stddev=0.2)),
        ]
    )


def convolutions() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, (3, 3), padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(max_value=6.0),
            layers.MaxPooling2D(),
            layers.SeparableConv2D(3, 3, activation="gelu"),
            layers.BatchNormalization(trainable=False),
            layers.GlobalAveragePooling2D(),
            layers.Dense(2),
        ]
    )


def recurrent() -> keras.Model:
    words = keras.Input((7,), dtype="int32", name="words")
    read = layers.Embedding(20, 4, mask_zero=True)(words)
    read = layers.LSTM(5, return_sequences=True)(read)
    read = layers.GRU(4, kernel_constraint=keras.constraints.MaxNorm(3))(read)
    return keras.Model(words, layers.Dense(1, activation="sigmoid", name="praise")(read))


def shared() -> keras.Model:
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    twin = layers.Dense(3, activation="tanh", name="twin")
    return keras.Model([left, right], layers.Subtract()([twin(left), twin(right)]), name="siamese")


def many() -> keras.Model:
    """Return a model of two inputs, two outputs and a model within, which is called twice."""
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    inner = keras.Input((4,))
    normal = layers.BatchNormalization()(layers.Dense(4)(inner))
    encoder = keras.Model(inner, layers.Dense(2)(normal), name="encoder")
    both = layers.Concatenate()([encoder(a), encoder(b)])
    return keras.Model({"a": a, "b": b}, [layers.Dense(2, name="p")(both), layers.Dense(1, name="q")(both)])


def nested() -> keras.Model:
    """Return a model of models: two made alike, one in another, of two inputs and outputs, applied several times."""

    def residual() -> keras.Model:
        x = keras.Input((4,))
        return keras.Model(x, layers.Add()([x, layers.BatchNormalization()(layers.Dense(4)(x))]))

    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    one, two = keras.Input((4,), name="one"), keras.Input((4,), name="two")
    core = residual()
    mixed = layers.Multiply()([core(one), core(core(two))])
    exchange = keras.Model([one, two], [layers.Dense(4, name="up")(mixed), one], name="exchange")
    left, right = exchange([a, residual()(b)])
    left, right = exchange([right, left])
    steps = layers.Reshape((2, 4))(layers.Concatenate()([left, right]))
    read = layers.TimeDistributed(layers.Dense(2))(steps)
    head = keras.Sequential([layers.Flatten(), keras.Sequential([layers.Dense(3)]), layers.Dense(2)], name="head")
    return keras.Model([a, b], [right, head(read), layers.Dense(1, name="q")(left)])


def operations() -> keras.Model:
    """Return a model whose author computes with tensors between the layers."""
    x = keras.Input((4, 6), name="x")
    mixed = 1 - layers.Dense(6, name="mix")(x) * 2.0 + x[:, ::-1]
    left, right = keras.ops.split(mixed, 2, axis=-1)
    gate = keras.ops.sigmoid(left) * keras.activations.gelu(right)
    far = keras.ops.where(gate > 0.5, gate, 2.0 / (1.0 + gate * gate))
    pooled = keras.ops.mean(keras.ops.concatenate([far, left], axis=-1), axis=1)
    centred = pooled - np.linspace(-1, 1, 6, dtype="float32")
    bent = keras.activations.relu(centred, negative_slope=0.1, max_value=1.0)
    return keras.Model(x, layers.Dense(2, name="y")(keras.ops.maximum(bent, 0.1)))


def frames() -> keras.Model:
    """Return a model that applies a model of its own, and another within that, to each frame of a video."""
    video = keras.Input((3, 8, 8, 1), name="video")
    head = keras.Sequential([keras.Input((3, 3, 2)), layers.Flatten(), layers.Dense(4, trainable=False)])
    encoder = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.MaxPooling2D(), head])
    encoder.add(layers.BatchNormalization())
    encoder.add(layers.Dense(3))
    return keras.Model(video, layers.GRU(2)(layers.TimeDistributed(encoder)(video)))


def normalised() -> keras.Model:
    layer = layers.Normalization()
    layer.adapt(np.random.default_rng(1).normal(3, 2, (50, 3)))
    return keras.Sequential([keras.Input((3,)), layer, layers.Dense(1)])


def texts() -> keras.Model:
    """Return a model with words and numbers that its layers have learned, one of them in a model within."""
    words = keras.Input((1,), dtype="string", name="words")
    codes = keras.Input((1,), dtype="int64", name="codes")
    read = layers.TextVectorization(output_sequence_length=5)
    read.adapt(["the cat sat", "a dog sat on the mat"])
    known, number = layers.StringLookup(output_mode="one_hot"), layers.IntegerLookup(output_mode="multi_hot")
    known.adapt(["cat", "dog", "mat"])
    number.adapt([3, 5, 7, -2])
    inner = keras.Input((1,), dtype="string")
    lookup = keras.Model(inner, known(inner), name="lookup")
    look = layers.Flatten()(layers.Embedding(9, 3)(read(words)))
    return keras.Model([words, codes], layers.Dense(2)(layers.Concatenate()([look, lookup(words), number(codes)])))


MODELS: Mapping[str, Callable[[], keras.Model]] = {
    each.__name__: each
    for each in (perceptron, convolutions, recurrent, shared, many, nested, operations, frames, normalised)
}


def disturbed(model: keras.Model) -> keras.Model:
    """Return the model with every weight changed, so that none is what a fresh model has."""
    generator = np.random.default_rng(0)
    for variable in model.weights:
        if variable.dtype.startswith("float"):
            variable.assign(np.abs(generator.normal(0.5, 0.2, variable.shape)).astype("float32"))
    for layer in model.layers:
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()  # what it computes with is made from its weights
    return model


def samples(model: keras.Model) -> list[np.ndarray]:
    """Return a few samples for each input, in the order of the model's inputs."""
    generator = np.random.default_rng(2)
    return [_samples(generator, tensor.dtype, (4, *tensor.shape[1:])) for tensor in model.inputs]


def _samples(generator: np.random.Generator, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    if dtype == "string":
        return generator.choice(["cat", "the dog", "mat", "unheard of"], shape)
    if dtype.startswith("int"):
        return generator.integers(1, 20, shape).astype(dtype)
    return generator.normal(size=shape).astype("float32")


def predictions(model: keras.Model, by_name: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """Return what a model answers to samples by the name of its inputs."""
    given = dict(by_name) if len(by_name) > 1 else next(iter(by_name.values()))
    answers = keras.tree.flatten(model(given))
    return [keras.ops.convert_to_numpy(answer) for answer in answers]
