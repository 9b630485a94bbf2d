# Longer than 300 lines: a table for each of the reasons, one call a line, beside what shows that it holds.
"""What the catalogue leaves out, each for its reason shown: with a Keras that makes a reason untrue, its test fails."""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from graphnn.catalogue.model import Kind
from graphnn.engine.introspection_overlay import load_overlay
from graphnn.engine.introspection_parameters import read_parameters
from tests.engine.builders import CATALOGUE, built, chain, node, shaped

Call = Callable[..., Any]

EXCLUDED = load_overlay().excluded
VALUES = np.random.default_rng(0).uniform(0.1, 0.9, (3, 4, 4)).astype("float32")
"""A batch of three."""
IMAGES = tf.constant(np.random.default_rng(1).uniform(0.1, 0.9, (6, 8, 8, 3)).astype("float32"))
REFUSALS = (TypeError, ValueError, AttributeError, NotImplementedError, tf.errors.OpError)


def numbers(tensor: Any) -> np.ndarray:
    return np.asarray(ops.convert_to_numpy(tensor))


def first_of(result: Any) -> Any:
    return keras.tree.flatten(result)[0]


def operation(name: str) -> Call:
    return getattr(ops, name)  # type: ignore[no-any-return]


# --- Operations: a table of calls for each reason ---

ARGUMENTS: Mapping[str, Call] = {
    "bitwise_not": lambda x: (ops.cast(x * 9, "int32"),),
    "left_shift": lambda x: (ops.cast(x * 9, "int32"), 2),
    "right_shift": lambda x: (ops.cast(x * 9, "int32"), 2),
    "true_divide": lambda x: (x, x + 1),
    "amax": lambda x: (x, 1),
    "amin": lambda x: (x, 1),
}
"""What an operation is called with, where that is not a tensor of numbers around 0."""

MIXING: Mapping[str, tuple[tuple[int, ...], Call]] = {
    "allclose": ((4,), lambda x: ops.allclose(x, x + 1)),
    "corrcoef": ((4,), ops.corrcoef),
    "correlate": ((), lambda x: ops.correlate(x, x, mode="same")),
    "diag": ((), ops.diag),
    "diagflat": ((4,), ops.diagflat),
    "dot": ((4, 4), lambda x: ops.dot(x[:, 0], x)),
    "flipud": ((4,), ops.flipud),
    "histogram": ((), lambda x: ops.histogram(x, 5, range=(0, 1))),
    "inner": ((4,), lambda x: ops.inner(x, x)),
    "kron": ((4,), lambda x: ops.kron(x, x)),
    "lstsq": ((4,), lambda x: ops.lstsq(x, x)),
    "meshgrid": ((), lambda x: ops.meshgrid(x, x)),
    "outer": ((4,), lambda x: ops.outer(x, x)),
    "psnr": ((4,), lambda x: ops.psnr(x, x / 2, 1.0)),
    "ravel": ((4,), ops.ravel),
    "scatter": ((), lambda x: ops.scatter(ops.zeros((len(x), 1), "int32"), x, (2,))),
    "scatter_update": ((), lambda x: ops.scatter_update(x, ops.zeros((len(x), 1), "int32"), x)),
    "searchsorted": ((), lambda x: ops.searchsorted(ops.sort(x), x)),
    **{
        name: ((4,), lambda x, name=name: operation(name)(x, ops.zeros((len(x),), "int32"), num_segments=1))
        for name in ("segment_max", "segment_min", "segment_prod", "segment_sum")
    },
    "size": ((4,), ops.size),
    "tensordot": ((4,), lambda x: ops.tensordot(x, x, axes=[[1], [1]])),
    "vdot": ((4,), lambda x: ops.vdot(x, x)),
}
"""Calls on a batch of samples of a shape."""

OPEN_BATCH: Mapping[str, tuple[tuple[int, ...], str, Call]] = {
    "broadcast_to": ((1, 4), "float32", lambda x: ops.broadcast_to(x, (x.shape[0], 3, 4))),
    "gcd": ((4,), "int32", lambda x: ops.gcd(x, x)),
    "geomspace": ((4,), "float32", lambda x: ops.geomspace(x, x + 1, 5, axis=-1)),
    "isin": ((4,), "float32", lambda x: ops.isin(x, [0.5, 1.0])),
    "lcm": ((4,), "int32", lambda x: ops.lcm(x, x)),
    "lu_factor": ((4, 4), "float32", ops.lu_factor),
    "nanmedian": ((4,), "float32", lambda x: ops.nanmedian(x, axis=-1)),
    "nanpercentile": ((4,), "float32", lambda x: ops.nanpercentile(x, 30, axis=-1)),
    "nanquantile": ((4,), "float32", lambda x: ops.nanquantile(x, 0.3, axis=-1)),
    "rearrange": ((4, 4), "float32", lambda x: ops.rearrange(x, "b h w -> b (h w)")),
    "unfold": ((3, 8, 8), "float32", lambda x: ops.unfold(x, 3)),
}

