"""Masks that Keras made by itself, taken out of a network, since Keras makes them again.

An Embedding with mask_zero, or a Masking, tells the layers behind it which steps to leave out. Keras 3 writes that
into the config as operations of its own and a `mask` argument. A mask that the author made otherwise stays, and is
refused with the operation that makes it.
"""

from collections.abc import Iterator
from dataclasses import replace

from graphnn.exchange.calls import Call, Tensor
from graphnn.exchange.network import Layer, Network

_COMPARES, _GATHERS = "NotEqual", "Any"


def without_own_masks(network: Network) -> Network:
    """Return the network without the masks that Keras makes by itself."""
    masked = dict(_masked_tensors(network))
    masks: set[str] = set()
    for layer in network.layers:  # in the order of the file, in which a mask is compared before it is gathered
        if layer.class_name in (_COMPARES, _GATHERS) and all(
            _is_own(call, layer, masked, masks) for call in layer.calls
        ):
            masks.add(layer.name)
    if not masks:
        return network
    layers = [replace(layer, calls=tuple(_without(call, masks) for call in layer.calls)) for layer in network.layers]
    used = {
        tensor.layer for layer in layers if layer.name not in masks for call in layer.calls for tensor in call.tensors
    }
    used |= {tensor.layer for tensor in network.outputs}
    kept = tuple(layer for layer in layers if layer.name not in masks or layer.name in used)
    return replace(network, layers=kept)


def _masked_tensors(network: Network) -> Iterator[tuple[Tensor, object]]:
    """Yield the tensors of which layers make a mask, each with the value that is left out."""
    for layer in network.layers:
        is_embedding = layer.class_name == "Embedding" and layer.config.get("mask_zero") is True
        if is_embedding or layer.class_name == "Masking":
            left_out = 0 if is_embedding else layer.config.get("mask_value", 0.0)
            yield from ((tensor, left_out) for call in layer.calls for tensor in call.tensors)


def _is_own(call: Call, layer: Layer, masked: dict[Tensor, object], masks: set[str]) -> bool:
    if len(call.tensors) != 1:
        return False
    (tensor,) = call.tensors
    if layer.class_name == _GATHERS:
        return tensor.layer in masks
    return tensor in masked and call.settings.get("1", call.settings.get("x2")) == masked[tensor]


def _without(call: Call, masks: set[str]) -> Call:
    kept = tuple(
        (key, argument)
        for key, argument in call.arguments
        if key != "mask" or not all(tensor.layer in masks for tensor in Call(((0, argument),)).tensors)
    )
    return replace(call, arguments=kept)
