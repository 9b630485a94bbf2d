"""Functions of tensors in a model's config, as nodes of the catalogue: Keras 3's operations, and what Keras 2's become.

Keras 3 writes a class for each function of keras.ops. Its name is only compared with those of the catalogue; where
another node or a few do the same, they take its place, and where none do, it is refused by name.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from graphnn.catalogue.model import OPERATION_PREFIX, Catalogue, LayerType
from graphnn.errors import ModelError
from graphnn.exchange.array_constants import is_array, rescaling
from graphnn.exchange.calls import Call, Tensor
from graphnn.exchange.network import Layer
from graphnn.exchange.parts import slices_text
from graphnn.exchange.steps import Step, Steps

_SAME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "absolute": "abs",
        "amax": "max",
        "amin": "min",
        "ctcdecode": "ctc_decode",
        "fabs": "abs",
        "true_divide": "divide",
    }
)
"""Classes whose function the catalogue has under another name than theirs in snake case."""

_MIRRORED: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{name: name for name in ("add", "multiply", "maximum", "minimum", "equal", "not_equal")},
        "greater": "less",
        "greater_equal": "less_equal",
        "less": "greater",
        "less_equal": "greater_equal",
    }
)
"""What an operation is with its two arguments the other way round."""

_ACTIVATIONS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "elu": {"alpha": 1.0},
        "hard_sigmoid": {},
        "hard_silu": {},
        "hard_tanh": {},
        "leaky_relu": {"negative_slope": 0.2},
        "log_sigmoid": {},
        "relu6": {},
        "selu": {},
        "silu": {},
        "softsign": {},
        "sparse_plus": {},
        "sparse_sigmoid": {},
        "tanh_shrink": {},
    }
)
"""Functions that are activations, each with the arguments that an activation has."""

_LAYERS: Final[Mapping[str, str]] = MappingProxyType(
    {"elu": "ELU", "leaky_relu": "LeakyReLU", "copy": "Identity", "re_lu": "ReLU"}
)
"""Layers that do what a function does, with arguments of the same names."""

_CALLED_WITH: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "full_like": ("x", "fill_value"),
        "get_item": ("x", "key"),
        "isclose": ("x1", "x2", "rtol", "atol", "equal_nan"),
        "percentile": ("x", "q"),
        "quantile": ("x", "q"),
        "select": ("condlist", "choicelist", "default"),
        "slice": ("x", "start_indices"),
        "slice_update": ("inputs", "start_indices", "updates"),
        "take": ("x", "indices"),
    }
)
"""What is given by position when an operation is called, where its ports do not tell."""

_FIRST: Final = "x"
_MAX_PARTS: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call of a function of keras.ops: its tensors and its other arguments by name, the first tensor as `x`."""

    name: str
    place: str
    tensors: Mapping[str, tuple[Tensor, ...]]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    input_shape: tuple[int | None, ...] | None = None


def read_operation(layer: Layer, call: Call, catalogue: Catalogue) -> Operation:
    """Return the call of an operation of Keras 3.

    Raises:
        ModelError: If its class is of the author's own.
    """
    place = f"{layer.name} ({layer.class_name})"
    if layer.registered_name not in (None, layer.class_name):
        raise ModelError(f"{place}: {layer.registered_name} is a class of its author's own, and its code is not run.")
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", layer.class_name).lower()
    name = _SAME.get(name, name)
    layer_type = catalogue.layers.get(OPERATION_PREFIX + name)
    names = _CALLED_WITH.get(name) or _ports(layer_type) or (_FIRST,)
    # einsum alone takes its tensors one by one
    given = [(names[min(key, len(names) - 1)] if isinstance(key, int) else key, value) for key, value in call.arguments]
    tensors: dict[str, tuple[Tensor, ...]] = {}
    for key, value in given:
        key = key if key in names else _FIRST
        tensors[key] = (*tensors.get(key, ()), *((value,) if isinstance(value, Tensor) else value))
    arguments = {key: value for key, value in layer.config.items() if key != "name"}
    for key, value in call.settings.items():
        position = int(key) if key.isdecimal() and len(key) < 3 else None
        arguments[key if position is None or position >= len(names) else names[position]] = value
    return Operation(name=name, place=place, tensors=tensors, arguments=arguments, input_shape=call.input_shape)


