"""Opening a file: from the browser's own dialog, or dropped on the page."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from nicegui import events, ui

from graphnn.web.elements.file_drop import FileDrop
from graphnn.web.gate import BODY_LIMIT_BYTES

OpenFile = Callable[[bytes, str], Awaitable[None]]
"""Opens a file from its bytes and its name: a graph, a model of Keras, a picture with a graph, or a table."""

LARGER = "Larger models come over in the shell, by graphnn import."
ENDINGS = (".json", ".keras", ".h5", ".hdf5", ".png", ".csv", ".gz", ".npz", ".zip")


class FilePicker:
    """The dialog, and the page as a place to drop on; nothing of it shows until a file is dragged over the page."""

    def __init__(self, open_file: OpenFile) -> None:
        """Put both into the present slot."""
        self._open_file = open_file
        self._upload = ui.upload(on_upload=self._take, auto_upload=True, max_files=1)
        self._upload.classes("gn-hidden").props["accept"] = ",".join(ENDINGS)
        self._upload.on("failed", self._refuse, js_handler="(failure) => emit(failure.xhr.status)")
        FileDrop(str(self._upload.props["url"]))

    def pick(self) -> None:
        """Show the dialog."""
        self._upload.run_method("pickFiles")

    def _refuse(self, event: events.GenericEventArguments) -> None:
        if event.args != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return  # What was taken is cleared away while its answer is still on its way, which ends as a failure.
        self._upload.reset()
        message = f"The file was not taken: the server allows {BODY_LIMIT_BYTES // 2**20} MB. {LARGER}"
        ui.notify(message, type="negative", multi_line=True, timeout=0, close_button="Close")

    async def _take(self, event: events.UploadEventArguments) -> None:
        content = await event.file.read()
        self._upload.reset()
        # A large one, or a model, takes seconds, in which the page would seem to have heard nothing.
        waiting = ui.notification(f"Opening {event.file.name}…", spinner=True, timeout=None)
        try:
            await self._open_file(content, event.file.name)
        finally:
            waiting.dismiss()
