"""A document under way: the nodes that the calls of a network become, their edges, and where their weights are.

Each call of a layer becomes a node; further calls share the first one's layer. Models within models are laid out flat,
their nodes under the model's name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document.model import DEFAULT_SOURCE_PORT, MAX_NODES, Edge, Node, Port, format_port
from graphnn.document.values import Json
from graphnn.errors import ModelError
from graphnn.exchange.calls import Call, Tensor, each_tensor
from graphnn.exchange.from_config import (
    dtype_name,
    layer_parameters,
    layer_type_of,
    operation_parameters,
    refuse_foreign_network,
    refuse_settings,
)
from graphnn.exchange.masks import without_own_masks
from graphnn.exchange.network import INPUT_LAYER, TENSORFLOW_OPERATIONS, Layer, Network, calls_in_order, class_ranks
from graphnn.exchange.operations import read_operation, steps_of
from graphnn.exchange.private_layers import private_steps
from graphnn.exchange.steps import Steps
from graphnn.exchange.tensorflow_operations import read_tensorflow_operation

# The layers that Keras itself calls with training=True unless it is told otherwise, here as there.
_ALWAYS_TRAINING = frozenset({"Augmentation", "Preprocessing"})
_MAX_ID = 64
_MAX_PROBLEMS = 20
_MAX_LEVELS = 30

Sources = tuple[Port, ...]
"""The outputs of nodes."""


class TooLarge(ModelError):
    """The model has more layers than a graph may; there is no use in looking at the others."""


@dataclass(frozen=True, slots=True)
class WeightPlace:
    """Where a model file keeps the weights of a node's layer: the layer at each level of models within models.

    `names` are those of the layers; `ranks` say of each its class and how many of that class stand before it.
    """

    node_id: str
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
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    weights: list[WeightPlace] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    owners: dict[tuple[tuple[str, ...], int], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    call_count: int = 0

    def add_network(self, network: Network, name: str) -> None:
        """Add a whole model with its Inputs and Outputs."""
        outputs = self._add_layers(network, name, None, _Place())
        if self.problems:
            raise refusal(self.problems)
        for source in outputs:
            node_id = self._fresh_id("output" if len(outputs) == 1 else f"{source.node}_output")
            self.nodes[node_id] = Node(type="Output")
            self._connect(source, Port(node_id, "inputs"))

    def _add_layers(self, network: Network, name: str, given: Sources | None, place: _Place) -> Sources:
        """Add a network's layers as nodes and return its outputs; `given` is what enters a model within a model."""
        network = without_own_masks(network)
        layers = {layer.name: layer for layer in network.layers}
        if len(layers) < len(network.layers):
            raise ModelError(f"{name}: two of its layers have the same name. Name them apart.")
        if given is not None and len(given) != len(network.inputs):
            raise ModelError(f"{name}: it takes {len(network.inputs)} inputs and is given {len(given)}.")
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
            found[layer.name, number] = self._add_call(layer, call, found, inner)
        return tuple(_source(found, tensor, name) for tensor in network.outputs)

    def _add_call(self, layer: Layer, call: Call, found: Mapping[tuple[str, int], Sources], place: _Place) -> Sources:
        self._count(1)
        try:
            if layer.class_name == INPUT_LAYER and len(place.names) > 1:
                raise ModelError(f"{'.'.join(place.names)}: an input of a model that is none of its inputs.")
            if layer.class_name == INPUT_LAYER:
                return self._add_input(layer)
            steps = self._steps(layer, call)
            if steps is not None:
                return self._add_steps(layer, steps, found, place)
            arguments = [
                (key, tuple(_source(found, tensor, layer.name) for tensor in each_tensor(argument)))
                for key, argument in call.arguments
            ]
            if layer.network is not None:
                refuse_foreign_network(layer)
                refuse_settings(layer, call)
                entering = tuple(source for _, sources in arguments for source in sources)
                return self._add_layers(layer.network, layer.name, entering, place)
            return self._add_layer(layer, call, arguments, place)
        except TooLarge:
            raise
        except ModelError as error:
            # All that cannot be taken is told at once; what follows goes on from a node that stands for it.
            self.problems.append(str(error))
            return (Port("refused", DEFAULT_SOURCE_PORT),)

    def _count(self, calls: int) -> None:
        self.call_count += calls
        if self.call_count > MAX_NODES:
            raise TooLarge(f"More than {MAX_NODES:,} layers, which is the limit of a graph.")

    def _steps(self, layer: Layer, call: Call) -> Steps | None:
        """Return the nodes of a call that no node stands for by name; None where one does."""
        if layer.class_name in TENSORFLOW_OPERATIONS:
            return steps_of(read_tensorflow_operation(layer, call), self.catalogue)
        if layer.is_operation:
            return steps_of(read_operation(layer, call, self.catalogue), self.catalogue)
        return private_steps(layer, call)

    def _add_steps(
        self, layer: Layer, steps: Steps, found: Mapping[tuple[str, int], Sources], place: _Place
    ) -> Sources:
        self._count(len(steps.steps) - 1)
        made: list[Sources] = []
        for number, step in enumerate(steps.steps):
            layer_type = self.catalogue.layers[step.type_name]
            arguments: list[tuple[int | str, Sources]] = [
                (
                    port,
                    tuple(
                        made[each][0] if isinstance(each, int) else _source(found, each, layer.name)
                        for each in entering
                    ),
                )
                for port, entering in step.inputs
            ]
            stepped = replace(layer, config=step.config)
            made.append(self._add_node(stepped, layer_type, arguments, replace(place, step=number)))
        if steps.outputs is None:
            return made[-1]
        return tuple(source for number in steps.outputs for source in made[number])

    def _add_layer(
        self, layer: Layer, call: Call, arguments: list[tuple[int | str, Sources]], place: _Place
    ) -> Sources:
        layer_type = layer_type_of(layer, self.catalogue)
        taken = {each.name for each in layer_type.taken_by("call")}
        refuse_settings(layer, call, taken, is_always_training=layer_type.category in _ALWAYS_TRAINING)
        settings = {name: value for name, value in call.settings.items() if name in taken and value is not None}
        return self._add_node(replace(layer, config={**layer.config, **settings}), layer_type, arguments, place)

    def _add_input(self, layer: Layer) -> Sources:
        config = layer.config
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        if isinstance(shape, Mapping):
            shape = shape.get("items")
        if not isinstance(shape, list) or not all(size is None or isinstance(size, int) for size in shape[1:]):
            raise ModelError(f"{layer.name} (InputLayer): it does not say what shape its tensors have.")
        if config.get("sparse") or config.get("ragged"):
            raise ModelError(f"{layer.name} (InputLayer): sparse and ragged tensors do not travel along edges.")
        if shape[0] is not None:
            self.notes.append(f"{layer.name}: its batches of {shape[0]} samples are now of any size.")
        parameters: dict[str, Json] = {"shape": shape[1:]}
        dtype = dtype_name(config.get("dtype")) or "float32"
        known = self.catalogue.layers["Input"].parameter("dtype")
        if known is not None and dtype not in known.choices:
            raise ModelError(f"{layer.name} (InputLayer): {dtype} is not among {', '.join(known.choices)}.")
        if dtype != "float32":
            parameters["dtype"] = dtype
        node_id = self._fresh_id(layer.name)
        self.nodes[node_id] = Node(type="Input", parameters=parameters, label=_label(layer.name, node_id))
        return (Port(node_id, DEFAULT_SOURCE_PORT),)

    def _add_node(
        self, layer: Layer, layer_type: LayerType, arguments: list[tuple[int | str, Sources]], place: _Place
    ) -> Sources:
        is_operation = layer_type.operation is not None
        # An operation has no weights to share, and may have other arguments each time.
        owner = None if is_operation else self.owners.get((place.names, place.step))
        node_id = self._fresh_id(owner or "_".join(place.names))
        if owner is None:
            own = (operation_parameters if is_operation else layer_parameters)(layer, layer_type, self.catalogue)
            self._note_changes(layer, own)
            label = _label(layer.name, node_id) if len(place.names) == 1 else None
            node = Node(type=layer_type.name, parameters=own, label=label, trainable=place.trainable or is_operation)
            if not is_operation:
                self.owners[place.names, place.step] = node_id
                self.weights.append(WeightPlace(node_id, place.names, place.ranks))
        else:
            called = {parameter.name for parameter in layer_type.taken_by("call")}
            every = layer_parameters(layer, layer_type, self.catalogue)
            own = {parameter: value for parameter, value in every.items() if parameter in called}
            node = Node(type=layer_type.name, shares=owner, parameters=own)
        self.nodes[node_id] = node
        for key, sources in arguments:
            self._connect_argument(node_id, layer, layer_type, key, sources)
        parameters = layer_type.applied_with(self.nodes[owner or node_id].parameters, node.parameters)
        return tuple(Port(node_id, port.name) for port in self.catalogue.outputs_of(layer_type, parameters))

    def _connect_argument(
        self, node_id: str, layer: Layer, layer_type: LayerType, key: int | str, sources: Sources
    ) -> None:
        ports = layer_type.inputs
        if layer_type.joins_inputs and key == 0:
            for joined, source in zip(ports, sources, strict=False):
                self._connect(source, Port(node_id, joined.name))
            return
        if key == 0 and len(sources) > 1 and len(ports) > 1 and not ports[0].is_list and ports[1].is_list:
            # Keras 2 hands the states that a recurrent layer starts from over behind its sequence.
            self._connect_argument(node_id, layer, layer_type, 0, sources[:1])
            self._connect_argument(node_id, layer, layer_type, 1, sources[1:])
            return
        port = layer_type.input(key) if isinstance(key, str) else ports[key] if key < len(ports) else None
        if port is None:
            raise ModelError(f"{layer.name} ({layer_type.name}): it has no port for its argument {key}.")
        if not port.is_list and len(sources) != 1:
            raise ModelError(f"{layer.name} ({layer_type.name}): its {port.name} takes one tensor, not {len(sources)}.")
        for index, source in enumerate(sources):
            self._connect(source, Port(node_id, port.name, index if port.is_list else None))

    def _connect(self, source: Port, target: Port) -> None:
        self.edges.append(Edge(source=format_port(source, DEFAULT_SOURCE_PORT), target=format_port(target, "inputs")))

    def _note_changes(self, layer: Layer, parameters: Mapping[str, Json]) -> None:
        if layer.is_of_old_keras and "hard_sigmoid" in parameters.values():
            self.notes.append(
                f"{layer.name}: hard_sigmoid is x / 6 + 0.5 since Keras 3, and was 0.2 x + 0.5: its answers differ."
            )

    def _fresh_id(self, name: str) -> str:
        stem = re.sub(r"[^A-Za-z0-9_]", "_", name)[: _MAX_ID - 6]
        stem = stem if re.match(r"[A-Za-z_]", stem) and stem != "__proto__" else f"layer_{stem}"[: _MAX_ID - 6]
        candidate, number = stem, 1
        while candidate.lower() in self.taken:
            number += 1
            candidate = f"{stem}_{number}"
        self.taken.add(candidate.lower())
        return candidate


def _source(found: Mapping[tuple[str, int], Sources], tensor: Tensor, place: str) -> Port:
    sources = found.get((tensor.layer, tensor.call), ())
    if not 0 <= tensor.output < len(sources):
        raise ModelError(f"{place}: {tensor.layer} has no output {tensor.output} in its call {tensor.call}.")
    return sources[tensor.output]


def _label(name: str, node_id: str) -> str | None:
    return None if name == node_id else name[:200]


def refusal(problems: Sequence[str]) -> ModelError:
    """Return the error that names every problem, up to a number that a person reads."""
    more = len(problems) - _MAX_PROBLEMS
    return ModelError("\n".join([*problems[:_MAX_PROBLEMS], *([f"… and {more} more."] if more > 0 else [])]))
