"""Opening a file: from the browser's own dialog, or dropped on the page."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from graphnn.web.elements.file_drop import FileDrop

OpenFile = Callable[[bytes, str], Awaitable[None]]
"""Opens a file from its bytes and its name: a graph, a model of Keras, or a picture that carries a graph."""

ENDINGS = (".json", ".keras", ".h5", ".png")


class FilePicker:
    """The dialog, and the page as a place to drop on; nothing of it shows until a file is dragged over the page."""

    def __init__(self, open_file: OpenFile) -> None:
        """Put both into the present slot."""
        self._open_file = open_file
        self._upload = ui.upload(on_upload=self._take, auto_upload=True, max_files=1)
        self._upload.props(f'accept="{",".join(ENDINGS)}"').classes("gn-hidden")
        FileDrop(str(self._upload.props["url"]))

    def pick(self) -> None:
        """Show the dialog."""
        self._upload.run_method("pickFiles")

    async def _take(self, event: events.UploadEventArguments) -> None:
        content = await event.file.read()
        self._upload.reset()
        await self._open_file(content, event.file.name)
