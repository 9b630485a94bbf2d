"""Models that a layer applies to each step of a sequence, as one such layer for each layer of the model.

A chain of layers, each applied to every step, is the chain applied to every step. A model that forks has no such form.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from graphnn.errors import ModelError
from graphnn.exchange.calls import Call, Tensor, each_tensor
from graphnn.exchange.from_config import refuse_foreign_network
from graphnn.exchange.network import INPUT_LAYER, Layer, Network, calls_in_order, class_ranks, layer_of
from graphnn.exchange.places import Ranks
from graphnn.exchange.steps import Inner, Step, Steps

_APPLIES_TO_STEPS: Final = "TimeDistributed"
_PART: Final = "layer"
_FIRST: Final = "inputs"


class _Link(NamedTuple):
    layer: Layer
    ranks: Ranks
    trainable: bool


def steps_within(layer: Layer, call: Call) -> Steps | None:
    """Return a node for each layer of the model that a layer applies to every step; None where it applies none.

    Raises:
        ModelError: If the model is no chain of layers.
    """
    given, place = layer.config.get(_PART), f"{layer.name} ({layer.class_name}): its {_PART}"
    if layer.class_name != _APPLIES_TO_STEPS or not isinstance(given, Mapping):
        return None
    applied = layer_of(given, place)
    if applied.network is None:
        return None
    entering = {key if isinstance(key, str) else _FIRST: each_tensor(value) for key, value in call.arguments}
    others = tuple((port, tensors) for port, tensors in entering.items() if port != _FIRST)
    steps = tuple(
        Step(
            type_name=layer.class_name,
            inputs=((_FIRST, (number - 1,) if number else entering[_FIRST]), *others),
            config={**layer.config, _PART: _as_written(link.layer)},
            inner=Inner(name=link.layer.name, part=_PART, ranks=link.ranks, trainable=link.trainable),
        )
        for number, link in enumerate(_chain(applied, applied.network, place))
    )
    if not steps:
        raise ModelError(f"{place} is a model without layers. Leave it out.")
    return Steps(steps)


def _chain(model: Layer, network: Network, place: str) -> Iterator[_Link]:
    """Yield the layers of a model in order, those of models within it in their place.

    Raises:
        ModelError: If one takes anything but what the one before gives.
    """
    refuse_foreign_network(model)
    ranks, last = class_ranks(network), network.inputs
    for layer, number, call in calls_in_order(network):
        if layer.class_name == INPUT_LAYER:
            continue
        if layer.is_operation or len(layer.calls) != 1 or call.tensors != last or len(call.arguments) != 1:
            raise _no_chain(place, layer.name)
        last = (Tensor(layer.name, number, 0),)
        link = _Link(layer, ((layer.class_name, ranks[layer.name]),), layer.config.get("trainable", True) is not False)
        if layer.network is None:
            yield link
            continue
        for inner in _chain(layer, layer.network, place):
            yield _Link(inner.layer, (*link.ranks, *inner.ranks), link.trainable and inner.trainable)
    if network.outputs != last:
        raise _no_chain(place, model.name)


def _no_chain(place: str, name: str) -> ModelError:
    return ModelError(
        f"{place} is a model, which can be only where each of its layers takes what the one before it gives, and "
        f"{name} does not. Apply its layers to each step one by one."
    )


def _as_written(layer: Layer) -> dict[str, Any]:
    """Return a layer as a config writes it."""
    return {
        "class_name": layer.class_name,
        "config": layer.config,
        "module": layer.module,
        "registered_name": layer.registered_name,
    }
