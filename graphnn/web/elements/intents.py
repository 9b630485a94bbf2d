"""What a person meant by a gesture on the canvas, as a closed union of frozen data.

The browser's word is not trusted: an event that is not exactly one of these is refused whole.
"""

# Longer than 300 lines: one union, closed over all that a person can mean.

from typing import Annotated, Any, ClassVar, Literal, TypeAlias, get_args

from pydantic import AllowInfNan, Field, StringConstraints

from graphnn.document.model import Colour, Direction, Title
from graphnn.document.values import Frozen, FrozenMapping, empty_mapping

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Units = Annotated[float, Field(ge=-1e7, le=1e7, strict=False), AllowInfNan(False)]
Ids = Annotated[tuple[Id, ...], Field(strict=False, max_length=20_000)]
References = Annotated[tuple[Reference, ...], Field(strict=False, max_length=20_000)]
Place = Annotated[tuple[Units, Units], Field(strict=False)]


Wish: TypeAlias = Literal[
    "copy-link",
    "take-graph",
    "take-png",
    "take-svg",
    "take-script",
    "take-model",
    "show-training",
    "show-layers",
    "show-fit",
    "lessons",
    "activations",
    "show-results",
    "show-try-it",
    "show-runs",
    "show-data",
    "show-problems",
    "show-code",
    "versions",
    "theme",
    "stop",
    "pause",
    "resume",
    "rename-network",
    "duplicate-network",
    "new",
    "home",
]
"""What the page does besides; each is a command of commands.js."""


class Ready(Frozen):
    """The canvas is there and shows nothing yet, or was cut off: answer with the whole scene."""

    event: ClassVar = "ready"


class Select(Frozen):
    """The selection is now this."""

    event: ClassVar = "select"
    nodes: Ids
    wires: References


class Point(Frozen):
    """The pointer is here on the canvas; without a place it has left."""

    event: ClassVar = "point"
    x: Units | None
    y: Units | None


class Move(Frozen):
    """Cards were dragged or nudged to these places."""

    event: ClassVar = "move"
    positions: FrozenMapping[Place]
    frames: FrozenMapping[Id | None] = Field(
        default_factory=empty_mapping, description="cards that were let go in a frame, or, by null, out of one"
    )
    onto: Reference | None = Field(default=None, description="the wire that the one card was let go on")


class Connect(Frozen):
    """A wire was pulled from port to port."""

    event: ClassVar = "connect"
    source: Reference
    target: Reference


class Disconnect(Frozen):
    """The wire that ends at a port was pulled off and dropped."""

    event: ClassVar = "disconnect"
    target: Reference


class Rewire(Frozen):
    """One end of the wire that ended at `from` was plugged elsewhere: it now is to lead from source to target."""

    event: ClassVar = "rewire"
    before: Reference = Field(alias="from")
    source: Reference
    target: Reference


class Add(Frozen):
    """A layer was dropped here, on a wire if `onto` names one; chosen by name it may have no place.

    A wire that was let go on empty canvas leads to it: from port `source`, or into port `target`.
    """

    event: ClassVar = "add"
    type: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    x: Units | None
    y: Units | None
    onto: Reference | None = None
    source: Reference | None = None
    target: Reference | None = None


class Remove(Frozen):
    """The selection is to go; `heal` joins what came into each node to what it went to."""

    event: ClassVar = "remove"
    nodes: Ids
    wires: References
    heal: bool


class Undo(Frozen):
    """Take the last step back."""

    event: ClassVar = "undo"


class Redo(Frozen):
    """Take the step that was taken back."""

    event: ClassVar = "redo"


class Duplicate(Frozen):
    """Copy these nodes beside themselves."""

    event: ClassVar = "duplicate"
    nodes: Ids


class Pull(Frozen):
    """A wire is being pulled, from an output port or from an input port: which ports may it end at?"""

    event: ClassVar = "pull"
    reference: Reference
    end: Literal["source", "target"]


class Seek(Frozen):
    """A layer is sought for a wire from this output port: which would take it?"""

    event: ClassVar = "seek"
    source: Reference


class TakeAdvice(Frozen):
    """One of the cures of an advice was chosen, by its place in the list."""

    event: ClassVar = "advice"
    place: Annotated[int, Field(ge=0, le=9)]


class Copy(Frozen):
    """These nodes and notes are to be copied: the canvas waits for their text."""

    event: ClassVar = "copy"
    nodes: Ids
    notes: Ids = ()


class Cut(Frozen):
    """These nodes and notes have been copied, and are to go."""

    event: ClassVar = "cut"
    nodes: Ids
    notes: Ids = ()


