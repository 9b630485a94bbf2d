"""The table of runs as an element: rows come down whole, what a person wants of them goes up."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict, TypeVar

from nicegui.element import Element
from nicegui.events import GenericEventArguments
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graphnn.web import assets

Against: TypeAlias = Literal["now", "before"]
"""What a run is compared with: the graph as it is now, or the run before it."""


class RunColumn(TypedDict):
    """A metric that has a column."""

    name: str
    label: str


class RunRow(TypedDict):
    """A run, as the table shows it."""

    id: str
    began: float | None
    network: str
    status: str
    message: str
    changes: Sequence[str]
    epochs: tuple[int, int]
    parameters: int | None
    metrics: Mapping[str, float]
    bests: Sequence[str]
    seconds: float
    note: str
    tags: Sequence[str]
    color: str | None
    isShown: bool
    actions: Sequence[str]


class RunsShown(TypedDict):
    """All that the table shows."""

    rows: Sequence[RunRow]
    metrics: Sequence[RunColumn]
    against: Against
    isOfAll: bool
    hasOthers: bool
    atATime: int


class RunAction(BaseModel):
    """What a person wants done, and with which runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: str = Field(max_length=40)
    ids: tuple[str, ...] = Field(max_length=2000)
    value: str | None = Field(default=None, max_length=40)


class _Chosen(BaseModel):
    ids: tuple[str, ...] = Field(max_length=2000)


Wish = TypeVar("Wish", bound=BaseModel)


class RunTable(Element, component="run_table.js"):
    """The table; what is malformed in what comes up is no one's wish and is left aside."""

    def __init__(self, on_choose: Callable[[tuple[str, ...]], None], on_act: Callable[[RunAction], None]) -> None:
        assets.register_module()
        super().__init__()
        self._shown: RunsShown | None = None
        self.on("ready", lambda _event: self._send())
        self.on("choose", lambda event: _hand_over(_Chosen, event, lambda chosen: on_choose(chosen.ids)))
        self.on("act", lambda event: _hand_over(RunAction, event, on_act))

    def show(self, shown: RunsShown) -> None:
        """Show these runs."""
        if shown != self._shown:
            self._shown = shown
            self._send()

    def _send(self) -> None:
        if self._shown is not None:
            self.run_method("show", self._shown)


def _hand_over(kind: type[Wish], event: GenericEventArguments, on_wish: Callable[[Wish], None]) -> None:
    try:
        wish = kind.model_validate(event.args)
    except ValidationError:
        return
    on_wish(wish)
