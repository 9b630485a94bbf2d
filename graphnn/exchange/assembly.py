"""A document under way: the nodes that the calls of a network become, their edges, and where their weights are.

Each call of a layer becomes a node; further calls share the first one's layer. A model within a model becomes a block,
and each of its calls an instance; models that are made alike are one block.
"""

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
)
from graphnn.exchange.graph import Graph, Names, Sources, TooLarge
from graphnn.exchange.inputs import input_parameters
from graphnn.exchange.masks import joined_otherwise, without_own_masks
from graphnn.exchange.network import (
    INPUT_LAYER,
    TENSORFLOW_OPERATIONS,
    Layer,
    Network,
    calls_in_order,
    class_ranks,
)
from graphnn.exchange.operations import read_operation, steps_of
from graphnn.exchange.places import Kept, Place, label, stem
from graphnn.exchange.private_layers import private_steps
from graphnn.exchange.settings import note_on_training, refuse_settings
from graphnn.exchange.steps import Steps
from graphnn.exchange.tensorflow_operations import read_tensorflow_operation
from graphnn.exchange.vocabularies import Vocabularies, has_lost_its_words, with_vocabulary
from graphnn.exchange.wiring import REFUSED, connect_argument, source_of
from graphnn.exchange.wrapped import steps_within

_MAX_PROBLEMS = 20
_MAX_LEVELS = 30


