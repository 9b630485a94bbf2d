"""A sheet to draw on with finger, pen or mouse."""

from collections.abc import Awaitable, Callable

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from graphnn.web import assets

LONGEST_PICTURE = 400_000
"""Characters of a data URL; what people draw takes a twentieth of it."""


class Sketch(Element, component="sketch.js"):
    """Sends what is drawn, ink on nothing, as a PNG data URL while it is drawn."""

    def __init__(self, on_draw: Callable[[str], Awaitable[None]]) -> None:
        """Take who is told of each drawing; "" stands for an empty sheet."""
        assets.register_module()
        super().__init__()

        async def hand_over(event: GenericEventArguments) -> None:
            picture = event.args.get("picture") if isinstance(event.args, dict) else None
            if not isinstance(picture, str) or len(picture) > LONGEST_PICTURE:
                return
            if not picture or picture.startswith("data:image/png;base64,"):
                await on_draw(picture)

        self.on("draw", hand_over)

    def clear_sheet(self) -> None:
        """Take away what is drawn."""
        self.run_method("clear")
