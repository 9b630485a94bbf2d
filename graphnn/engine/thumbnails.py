"""What every node gives to one sample, small enough to stand below its card: maps in a row, units as cells.

Made anew for every moment of a training as for every sample that is tried, so it is small and quick: some maps, some
units, a picture of a few kilobytes for each node.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import keras
import numpy as np

from graphnn.catalogue.model import Catalogue
from graphnn.document.expand import expand
from graphnn.document.model import DEFAULT_SOURCE_PORT, Document, Node, parse_port
from graphnn.document.topology import topological_order
from graphnn.engine.build import BuiltModel, one_or_all
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.pictures import (
    is_picture,
    png,
    sample_pixels,
    sheet,
    small_png,
    weight_levels,
    weight_scale,
)
from graphnn.engine.explaining.probabilities import probabilities
from graphnn.engine.folding import block_at
from graphnn.protocol.thumbnails import NodeActivity

NODES_SHOWN = 120
LONGEST_SIDE = 32
MAPS_SHOWN = 8
STEPS_SHOWN = 96
VALUES_SHOWN = 48
UNITS_SHOWN = 512
UNITS_IN_A_ROW = 24
WIDER_THAN_HIGH = 5
LETTERS_SHOWN = 120

VALUES_WEIGHED = 100_000
"""So many of a node's values say which is shown in full colour: of more, some at even distances."""


@dataclass(frozen=True, slots=True)
class NodeOutputs:
    """Gives what leaves the nodes of a model at their first ports; the model may learn on meanwhile."""

    model: keras.Model
    ways: Mapping[str, int]
    """Nodes by the way to them, as "stage/conv", and which of the model's outputs is theirs."""
    pictured: frozenset[int]
    """Which outputs are those of Inputs that take pictures."""
    picture_shapes: frozenset[tuple[int | None, ...]]
    answers: Mapping[str, Callable[[Array], NodeActivity]]
    """How the Outputs that sort into classes tell what reaches them."""

    def to(self, inputs: Any) -> dict[str, NodeActivity]:
        """Return what nodes give to the first of some samples as the network takes them, by the way to each."""
        one = keras.tree.map_structure(lambda values: values[:1], inputs)
        answers = self.model(one, training=False)
        values = [np.asarray(each)[0] for each in keras.tree.flatten(answers)]
        told = [self._activity(place, each) for place, each in enumerate(values)]
        return {
            way: self.answers[way](values[place]) if way in self.answers else told[place]
            for way, place in self.ways.items()
        }

    def _activity(self, place: int, values: Array) -> NodeActivity:
        if values.dtype == object:
            return _text(values)
        shape = " × ".join(map(str, values.shape)) or "one number"
        if place in self.pictured and is_picture(values):
            stride = _stride(values.shape[:2])
            pixels = sample_pixels(values[::stride, ::stride], low=min(0, values.min()), high=values.max())
            return NodeActivity(picture=png(pixels), words=f"{shape}, a picture")
        return activity(values, is_picture=values.shape in self.picture_shapes)


def node_outputs(built: BuiltModel, document: Document, catalogue: Catalogue) -> NodeOutputs:
    """Return what gives the outputs of the nodes of a document that is built, of the first of them in a large one."""
    tensors = {way: next(iter(ports.values())) for way, ports in _ports_by_way(built, document).items()}
    shown = {id(tensor) for tensor in tensors.values()}
    tensors |= {node_id: tensor for node_id, tensor in built.outputs.items() if id(tensor) in shown}
    columns = {
        node_id: catalogue.bound_column(built.document.nodes[node_id], document.data)
        for node_id in (*built.inputs, *built.outputs)
    }
    unique = list({id(tensor): tensor for tensor in tensors.values()}.values())
    places = {id(tensor): place for place, tensor in enumerate(unique)}
    images = [
        tensor
        for node_id, tensor in built.inputs.items()
        if (column := columns[node_id]) is not None and column.kind == "image"
    ]
    answers = {
        node_id: partial(_answer, node=built.document.nodes[node_id], catalogue=catalogue, classes=column.classes)
        for node_id, tensor in built.outputs.items()
        if len(tensor.shape) == 2 and (column := columns[node_id]) is not None and column.kind == "label"
    }
    return NodeOutputs(
        keras.Model(one_or_all(built.inputs), unique),
        {way: places[id(tensor)] for way, tensor in tensors.items()},
        frozenset(places[id(tensor)] for tensor in images if id(tensor) in places),
        frozenset(tuple(tensor.shape[1:]) for tensor in images),
        answers,
    )


