"""Where the layers of a model lie in the models within it, and what their nodes are named after."""

import re
from dataclasses import dataclass

from graphnn.exchange.network import Layer, kept_place

MAX_LABEL = 200

Ranks = tuple[tuple[str, int], ...]
"""At each level of models within models, a layer's class and how many of that class stand before it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a network or layer stands: the layers it lies in, from the outside in, and whether training may change it.

    `step` tells the nodes apart that a layer becomes together. `within` are the ranks of a layer in the model that
    the layer here applies as its `part`.
    """

    names: tuple[str, ...] = ()
    ranks: Ranks = ()
    trainable: bool = True
    step: int = 0
    part: str = ""
    within: Ranks = ()

    @property
    def kept(self) -> str:
        """Where an archive keeps what belongs to the layer."""
        return "/".join([kept_place(self.ranks), *([self.part, kept_place(self.within)] if self.part else [])])


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a model file keeps the weights of a node's layer, or of that layer's `part`.

    `way` leads to the node: instances of blocks, and its id at the end. `names` are those of the layers at each level
    of models within models; `path` is the place in an archive.
    """

    way: tuple[str, ...]
    names: tuple[str, ...]
    path: str
    part: str


def stem(layer: Layer, place: Place) -> str:
    """Return what a layer's nodes are named after: within a model without the number that Keras gave it.

    So models that one function of the author made twice are one block.
    """
    return _own_name(layer) if len(place.names) > 1 else layer.name


def label(layer: Layer, node_id: str, place: Place) -> str | None:
    """Return what a layer's node is called where its id is not the layer's name."""
    return None if node_id == layer.name or stem(layer, place) != layer.name else layer.name[:MAX_LABEL]


def _own_name(layer: Layer) -> str:
    without_number = re.sub(r"_\d+$", "", layer.name)
    return without_number if without_number.replace("_", "") == layer.class_name.lower() else layer.name
