"""The tensors that a call is given, as edges to the ports of its node."""

from collections.abc import Mapping
from typing import Final

from graphnn.catalogue.model import LayerType
from graphnn.document.model import DEFAULT_SOURCE_PORT, Port
from graphnn.errors import ModelError
from graphnn.exchange.calls import Tensor
from graphnn.exchange.graph import Graph, Sources
from graphnn.exchange.masks import is_mask
from graphnn.exchange.network import Layer

REFUSED: Final[Sources] = (Port("refused", DEFAULT_SOURCE_PORT),)
"""Stands for all that a call gives which cannot be taken, so that what follows is looked at as well."""

_SCORES_LEFT_OUT: Final = "attention_mask"
_MASK_OF_A_LAYER: Final = "Make the mask with a Masking, or an Embedding with mask_zero, and Keras hands it on"


def source_of(found: Mapping[tuple[str, int], Sources], tensor: Tensor, place: str) -> Port:
    """Return the output of a node that a tensor is.

    Raises:
        ModelError: If there is no such tensor.
    """
    sources = found.get((tensor.layer, tensor.call), ())
    if sources == REFUSED:
        return REFUSED[0]
    if not 0 <= tensor.output < len(sources):
        raise ModelError(f"{place}: {tensor.layer} has no output {tensor.output} in its call {tensor.call}.")
    return sources[tensor.output]


def connect_argument(
    graph: Graph, node_id: str, layer: Layer, layer_type: LayerType, key: int | str, sources: Sources
) -> None:
    """Lead what one argument of a call holds to the ports of its node.

    Args:
        graph: Where the node stands.
        node_id: The node.
        layer: The layer that is called.
        layer_type: What it is in the catalogue.
        key: The argument's position or name.
        sources: The tensors in it.

    Raises:
        ModelError: If no port takes them.
    """
    ports = layer_type.inputs
    if layer_type.joins_inputs and key == 0:
        for joined, source in zip(ports, sources, strict=False):
            graph.connect(source, Port(node_id, joined.name))
        return
    if key == 0 and len(sources) > 1 and len(ports) > 1 and not ports[0].is_list and ports[1].is_list:
        # Keras 2 hands the states that a recurrent layer starts from over behind its sequence.
        connect_argument(graph, node_id, layer, layer_type, 0, sources[:1])
        connect_argument(graph, node_id, layer, layer_type, 1, sources[1:])
        return
    port = layer_type.input(key) if isinstance(key, str) else ports[key] if key < len(ports) else None
    if port is None:
        place = f"{layer.name} ({layer_type.name})"
        if not is_mask(key):
            raise ModelError(f"{place}: it has no port for its argument {key}.")
        cure = f"Give it as {_SCORES_LEFT_OUT}" if layer_type.input(_SCORES_LEFT_OUT) else _MASK_OF_A_LAYER
        raise ModelError(f"{place}: it is called with a {key} of its author's own, for which it has no port. {cure}.")
    if not port.is_list and len(sources) != 1:
        raise ModelError(f"{layer.name} ({layer_type.name}): its {port.name} takes one tensor, not {len(sources)}.")
    for index, source in enumerate(sources):
        graph.connect(source, Port(node_id, port.name, index if port.is_list else None))
