"""Functions of TensorFlow in the configs of Keras 2, as the functions of keras.ops that do the same.

Keras 2.4 and later write a function by its name and arguments; TF 2.2 and 2.3 wrote a node of TensorFlow's graph.
Names are compared with these tables; none is looked up in TensorFlow.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from graphnn.errors import ModelError
from graphnn.exchange.calls import Call, Tensor
from graphnn.exchange.network import Layer
from graphnn.exchange.operations import Operation


class Function(NamedTuple):
    """A function of keras.ops, and the arguments of TensorFlow's under their names there, the first one first."""

    operation: str
    names: Mapping[str, str]
    fixed: Mapping[str, Any] = MappingProxyType({})


def _each(names: Iterable[str], **arguments: str) -> dict[str, Function]:
    """Return functions by their names, each of which is an operation of the name behind its last dot."""
    return {name: Function(name.rpartition(".")[2], arguments) for name in names}


_REDUCED: Final = {"input_tensor": "x", "axis": "axis", "keepdims": "keepdims"}

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        **_each(("math.add", "math.subtract", "math.multiply", "math.divide", "math.maximum"), x="x1", y="x2"),
        **_each(("math.minimum", "math.equal", "math.not_equal", "math.greater"), x="x1", y="x2"),
        **_each(("math.greater_equal", "math.less", "math.less_equal"), x="x1", y="x2"),
        **_each(("math.logical_and", "math.logical_or", "__operators__.add"), x="x1", y="x2"),
        "math.truediv": Function("divide", {"x": "x1", "y": "x2"}),
        "math.pow": Function("power", {"x": "x1", "y": "x2"}),
        "math.floordiv": Function("floor_divide", {"x": "x1", "y": "x2"}),
        "math.floormod": Function("mod", {"x": "x1", "y": "x2"}),
        "math.mod": Function("mod", {"x": "x1", "y": "x2"}),
        **_each(("math.abs", "math.negative", "math.square", "math.sqrt", "math.rsqrt", "math.reciprocal"), x="x"),
        **_each(("math.exp", "math.expm1", "math.log", "math.log1p", "math.sin", "math.cos", "math.tan"), x="x"),
        **_each(("math.erf", "math.sign", "math.floor", "math.ceil", "math.round", "math.logical_not"), x="x"),
        **_each(("math.sigmoid", "math.tanh"), x="x"),
        **_each(("nn.relu", "nn.relu6", "math.softplus", "nn.selu", "nn.softsign", "nn.elu"), features="x"),
        **_each(("nn.sigmoid", "nn.tanh"), x="x"),
        "math.log_sigmoid": Function("log_sigmoid", {"x": "x"}),
        "nn.silu": Function("silu", {"features": "x"}),
        "nn.swish": Function("silu", {"features": "x"}),
        "nn.gelu": Function("gelu", {"features": "x", "approximate": "approximate"}),
        "nn.leaky_relu": Function("leaky_relu", {"features": "x", "alpha": "negative_slope"}),
        "nn.softmax": Function("softmax", {"logits": "x", "axis": "axis"}),
        "nn.log_softmax": Function("log_softmax", {"logits": "x", "axis": "axis"}),
        "stop_gradient": Function("stop_gradient", {"input": "x"}),
        "identity": Function("copy", {"input": "x"}),
        "math.reduce_sum": Function("sum", _REDUCED),
        "math.reduce_mean": Function("mean", _REDUCED),
        "math.reduce_max": Function("max", _REDUCED),
        "math.reduce_min": Function("min", _REDUCED),
        "math.reduce_prod": Function("prod", _REDUCED),
        "math.reduce_std": Function("std", _REDUCED),
        "math.reduce_variance": Function("var", _REDUCED),
        "math.reduce_logsumexp": Function("logsumexp", _REDUCED),
        "math.reduce_any": Function("any", _REDUCED),
        "math.reduce_all": Function("all", _REDUCED),
        "math.argmax": Function("argmax", {"input": "x", "axis": "axis"}),
        "math.argmin": Function("argmin", {"input": "x", "axis": "axis"}),
        "math.cumsum": Function("cumsum", {"x": "x", "axis": "axis"}),
        # It keeps from dividing by nothing under the root, keras.ops outside it.
        "math.l2_normalize": Function("normalize", {"x": "x", "axis": "axis"}, {"epsilon": 1e-6}),
        "math.top_k": Function("top_k", {"input": "x", "k": "k", "sorted": "sorted"}),
        "clip_by_value": Function("clip", {"t": "x", "clip_value_min": "x_min", "clip_value_max": "x_max"}),
        "cast": Function("cast", {"x": "x", "dtype": "dtype"}),
        "where": Function("where", {"condition": "condition", "x": "x1", "y": "x2"}),
        "concat": Function("concatenate", {"values": "x", "axis": "axis"}),
        "stack": Function("stack", {"values": "x", "axis": "axis"}),
        "reshape": Function("reshape", {"tensor": "x", "shape": "newshape"}),
        "transpose": Function("transpose", {"a": "x", "perm": "axes"}),
        "compat.v1.transpose": Function("transpose", {"a": "x", "perm": "axes"}),
        "expand_dims": Function("expand_dims", {"input": "x", "axis": "axis"}),
        "squeeze": Function("squeeze", {"input": "x", "axis": "axis"}),
        "compat.v1.squeeze": Function("squeeze", {"input": "x", "axis": "axis"}),
        "linalg.matmul": Function("matmul", {"a": "x1", "b": "x2"}),
        "tile": Function("tile", {"input": "x", "multiples": "repeats"}),
        "repeat": Function("repeat", {"input": "x", "repeats": "repeats", "axis": "axis"}),
        "reverse": Function("flip", {"tensor": "x", "axis": "axis"}),
        "roll": Function("roll", {"input": "x", "shift": "shift", "axis": "axis"}),
        "one_hot": Function("one_hot", {"indices": "x", "depth": "num_classes", "axis": "axis"}),
        "split": Function("split", {"value": "x", "num_or_size_splits": "indices_or_sections", "axis": "axis"}),
        "unstack": Function("unstack", {"value": "x", "num": "num", "axis": "axis"}),
        "pad": Function("pad", {"tensor": "x", "paddings": "pad_width", "constant_values": "constant_values"}),
        "image.resize": Function("resize", {"images": "x", "size": "size", "method": "interpolation"}),
        "__operators__.getitem": Function("get_item", {"tensor": "x", "slice_spec": "key"}),
    }
)