PYTHON: Mapping[str, tuple[Call, Call]] = {
    "associative_scan": (lambda f: ops.associative_scan(f, VALUES), lambda a, b: a + b),
    "cond": (lambda f: ops.cond(True, f, f), lambda: VALUES),
    "custom_gradient": (lambda f: ops.custom_gradient(f)(VALUES), lambda x: (x, lambda *_, upstream: upstream)),
    "fori_loop": (lambda f: ops.fori_loop(0, 2, f, VALUES), lambda _, x: x + 1),
    "jvp": (lambda f: ops.jvp(f, (IMAGES,), (IMAGES,)), lambda x: x + 1),
    "map": (lambda f: ops.map(f, VALUES), lambda x: x + 1),
    "scan": (lambda f: ops.scan(f, VALUES[0], VALUES), lambda carry, x: (carry + x, x)),
    "switch": (lambda f: ops.switch(0, [f], VALUES), lambda x: x + 1),
    "vectorized_map": (lambda f: ops.vectorized_map(f, VALUES), lambda x: x + 1),
    "while_loop": (lambda f: ops.while_loop(f, lambda x: (x,), (VALUES,)), lambda x: x[0, 0, 0] > 1),
}
"""Calls with a function, and one that they take."""


def with_weights(layer: keras.layers.Layer, call: Callable[[keras.layers.Layer], Any]) -> tuple[Any, Any]:
    """Return what a layer gives, its weights drawn first, and what an operation gives with the same weights."""
    return layer(IMAGES), call(layer)


LAYERS: Mapping[str, Callable[[], tuple[Any, Any]]] = {
    "adaptive_average_pool": lambda: (
        layers.AdaptiveAveragePooling2D(2)(IMAGES),
        ops.adaptive_average_pool(IMAGES, (2, 2)),
    ),
    "adaptive_max_pool": lambda: (layers.AdaptiveMaxPooling2D(2)(IMAGES), ops.adaptive_max_pool(IMAGES, (2, 2))),
    "array": lambda: (layers.Identity()(IMAGES), ops.array(IMAGES)),
    "average_pool": lambda: (layers.AveragePooling2D(2)(IMAGES), ops.average_pool(IMAGES, 2)),
    "batch_normalization": lambda: (
        layers.BatchNormalization(scale=False, center=False)(IMAGES),
        ops.batch_normalization(IMAGES, np.zeros(3, "float32"), np.ones(3, "float32"), axis=-1),
    ),
    "conv": lambda: with_weights(layers.Conv2D(4, 3), lambda layer: ops.conv(IMAGES, layer.kernel)),
    "conv_transpose": lambda: with_weights(
        layers.Conv2DTranspose(4, 3), lambda layer: ops.conv_transpose(IMAGES, layer.kernel)
    ),
    "convert_to_tensor": lambda: (layers.Identity()(IMAGES), ops.convert_to_tensor(IMAGES)),
    "copy": lambda: (layers.Identity()(IMAGES), ops.copy(IMAGES)),
    "depthwise_conv": lambda: with_weights(
        layers.DepthwiseConv2D(3), lambda layer: ops.depthwise_conv(IMAGES, layer.kernel)
    ),
    "digitize": lambda: (layers.Discretization([0.25, 0.5])(IMAGES), ops.digitize(IMAGES, np.array([0.25, 0.5]))),
    "dot_product_attention": lambda: (
        layers.Attention()([VALUES, VALUES]),
        ops.dot_product_attention(*[VALUES[:, :, None]] * 3, scale=1.0)[:, :, 0],
    ),
    "layer_normalization": lambda: (
        layers.LayerNormalization(scale=False, center=False)(IMAGES),
        ops.layer_normalization(IMAGES, epsilon=1e-3),
    ),
    "max_pool": lambda: (layers.MaxPooling2D(2)(IMAGES), ops.max_pool(IMAGES, 2)),
    "multi_hot": lambda: (
        layers.CategoryEncoding(5, output_mode="multi_hot")(np.array([[0, 3]])),
        ops.multi_hot(np.array([[0, 3]]), 5),
    ),
    "rms_normalization": lambda: with_weights(
        layers.RMSNormalization(), lambda layer: ops.rms_normalization(IMAGES, layer.scale, epsilon=layer.epsilon)
    ),
    "separable_conv": lambda: with_weights(
        layers.SeparableConv2D(4, 3),
        lambda layer: ops.separable_conv(IMAGES, layer.depthwise_kernel, layer.pointwise_kernel),
    ),
}
"""What a layer gives, and what the operation gives."""

