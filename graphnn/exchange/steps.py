"""What a call becomes that no one node stands for by its own name: one node of another name, or a few in a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphnn.exchange.calls import Tensor
from graphnn.exchange.places import Ranks


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A layer of a model that another layer applies as its `part`: its name, and its ranks in the model."""

    name: str
    part: str
    ranks: Ranks
    trainable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A node to be: its type in the catalogue, its arguments as configs write them, and what enters which port.

    What enters is a tensor of the network, or the outcome of an earlier step, by its number. `inner` is the layer that
    the node applies, where that is one of several.
    """

    type_name: str
    inputs: tuple[tuple[str, tuple[Tensor | int, ...]], ...]
    config: Mapping[str, Any] = field(default_factory=dict)
    inner: Inner | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """The nodes of one call, in order; `outputs` are the steps that its outputs come from, else the last one."""

    steps: tuple[Step, ...]
    outputs: tuple[int, ...] | None = None
