"""The data of a graph file: its source, what its columns are for, and which samples are held out.

A file of one's own is described column by column. What a person leaves open is filled in from the file when it is
read (`sources`), so that the graph file says all there is to know of its data, and a run keeps it.
"""

from pathlib import PurePosixPath
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from graphnn.document.values import Frozen, FrozenMapping, Json, Key, KeyedMapping, empty_mapping

MAX_COLUMNS = 1_000
MAX_CLASSES = 1_000
MAX_SAMPLES = 2**53 - 1
MAX_WINDOW = 100_000
MAX_SIDE = 100_000_000
MAX_AXES = 8

ColumnKind: TypeAlias = Literal["number", "category", "text", "date", "array", "image"]
ArrayType: TypeAlias = Literal["float32", "int32", "uint8"]
Role: TypeAlias = Literal["feature", "target", "ignored"]
Missing: TypeAlias = Literal["drop", "mean", "median", "most_frequent", "category"]
Encoding: TypeAlias = Literal["one_hot", "integer"]
Normalization: TypeAlias = Literal["standard", "range"]


def _relative(path: str) -> str:
    if PurePosixPath(path).is_absolute() or "\\" in path or "\0" in path or ".." in PurePosixPath(path).parts:
        raise ValueError(
            f"{path[:80]!r} leads out of the document's folder. Write a path below it, with / between folders."
        )
    return path


FilePath = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(_relative)]
ColumnName = Annotated[Key, StringConstraints(min_length=1, max_length=200)]
ClassName = Annotated[str, StringConstraints(max_length=200)]
Fraction = Annotated[float, Field(gt=0, lt=1)]


class FileSource(Frozen):
    """A file of one's own, by its path below the folder that the graph file lies in."""

    csv: FilePath | None = Field(
        default=None, description="A table with a first line of names: .csv, or packed as .csv.gz."
    )
    npz: FilePath | None = Field(default=None, description="Arrays of numpy, one sample a row.")
    images: FilePath | None = Field(
        default=None, description="A folder of pictures, or a zip file of one, with a folder for each class."
    )
    texts: FilePath | None = Field(
        default=None, description="A folder of text files, or a zip file of one, with a folder for each class."
    )

    @model_validator(mode="after")
    def _names_one_file(self) -> Self:
        if sum(path is not None for path in (self.csv, self.npz, self.images, self.texts)) != 1:
            raise ValueError(
                'name one file: {"csv": "houses.csv"}, {"npz": "arrays.npz"}, {"images": "folder"} '
                'or {"texts": "folder"}'
            )
        return self

    @property
    def path(self) -> str:
        """The path, as the graph file has it."""
        return self.csv or self.npz or self.images or self.texts or ""


class DataColumn(Frozen):
    """What a column of a file holds and is for; what is left out is filled in from the file."""

    kind: ColumnKind | None = Field(default=None, description="What its cells are.")
    role: Role | None = Field(default=None, description="To predict from, to predict, or neither.")
    missing: Missing | None = Field(
        default=None, description="drop: leave the row out; category: a class of its own; else fill in, from training."
    )
    encoding: Encoding | None = Field(default=None, description="Of a category to predict from; default: one_hot.")
    normalize: Normalization | None = Field(
        default=None,
        description="standard: mean 0, deviation 1; range: from 0 to 1. Measured on training samples alone.",
    )
    classes: Annotated[tuple[ClassName, ...], Field(min_length=1, max_length=MAX_CLASSES)] | None = Field(
        default=None, description="Of a category: its values, in the order of their numbers."
    )
    shape: Annotated[tuple[Annotated[int, Field(ge=0, le=MAX_SIDE)], ...], Field(max_length=MAX_AXES)] | None = Field(
        default=None, description="Of an array or image: that of one sample; images are made of this size."
    )
    dtype: ArrayType | None = Field(default=None, description="Of an array or image: the type of its numbers.")
    range: tuple[float, float] | None = Field(default=None, description="The least and the greatest number.")
    validation: ColumnName | None = Field(default=None, description="Of an array: the array of its samples to watch.")
    test: ColumnName | None = Field(default=None, description="Of an array: the array of its test samples.")

    @model_validator(mode="after")
    def _has_different_classes(self) -> Self:
        if self.classes is not None and len(set(self.classes)) < len(self.classes):
            raise ValueError("classes: two of them are the same. Write each once.")
        return self


