"""The anatomy of a fit as an element: what a small network draws, moment by moment, and sliders for its weights."""

from collections.abc import Callable, Sequence

from nicegui.element import Element
from nicegui.events import GenericEventArguments
from pydantic import BaseModel, Field, ValidationError

from graphnn.protocol.fit import FitFrame, FitPoints, NodeWeights
from graphnn.web import assets

THROTTLE_SECONDS = 0.04

Weights = tuple[NodeWeights, ...]


class _Weight(BaseModel):
    node: str = Field(max_length=200)
    name: str = Field(max_length=200)
    shape: tuple[int, ...] = Field(max_length=4)
    values: tuple[float, ...] = Field(max_length=100)


class _Weighed(BaseModel):
    weights: tuple[_Weight, ...] = Field(max_length=20)


class FitView(Element, component="fit_view.js"):
    """Shows frames; `on_ready` begins anew, also when its tab is opened again."""

    def __init__(self, on_ready: Callable[[], None], on_weigh: Callable[[Weights], None]) -> None:
        """Put it into the present slot."""
        assets.register_module()
        super().__init__()
        self.on("ready", lambda _event: on_ready())
        self.on("weigh", lambda event: _weigh(event, on_weigh), throttle=THROTTLE_SECONDS)

    def begin(self, frames: Sequence[FitFrame], points: FitPoints) -> None:
        """Show these frames and no others, the last of them first."""
        self.run_method("begin", [_plain(frame) for frame in frames], points.model_dump(mode="json"))

    def push(self, frames: Sequence[FitFrame]) -> None:
        """Show what came since."""
        self.run_method("push", [_plain(frame) for frame in frames])

    def show_by_hand(self, frame: FitFrame) -> None:
        """Show the network with weights that were set by hand."""
        self.run_method("move", _plain(frame))


def _plain(frame: FitFrame) -> object:
    return frame.model_dump(mode="json")


def _weigh(event: GenericEventArguments, on_weigh: Callable[[Weights], None]) -> None:
    try:
        weighed = _Weighed.model_validate(event.args)
    except ValidationError:
        return
    on_weigh(tuple(NodeWeights.model_validate(each.model_dump()) for each in weighed.weights))
