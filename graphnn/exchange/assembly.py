"""A document under way: the nodes that the calls of a network become, their edges, and where their weights are.

Each call of a layer becomes a node; further calls share the first one's layer. A model within a model becomes a block,
and each of its calls an instance; models that are made alike are one block.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document.model import BLOCK_PREFIX, DEFAULT_SOURCE_PORT, DEFAULT_TARGET_PORT, Block, Node, Port
from graphnn.document.nesting import MAX_EXPANDED_NODES
from graphnn.document.values import Json
from graphnn.errors import ModelError
from graphnn.exchange.calls import Call, each_tensor
from graphnn.exchange.from_config import (
    layer_parameters,
    layer_type_of,
    operation_parameters,
    refuse_foreign_network,
    refuse_settings,
)
from graphnn.exchange.graph import Graph, Names, Sources, TooLarge
from graphnn.exchange.inputs import input_parameters
from graphnn.exchange.masks import without_own_masks
from graphnn.exchange.network import (
    INPUT_LAYER,
    TENSORFLOW_OPERATIONS,
    Layer,
    Network,
    calls_in_order,
    class_ranks,
    kept_place,
)
from graphnn.exchange.operations import read_operation, steps_of
from graphnn.exchange.private_layers import private_steps
from graphnn.exchange.steps import Steps
from graphnn.exchange.tensorflow_operations import read_tensorflow_operation
from graphnn.exchange.vocabularies import Vocabularies, has_lost_its_words, with_vocabulary
from graphnn.exchange.wiring import REFUSED, connect_argument, source_of

# The layers that Keras itself calls with training=True unless it is told otherwise, here as there.
_ALWAYS_TRAINING = frozenset({"Augmentation", "Preprocessing"})
_MAX_PROBLEMS = 20
_MAX_LEVELS = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a model file keeps the weights of a node's layer: the layer at each level of models within models.

    `way` leads to the node: instances of blocks, and its id at the end. `names` are those of the layers; `ranks` say of
    each its class and how many of that class stand before it.
    """

    way: tuple[str, ...]
    names: tuple[str, ...]
    ranks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a network or layer stands: the layers it lies in, from the outside in, and whether training may change it.

    `step` tells the nodes apart that a layer becomes together.
    """

    names: tuple[str, ...] = ()
    ranks: tuple[tuple[str, int], ...] = ()
    trainable: bool = True
    step: int = 0


@dataclass(slots=True)
class Assembly:
    """The document under way."""

    catalogue: Catalogue
    vocabularies: Vocabularies = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    blocks: dict[str, Block] = field(default_factory=dict)
    block_names: Names = field(default_factory=Names)
    weights: list[Kept] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    call_count: int = 0

    def add_network(self, network: Network, name: str) -> None:
        """Add a whole model with its Inputs and Outputs."""
        outputs = self._add_layers(self.graph, network, name, None, _Place())
        if self.problems:
            raise refusal(self.problems)
        for source in outputs:
            node_id = self.graph.names.fresh("output" if len(outputs) == 1 else f"{source.node}_output")
            self.graph.add(node_id, Node(type="Output"))
            self.graph.connect(source, Port(node_id, DEFAULT_TARGET_PORT))

    def _add_layers(self, graph: Graph, network: Network, name: str, given: Sources | None, place: _Place) -> Sources:
        """Add a network's layers as nodes and return its outputs; `given` is what enters a model within a model."""
        network = without_own_masks(network)
        layers = {layer.name: layer for layer in network.layers}
        if len(layers) < len(network.layers):
            raise ModelError(f"{name}: two of its layers have the same name. Name them apart.")
        if len(place.names) > _MAX_LEVELS:
            raise ModelError(f"{name}: models within models, more than {_MAX_LEVELS} levels deep.")
        ranks = class_ranks(network)
        found: dict[tuple[str, int], Sources] = {}
        for tensor, source in zip(network.inputs, given or (), strict=False):
            found[tensor.layer, tensor.call] = (source,)
        for layer, number, call in calls_in_order(network, set(found)):
            inner = _Place(
                (*place.names, layer.name),
                (*place.ranks, (layer.class_name, ranks.get(layer.name, 0))),
                place.trainable and layer.config.get("trainable", True) is not False,
            )
            found[layer.name, number] = self._add_call(graph, layer, call, found, inner)
        return tuple(source_of(found, tensor, name) for tensor in network.outputs)

    def _add_call(
        self, graph: Graph, layer: Layer, call: Call, found: Mapping[tuple[str, int], Sources], place: _Place
    ) -> Sources:
        self._count(1)
        try:
            if layer.class_name == INPUT_LAYER and len(place.names) > 1:
                raise ModelError(f"{'.'.join(place.names)}: an input of a model that is none of its inputs.")
            if layer.class_name == INPUT_LAYER:
                return self._add_input(graph, layer)
            steps = self._steps(layer, call)
            if steps is not None:
                return self._add_steps(graph, layer, steps, found, place)
            arguments = [
                (key, tuple(source_of(found, tensor, layer.name) for tensor in each_tensor(argument)))
                for key, argument in call.arguments
            ]
            if layer.network is not None:
                refuse_foreign_network(layer)
                refuse_settings(layer, call)
                entering = tuple(source for _, sources in arguments for source in sources)
                return self._add_instance(graph, layer, layer.network, entering, place)
            return self._add_layer(graph, layer, call, arguments, place)
        except TooLarge:
            raise
        except ModelError as error:
            self.problems.append(str(error))
            return REFUSED

    def _count(self, calls: int) -> None:
        self.call_count += calls
        if self.call_count > MAX_EXPANDED_NODES:
            raise TooLarge(f"More than {MAX_EXPANDED_NODES:,} layers, which is the limit of a graph and its blocks.")

    def _add_instance(self, graph: Graph, layer: Layer, network: Network, entering: Sources, place: _Place) -> Sources:
        """Add the node of one call of a model within a model, with its block where it is called first."""
        if len(entering) != len(network.inputs):
            raise ModelError(f"{layer.name}: it takes {len(network.inputs)} inputs and is given {len(entering)}.")
        owner = graph.owners.get((place.names, place.step))
        node_id = graph.names.fresh(owner or _stem(layer, place))
        if owner is None:
            inner = Graph(way=(*graph.way, node_id))
            given = inner.enter([tensor.layer for tensor in network.inputs])
            left = self._add_layers(inner, network, layer.name, given, place)
            block_name = self._block_name(layer, inner.block(left, [tensor.layer for tensor in network.outputs]))
            graph.owners[place.names, place.step] = node_id
            graph.entrances[node_id] = tuple(name if targets else None for name, targets in inner.entered)
            node = Node(type=BLOCK_PREFIX + block_name, label=_label(layer, node_id, place), trainable=place.trainable)
        else:
            node = Node(type=graph.nodes[owner].type, shares=owner)
        graph.add(node_id, node)
        for name, source in zip(graph.entrances[owner or node_id], entering, strict=True):
            if name is not None:
                graph.connect(source, Port(node_id, name))
        block = self.blocks[node.type.removeprefix(BLOCK_PREFIX)]
        return tuple(Port(node_id, port.name) for port in block.outputs)

    def _block_name(self, layer: Layer, block: Block) -> str:
        """Return what a block is called; one that is made alike may be there already."""
        alike = next((name for name, each in self.blocks.items() if each == block), None)
        if alike is not None:
            return alike
        name = self.block_names.fresh(layer.name)
        self.blocks[name] = block
        return name

    def _steps(self, layer: Layer, call: Call) -> Steps | None:
        """Return the nodes of a call that no node stands for by name; None where one does."""
        if layer.class_name in TENSORFLOW_OPERATIONS:
            return steps_of(read_tensorflow_operation(layer, call), self.catalogue)
        if layer.is_operation:
            return steps_of(read_operation(layer, call, self.catalogue), self.catalogue)
        return private_steps(layer, call)

    def _add_steps(
        self, graph: Graph, layer: Layer, steps: Steps, found: Mapping[tuple[str, int], Sources], place: _Place
    ) -> Sources:
        self._count(len(steps.steps) - 1)
        made: list[Sources] = []
        for number, step in enumerate(steps.steps):
            layer_type = self.catalogue.layers[step.type_name]
            arguments: list[tuple[int | str, Sources]] = [
                (
                    port,
                    tuple(
                        made[each][0] if isinstance(each, int) else source_of(found, each, layer.name)
                        for each in entering
                    ),
                )
                for port, entering in step.inputs
            ]
            stepped = replace(layer, config=step.config)
            made.append(self._add_node(graph, stepped, layer_type, arguments, replace(place, step=number)))
        if steps.outputs is None:
            return made[-1]
        return tuple(source for number in steps.outputs for source in made[number])

    def _add_layer(
        self, graph: Graph, layer: Layer, call: Call, arguments: list[tuple[int | str, Sources]], place: _Place
    ) -> Sources:
        layer_type = layer_type_of(layer, self.catalogue)
        taken = {each.name for each in layer_type.taken_by("call")}
        refuse_settings(layer, call, taken, is_always_training=layer_type.category in _ALWAYS_TRAINING)
        settings = {name: value for name, value in call.settings.items() if name in taken and value is not None}
        return self._add_node(graph, replace(layer, config={**layer.config, **settings}), layer_type, arguments, place)

    def _add_input(self, graph: Graph, layer: Layer) -> Sources:
        parameters, notes = input_parameters(layer, self.catalogue)
        self.notes.extend(notes)
        node_id = graph.names.fresh(layer.name)
        label = None if layer.name == node_id else layer.name[:200]
        graph.add(node_id, Node(type="Input", parameters=parameters, label=label))
        return (Port(node_id, DEFAULT_SOURCE_PORT),)

    def _add_node(
        self,
        graph: Graph,
        layer: Layer,
        layer_type: LayerType,
        arguments: list[tuple[int | str, Sources]],
        place: _Place,
    ) -> Sources:
        is_operation = layer_type.operation is not None
        # An operation has no weights to share, and may have other arguments each time.
        owner = None if is_operation else graph.owners.get((place.names, place.step))
        node_id = graph.names.fresh(owner or _stem(layer, place))
        if owner is None:
            layer = with_vocabulary(layer, layer_type, self.vocabularies, kept_place(place.ranks))
            own = (operation_parameters if is_operation else layer_parameters)(layer, layer_type, self.catalogue)
            self._note_changes(layer, own)
            label = _label(layer, node_id, place)
            node = Node(type=layer_type.name, parameters=own, label=label, trainable=place.trainable or is_operation)
            if not is_operation:
                graph.owners[place.names, place.step] = node_id
                self.weights.append(Kept((*graph.way, node_id), place.names, place.ranks))
        else:
            called = {parameter.name for parameter in layer_type.taken_by("call")}
            every = layer_parameters(layer, layer_type, self.catalogue)
            own = {parameter: value for parameter, value in every.items() if parameter in called}
            node = Node(type=layer_type.name, shares=owner, parameters=own)
        graph.add(node_id, node)
        for key, sources in arguments:
            connect_argument(graph, node_id, layer, layer_type, key, sources)
        parameters = layer_type.applied_with(graph.nodes[owner or node_id].parameters, node.parameters)
        return tuple(Port(node_id, port.name) for port in self.catalogue.outputs_of(layer_type, parameters))

    def _note_changes(self, layer: Layer, parameters: Mapping[str, Json]) -> None:
        if layer.is_of_old_keras and "hard_sigmoid" in parameters.values():
            self.notes.append(
                f"{layer.name}: hard_sigmoid is x / 6 + 0.5 since Keras 3, and was 0.2 x + 0.5: its answers differ."
            )
        if has_lost_its_words(layer, parameters):
            self.notes.append(f"{layer.name}: the words it has learned are not in the file. Training learns them anew.")


def _stem(layer: Layer, place: _Place) -> str:
    """Return what a layer's nodes are named after: within a model without the number that Keras gave it.

    So models that one function of the author made twice are one block.
    """
    return _own_name(layer) if len(place.names) > 1 else layer.name


def _own_name(layer: Layer) -> str:
    stem = re.sub(r"_\d+$", "", layer.name)
    return stem if stem.replace("_", "") == layer.class_name.lower() else layer.name


def _label(layer: Layer, node_id: str, place: _Place) -> str | None:
    return None if node_id == layer.name or _stem(layer, place) != layer.name else layer.name[:200]


def refusal(problems: Sequence[str]) -> ModelError:
    """Return the error that names every problem, up to a number that a person reads."""
    more = len(problems) - _MAX_PROBLEMS
    return ModelError("\n".join([*problems[:_MAX_PROBLEMS], *([f"… and {more} more."] if more > 0 else [])]))