LOSSES: Mapping[str, Callable[[], tuple[Any, Any]]] = {
    "binary_crossentropy": lambda: (
        keras.losses.binary_crossentropy(VALUES > 0.5, VALUES),
        ops.mean(ops.binary_crossentropy(ops.cast(VALUES > 0.5, "float32"), VALUES), axis=-1),
    ),
    "categorical_crossentropy": lambda: (
        keras.losses.categorical_crossentropy(np.eye(4, dtype="float32"), VALUES[0]),
        ops.categorical_crossentropy(np.eye(4, dtype="float32"), VALUES[0]),
    ),
    "ctc_loss": lambda: (
        keras.losses.ctc(np.array([[1, 2]] * 3), VALUES),
        ops.ctc_loss(np.array([[1, 2]] * 3), VALUES, np.array([2] * 3), np.array([4] * 3)),
    ),
    "sparse_categorical_crossentropy": lambda: (
        keras.losses.sparse_categorical_crossentropy(np.arange(4), VALUES[0]),
        ops.sparse_categorical_crossentropy(np.arange(4), VALUES[0]),
    ),
}

FROM_NOTHING: Mapping[str, Call] = {
    "arange": lambda: ops.arange(3),
    **{name: lambda name=name: operation(name)(5) for name in ("bartlett", "blackman", "hamming", "hanning")},
    "empty": lambda: ops.empty((2, 3)),
    "eye": lambda: ops.eye(3),
    "full": lambda: ops.full((2, 3), 7.0),
    "identity": lambda: ops.identity(3),
    "kaiser": lambda: ops.kaiser(5, 1.0),
    "ones": lambda: ops.ones((2, 3)),
    "tri": lambda: ops.tri(3),
    "zeros": lambda: ops.zeros((2, 3)),
}

SEVERAL: Mapping[str, Call] = {
    "array_split": lambda count: ops.array_split(IMAGES[:, :6], count, axis=1),
    "dsplit": lambda count: ops.dsplit(IMAGES[:, :, :6], count),
    "hsplit": lambda count: ops.hsplit(IMAGES[:, :6], count),
    "split": lambda count: ops.split(IMAGES[:, :6], count, axis=1),
    "unravel_index": lambda count: ops.unravel_index(np.array([1, 2]), (4,) * count),
    "unstack": lambda count: ops.unstack(IMAGES[:, :count], axis=1),
    "vsplit": lambda count: ops.vsplit(np.zeros((6, 2)), count),
}

SIZED_BY_VALUES: Mapping[str, Call] = {"bincount": ops.bincount, "nonzero": ops.nonzero, "unique": ops.unique}

JOINED: Mapping[str, tuple[Call, int]] = {
    "append": (lambda pair: ops.append(*pair, axis=1), 1),
    "dstack": (ops.dstack, 2),
    "hstack": (ops.hstack, 1),
    "vstack": (ops.vstack, 0),
}

GIVES_COMPLEX: Mapping[str, Call] = {
    "eig": ops.eig,
    "polar": lambda x: ops.polar(x, x),
    "view_as_complex": lambda x: ops.view_as_complex(x[..., :2]),
}


def is_another_name(name: str, other: str) -> None:
    arguments = ARGUMENTS.get(name, lambda x: (x - 0.5,))(ops.convert_to_tensor(VALUES))

    np.testing.assert_array_equal(numbers(operation(name)(*arguments)), numbers(operation(other)(*arguments)))
    assert f"ops.{other}" in CATALOGUE.layers or other in EXCLUDED["operations"]


def mixes_samples(name: str) -> None:
    shape, call = MIXING[name]
    batch = ops.convert_to_tensor(VALUES.reshape(3, 16)[:, : int(np.prod(shape))].reshape(3, *shape))

    together, alone = numbers(first_of(call(batch))), numbers(first_of(call(batch[:1])))

    is_by_sample = together.shape[:1] == (3,) and np.array_equal(together[:1], alone)
    assert not is_by_sample


