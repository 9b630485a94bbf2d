"""A slider over a range, as an element."""

from collections.abc import Callable

from nicegui.element import Element
from nicegui.events import GenericEventArguments
from pydantic import BaseModel, Field, ValidationError

from graphnn.web import assets


class _Slid(BaseModel):
    value: float = Field(allow_inf_nan=False)
    isLetGo: bool = True


class Slider(Element, component="slider.js"):
    """The slider; what it is moved to is told while it moves, and once more when it is let go.

    Args:
        on_slide: Called with the value, while it is moved.
        on_settle: Called with the value, and whether it was let go, or left; keys may go on.
    """

    def __init__(
        self,
        value: float,
        *,
        low: float,
        high: float,
        step: float,
        on_slide: Callable[[float], None],
        on_settle: Callable[[float, bool], None],
    ) -> None:
        assets.register_module()
        super().__init__()
        self._props.update(value=value, low=low, high=high, step=step)
        self.on("slide", lambda event: _told(event, lambda slid: on_slide(slid.value)), throttle=0.05)
        self.on("settle", lambda event: _told(event, lambda slid: on_settle(slid.value, slid.isLetGo)))

    def put(self, value: float) -> None:
        """Put it where a value is that was set elsewhere."""
        self._props["value"] = value


def _told(event: GenericEventArguments, take: Callable[[_Slid], None]) -> None:
    try:
        slid = _Slid.model_validate(event.args)
    except ValidationError:
        return
    take(slid)