def steps_of(operation: Operation, catalogue: Catalogue) -> Steps:
    """Return the nodes that do what an operation does.

    Raises:
        ModelError: If none do, with the reason.
    """
    if operation.name in _SPECIAL:
        return _SPECIAL[operation.name](operation)
    if any(map(is_array, operation.arguments.values())):
        return _with_array(operation)
    operation = _with_tensor_first(operation, catalogue)
    layer_type = catalogue.layers.get(OPERATION_PREFIX + operation.name)
    if layer_type is not None:
        return Steps((_step(layer_type.name, operation, layer_type),))
    said = {name: value for name, value in operation.arguments.items() if value is not None}
    if operation.name in _ACTIVATIONS and said in ({}, _ACTIVATIONS[operation.name]):
        return _alone("Activation", operation, {"activation": operation.name})
    if operation.name in _LAYERS:
        return _alone(_LAYERS[operation.name], operation, said)
    raise ModelError(
        f"{operation.place}: no node stands for the operation {operation.name}"
        + (f" with {', '.join(f'{name}={value!r:.30}' for name, value in said.items())}" if said else "")
        + ". Use a layer or another operation in its place."
    )


def _with_array(operation: Operation) -> Steps:
    last_size = operation.input_shape[-1] if operation.input_shape else None
    config = rescaling(operation.name, operation.arguments, last_size)
    if config is None or len(operation.tensors) != 1:
        raise ModelError(
            f"{operation.place}: it computes with an array, and a graph holds none but a float32 number for each "
            "channel that is added, subtracted, multiplied or divided by. Put the array into the weights of a layer."
        )
    (entering,) = operation.tensors.values()
    return Steps((Step(type_name="Rescaling", inputs=(("inputs", entering),), config=config),))


def _ports(layer_type: LayerType | None) -> tuple[str, ...]:
    names = () if layer_type is None else tuple(port.name for port in layer_type.inputs)
    return () if names == ("inputs",) else names


def _with_tensor_first(operation: Operation, catalogue: Catalogue) -> Operation:
    """Return the same with the tensor as x1, where a number stands there that no parameter takes."""
    layer_type = catalogue.layers.get(OPERATION_PREFIX + operation.name)
    is_free = layer_type is None or layer_type.parameter("x1") is not None or "x1" not in operation.arguments
    if is_free or operation.name not in _MIRRORED:
        return operation
    swapped = {"x1": "x2", "x2": "x1"}
    return Operation(
        name=_MIRRORED[operation.name],
        place=operation.place,
        tensors={swapped.get(name, name): value for name, value in operation.tensors.items()},
        arguments={swapped.get(name, name): value for name, value in operation.arguments.items()},
        input_shape=operation.input_shape,
    )


def _step(type_name: str, operation: Operation, layer_type: LayerType) -> Step:
    names = {port.name for port in layer_type.inputs}
    inputs = tuple(
        (name if name in names else "inputs" if name == _FIRST and "inputs" in names else name, tensors)
        for name, tensors in operation.tensors.items()
    )
    arguments = dict(operation.arguments)
    if operation.name == "get_item":
        arguments["key"] = slices_text(arguments.get("key"), operation.place)
    return Step(type_name=type_name, inputs=inputs, config=arguments)


def _alone(type_name: str, operation: Operation, config: Mapping[str, Any]) -> Steps:
    return Steps((Step(type_name=type_name, inputs=(("inputs", _only(operation)),), config=config),))


