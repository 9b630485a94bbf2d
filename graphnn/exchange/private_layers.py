"""Layers that keras.applications keeps to itself, as nodes of the catalogue that do the same with the same weights."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from graphnn.catalogue.model import OPERATION_PREFIX
from graphnn.errors import ModelError
from graphnn.exchange.calls import Call
from graphnn.exchange.network import Layer
from graphnn.exchange.steps import Step, Steps

_MODULE: Final = re.compile(r"(tensorflow\.|tf_)?keras(\.src)?\.applications\.(?P<family>\w+)")

_IMAGE: Final = ("batch", "height", "width", "channels")


def private_steps(layer: Layer, call: Call) -> Steps | None:
    """Return the nodes of a call of such a layer; None where it is none.

    Raises:
        ModelError: If it is called as none of them is.
    """
    module = _MODULE.fullmatch(layer.module or "")
    steps = _PRIVATE.get((module["family"], layer.class_name)) if module is not None else None
    if steps is None or layer.registered_name not in (None, layer.class_name):
        return None
    if len(call.arguments) != 1 or call.arguments[0][0] != 0:
        raise ModelError(f"{layer.name} ({layer.class_name}): it is not called as Keras calls it. Save the model anew.")
    return steps(layer, call)


def _layer_scale(layer: Layer, call: Call) -> Steps:
    """Return what multiplies each channel by a weight: an EinsumDense whose kernel has one value a channel."""
    initial = {"class_name": "Constant", "config": {"value": layer.config.get("init_values")}}
    config = {
        "equation": "...c,c->...c",
        "output_shape": [layer.config.get("projection_dim")],
        "kernel_initializer": initial,
    }
    return Steps((Step(type_name="EinsumDense", inputs=(("inputs", call.tensors),), config=config),))


def _stochastic_depth(layer: Layer, call: Call) -> Steps:
    """Return what leaves out a whole sample at random: a Dropout with one draw a sample of an image."""
    rank = len(call.input_shape or _IMAGE)
    config = {"rate": layer.config.get("drop_path_rate"), "noise_shape": [None, *[1] * (rank - 1)]}
    return Steps((Step(type_name="Dropout", inputs=(("inputs", call.tensors),), config=config),))


def _custom_scale(layer: Layer, call: Call) -> Steps:
    """Return what adds to a first tensor a second one, made smaller."""
    first, *others = call.tensors
    times = Step(
        type_name=f"{OPERATION_PREFIX}multiply",
        inputs=(("x1", tuple(others)),),
        config={"x2": layer.config.get("scale")},
    )
    return Steps((times, Step(type_name="Add", inputs=(("inputs", (first, 0)),))))


_PRIVATE: Final[Mapping[tuple[str, str], Callable[[Layer, Call], Steps]]] = MappingProxyType(
    {
        ("convnext", "LayerScale"): _layer_scale,
        ("convnext", "StochasticDepth"): _stochastic_depth,
        ("inception_resnet_v2", "CustomScaleLayer"): _custom_scale,
    }
)
