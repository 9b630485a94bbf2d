"""What can be placed in a graph, as data: layers, losses, metrics, optimizers, data sets and the rest.

The engine generates it from Keras by introspection, `overlay.json` adds what introspection cannot see, and
`load` reads the result; so every other floor knows Keras without importing it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, TypeAlias

from pydantic import Field

from graphnn.document.values import Frozen, FrozenMapping, Json, empty_mapping

BLOCK_CATEGORY = "Block"
"""The category of a document's own blocks, which may have no ports and are no ends of the network for that."""


class Kind(StrEnum):
    """What values a parameter takes; the form and the checks follow from it."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    CHOICE = "choice"  # one of `choices`
    INTEGERS = "integers"  # one integer for every axis, or a list of `length` of them
    NUMBERS = "numbers"  # one number, or a list of them
    SHAPE = "shape"  # a list of integers or null, batch axis left out
    COLUMNS = "columns"  # a column of the data, or a list of columns
    OBJECT = "object"  # one of `registry`: a name, {"type", "parameters"}, or null
    OBJECTS = "objects"  # a list of the above
    ANY = "any"  # whatever Keras makes of it


Registry: TypeAlias = Literal[
    "activations", "initializers", "regularizers", "constraints", "losses", "metrics", "optimizers", "schedules"
]


class Parameter(Frozen):
    """One argument of a layer or other object."""

    name: str
    kind: Kind
    required: bool = False
    default: Json = None
    optional: bool = Field(default=False, description="null is a value too")
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    choices: tuple[str, ...] = ()
    length: int | None = None
    registry: Registry | None = Field(
        default=None, description="of an object; of a number, that an object of it may stand in its place"
    )
    unit: str | None = None
    suggestion: Json = Field(default=None, description="what a node just placed starts with, where a value is needed")
    main: bool = Field(default=False, description="shown first in the form and on the node's card")
    doc: str = ""


class PortType(Frozen):
    """A port of a layer; a list port takes from `minimum` to `maximum` edges, in order."""

    name: str
    is_list: bool = False
    is_optional: bool = False
    minimum: int = 1
    maximum: int | None = None


Trait: TypeAlias = Literal[
    "elementwise",  # gives the shape it takes, each value made from its own
    "scales",  # brings its values to a size of about one
    "weighs",  # multiplies its input by learned weights
]


class ObjectType(Frozen):
    """A Keras class or function that is chosen by name: a loss, metric, optimizer, initializer, activation…"""

    name: str
    doc: str = ""
    alias: str | None = Field(default=None, description="the name documents write, as 'mean_squared_error'")
    synonyms: tuple[str, ...] = Field(default=(), description="further names Keras takes, as 'mse'")
    parameters: tuple[Parameter, ...] = ()
    target: Literal["one_hot", "index", "binary"] | None = Field(
        default=None, description="of a loss: how it takes the class of a sample, where it compares classes"
    )
    activation: str | None = Field(
        default=None, description="of a loss: the activation that gives the probabilities it compares with"
    )

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


class LayerType(Frozen):
    """What a node can be: a Keras layer, or graphnn's own Input and Output."""

    name: str
    category: str
    doc: str = Field(description="one sentence")
    documentation: str = Field(default="", description="Keras' own words, plain text")
    parameters: tuple[Parameter, ...] = ()
    inputs: tuple[PortType, ...] = (PortType(name="inputs"),)
    outputs: tuple[PortType, ...] = (PortType(name="output"),)
    traits: tuple[Trait, ...] = ()
    size_parameter: str | None = Field(default=None, description="the parameter that is the size of the last axis")
    activation: str | None = Field(default=None, description="the activation that the layer is, as 'softmax'")
    adapts_unless_given: str | None = Field(
        default=None, description="of a layer that learns from the data before training: the parameter that replaces it"
    )

    @property
    def is_input(self) -> bool:
        """Whether data enters the network here."""
        return not self.inputs and self.category != BLOCK_CATEGORY

    @property
    def is_output(self) -> bool:
        """Whether a prediction leaves the network here."""
        return not self.outputs and self.category != BLOCK_CATEGORY

    def input(self, name: str) -> PortType | None:
        """Return the input port of that name."""
        return next((port for port in self.inputs if port.name == name), None)

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


class Column(Frozen):
    """A column of a data set: what an Input or Output can bind to.

    `shape` is that of one sample, batch axis left out: () is a number, (28, 28) a grey image.
    """

    name: str
    shape: tuple[int | None, ...]
    dtype: str
    role: Literal["feature", "target"]
    kind: Literal["number", "vector", "image", "label", "sequence"]
    classes: tuple[str, ...] = Field(default=(), description="the name of each class, in order of its number")
    minimum: float | None = None
    maximum: float | None = None
    doc: str = ""


class DataSetType(Frozen):
    """A data set that can be named as `source`."""

    name: str
    title: str
    doc: str
    credit: str = ""
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...] = ()
    train_count: int | None = Field(description="samples; None where a parameter decides")
    test_count: int | None = Field(default=None, description="samples of the set's own test split, if it has one")

    def column(self, name: str) -> Column | None:
        """Return the column of that name."""
        return next((column for column in self.columns if column.name == name), None)


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
    data_sets: FrozenMapping[DataSetType] = Field(default_factory=empty_mapping)

    def registry(self, name: Registry) -> Mapping[str, ObjectType]:
        """Return the objects of one registry by class name; activations by function name."""
        match name:
            case "activations":
                return self.activations
            case "initializers":
                return self.initializers
            case "regularizers":
                return self.regularizers
            case "constraints":
                return self.constraints
            case "losses":
                return self.losses
            case "metrics":
                return self.metrics
            case "optimizers":
                return self.optimizers
            case "schedules":
                return self.schedules

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
