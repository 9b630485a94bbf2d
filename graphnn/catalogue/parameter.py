"""What an argument of a layer or other object takes, as data: the form, the checks and Keras' values follow from it."""

from enum import StrEnum
from typing import Literal, TypeAlias

from pydantic import Field

from graphnn.document.values import Frozen, Json


class Kind(StrEnum):
    """What values a parameter takes; the form and the checks follow from it."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    TEXTS = "texts"  # a list of texts
    CHOICE = "choice"  # one of `choices`
    INTEGERS = "integers"  # one integer for every axis, or a list of `length` of them
    NUMBERS = "numbers"  # one number, or a list of them
    PAIRS = "pairs"  # two integers for each axis; where `length` counts the axes, one may stand for a pair or for all
    SHAPE = "shape"  # a list of integers or null, batch axis left out
    SLICES = "slices"  # a part of a tensor, as numpy writes it between brackets: ":, 0:4, -1"
    COLUMNS = "columns"  # a column of the data, or a list of columns
    OBJECT = "object"  # one of `registry`: a name, {"type", "parameters"}, or null
    OBJECTS = "objects"  # a list of the above
    LAYER = "layer"  # a layer within a layer: {"type", "parameters"}, or a name where it needs no parameters
    LAYERS = "layers"  # a list of the above
    ANY = "any"  # whatever Keras makes of it


Registry: TypeAlias = Literal[
    "activations",
    "initializers",
    "regularizers",
    "constraints",
    "losses",
    "metrics",
    "optimizers",
    "schedules",
    "cells",
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
    layer_types: tuple[str, ...] = Field(
        default=(), description="of a layer: what it may be; all that take one tensor and give one, if it says nothing"
    )
    unit: str | None = None
    suggestion: Json = Field(default=None, description="what a node just placed starts with, where a value is needed")
    main: bool = Field(default=False, description="shown first in the form and on the node's card")
    place: Literal["constructor", "call"] = Field(
        default="constructor", description="whether a layer takes it when it is made, or each time it is applied"
    )
    doc: str = ""
