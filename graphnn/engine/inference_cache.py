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
    _inputs: dict[tuple[object, ...], keras.KerasTensor] = field(default_factory=dict)
    _met: dict[tuple[object, ...], tuple[list[object], Inference]] = field(default_factory=dict)
    """By identity, with the very node and tensors, which keeps their ids theirs: after an edit most are the same."""

    def get_or_infer(
        self,
        node: Node,
        ports: Mapping[str, keras.KerasTensor | Sequence[keras.KerasTensor]],
        infer: Callable[[], Inference],
    ) -> Inference:
        """Return what is known of the node's layer with such tensors at its ports, or infer it; faults are not kept."""
        met: list[object] = [node]
        identity: list[object] = [id(node)]
        for name, tensors in ports.items():
            identity.append(name)
            for tensor in _each(tensors):
                identity.append(id(tensor))
                met.append(tensor)
        if (known := self._met.get(key := tuple(identity))) is not None:
            return known[1]
        inference = self._get_or_infer(node, ports, infer)
        if len(self._met) >= MAXIMUM_ENTRIES:
            self._met.clear()
        self._met[key] = met, inference
        return inference

    def input(self, shape: tuple[int | None, ...], *, dtype: str, name: str) -> keras.KerasTensor:
        """Return the tensor that an Input gives: one for all of a kind, since only its kind is asked for."""
        if len(self._inputs) >= MAXIMUM_ENTRIES:
            self._inputs.clear()
        return self._inputs.setdefault((shape, dtype), keras.KerasTensor(shape, dtype=dtype, name=name))

    def _get_or_infer(
        self,
        node: Node,
        ports: Mapping[str, keras.KerasTensor | Sequence[keras.KerasTensor]],
        infer: Callable[[], Inference],
    ) -> Inference:
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