@dataclass(slots=True)
class Assembly:
    """The document under way; `block_texts` are the names of its blocks by what these are."""

    catalogue: Catalogue
    vocabularies: Vocabularies = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    blocks: dict[str, Block] = field(default_factory=dict)
    block_names: Names = field(default_factory=Names)
    block_texts: dict[str, str] = field(default_factory=dict)
    weights: list[Kept] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    call_count: int = 0

    def add_network(self, network: Network, name: str) -> None:
        """Add a whole model with its Inputs and Outputs."""
        outputs = self._add_layers(self.graph, network, name, None, Place())
        if self.problems:
            raise refusal(self.problems)
        for source in outputs:
            node_id = self.graph.names.fresh("output" if len(outputs) == 1 else f"{source.node}_output")
            self.graph.add(node_id, Node(type="Output"))
            self.graph.connect(source, Port(node_id, DEFAULT_TARGET_PORT))

    def _add_layers(self, graph: Graph, network: Network, name: str, given: Sources | None, place: Place) -> Sources:
        """Add a network's layers as nodes and return its outputs; `given` is what enters a model within a model."""
        if len(place.names) > _MAX_LEVELS:
            raise ModelError(f"{name}: models within models, more than {_MAX_LEVELS} levels deep.")
        self._note(*joined_otherwise(network, self.catalogue))
        network = without_own_masks(network, self.catalogue)
        ranks = class_ranks(network)
        found: dict[tuple[str, int], Sources] = {}
        for tensor, source in zip(network.inputs, given or (), strict=False):
            found[tensor.layer, tensor.call] = (source,)
        for layer, number, call in calls_in_order(network, found):
            inner = Place(
                (*place.names, layer.name),
                (*place.ranks, (layer.class_name, ranks.get(layer.name, 0))),
                place.trainable and layer.config.get("trainable", True) is not False,
            )
            found[layer.name, number] = self._add_call(graph, layer, call, found, inner)
        return tuple(source_of(found, tensor, name) for tensor in network.outputs)

    def _add_call(
        self, graph: Graph, layer: Layer, call: Call, found: Mapping[tuple[str, int], Sources], place: Place
    ) -> Sources:
        self._count(1)
        try:
            if layer.class_name == INPUT_LAYER and len(place.names) > 1:
                raise ModelError(f"{'.'.join(place.names)}: an input of a model that is none of its inputs.")
            if layer.class_name == INPUT_LAYER:
                return self._add_input(graph, layer)
            note = note_on_training(layer, call, self.catalogue)
            self._note(*([] if note is None else [note]))
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

    def _add_instance(self, graph: Graph, layer: Layer, network: Network, entering: Sources, place: Place) -> Sources:
        """Add the node of one call of a model within a model, with its block where it is called first."""
        if len(entering) != len(network.inputs):
            raise ModelError(f"{layer.name}: it takes {len(network.inputs)} inputs and is given {len(entering)}.")
        owner = graph.owners.get((place.names, place.step))
        node_id = graph.names.fresh(owner or stem(layer, place))
        if owner is None:
            inner = Graph(way=(*graph.way, node_id))
            given = inner.enter([tensor.layer for tensor in network.inputs])
            left = self._add_layers(inner, network, layer.name, given, place)
            block_name = self._block_name(layer, inner.block(left, [tensor.layer for tensor in network.outputs]))
            graph.owners[place.names, place.step] = node_id
            graph.entrances[node_id] = tuple(name if targets else None for name, targets in inner.entered)
            node = Node(type=BLOCK_PREFIX + block_name, label=label(layer, node_id, place), trainable=place.trainable)
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
        text = block.model_dump_json()
        if text not in self.block_texts:
            self.block_texts[text] = self.block_names.fresh(layer.name)
            self.blocks[self.block_texts[text]] = block
        return self.block_texts[text]

    def _steps(self, layer: Layer, call: Call) -> Steps | None:
        """Return the nodes of a call that no node stands for by name; None where one does."""
        if layer.class_name in TENSORFLOW_OPERATIONS:
            return steps_of(read_tensorflow_operation(layer, call), self.catalogue)
        if layer.is_operation:
            return steps_of(read_operation(layer, call, self.catalogue), self.catalogue)
        return private_steps(layer, call) or steps_within(layer, call)

    def _add_steps(
        self, graph: Graph, layer: Layer, steps: Steps, found: Mapping[tuple[str, int], Sources], place: Place
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
            stepped, at = replace(layer, config=step.config), replace(place, step=number)
            if (inner := step.inner) is not None:
                stepped = replace(stepped, name=inner.name)
                trainable = place.trainable and inner.trainable
                at = replace(at, part=inner.part, within=inner.ranks, trainable=trainable)
            made.append(self._add_node(graph, stepped, layer_type, arguments, at))
        if steps.outputs is None:
            return made[-1]
        return tuple(source for number in steps.outputs for source in made[number])

    def _add_layer(
        self, graph: Graph, layer: Layer, call: Call, arguments: list[tuple[int | str, Sources]], place: Place
    ) -> Sources:
        layer_type = layer_type_of(layer, self.catalogue)
        taken = {each.name for each in layer_type.taken_by("call")}
        refuse_settings(layer, call, taken)
        settings = {name: value for name, value in call.settings.items() if name in taken and value is not None}
        return self._add_node(graph, replace(layer, config={**layer.config, **settings}), layer_type, arguments, place)

    def _add_input(self, graph: Graph, layer: Layer) -> Sources:
        parameters, notes = input_parameters(layer, self.catalogue)
        self._note(*notes)
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
        place: Place,
    ) -> Sources:
        is_operation = layer_type.operation is not None
        # An operation has no weights to share, and may have other arguments each time.
        owner = None if is_operation else graph.owners.get((place.names, place.step))
        node_id = graph.names.fresh(owner or stem(layer, place))
        if owner is None:
            layer = with_vocabulary(layer, layer_type, self.vocabularies, place.kept)
            own = (operation_parameters if is_operation else layer_parameters)(layer, layer_type, self.catalogue)
            self._note_changes(layer, own)
            node = Node(
                type=layer_type.name,
                parameters=own,
                label=label(layer, node_id, place),
                trainable=place.trainable or is_operation,
            )
            if not is_operation:
                graph.owners[place.names, place.step] = node_id
                self.weights.append(Kept((*graph.way, node_id), place.names, place.kept, place.part))
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

    def _note(self, *notes: str) -> None:
        """Add what a person should know, once."""
        self.notes |= dict.fromkeys(notes)

    def _note_changes(self, layer: Layer, parameters: Mapping[str, Json]) -> None:
        if layer.is_of_old_keras and "hard_sigmoid" in parameters.values():
            self._note(
                f"{layer.name}: hard_sigmoid is x / 6 + 0.5 since Keras 3, and was 0.2 x + 0.5: its answers differ."
            )
        if has_lost_its_words(layer, parameters):
            self._note(f"{layer.name}: the words it has learned are not in the file. Training learns them anew.")


def refusal(problems: Sequence[str]) -> ModelError:
    """Return the error that names every problem, up to a number that a person reads."""
    more = len(problems) - _MAX_PROBLEMS
    return ModelError("\n".join([*problems[:_MAX_PROBLEMS], *([f"… and {more} more."] if more > 0 else [])]))
