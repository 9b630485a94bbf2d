"""Opening a graph file from the browser's own dialog."""

from collections.abc import Callable

from nicegui import events, ui

OpenFile = Callable[[bytes, str], None]
"""Opens a graph file from its bytes and its name."""


class FilePicker:
    """The dialog; nothing of it shows on the page."""

    def __init__(self, open_file: OpenFile) -> None:
        """Put the dialog into the present slot."""
        self._open_file = open_file
        self._upload = ui.upload(on_upload=self._take, auto_upload=True, max_files=1)
        self._upload.props('accept=".json,application/json"').classes("gn-hidden")

    def pick(self) -> None:
        """Show the dialog."""
        self._upload.run_method("pickFiles")

    async def _take(self, event: events.UploadEventArguments) -> None:
        content = await event.file.read()
        self._upload.reset()
        self._open_file(content, event.file.name)
