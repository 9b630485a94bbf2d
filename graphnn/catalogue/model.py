"""What can be placed in a graph, as data: layers, losses, metrics, optimizers, data sets and the rest.

The engine generates it from Keras by introspection, `overlay.json` adds what introspection cannot see, and
`load` reads the result; so every other floor knows Keras without importing it.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, TypeAlias

from pydantic import Field

from graphnn.catalogue.data_set import Column as Column
from graphnn.catalogue.data_set import DataSetType as DataSetType
from graphnn.catalogue.own_data import own_data_set
from graphnn.catalogue.parameter import Kind as Kind
from graphnn.catalogue.parameter import Parameter as Parameter
from graphnn.catalogue.parameter import Registry as Registry
from graphnn.catalogue.states import States, flat_states, type_name
from graphnn.document.model import Block, Data, Node
from graphnn.document.values import Frozen, FrozenMapping, Json, empty_mapping

OPERATION_PREFIX = "ops."

BLOCK_CATEGORY = "Block"
"""The category of a document's own blocks, which may have no ports and are no ends of the network for that."""


class PortType(Frozen):
    """A port of a layer; a list port takes from `minimum` to `maximum` edges, in order.

    An optional port may stay without edges; where it has some, their number counts.
    """

    name: str
    is_list: bool = False
    is_optional: bool = False
    minimum: int = 1
    maximum: int | None = None
    parameter: str | None = Field(
        default=None, description="of an optional input: the parameter that stands in where nothing is connected"
    )
    when: str | None = Field(default=None, description="of an output: the parameter that must be true for it to be")
    child: str | None = Field(
        default=None,
        description="of an output: the layer within whose further outputs stand here, under this prefix; "
        "or the cell whose states do",
    )


Trait: TypeAlias = Literal[
    "elementwise",  # gives the shape it takes, each value made from its own
    "scales",  # brings its values to a size of about one
    "weighs",  # multiplies its input by learned weights
    "takes_text",  # takes text, where other layers take numbers alone
    "needs_text",  # takes text and nothing else
    "hands_on_mask",  # its output has the mask of its first input
    "hands_on_mask_of_steps",  # the same, where it returns sequences
    "joins_masks",  # its output has a mask where all inputs have one
    "concatenates_masks",  # its output has a mask where any input has one
    "masks_zeros",  # makes a mask of what is 0, with mask_zero
    "masks_steps",  # makes a mask of the steps of mask_value
]


Target: TypeAlias = Literal[
    "one_hot",  # the class of a sample, as a vector of ones and zeros
    "index",  # the class, as its number; the prediction has a value for each
    "binary",  # the class, which is one of two, as 0 or 1
    "group",  # the class, as its number; the prediction is any vector, near those of its class
    "sequence",  # classes one after the other; the prediction has a vector for each of its own steps
]


class ObjectType(Frozen):
    """A Keras class or function that is chosen by name: a loss, metric, optimizer, initializer, activation…"""

    name: str
    doc: str = ""
    alias: str | None = Field(default=None, description="the name documents write, as 'mean_squared_error'")
    synonyms: tuple[str, ...] = Field(default=(), description="further names Keras takes, as 'mse'")
    parameters: tuple[Parameter, ...] = ()
    states: tuple[str, ...] = Field(default=(), description="of a recurrent cell: what it hands to its next step")
    stacks: str | None = Field(
        default=None,
        description="of a recurrent cell made of others: the parameter that lists them, whose states it has",
    )
    target: Target | None = Field(
        default=None, description="of a loss: how it takes what a prediction is compared with"
    )
    activation: str | None = Field(
        default=None, description="of a loss: the activation that gives the probabilities it compares with"
    )

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


