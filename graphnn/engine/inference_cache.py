"""What applying a layer gives, kept by layer configuration and input shapes.

An edit changes one node; all others come from here, so that a walk over hundreds of nodes takes milliseconds.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import keras

from graphnn.document.model import Node
from graphnn.protocol.report import NodeReport

MAXIMUM_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Inference:
    """What applying a layer gives: its output tensors by port, and what is told of the node that applies it."""

    outputs: Mapping[str, keras.KerasTensor]
    report: NodeReport


@dataclass(slots=True)
class InferenceCache:
    """Inferences by layer and input; those unused longest go first."""

    _entries: OrderedDict[tuple[object, ...], Inference] = field(default_factory=OrderedDict)

    def get_or_infer(
        self,
        node: Node,
        ports: Mapping[str, keras.KerasTensor | Sequence[keras.KerasTensor]],
        infer: Callable[[], Inference],
    ) -> Inference:
        """Return what is known of the node's layer with such tensors at its ports, or infer it; faults are not kept."""
        # As text: 1, 1.0 and True are equal, and other parameters.
        configuration = node.type, node.trainable, repr(dict(node.parameters))
        key = (configuration, *((name, *map(_kind, _each(tensors))) for name, tensors in ports.items()))
        known = self._entries.get(key)
        if known is None:
            known = self._entries[key] = infer()
            if len(self._entries) > MAXIMUM_ENTRIES:
                self._entries.popitem(last=False)
        self._entries.move_to_end(key)
        return known


def _each(tensors: keras.KerasTensor | Sequence[keras.KerasTensor]) -> Sequence[keras.KerasTensor]:
    return (tensors,) if isinstance(tensors, keras.KerasTensor) else tensors


def _kind(tensor: keras.KerasTensor) -> tuple[object, ...]:
    return tuple(tensor.shape), tensor.dtype