def fails_with_tensorflow(name: str) -> None:
    with pytest.raises(ValueError, match="Not supported"):
        operation(name)(lambda x: x)(VALUES)


def fails_on_an_open_batch(name: str) -> None:
    shape, dtype, call = OPEN_BATCH[name]

    def apply_and_trace() -> None:
        call(keras.KerasTensor((None, *shape), dtype=dtype))
        tf.function(call, autograph=False).get_concrete_function(tf.TensorSpec((None, *shape), dtype))

    with pytest.raises(REFUSALS):
        apply_and_trace()


def counts_wrong(name: str) -> None:
    cubes = VALUES[:, :3, :3]

    places = numbers(operation(name)(cubes, 1))

    assert not np.array_equal(np.take_along_axis(cubes, places, axis=-1)[..., 1], np.sort(cubes)[..., 1])


def tells_a_wrong_shape(name: str) -> None:
    told = keras.tree.flatten(operation(name)(keras.KerasTensor((3, 4, 4))))

    assert [each.shape for each in told] != [each.shape for each in keras.tree.flatten(operation(name)(VALUES))]


def gives_alike(table: Mapping[str, Callable[[], tuple[Any, Any]]]) -> Callable[[str], None]:
    def shown(name: str) -> None:
        expected, given = table[name]()
        np.testing.assert_allclose(numbers(given), numbers(expected), rtol=1e-5, atol=1e-6)

    return shown


def is_an_activation(name: str) -> None:
    assert name in CATALOGUE.activations
    activation = layers.Activation(name)
    np.testing.assert_allclose(numbers(operation(name)(VALUES - 0.5)), numbers(activation(VALUES - 0.5)), rtol=1e-6)


def takes_python(name: str) -> None:
    call, function = PYTHON[name]

    assert call(function) is not None
    with pytest.raises(REFUSALS):
        call("a text, which a file could hold")


def makes_it_out_of_nothing(name: str) -> None:
    assert ops.is_tensor(FROM_NOTHING[name]())
    required = [e for e in inspect.signature(operation(name)).parameters.values() if e.default is e.empty]
    try:
        given = operation(name)(keras.KerasTensor((None, 3)), *[1.0] * (len(required) - 1))
    except REFUSALS:
        return
    assert first_of(given).shape[:1] != (None,)


def gives_several(name: str) -> None:
    assert [len(SEVERAL[name](count)) for count in (2, 3)] == [2, 3]


def is_sized_by_its_values(name: str) -> None:
    few, many = (first_of(SIZED_BY_VALUES[name](np.array(values))) for values in ([0, 0, 1], [2, 3, 4]))

    assert few.shape != many.shape


def joins(name: str) -> None:
    call, axis = JOINED[name]
    np.testing.assert_array_equal(numbers(call([VALUES, VALUES])), np.concatenate([VALUES, VALUES], axis=axis))


def turns_one_axis(name: str) -> None:
    np.testing.assert_array_equal(numbers(operation(name)(VALUES)), numbers(ops.flip(VALUES, axis=1)))


def gives_no_tensor(name: str) -> None:
    assert not ops.is_tensor(operation(name)(IMAGES))


def has_to_do_with_complex_numbers(name: str) -> None:
    dtype = CATALOGUE.layers["Input"].parameter("dtype")
    assert dtype is not None
    assert not any("complex" in each for each in dtype.choices)
    if name in GIVES_COMPLEX:
        assert np.iscomplexobj(numbers(first_of(GIVES_COMPLEX[name](VALUES))))
        return
    operation(name)(ops.convert_to_tensor(VALUES + 1j * VALUES))
    of_real = numbers(operation(name)(ops.convert_to_tensor(VALUES)))
    parts = np.moveaxis(of_real, -1, 0) if name == "view_as_real" else [of_real]
    assert all(np.array_equal(part, VALUES) or np.ptp(part.astype(float)) == 0 for part in parts)


