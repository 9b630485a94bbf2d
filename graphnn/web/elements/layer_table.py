"""The table of layers while they learn, as an element."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from nicegui.element import Element
from nicegui.events import GenericEventArguments
from pydantic import BaseModel, Field, ValidationError

from graphnn.protocol.thumbnails import ThumbnailSettings
from graphnn.web import assets
from graphnn.web.inside_words import LayerNumber


class LayerRow(TypedDict):
    """A layer, as the table shows it."""

    name: str
    title: str
    numbers: Sequence[LayerNumber]
    weights: Sequence[object]
    gradients: Sequence[object]


class _Revealed(BaseModel):
    name: str = Field(max_length=200)


class _Share(BaseModel):
    share: float = Field(ge=0.0, le=0.2)


class LayerTable(Element, component="layer_table.js"):
    """The table; `on_ready` sends what it shows, also when a tab is opened again."""

    def __init__(
        self,
        on_ready: Callable[[], None],
        on_reveal: Callable[[str], None],
        on_share: Callable[[float], None],
        on_thumbnails: Callable[[ThumbnailSettings], None],
    ) -> None:
        assets.register_module()
        super().__init__()
        self.on("ready", lambda _event: on_ready())
        self.on("reveal", lambda event: _reveal(event, on_reveal))
        self.on("share", lambda event: _set_share(event, on_share))
        self.on("thumbnails", lambda event: _set_thumbnails(event, on_thumbnails))

    def show(self, rows: Sequence[LayerRow], share: float, thumbnails: ThumbnailSettings, cost: float | None) -> None:
        """Show these layers, how much looks may cost, what cards show, and what that has cost so far."""
        self.run_method("show", list(rows), share, thumbnails.model_dump(), cost)


def _reveal(event: GenericEventArguments, on_reveal: Callable[[str], None]) -> None:
    try:
        on_reveal(_Revealed.model_validate(event.args).name)
    except ValidationError:
        return


def _set_share(event: GenericEventArguments, on_share: Callable[[float], None]) -> None:
    try:
        on_share(_Share.model_validate(event.args).share)
    except ValidationError:
        return


def _set_thumbnails(event: GenericEventArguments, on_thumbnails: Callable[[ThumbnailSettings], None]) -> None:
    try:
        on_thumbnails(ThumbnailSettings.model_validate(event.args))
    except ValidationError:
        return
