"""What is asked about a trained run, and what is answered: figures, scores and predictions.

A run is named by the path of its folder, which holds document and weights. A request is numbered by who sends it.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from graphnn.document.model import Document
from graphnn.document.values import Frozen, FrozenMapping, Json, empty_mapping
from graphnn.protocol.figures import Figure, Numbers
from graphnn.protocol.fit import FitFrame, FitPoints, NodeWeights
from graphnn.protocol.thumbnails import NodeActivity

PictureFormat: TypeAlias = Literal["svg", "png"]


class ShowResults(Frozen):
    """Ask how a run answers its test set."""

    request: Literal["show_results"] = "show_results"
    number: int = 0
    run: str


class ShowInside(Frozen):
    """Ask what the whole network of a run has learned."""

    request: Literal["show_inside"] = "show_inside"
    number: int = 0
    run: str


class ShowCell(Frozen):
    """Ask for test samples of one class that were taken for another, or for itself."""

    request: Literal["show_cell"] = "show_cell"
    number: int = 0
    run: str
    output: str
    truth: Annotated[int, Field(ge=0)]
    predicted: Annotated[int, Field(ge=0)]


class ShowNode(Frozen):
    """Ask what a node has learned, and how it answers one test sample."""

    request: Literal["show_node"] = "show_node"
    number: int = 0
    run: str
    node: str
    sample: Annotated[int, Field(ge=0)] = 0


class ShowActivation(Frozen):
    """Ask for the curve of an activation function."""

    request: Literal["show_activation"] = "show_activation"
    number: int = 0
    activation: str


class ShowData(Frozen):
    """Ask how the data of a document looks; other samples are drawn for another number."""

    request: Literal["show_data"] = "show_data"
    number: int = 0
    document: Document
    folder: str | None = Field(default=None, description="where the paths of its data start")
    drawn: Annotated[int, Field(ge=0)] = 0
    x: str | None = Field(default=None, description="the column along a scatter plot")
    y: str | None = Field(default=None, description="the column up")


class ShowFit(Frozen):
    """Ask how a network of one or two numbers draws its answer, with weights that are given, a run's, or fresh ones."""

    request: Literal["show_fit"] = "show_fit"
    number: int = 0
    document: Document
    folder: str | None = Field(default=None, description="where the paths of its data start")
    run: str | None = Field(default=None, description="the run to begin with the weights of, if it is of this network")
    weights: tuple[NodeWeights, ...] = ()


class Draw(Frozen):
    """Ask for a figure as a picture file."""

    request: Literal["draw"] = "draw"
    number: int = 0
    figure: Figure
    format: PictureFormat


class WriteReport(Frozen):
    """Ask for one HTML page and PNG pictures with all there is to see of a run, in a folder that exists."""

    request: Literal["write_report"] = "write_report"
    number: int = 0
    run: str
    folder: str


class Evaluate(Frozen):
    """Ask for a run's scores on its test set, or on data given apart."""

    request: Literal["evaluate"] = "evaluate"
    number: int = 0
    run: str
    data: str | None = Field(default=None, description="another file or folder of the kind it learned from")


class GivenColumn(Frozen):
    """The values of one Input for one or more samples, sample axis first, as nested lists."""

    values: Json


class Predict(Frozen):
    """Ask what a run's network answers: to rows as the data has them, to samples by Input, or to those in a file."""

    request: Literal["predict"] = "predict"
    number: int = 0
    run: str
    inputs: FrozenMapping[GivenColumn] = Field(default_factory=empty_mapping)
    rows: tuple[FrozenMapping[Json], ...] = Field(default=(), description="by the names of the data's columns")
    text: str | None = None
    file: str | None = None
    sample: int | None = Field(default=None, ge=0, description="one of those the run is scored on")
    has_activity: bool = Field(default=False, description="whether to tell what every node gives to the first sample")
    drawing: str | None = Field(default=None, description="a PNG data URL of what was drawn, ink on nothing")


class DrawnFigure(Frozen):
    """A figure, and how it looks on a page: SVG whose colours are the page's own variables; a table has none."""

    figure: Figure
    svg: str = ""


class Figures(Frozen):
    """The answer to all that asks to be shown something."""

    reply: Literal["figures"] = "figures"
    number: int
    figures: tuple[DrawnFigure, ...]


class FitShown(Frozen):
    """The answer to `ShowFit`."""

    reply: Literal["fit_shown"] = "fit_shown"
    number: int
    frame: FitFrame
    points: FitPoints


class Drawn(Frozen):
    """The answer to `Draw`: the file, in base64."""

    reply: Literal["drawn"] = "drawn"
    number: int
    content: str


class ReportWritten(Frozen):
    """The answer to `WriteReport`: the names of the files, the page first."""

    reply: Literal["report_written"] = "report_written"
    number: int
    files: tuple[str, ...]


class Evaluated(Frozen):
    """The answer to `Evaluate`."""

    reply: Literal["evaluated"] = "evaluated"
    number: int
    split: str
    sample_count: int
    metrics: FrozenMapping[float | None]
    figures: tuple[Figure, ...] = Field(description="tables and matrices: what the score is made of")


class PredictedClass(Frozen):
    """One class and how likely the network holds it to be."""

    name: str
    probability: float | None


class PredictedOutput(Frozen):
    """What one Output answers to one sample: classes, the likeliest first, or numbers."""

    output: str
    classes: tuple[PredictedClass, ...] = ()
    values: Numbers = ()
    shape: tuple[int, ...] = ()
    picture: str | None = Field(default=None, description="where it answers with one, as a PNG data URL")
    text: str | None = Field(default=None, description="where it answers with a class for each step, all of them")


class PredictedSample(Frozen):
    """What a network answers to one sample."""

    outputs: tuple[PredictedOutput, ...]


class Predicted(Frozen):
    """The answer to `Predict`; `notes` say what was done to the input, `seen` is it as the network sees it."""

    reply: Literal["predicted"] = "predicted"
    number: int
    samples: tuple[PredictedSample, ...]
    row: FrozenMapping[Json] = Field(default_factory=empty_mapping, description="a sample of the data's, by column")
    ranges: FrozenMapping[tuple[float, float]] = Field(
        default_factory=empty_mapping, description="of its numbers: the least and the greatest in the data"
    )
    notes: tuple[str, ...] = ()
    seen: str | None = None
    activity: FrozenMapping[NodeActivity] = Field(default_factory=empty_mapping, description="by the way to each node")


ExplanationRequest: TypeAlias = (
    ShowResults
    | ShowInside
    | ShowCell
    | ShowNode
    | ShowActivation
    | ShowData
    | ShowFit
    | Draw
    | WriteReport
    | Evaluate
    | Predict
)
ExplanationReply: TypeAlias = Figures | FitShown | Drawn | ReportWritten | Evaluated | Predicted
