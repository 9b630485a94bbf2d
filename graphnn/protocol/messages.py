"""Requests to a serving engine and its replies: one JSON object a line, each with the request's number.

The engine reads requests on stdin and writes replies on the file descriptor it was started with as stdout;
whatever Keras prints goes to stderr. It says `Ready` by itself once TensorFlow is there.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from graphnn.document.diff import Patch
from graphnn.document.model import Data, Document, Node
from graphnn.document.values import Frozen, FrozenMapping
from graphnn.protocol.explanation import ExplanationReply, ExplanationRequest
from graphnn.protocol.report import GraphReport, ReportChange, TensorSpec

MAXIMUM_LINE_BYTES = 64 * 2**20
"""A longer line is refused: the largest document is 5 MB, the largest report a few times that."""


class Infer(Frozen):
    """Ask for shapes, counts and faults of a document."""

    request: Literal["infer"] = "infer"
    number: int
    document: Document


class InferChange(Frozen):
    """Ask the same of the document that a patch makes of an earlier one: that of the request numbered `base`."""

    request: Literal["infer_change"] = "infer_change"
    number: int
    base: int
    patch: Patch


class ShowSamples(Frozen):
    """Ask for the first training samples of one image column, as small pictures."""

    request: Literal["show_samples"] = "show_samples"
    number: int
    data: Data
    column: str
    count: Annotated[int, Field(ge=1, le=64)]


class Trial(Frozen):
    """A layer and what would reach it: would it take that?"""

    id: str = Field(description="what words call the node")
    node: Node
    inputs: FrozenMapping[tuple[TensorSpec, ...]] = Field(description="by input port, in the order of its places")
    sources: tuple[str, ...] = Field(description="what words call those that give them, in the same order")


class Try(Frozen):
    """Ask whether layers take what would reach them; nothing of it need be in a document."""

    request: Literal["try"] = "try"
    number: int
    trials: Annotated[tuple[Trial, ...], Field(max_length=5_000)]


Request: TypeAlias = Annotated[
    Infer | InferChange | ShowSamples | Try | ExplanationRequest, Field(discriminator="request")
]


class Ready(Frozen):
    """The engine has imported TensorFlow and takes requests."""

    reply: Literal["ready"] = "ready"
    number: Literal[0] = 0
    keras_version: str
    tensorflow_version: str
    devices: tuple[str, ...] = Field(description="in plain words, as 'CPU, 2 cores'")


class Inferred(Frozen):
    """The answer to `Infer`."""

    reply: Literal["inferred"] = "inferred"
    number: int
    report: GraphReport


class InferredChange(Frozen):
    """The answer to `InferChange`: what differs from the report on the document of its base."""

    reply: Literal["inferred_change"] = "inferred_change"
    number: int
    change: ReportChange


class Forgotten(Frozen):
    """The answer to `InferChange` where its base is none of the last documents; the whole one is to be sent."""

    reply: Literal["forgotten"] = "forgotten"
    number: int


class Samples(Frozen):
    """The answer to `ShowSamples`: PNG pictures as data URLs."""

    reply: Literal["samples"] = "samples"
    number: int
    pictures: tuple[str, ...]


class Tried(Frozen):
    """The answer to `Try`: for each trial why the layer takes no such tensors, or None where it does."""

    reply: Literal["tried"] = "tried"
    number: int
    refusals: tuple[str | None, ...]


class Refused(Frozen):
    """The engine could not do what was asked; `message` says why, in words for the user."""

    reply: Literal["refused"] = "refused"
    number: int
    message: str


Reply: TypeAlias = Annotated[
    Ready | Inferred | InferredChange | Forgotten | Samples | Tried | Refused | ExplanationReply,
    Field(discriminator="reply"),
]

request_adapter: TypeAdapter[Request] = TypeAdapter(Request)
reply_adapter: TypeAdapter[Reply] = TypeAdapter(Reply)
