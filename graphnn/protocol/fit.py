"""How a network of one or two numbers draws its answer, moment by moment: `fit.jsonl` in a run's folder."""

from pathlib import Path

from pydantic import Field

from graphnn.document.values import Frozen
from graphnn.protocol.figures import Numbers
from graphnn.protocol.moments import append_moment, read_moments
from graphnn.protocol.run_folder import RunFolder

FIT_FILE = "fit.jsonl"


class UnitsDrawn(Frozen):
    """What the units of a layer draw over the input."""

    layer: str
    count: int = Field(description="how many units it has; perhaps not all are drawn")
    units: tuple[Numbers, ...]


class NodeWeights(Frozen):
    """The weights of one node by name, such as kernel and bias, each with its shape, row by row."""

    node: str
    name: str
    shape: tuple[int, ...]
    values: Numbers


class FitFrame(Frozen):
    """A network at one moment, over one number (a curve) or two (a plane)."""

    epoch: int = 0
    step: int = 0
    low: tuple[float, ...] = Field(description="where the input begins: one number, or two")
    high: tuple[float, ...]
    side: int = Field(description="values along each axis of `answer`")
    answer: Numbers = Field(description="of a plane row by row from the top, each from -1 to 1")
    unit_side: int = Field(description="the same, of each unit")
    layers: tuple[UnitsDrawn, ...] = ()
    parts: tuple[Numbers, ...] = Field(
        default=(), description="of a curve: what the answer is the sum of, strongest first"
    )
    weights: tuple[NodeWeights, ...] = Field(default=(), description="where there are few enough to set by hand")
    error: float | None = Field(default=None, description="of a curve: the mean of the squares by which it is off")


class FitPoints(Frozen):
    """Some samples to learn from, to be drawn beside: their one or two numbers, and what is to be answered."""

    x: Numbers
    y: Numbers = Field(description="of a curve the truth, of a plane the second number")
    classes: tuple[int, ...] = ()


def append_frame(folder: RunFolder, frame: FitFrame) -> None:
    """Append a frame.

    Raises:
        UnwritableError: If it cannot be written.
    """
    append_moment(folder.path / FIT_FILE, frame)


def read_frames(folder: Path, offset: int = 0) -> tuple[tuple[FitFrame, ...], int]:
    """Return the frames written since `offset` (bytes) and the offset to go on from."""
    return read_moments(folder / FIT_FILE, FitFrame, offset)