class Paste(Frozen):
    """What the clipboard holds is to be added here, or beside where it was; its incoming wires are kept or not."""

    event: ClassVar = "paste"
    text: Annotated[str, StringConstraints(max_length=900_000)]
    x: Units | None
    y: Units | None
    keeps_wires: bool = Field(alias="keepsWires")


class Write(Frozen):
    """This was typed on a card: a name for it, or the value of a parameter."""

    event: ClassVar = "write"
    id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=128)] | None
    text: Annotated[str, StringConstraints(max_length=10_000)]


class Switch(Frozen):
    """These nodes are to be bypassed or muted, or to work again where all are that already."""

    event: ClassVar = "state"
    nodes: Ids
    state: Literal["bypassed", "muted"]


class Reach(Frozen):
    """The selection is to grow by everything that feeds it, or that it feeds."""

    event: ClassVar = "reach"
    nodes: Ids
    direction: Literal["upstream", "downstream"]


class Pack(Frozen):
    """A block is to be made of these nodes."""

    event: ClassVar = "pack"
    nodes: Ids


class Unpack(Frozen):
    """The instances of blocks among these nodes are to be taken apart."""

    event: ClassVar = "unpack"
    nodes: Ids


class LayOut(Frozen):
    """These nodes, or all where none are named, are to be laid out; cards have these widths and heights."""

    event: ClassVar = "layout"
    nodes: Ids
    sizes: FrozenMapping[Place] = Field(default_factory=empty_mapping)
    direction: Direction | None = None


class DrawnFrame(Frozen):
    """A frame as it is to be."""

    nodes: Ids
    title: Title = ""
    colour: Colour = "grey"


class PutFrame(Frozen):
    """A frame is to be so, or to go; without an id it is a new one."""

    event: ClassVar = "frame"
    id: Id | None = None
    frame: DrawnFrame | None


class DrawnNote(Frozen):
    """A note as it is to be."""

    text: Annotated[str, StringConstraints(max_length=10_000)]
    position: Place
    width: Annotated[float, Field(ge=80, le=2_000, strict=False)] = 240.0
    colour: Colour = "amber"


class PutNote(Frozen):
    """A note is to be so, or to go; without an id it is a new one."""

    event: ClassVar = "note"
    id: Id | None = None
    note: DrawnNote | None


class Route(Frozen):
    """The wire that ends at a port is to lead over these points."""

    event: ClassVar = "route"
    target: Reference
    points: Annotated[tuple[Place, ...], Field(strict=False, max_length=100)]


class Collapse(Frozen):
    """The cards of these nodes are to be small, or large again where all are small already."""

    event: ClassVar = "collapse"
    nodes: Ids


class Enter(Frozen):
    """The inside of this instance of a block is to be shown."""

    event: ClassVar = "enter"
    id: Id


class Leave(Frozen):
    """The page is to go back out to so many steps into blocks."""

    event: ClassVar = "leave"
    depth: Annotated[int, Field(ge=0, le=100)]


class ApplyCure(Frozen):
    """The button beside this faulty card was pressed."""

    event: ClassVar = "cure"
    id: Id


class Save(Frozen):
    """The document is to be downloaded."""

    event: ClassVar = "save"


class Open(Frozen):
    """A file is to be chosen and opened."""

    event: ClassVar = "open"


class Ask(Frozen):
    """Something is asked of the page around the canvas, by its name in the list of all commands."""

    event: ClassVar = "ask"
    what: Wish


class Train(Frozen):
    """The document is to be trained."""

    event: ClassVar = "train"


Intent: TypeAlias = (
    Ready
    | Select
    | Point
    | Move
    | Connect
    | Disconnect
    | Rewire
    | Add
    | Remove
    | Undo
    | Redo
    | Duplicate
    | Copy
    | Cut
    | Paste
    | Write
    | Pull
    | Seek
    | TakeAdvice
    | Switch
    | Reach
    | Pack
    | Unpack
    | LayOut
    | PutFrame
    | PutNote
    | Route
    | Collapse
    | Enter
    | Leave
    | ApplyCure
    | Save
    | Open
    | Ask
    | Train
)

INTENTS: tuple[type[Intent], ...] = get_args(Intent)


def parse_intent(kind: type[Intent], arguments: Any) -> Intent:
    """Return what an event of the browser means.

    Raises:
        pydantic.ValidationError: If it is not an event of this kind.

    >>> parse_intent(Move, {"positions": {"hidden": [276, 291.5]}}).positions["hidden"]
    (276.0, 291.5)
    """
    return kind.model_validate(arguments or {})