class LayerType(Frozen):
    """What a node can be: a Keras layer, an operation of keras.ops, or graphnn's own Input and Output."""

    name: str
    category: str
    doc: str = Field(description="one sentence")
    documentation: str = Field(default="", description="Keras' own words, plain text")
    parameters: tuple[Parameter, ...] = ()
    inputs: tuple[PortType, ...] = (PortType(name="inputs"),)
    outputs: tuple[PortType, ...] = (PortType(name="output"),)
    joins_inputs: bool = Field(default=False, description="whether Keras takes all its input ports as one list")
    traits: tuple[Trait, ...] = ()
    size_parameter: str | None = Field(default=None, description="the parameter that is the size of the last axis")
    activation: str | None = Field(default=None, description="the activation that the layer is, as 'softmax'")
    adapts_unless_given: str | None = Field(
        default=None, description="of a layer that learns from the data before training: the parameter that replaces it"
    )
    index_limit: str | None = Field(
        default=None, description="of a layer that takes whole numbers: the parameter that they must be less than"
    )
    implementation: str | None = Field(default=None, description="of a plug-in's layer: its class, as module:name")

    @property
    def is_input(self) -> bool:
        """Whether data enters the network here."""
        return not self.inputs and self.category != BLOCK_CATEGORY

    @property
    def is_output(self) -> bool:
        """Whether a prediction leaves the network here."""
        return not self.outputs and self.category != BLOCK_CATEGORY

    @property
    def operation(self) -> str | None:
        """The name in keras.ops, where this is an operation and no layer."""
        return self.name.removeprefix(OPERATION_PREFIX) if self.name.startswith(OPERATION_PREFIX) else None

    def taken_by(self, place: Literal["constructor", "call"]) -> tuple[Parameter, ...]:
        """Return the parameters that it takes when it is made, or each time it is applied."""
        return tuple(parameter for parameter in self.parameters if parameter.place == place)

    def applied_with(self, owner: Mapping[str, Json], own: Mapping[str, Json]) -> dict[str, Json]:
        """Return the parameters of one application of a layer: as its owner made it, called as the node says.

        >>> called = Parameter(name="reverse", kind=Kind.BOOLEAN, place="call")
        >>> layer_type = LayerType(name="R", category="Core", doc="", parameters=(called,))
        >>> layer_type.applied_with({"units": 3}, {"units": 4, "reverse": True})
        {'units': 3, 'reverse': True}
        """
        if self.operation is not None:  # It is not made: what its owner is called with goes on.
            return {**owner, **own}
        called = {parameter.name for parameter in self.taken_by("call")}
        made = {name: value for name, value in owner.items() if name not in called}
        return made | {name: value for name, value in own.items() if name in called}

    @property
    def can_stand_within(self) -> bool:
        """Whether another layer can apply this one: it takes one tensor, gives one, and learns nothing beforehand."""
        needed = [port for port in self.inputs if not port.is_optional]
        takes_one = len(needed) == 1 and not needed[0].is_list and bool(self.outputs)
        return takes_one and self.adapts_unless_given is None and self.operation is None

    def input(self, name: str) -> PortType | None:
        """Return the input port of that name."""
        return self._inputs.get(name)

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name."""
        return self._parameters.get(name)

    # A walk over hundreds of nodes asks for thousands of these.
    @cached_property
    def may_vary(self) -> bool:
        """Whether its output ports depend on its parameters."""
        return any(port.when is not None or port.child is not None for port in self.outputs)

    @cached_property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters that must be given."""
        return tuple(parameter for parameter in self.parameters if parameter.required)

    @cached_property
    def _inputs(self) -> Mapping[str, PortType]:
        return {port.name: port for port in self.inputs}

    @cached_property
    def _parameters(self) -> Mapping[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}