def activity(values: Array, *, is_picture: bool = False) -> NodeActivity:
    """Return what a node gives to a sample: one number as such, more as a picture."""
    values = np.asarray(values, dtype=np.float32)
    finite = np.isfinite(values)
    if values.size == 1:
        number = f"{values.item():.4g}" if finite.all() else "not a number"
        return NodeActivity(text=number, words=f"one number, {number}")
    shape, no_numbers = " × ".join(map(str, values.shape)), values.size - int(np.count_nonzero(finite))
    if no_numbers:
        values = np.where(finite, values, np.float32(0))
    weighed = values.reshape(-1)[:: max(1, -(-values.size // VALUES_WEIGHED))]
    cells = thumbnail(values, is_picture=is_picture)
    active = 100 * np.count_nonzero(values) / max(values.size, 1)
    span = f"from {values.min(initial=0):.3g} to {values.max(initial=0):.3g}; {active:.0f} % other than 0"
    return NodeActivity(
        picture=small_png(weight_levels(cells, scale=weight_scale(weighed))),
        words=f"{shape}, {f'{no_numbers:,} of them no numbers' if no_numbers else span}",
    )


def thumbnail(values: Array, *, is_picture: bool = False) -> Array:
    """Return the cells of a picture of what a node gives: one number each.

    Two axes are steps and the values at each, unless they are a picture's.

    Shapes:
        (height, width, maps), (steps, values) or (units,) -> (rows, columns)
    """
    if values.ndim >= 3:
        stride = _stride(values.shape[:2])
        some = values[::stride, ::stride]
        maps = np.moveaxis(some.reshape(*some.shape[:2], -1)[..., :MAPS_SHOWN], -1, 0)
        return sheet(maps, columns=len(maps))
    if values.ndim == 2:
        if is_picture:
            stride = _stride(values.shape)
            return values[::stride, ::stride]
        cells = values[:STEPS_SHOWN, :VALUES_SHOWN].T  # steps across, as they are read
        return np.repeat(cells, max(1, WIDER_THAN_HIGH * len(cells) // (2 * cells.shape[1])), axis=1)  # few are wide
    units = values.reshape(-1)[:UNITS_SHOWN]
    if len(units) <= UNITS_IN_A_ROW:
        return units[np.newaxis]
    columns = int(np.ceil(np.sqrt(WIDER_THAN_HIGH * len(units))))
    cells = np.zeros(-(-len(units) // columns) * columns)
    cells[: len(units)] = units
    return cells.reshape(-1, columns)


def _answer(values: Array, *, node: Node, catalogue: Catalogue, classes: tuple[str, ...]) -> NodeActivity:
    """Return the class that an Output is for, and how likely that is held to be, where its numbers say so."""
    likely = probabilities(values[np.newaxis], node, catalogue)[0]
    if not np.isfinite(likely).all():
        return NodeActivity(text="not a number", words="its answer is not a number")
    best = int(likely.argmax())
    name = classes[best] if best < len(classes) else str(best)
    is_share = likely.min() >= 0 and abs(likely.sum() - 1) < 1e-3
    text = f"{name} · {100 * likely[best]:.0f} %" if is_share else name
    return NodeActivity(text=text, words=f"its answer: {text}")


def _text(values: Array) -> NodeActivity:
    words = " ".join(
        each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in values.reshape(-1)
    )
    return NodeActivity(text=words[:LETTERS_SHOWN], words=f"text: {words[:LETTERS_SHOWN]}")


def _ports_by_way(built: BuiltModel, document: Document) -> dict[str, Mapping[str, keras.KerasTensor]]:
    """Return what leaves nodes, by the way to each, as "stage/conv".

    A block gives what leaves it; of a repeated one that is its last copy, and what is inside is of its first.
    """
    flat, expansion = built.document, expand(document)
    shown = [node_id for node_id in topological_order(flat) if node_id in built.tensors][:NODES_SHOWN]
    ports: dict[str, Mapping[str, keras.KerasTensor]] = {}
    for node_id in shown:
        ports.setdefault("/".join(expansion.way(node_id)), built.tensors[node_id])
    instances = {expansion.way(node_id)[:depth] for node_id in shown for depth in range(1, len(expansion.way(node_id)))}
    for way in sorted(instances, key=len, reverse=True):  # a block inside before the one around it
        block = block_at(list(way), document)
        leaving = {port.name: _inner("/".join(way), port.source, ports) for port in (block.outputs if block else ())}
        if len(way) == 1:
            leaving = {name: _flat(source, shown, built) for name, source in expansion.outputs[way[0]].items()}
        if given := {name: tensor for name, tensor in leaving.items() if tensor is not None}:
            ports["/".join(way)] = given
    return ports


def _inner(way: str, source: str, ports: Mapping[str, Mapping[str, keras.KerasTensor]]) -> keras.KerasTensor | None:
    port = parse_port(source, DEFAULT_SOURCE_PORT)
    return ports.get(f"{way}/{port.node}", {}).get(port.name)


def _flat(source: str, shown: Collection[str], built: BuiltModel) -> keras.KerasTensor | None:
    port = parse_port(source, DEFAULT_SOURCE_PORT)
    return built.tensors[port.node].get(port.name) if port.node in shown else None


def _stride(sides: tuple[int, ...]) -> int:
    """Return how far apart the places are that are shown of a picture with these sides."""
    return max(1, -(-max(sides) // LONGEST_SIDE))