def _only(operation: Operation) -> tuple[Tensor, ...]:
    if operation.tensors.keys() != {_FIRST}:
        raise ModelError(f"{operation.place}: it takes {', '.join(operation.tensors) or 'no tensor'}, not one tensor.")
    return operation.tensors[_FIRST]


def _split(operation: Operation) -> Steps:
    """Return the parts of a tensor, one by one: how many there are, and where they end, the file tells."""
    axis, size = _axis(operation)
    asked = operation.arguments.get("indices_or_sections")
    if type(asked) is int and 0 < asked <= _MAX_PARTS and size is not None and size % asked == 0:
        bounds = [size // asked * number for number in range(1, asked)]
    elif isinstance(asked, list) and len(asked) < _MAX_PARTS and all(type(each) is int for each in asked):
        bounds = asked
    else:
        raise ModelError(f"{operation.place}: split into {asked!r:.40} parts of {size}, which the file does not fix.")
    ends = [str(bound) for bound in bounds]
    return _parts(operation, axis, [f"{start}:{stop}" for start, stop in zip(["", *ends], [*ends, ""], strict=True)])


def _unstack(operation: Operation) -> Steps:
    axis, size = _axis(operation)
    if size is None or size > _MAX_PARTS:
        raise ModelError(
            f"{operation.place}: unstacked into {size or 'unknown'} parts. Take single ones by their index."
        )
    return _parts(operation, axis, [str(index) for index in range(size)])


def _axis(operation: Operation) -> tuple[int, int | None]:
    """Return the axis that an operation works on, from the front, and its size."""
    shape, axis = operation.input_shape, operation.arguments.get("axis", 0)
    if shape is None or type(axis) is not int or not -len(shape) <= axis < len(shape):
        raise ModelError(f"{operation.place}: the file does not tell the shape of what it takes apart. Save it anew.")
    return axis % len(shape), shape[axis]


def _parts(operation: Operation, axis: int, parts: Iterable[str]) -> Steps:
    before = ":, " * axis
    inputs = (("inputs", _only(operation)),)
    steps = tuple(
        Step(type_name=f"{OPERATION_PREFIX}get_item", inputs=inputs, config={"key": before + part}) for part in parts
    )
    return Steps(steps, outputs=tuple(range(len(steps))))


def _pad(operation: Operation) -> Steps:
    """Return the padding; TensorFlow shouts its modes, and one pair is for each axis."""
    arguments = dict(operation.arguments)
    if isinstance(mode := arguments.get("mode"), str):
        arguments["mode"] = mode.lower()
    return _alone(f"{OPERATION_PREFIX}pad", operation, arguments)


def _digitize(operation: Operation) -> Steps:
    """Return the layer that sorts into the bins of an array."""
    bins = operation.arguments.get("bins", operation.arguments.get("1"))
    return _alone("Discretization", operation, {"bin_boundaries": bins})


def _ravel(operation: Operation) -> Steps:
    return _alone(f"{OPERATION_PREFIX}reshape", operation, {"newshape": [-1]})


def _resize(operation: Operation) -> Steps:
    arguments = dict(operation.arguments)
    size = arguments.pop("size", None)
    if not isinstance(size, list) or len(size) != 2:
        raise ModelError(f"{operation.place}: resizes to {size!r:.40}, which is no height and width.")
    return _alone("Resizing", operation, {"height": size[0], "width": size[1], **arguments})


def _svd(operation: Operation) -> Steps:
    arguments = dict(operation.arguments)
    if arguments.pop("compute_uv", True) is not True:
        raise ModelError(f"{operation.place}: no node gives the singular values alone. Save it with compute_uv=True.")
    return _alone(f"{OPERATION_PREFIX}svd", operation, arguments)


_SPECIAL: Final[Mapping[str, Callable[[Operation], Steps]]] = MappingProxyType(
    {
        "digitize": _digitize,
        "pad": _pad,
        "ravel": _ravel,
        "resize": _resize,
        "split": _split,
        "svd": _svd,
        "unstack": _unstack,
    }
)
