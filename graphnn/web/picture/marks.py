"""What a picture is made of: a few kinds of marks, in canvas units, y down, each upon the ones before it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias


class Spot(NamedTuple):
    """A point of the picture."""

    x: float
    y: float


class Piece(NamedTuple):
    """A cubic piece of a curve: two controls and the end."""

    first: Spot
    second: Spot
    end: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    fill: str
    stroke: str | None = None
    is_dashed: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line that is not filled."""

    start: Spot
    pieces: tuple[Piece, ...]
    stroke: str
    width: float
    is_dashed: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A circle; its stroke lies half within it."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str
    width: float
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text; `y` is where its letters stand."""

    x: float
    y: float
    text: str
    size: float
    weight: Literal[400, 600]
    fill: str
    anchor: Literal["start", "middle", "end"] = "start"
    opacity: float = 1.0


Mark: TypeAlias = Box | Curve | Disc | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Marks on a background."""

    width: float
    height: float
    background: str
    marks: tuple[Mark, ...]
