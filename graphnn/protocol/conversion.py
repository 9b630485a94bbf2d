"""What is asked of a process that imports or exports one model, and its answer: one JSON object each way."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from graphnn.document.model import Document
from graphnn.document.values import Frozen, FrozenMapping


class ImportModel(Frozen):
    """Ask for the document that a model file stands for, and for its weights in a model of our own."""

    job: Literal["import"] = "import"
    file: str = Field(description="the model file, which nobody vouches for")
    name: str = Field(description="what to call the document if the model has no name of its author's")
    folder: str = Field(description="an empty folder to work in; the model is left there as model.keras")


ModelFormat: TypeAlias = Literal["keras", "savedmodel", "litert", "onnx"]


class ExportModel(Frozen):
    """Ask for the model that a document stands for, in some format."""

    job: Literal["export"] = "export"
    document: Document
    file: str = Field(description="where to write; of a SavedModel a folder")
    format: ModelFormat = "keras"
    trained: str | None = Field(default=None, description="a run's model, whose weights to take; else they are fresh")
    folder: str = Field(default="", description="an empty folder to work in, where there is a model to read")


class ReadWeights(Frozen):
    """Ask for the arrays in a model file, and which layers they are of."""

    job: Literal["read_weights"] = "read_weights"
    file: str = Field(description="the model file, which nobody vouches for")
    folder: str = Field(description="an empty folder to work in; the arrays are left there as weights.npz")


Conversion: TypeAlias = Annotated[ImportModel | ExportModel, Field(discriminator="job")]
Job: TypeAlias = ImportModel | ExportModel | ReadWeights


class ModelImported(Frozen):
    """The answer to `ImportModel`."""

    answer: Literal["imported"] = "imported"
    document: Document
    parameter_count: int
    notes: tuple[str, ...]
    has_weights: bool


class ModelExported(Frozen):
    """The answer to `ExportModel`."""

    answer: Literal["exported"] = "exported"
    parameter_count: int
    difference: float | None = Field(default=None, description="between its outputs and the model's, where compared")
    notes: tuple[str, ...] = ()


class KeptLayer(Frozen):
    """Where a model file keeps the weights of the layer, or of its `part`, that a node of that id would be."""

    node_id: str
    names: tuple[str, ...]
    path: str
    part: str


class WeightsRead(Frozen):
    """The answer to `ReadWeights`: what the arrays are called in the copy, by their place in the model file."""

    answer: Literal["weights"] = "weights"
    layers: tuple[KeptLayer, ...]
    is_legacy: bool
    arrays: FrozenMapping[FrozenMapping[str]]


class JobFailed(Frozen):
    """It was tried and did not work out; `message` says why, in words for the user."""

    answer: Literal["failed"] = "failed"
    message: str


class JobRefused(Frozen):
    """It cannot be done; `message` says why, in words for the user."""

    answer: Literal["refused"] = "refused"
    message: str


JobAnswer: TypeAlias = Annotated[
    ModelImported | ModelExported | WeightsRead | JobFailed | JobRefused, Field(discriminator="answer")
]

conversion_adapter: TypeAdapter[Conversion] = TypeAdapter(Conversion)
job_answer_adapter: TypeAdapter[JobAnswer] = TypeAdapter(JobAnswer)