class Windows(Frozen):
    """Rows in order of time, cut into windows to predict what comes after each."""

    length: Annotated[int, Field(ge=1, le=MAX_WINDOW)] = Field(description="How many rows a prediction looks back on.")
    horizon: Annotated[int, Field(ge=1, le=MAX_WINDOW)] = Field(
        default=1, description="How many rows after the window are predicted."
    )
    stride: Annotated[int, Field(ge=1, le=MAX_WINDOW)] = Field(
        default=1, description="From the start of one window to that of the next."
    )


class Split(Frozen):
    """Which samples to hold out: a fraction of the training samples, a split the data has, or what a column says."""

    fraction: Fraction | None = None
    split: Literal["validation", "test"] | None = None
    column: ColumnName | None = Field(default=None, description="The samples are held out that have `value` here.")
    value: ClassName | None = None
    by: Literal["random", "stratified", "time"] | None = Field(
        default=None,
        description="Of a fraction: drawn, drawn from each class alike, or the last rows. "
        "Default: stratified where there are classes to predict, time where there are windows, else random.",
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum(given is not None for given in (self.fraction, self.split, self.column)) != 1:
            raise ValueError('give either "fraction", "split" or "column"')
        if (self.column is None) != (self.value is None):
            raise ValueError('give "column" and "value" together')
        if self.by is not None and self.fraction is None:
            raise ValueError('"by" says how a "fraction" is chosen. Give one, or take "by" away')
        return self


def _kind_of_source(source: object) -> str:
    return "name" if isinstance(source, str) else "file"


_OF_FILES = ("columns", "samples", "validation_samples", "test_samples", "time", "windows")

Source: TypeAlias = Annotated[
    Annotated[str, StringConstraints(min_length=1, max_length=64), Tag("name")] | Annotated[FileSource, Tag("file")],
    Discriminator(_kind_of_source),
]


class Data(Frozen):
    """What the network learns from."""

    source: Source = Field(
        description="The name of a registered data set, which graphnn datasets lists, or a file of one's own."
    )
    parameters: FrozenMapping[Json] = Field(
        default_factory=empty_mapping, description="What a generated data set is made with."
    )
    columns: Annotated[KeyedMapping[ColumnName, DataColumn], Field(max_length=MAX_COLUMNS)] = Field(
        default_factory=empty_mapping, description="Of a file: what its columns hold and are for, by name."
    )
    samples: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] | None = Field(
        default=None, description="Of a file: how many rows it has."
    )
    validation_samples: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] | None = Field(
        default=None, description="Of a file with a validation split of its own: how many samples that has."
    )
    test_samples: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] | None = Field(
        default=None, description="Of a file with a test split of its own: how many samples that has."
    )
    time: ColumnName | None = Field(
        default=None, description="Of a file: the column that orders its rows in time; default: as they lie there."
    )
    windows: Windows | None = Field(default=None, description="Of a file whose rows are a series in time.")
    validation: Split | None = Field(
        default=None,
        description="Watched while training, never learned from; default: the validation split of a file that has one.",
    )
    test: Split | None = Field(default=None, description="Scored after training; default: the data's own test split.")

    @model_validator(mode="after")
    def _describes_a_file(self) -> Self:
        told = {name: getattr(self, name) for name in _OF_FILES}
        if self.file is None and (without := [name for name, value in told.items() if value]):
            raise ValueError(f"{without[0]}: only a file of one's own is described. Take it away.")
        if self.file is not None and self.parameters:
            raise ValueError("parameters: only a registered data set has some. Take them away.")
        return self

    @property
    def file(self) -> FileSource | None:
        """The file of one's own, where there is one."""
        return self.source if isinstance(self.source, FileSource) else None

    @property
    def can_be_streamed(self) -> bool:
        """Whether its samples can be read as they are needed: they lie in a file of one's own."""
        return self.file is not None

    @property
    def source_name(self) -> str:
        """What messages call the source: its registered name, or its file's path."""
        return self.source.path if isinstance(self.source, FileSource) else self.source
