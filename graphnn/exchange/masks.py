"""Masks that Keras made by itself, taken out of a network, since Keras makes them again.

An Embedding with mask_zero, or a Masking, tells the layers behind it which steps to leave out, and most layers hand
that on. Keras 3 writes it into the config as operations of its own and a `mask` argument. Here every mask is worked
out as Keras does; where a call is given just the one that it has anyway, it goes. One that the author made otherwise
stays, and enters the layer by its port.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Final

from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.exchange.calls import Argument, Call, Tensor, each_tensor
from graphnn.exchange.network import Layer, Network, calls_in_order

MASK: Final = "mask"
MADE_OF: Final = frozenset(
    {"Any", "Concatenate", "ConvertToTensor", "ExpandDims", "LogicalOr", "NotEqual", "OnesLike", "ZerosLike"}
)
"""The operations that masks are made of."""

_GIVEN: Final[Mapping[str, str]] = {"1": "x2"}


def without_own_masks(network: Network, catalogue: Catalogue) -> Network:
    """Return the network without the masks that Keras makes by itself.

    Raises:
        ModelError: If some calls wait for each other.
    """
    calls = [call for layer in network.layers for call in layer.calls]
    if not any(is_mask(key) for call in calls for key, _ in call.arguments):
        return network
    masks, kept = _Masks(catalogue), {layer.name: list(layer.calls) for layer in network.layers}
    for layer, number, call in calls_in_order(network):
        kept[layer.name][number - layer.first_call] = masks.read(layer, number, call)
    layers = tuple(replace(layer, calls=tuple(kept[layer.name])) for layer in network.layers)
    return replace(network, layers=_without_unused(layers, network.outputs))


def joined_otherwise(network: Network, catalogue: Catalogue) -> Iterator[str]:
    """Yield what a person should know of the masks in a network of Keras 2.

    Raises:
        ModelError: If some calls wait for each other.
    """
    masks = _Masks(catalogue)
    for layer, number, call in calls_in_order(network):
        masks.read(layer, number, call)
        layer_type = catalogue.layers.get(layer.class_name)
        is_joined = layer_type is not None and "joins_masks" in layer_type.traits
        joined = {masks.masks.get(tensor) for tensor in call.tensors}
        if is_joined and not call.is_of_keras_3 and len(joined) > 1 and None not in joined:
            yield (
                f"{layer.name} ({layer.class_name}): it left out a step that any of its inputs leaves out; since Keras "
                "3 it leaves out what all of them do, so that answers may differ."
            )


def is_mask(key: int | str) -> bool:
    """Tell whether an argument is a mask: that of the first tensors, or of those at a port."""
    return isinstance(key, str) and (key == MASK or key.endswith(f"_{MASK}"))


def _without_unused(layers: tuple[Layer, ...], outputs: tuple[Tensor, ...]) -> tuple[Layer, ...]:
    """Return the layers without the operations that made masks and that nothing uses any more."""
    made = {layer.name: layer for layer in layers if layer.is_operation and layer.class_name in MADE_OF}
    uses = Counter(tensor.layer for layer in layers for call in layer.calls for tensor in call.tensors)
    uses.update(tensor.layer for tensor in outputs)
    unused = [name for name in made if not uses[name]]
    gone = set()
    while unused:
        gone.add(name := unused.pop())
        for tensor in (tensor for call in made[name].calls for tensor in call.tensors):
            uses[tensor.layer] -= 1
            if not uses[tensor.layer] and tensor.layer in made:
                unused.append(tensor.layer)
    return tuple(layer for layer in layers if layer.name not in gone)


@dataclass(slots=True)
class _Masks:
    """What each tensor of a network is computed from, as a number that equal ones share, and the mask that it has."""

    catalogue: Catalogue
    numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    values: dict[Tensor, int] = field(default_factory=dict)
    masks: dict[Tensor, int] = field(default_factory=dict)

    def read(self, layer: Layer, number: int, call: Call) -> Call:
        """Note what a call gives, and return it without the masks that its tensors have anyway."""
        if layer.is_operation:
            self.values[Tensor(layer.name, number, 0)] = self._computed(layer, call)
            return call
        layer_type = self.catalogue.layers.get(layer.class_name)
        own, given = dict(call.arguments), {key: value for key, value in call.arguments if is_mask(key)}
        entering = each_tensor(own.get(0, ()))
        explicit = given.get(MASK)
        masks = [self.masks.get(tensor) for tensor in entering]
        if explicit is not None and not self._are_own(explicit, entering):
            masks = [self._value(tensor) for tensor in each_tensor(explicit)]
        if layer_type is not None:
            self._hand_on(layer, layer_type, number, entering, masks)
        superfluous = {
            key for key, value in given.items() if self._are_own(value, _masked_by(str(key), own, layer_type))
        }
        return replace(call, arguments=tuple(each for each in call.arguments if each[0] not in superfluous))

    def _are_own(self, given: Argument, tensors: tuple[Tensor, ...]) -> bool:
        """Tell whether these are the masks that the tensors have."""
        own = [self.masks[tensor] for tensor in tensors if tensor in self.masks]
        return bool(own) and own == [self._value(tensor) for tensor in each_tensor(given)]

    def _value(self, tensor: Tensor) -> int:
        return self.values[tensor] if tensor in self.values else self._number(tensor)

    def _number(self, *described: Any) -> int:
        return self.numbers.setdefault(described, len(self.numbers))

    def _computed(self, layer: Layer, call: Call) -> int:
        operands = tuple(map(self._value, call.tensors))
        if layer.class_name == "ConvertToTensor" and len(operands) == 1:
            return operands[0]
        arguments = {name: value for name, value in layer.config.items() if name != "name"}
        arguments |= {_GIVEN.get(name, name): value for name, value in call.settings.items()}
        return self._made(layer.class_name, *operands, **arguments)

    def _made(self, class_name: str, *operands: int, **arguments: Any) -> int:
        return self._number(class_name, operands, json.dumps(arguments, sort_keys=True))

    def _hand_on(
        self, layer: Layer, layer_type: LayerType, number: int, entering: tuple[Tensor, ...], masks: list[int | None]
    ) -> None:
        """Note the mask of what a call gives, as the layer's `compute_mask` has it."""
        first, mask = (masks or [None])[0], None
        for trait in layer_type.traits:
            match trait:
                case "hands_on_mask":
                    mask = first
                case "hands_on_mask_of_steps" if _returns_sequences(layer.config):
                    mask = first
                case "joins_masks":
                    mask = self._joined(masks)
                case "concatenates_masks":
                    mask = self._concatenated(layer, entering, masks)
                case "masks_zeros" if layer.config.get("mask_zero") is True and entering:
                    mask = self._made("NotEqual", self._value(entering[0]), x2=0)
                case "masks_steps" if entering:
                    left_out = layer.config.get("mask_value", 0.0)
                    steps = self._made("NotEqual", self._value(entering[0]), x2=left_out)
                    mask = self._made("Any", steps, axis=-1, keepdims=False)
                case _:
                    pass
        if mask is not None:
            self.masks[Tensor(layer.name, number, 0)] = mask

    def _joined(self, masks: list[int | None]) -> int | None:
        known = [mask for mask in masks if mask is not None]
        if not known or len(known) < len(masks):
            return None
        return reduce(lambda left, right: self._made("LogicalOr", left, right), known)

    def _concatenated(self, layer: Layer, entering: tuple[Tensor, ...], masks: list[int | None]) -> int | None:
        if all(mask is None for mask in masks):
            return None
        spread = [
            self._made("OnesLike", self._value(tensor), dtype="bool")
            if mask is None
            else self._made(
                "LogicalOr",
                self._made("ExpandDims", mask, axis=-1),
                self._made("ZerosLike", self._value(tensor), dtype="bool"),
            )
            for tensor, mask in zip(entering, masks, strict=True)
        ]
        together = self._made("Concatenate", *spread, axis=layer.config.get("axis", -1))
        return self._made("Any", together, axis=-1, keepdims=False)


def _masked_by(key: str, arguments: Mapping[int | str, Argument], layer_type: LayerType | None) -> tuple[Tensor, ...]:
    """Return the tensors that a mask is for."""
    port = key.removesuffix(MASK).removesuffix("_")
    ports = [] if layer_type is None else [each.name for each in layer_type.inputs]
    place: int | str = ports.index(port) if port in ports else 0 if not port else port
    return each_tensor(arguments.get(port, arguments.get(place, ())))


def _returns_sequences(config: Mapping[str, Any]) -> bool:
    """Tell whether a recurrent layer gives a value for each step, or the layer within that it applies."""
    within = config.get("layer")
    if isinstance(within, Mapping) and isinstance(within.get("config"), Mapping):
        config = within["config"]
    return config.get("return_sequences") is True