_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "argmax": {"axis": 0},
        "argmin": {"axis": 0},
        "cumsum": {"axis": 0},
        "gelu": {"approximate": False},
        "leaky_relu": {"negative_slope": 0.2},
        "top_k": {"k": 1},
    }
)
"""What TensorFlow takes where nothing is said, and keras.ops does not."""

_GRAPH_NODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{name: f"math.{name.lower()}" for name in ("Add", "Maximum", "Minimum", "Equal", "Greater", "Less", "Pow")},
        **{name: f"math.{name.lower()}" for name in ("Abs", "Square", "Sqrt", "Rsqrt", "Reciprocal", "Exp", "Log")},
        **{name: f"math.{name.lower()}" for name in ("Sin", "Cos", "Tan", "Erf", "Sign", "Floor", "Ceil", "Sigmoid")},
        **{name: f"math.{name.lower()}" for name in ("Tanh", "Softplus", "Expm1", "Log1p")},
        **{name: f"nn.{name.lower()}" for name in ("Relu", "Relu6", "Elu", "Selu", "Softsign", "Softmax")},
        "AddV2": "math.add",
        "FloorDiv": "math.floordiv",
        "FloorMod": "math.floormod",
        "GreaterEqual": "math.greater_equal",
        "Identity": "identity",
        "LessEqual": "math.less_equal",
        "LogSoftmax": "nn.log_softmax",
        "LogicalAnd": "math.logical_and",
        "LogicalNot": "math.logical_not",
        "LogicalOr": "math.logical_or",
        "Max": "math.reduce_max",
        "Mean": "math.reduce_mean",
        "Min": "math.reduce_min",
        "Mul": "math.multiply",
        "Neg": "math.negative",
        "NotEqual": "math.not_equal",
        "Prod": "math.reduce_prod",
        "RealDiv": "math.truediv",
        "Reshape": "reshape",
        "SelectV2": "where",
        "Sub": "math.subtract",
        "Sum": "math.reduce_sum",
        "ExpandDims": "expand_dims",
        "Transpose": "transpose",
    }
)
"""Nodes of TensorFlow's graph whose inputs are the arguments of a function, in order."""

