"""A data set as data: its columns with their shapes and kinds, its counts and where it is from."""

from typing import Literal

from pydantic import Field

from graphnn.catalogue.parameter import Parameter
from graphnn.document.values import Frozen


class Column(Frozen):
    """A column of a data set: what an Input or Output can bind to.

    `shape` is that of one sample, batch axis left out: () is a number or a text, (28, 28) a grey image.
    """

    name: str
    shape: tuple[int | None, ...]
    dtype: str
    role: Literal["feature", "target"]
    kind: Literal["number", "vector", "image", "label", "category", "sequence", "series", "text"] = Field(
        description="label: the number of a class; category: a class as a vector; series: steps in time"
    )
    parts: tuple[str, ...] = Field(default=(), description="of a vector: the columns that it is made of, in order")
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
    validation_count: int | None = Field(
        default=None, description="samples of the set's own validation split, if it has one"
    )
    test_count: int | None = Field(default=None, description="samples of the set's own test split, if it has one")
    implementation: str | None = Field(
        default=None, description="of a plug-in's data set: the function that loads it, as module:name"
    )

    @property
    def sample_count(self) -> int:
        """How many samples all its splits hold, as far as that is known."""
        return sum(filter(None, (self.train_count, self.validation_count, self.test_count)))

    def column(self, name: str) -> Column | None:
        """Return the column of that name."""
        return next((column for column in self.columns if column.name == name), None)