class Catalogue(Frozen):
    """All that can be placed, chosen and learned from."""

    keras_version: str
    layers: FrozenMapping[LayerType]
    activations: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    initializers: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    regularizers: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    constraints: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    losses: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    metrics: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    optimizers: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    schedules: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    cells: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    callbacks: FrozenMapping[ObjectType] = Field(default_factory=empty_mapping)
    data_sets: FrozenMapping[DataSetType] = Field(default_factory=empty_mapping)
    blocks: FrozenMapping[Block] = Field(
        default_factory=empty_mapping, description="that plug-ins offer; a document keeps those it uses"
    )
    plugin_faults: FrozenMapping[str] = Field(
        default_factory=empty_mapping, description="why a plug-in could not be loaded, by its name"
    )

    def data_set(self, data: Data | None) -> DataSetType | None:
        """Return what a document learns from: a registered data set, or the file that the document describes.

        >>> Catalogue(keras_version="3", layers={}).data_set(None) is None
        True
        """
        if data is None:
            return None
        return self.data_sets.get(data.source) if isinstance(data.source, str) else own_data_set(data)

    def bound_column(self, node: Node, data: Data | None) -> Column | None:
        """Return the one column that an Input or Output binds; None for several, or one that the data has not."""
        name, data_set = node.parameters.get("column"), self.data_set(data)
        return data_set.column(name) if data_set is not None and isinstance(name, str) else None

    def outputs_of(self, layer_type: LayerType, parameters: Mapping[str, Json]) -> tuple[PortType, ...]:
        """Return the output ports that a layer has with these parameters.

        >>> states = (PortType(name="output"), PortType(name="state", when="return_state"))
        >>> layer_type = LayerType(name="GRU", category="Recurrent", doc="", outputs=states)
        >>> catalogue = Catalogue(keras_version="3", layers={"GRU": layer_type})
        >>> [port.name for port in catalogue.outputs_of(layer_type, {"return_state": True})]
        ['output', 'state']
        >>> [port.name for port in catalogue.outputs_of(layer_type, {})]
        ['output']
        """
        return tuple(self._present(layer_type.outputs, parameters)) if layer_type.may_vary else layer_type.outputs

    def layers_for(self, parameter: Parameter) -> Mapping[str, LayerType]:
        """Return the layers that a parameter of a layer can be, by name.

        >>> dense = LayerType(name="Dense", category="Core", doc="")
        >>> catalogue = Catalogue(keras_version="3", layers={"Dense": dense})
        >>> list(catalogue.layers_for(Parameter(name="layer", kind=Kind.LAYER)))
        ['Dense']
        """
        if parameter.layer_types:
            return {name: self.layers[name] for name in parameter.layer_types if name in self.layers}
        return {name: each for name, each in self.layers.items() if each.can_stand_within}

    def states_within(self, cell: object, suffix: str = "") -> States:
        """Return the states that a recurrent cell keeps; those of a stack bear the place of their cell.

        >>> gru = ObjectType(name="GRUCell", states=("state",))
        >>> stack = ObjectType(name="StackedRNNCells", stacks="cells")
        >>> catalogue = Catalogue(keras_version="3", layers={}, cells={"GRUCell": gru, "StackedRNNCells": stack})
        >>> catalogue.states_within({"type": "StackedRNNCells", "parameters": {"cells": [{"type": "GRUCell"}] * 2}})
        ('state_1', 'state_2')
        """
        cell_type = self.cells.get(type_name(cell))
        if cell_type is None or cell_type.stacks is None:
            return tuple(f"{state}{suffix}" for state in cell_type.states) if cell_type is not None else ()
        parameters = cell.get("parameters", {}) if isinstance(cell, Mapping) else {}
        cells = parameters.get(cell_type.stacks, ()) if isinstance(parameters, Mapping) else ()
        each_cell = enumerate(cells if isinstance(cells, tuple | list) else (), start=1)
        within = [self.states_within(each, f"_{number}{suffix}") for number, each in each_cell]
        return tuple(states[0] if len(states) == 1 else states for states in within)

    def _present(self, ports: Iterable[PortType], parameters: Mapping[str, Any]) -> Iterator[PortType]:
        for port in ports:
            if port.when is not None and parameters.get(port.when) is not True:
                continue
            child = parameters.get(port.child) if port.child is not None else None
            if port.child is None:
                yield port
            elif type_name(child) in self.cells:
                yield from (PortType(name=name) for name in flat_states(self.states_within(child)))
            elif isinstance(child, Mapping) and child.get("type") in self.layers:
                outputs = self.outputs_of(self.layers[str(child["type"])], child.get("parameters", {}))
                yield from (PortType(name=f"{port.name}_{each.name}") for each in outputs[1:])

    def registry(self, name: Registry) -> Mapping[str, ObjectType]:
        """Return the objects of one registry by class name; activations by function name."""
        objects: Mapping[str, ObjectType] = getattr(self, name)  # each registry is the field of its name
        return objects

    def find(self, registry: Registry, name: str) -> ObjectType | None:
        """Return the object of that class name, alias or synonym, as Keras resolves names.

        >>> mean_squared_error = ObjectType(name="MeanSquaredError", alias="mean_squared_error", synonyms=("mse",))
        >>> catalogue = Catalogue(keras_version="3", layers={}, losses={"MeanSquaredError": mean_squared_error})
        >>> catalogue.find("losses", "mse").name
        'MeanSquaredError'
        """
        objects = self.registry(registry)
        if name in objects:
            return objects[name]
        return next((each for each in objects.values() if name == each.alias or name in each.synonyms), None)
