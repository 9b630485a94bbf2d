"""What the canvas is told to show: cards and wires, as plain data ready to send.

The browser draws exactly this; it computes no shape, count or fault.
"""

from collections.abc import Sequence
from typing import Literal, TypedDict


class InputPort(TypedDict):
    """A port a wire can end at; `target` is its reference, as "add.inputs.0"."""

    name: str
    label: str | None
    index: int | None
    target: str


class OutputPort(TypedDict):
    """A port a wire can start from; `source` is its reference, as "lstm.state_h"."""

    name: str
    label: str | None
    source: str


class Chip(TypedDict):
    """One parameter on a card; without a name the value stands alone.

    `parameter` is what it is called where it can be set on the card; then `text` is its value as a person would type
    it, and `choices` what it is chosen from: these words, or those of the vocabulary of this name.
    """

    name: str | None
    value: str
    parameter: str | None
    text: str
    choices: Sequence[str] | str | None


class Cure(TypedDict):
    """The button beside a faulty card."""

    label: str


class Card(TypedDict):
    """One node as the canvas shows it; `down` puts its ports above and below."""

    id: str
    title: str
    type: str
    category: str
    dashed: bool
    x: float
    y: float
    inputs: Sequence[InputPort]
    outputs: Sequence[OutputPort]
    subtitle: str
    chips: Sequence[Chip]
    left: str | None
    right: str | None
    status: Literal["ok", "fault", "warning", "unknown"]
    message: str | None
    cure: Cure | None
    state: Literal["bypassed", "muted"] | None
    thumbnails: Sequence[str]
    down: bool
    block: str | None
    collapsed: bool


class Place(TypedDict):
    """A point of the canvas."""

    x: float
    y: float


class Wire(TypedDict):
    """One edge as the canvas shows it; `id` is the reference of the port it ends at, `points` lie on its way."""

    id: str
    source: str
    target: str
    status: Literal["ok", "refused"]
    shape: str | None
    points: Sequence[Place]
    down: bool


class Step(TypedDict):
    """One step of the way to what is shown: the document first, then instances of blocks."""

    id: str
    title: str
    block: str | None


class FrameDrawn(TypedDict):
    """A frame around cards."""

    id: str
    nodes: Sequence[str]
    title: str
    colour: str


class NoteDrawn(TypedDict):
    """A note on the canvas; its text is Markdown."""

    id: str
    text: str
    x: float
    y: float
    width: float
    colour: str


class Scene(TypedDict):
    """All that lies on the canvas, and where in the document that is."""

    cards: Sequence[Card]
    wires: Sequence[Wire]
    frames: Sequence[FrameDrawn]
    notes: Sequence[NoteDrawn]
    way: Sequence[Step]
    has_data: bool


class SceneChanges(TypedDict, total=False):
    """What changed: whole cards and wires by id, or None for those that are gone."""

    cards: dict[str, Card | None]
    wires: dict[str, Wire | None]
    frames: dict[str, FrameDrawn | None]
    notes: dict[str, NoteDrawn | None]
    way: Sequence[Step]
    has_data: bool


class Refusals(TypedDict):
    """Where the wire that is pulled from a port may not end, each with the reason: nodes as a whole, and ports."""

    reference: str
    nodes: dict[str, str]
    ports: dict[str, str]


class CardActivity(TypedDict):
    """What a node gives to a sample, as a small picture or as text, and the same in words."""

    picture: str | None
    text: str | None
    words: str


class Advice(TypedDict):
    """What is said once, with a button for each cure; it goes away with the next change."""

    message: str
    cures: Sequence[str]


class OtherPage(TypedDict):
    """Another person's page on the same document, as the canvas shows it; `elsewhere` is in another part of it."""

    number: int
    name: str
    colour: str
    selected: Sequence[str]
    elsewhere: bool