SHOWN: Mapping[str, Callable[[str], None]] = {
    "counts wrong in Keras 3.15 on a batch": counts_wrong,
    "fails in Keras 3.15 on a batch of open size": fails_on_an_open_batch,
    "fails with TensorFlow": fails_with_tensorflow,
    "gives a tensor whose size its values decide": is_sized_by_its_values,
    "gives no tensor": gives_no_tensor,
    "gives several tensors, as many as a parameter says": gives_several,
    "has to do with complex numbers, which no edge carries": has_to_do_with_complex_numbers,
    "is a loss": gives_alike(LOSSES),
    "is concatenate along one axis": joins,
    "is flip along one axis": turns_one_axis,
    "is what a layer does": gives_alike(LAYERS),
    "is what an Activation layer does": is_an_activation,
    "makes a tensor out of nothing": makes_it_out_of_nothing,
    "mixes the samples of a batch": mixes_samples,
    "takes Python code": takes_python,
    "tells a wrong shape in Keras 3.15": tells_a_wrong_shape,
}


@pytest.mark.parametrize(("name", "reason"), EXCLUDED["operations"].items())
def test_an_operation_is_left_out_for_a_reason_that_holds(name: str, reason: str) -> None:
    other = re.fullmatch(r"is another name for (\w+)", reason)
    if other is not None:
        is_another_name(name, other[1])
    else:
        SHOWN[reason](name)


# --- Layers ---


def changes_the_targets(layer: keras.layers.Layer) -> None:
    labels = np.eye(len(IMAGES), dtype="float32")

    given = layer({"images": IMAGES, "labels": labels}, training=True)

    assert not np.array_equal(numbers(given["labels"]), labels)


def takes_no_json(layer: Callable[..., keras.layers.Layer]) -> None:
    """Show that what a layer cannot be made without is of no kind that a file holds."""
    required = [each for each in read_parameters(layer, {}) if each.required]

    assert [each.kind for each in required] == [Kind.ANY]


def runs_python(layer: keras.layers.Layer) -> None:
    config = layer.get_config()

    assert config["function"]["class_name"] == "__lambda__"
    with pytest.raises(ValueError, match="unsafe"):
        type(layer).from_config(config)


def is_a_cell(name: str) -> None:
    assert name in CATALOGUE.cells


def is_a_base(name: str) -> None:
    base = getattr(layers, name)
    assert any(inspect.isclass(each) and issubclass(each, base) and each is not base for each in vars(layers).values())
    assert base.call is layers.Layer.call
    with pytest.raises(NotImplementedError):
        layers.Layer().call(VALUES)


def takes_boxes(layer: keras.layers.Layer) -> None:
    boxes = {"boxes": np.zeros((6, 3, 4)), "labels": np.zeros((6, 3))}

    given = layer({"images": IMAGES, "bounding_boxes": boxes})

    assert given["bounding_boxes"]["boxes"].shape == (6, 5, 4)
    np.testing.assert_array_equal(numbers(given["images"]), IMAGES)


def is_made_for_every_input() -> None:
    assert isinstance(built(chain(x=shaped(3), answer=node("Output"))).model.layers[0], layers.InputLayer)


def is_no_layer() -> None:
    assert not issubclass(layers.InputSpec, layers.Layer)


def loads_a_file() -> None:
    with pytest.raises(OSError, match="does not exist"):
        layers.TFSMLayer("no file of this name")


def has_no_model() -> None:
    image = keras.Input((8, 8, 3))
    with pytest.raises(ValueError, match="is part of a cycle"):
        keras.Model(image, layers.Equalization()(image))


LAYERS_SHOWN: Mapping[str, Callable[[], None]] = {
    "CutMix": lambda: changes_the_targets(layers.CutMix(seed=1)),
    "Equalization": has_no_model,
    "FlaxLayer": lambda: takes_no_json(layers.FlaxLayer),
    **{name: lambda name=name: is_a_cell(name) for name in ("GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells")},
    "InputLayer": is_made_for_every_input,
    "InputSpec": is_no_layer,
    "JaxLayer": lambda: takes_no_json(layers.JaxLayer),
    "Lambda": lambda: runs_python(layers.Lambda(lambda x: x)),
    "Layer": lambda: is_a_base("Layer"),
    "MaxNumBoundingBoxes": lambda: takes_boxes(layers.MaxNumBoundingBoxes(5, bounding_box_format="xyxy")),
    "MixUp": lambda: changes_the_targets(layers.MixUp(seed=1)),
    "TFSMLayer": loads_a_file,
    "TorchModuleWrapper": lambda: takes_no_json(layers.TorchModuleWrapper),
    "Wrapper": lambda: is_a_base("Wrapper"),
}


@pytest.mark.parametrize("name", EXCLUDED["layers"])
def test_a_layer_is_left_out_for_a_reason_that_holds(name: str) -> None:
    LAYERS_SHOWN[name]()