_SPLIT_SIZES_ARE_ENDS: Final = "split"


def read_tensorflow_operation(layer: Layer, call: Call) -> Operation:
    """Return the call of a function of TensorFlow as that of a function of keras.ops.

    Raises:
        ModelError: If none of those is the same, with its name.
    """
    if layer.class_name == "TensorFlowOpLayer":
        return _of_graph_node(layer, call)
    name = layer.config.get("function", "__operators__.getitem" if layer.class_name == "SlicingOpLambda" else None)
    function = FUNCTIONS.get(name) if isinstance(name, str) else None
    place = f"{layer.name} (tf.{name})" if isinstance(name, str) else f"{layer.name} ({layer.class_name})"
    if function is None:
        raise ModelError(f"{place}: no node stands for this function of TensorFlow. Use a layer in its place.")
    names = {"0": next(iter(function.names.values())), **function.names}
    tensors = {
        names.get(str(key), str(key)): (value,) if isinstance(value, Tensor) else value for key, value in call.arguments
    }
    arguments = {names.get(key, key): value for key, value in call.settings.items() if key != "name"}
    return _operation(function, place, tensors, arguments, call)


def _of_graph_node(layer: Layer, call: Call) -> Operation:
    definition = layer.config.get("node_def")
    kind = definition.get("op") if isinstance(definition, Mapping) else None
    place = f"{layer.name} (tf.raw_ops.{kind})" if isinstance(kind, str) else f"{layer.name} (TensorFlowOpLayer)"
    function = FUNCTIONS[_GRAPH_NODES[kind]] if isinstance(kind, str) and kind in _GRAPH_NODES else None
    constants = layer.config.get("constants") or {}
    if function is None or not isinstance(constants, Mapping):
        raise ModelError(f"{place}: no node stands for this function of TensorFlow. Use a layer in its place.")
    free = iter(call.tensors)
    tensors: dict[str, tuple[Tensor, ...]] = {}
    arguments: dict[str, Any] = {}
    names = tuple(function.names.values())
    for position in range(len(call.tensors) + len(constants)):
        name = names[position] if position < len(names) else str(position)
        if str(position) in constants:
            arguments[name] = constants[str(position)]
        elif (tensor := next(free, None)) is not None:
            tensors[name] = (tensor,)
    attributes = definition.get("attr") if isinstance(definition, Mapping) else None
    kept = attributes.get("keep_dims") if isinstance(attributes, Mapping) else None
    if isinstance(kept, Mapping) and "keepdims" in function.names:
        arguments["keepdims"] = kept.get("b", False)
    return _operation(function, place, tensors, arguments, call)


def _operation(
    function: Function,
    place: str,
    tensors: Mapping[str, tuple[Tensor, ...]],
    arguments: Mapping[str, Any],
    call: Call,
) -> Operation:
    said = {name: value for name, value in arguments.items() if value is not None}
    said = {**_DEFAULTS.get(function.operation, {}), **function.fixed, **said}
    sizes = said.get("indices_or_sections")
    if function.operation == _SPLIT_SIZES_ARE_ENDS and isinstance(sizes, list):
        # TensorFlow is told the size of each part, keras.ops where each ends.
        if not all(type(size) is int and size >= 0 for size in sizes):
            raise ModelError(f"{place}: split into parts of {sizes!r:.40}, which the file does not fix.")
        said["indices_or_sections"] = [sum(sizes[: number + 1]) for number in range(len(sizes) - 1)]
    return Operation(
        name=function.operation, place=place, tensors=tensors, arguments=said, input_shape=call.input_shape
    )
