"""The Share menu: the network as a link, a file, a picture, a script or a model of Keras."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from nicegui import ui

from graphnn.catalogue.model import Catalogue
from graphnn.document import codec
from graphnn.document.link import fragment_of
from graphnn.document.model import Document
from graphnn.errors import GraphnnError, RefusedError
from graphnn.exchange.python_source import python_source
from graphnn.protocol.report import GraphReport
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.conversion import export_model
from graphnn.session.library import file_name
from graphnn.session.open_document import OpenDocument
from graphnn.web.addresses import SHARED_PATH
from graphnn.web.elements.clipboard import Clipboard
from graphnn.web.floating import menu, menu_item
from graphnn.web.icons import icon
from graphnn.web.named import named
from graphnn.web.trainer import Trainer

_PICTURE_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


class ShareMenu:
    """A button with all ways to hand a network on."""

    def __init__(self, opened: OpenDocument, trainer: Trainer, catalogue: Catalogue) -> None:
        """Build the button into the present slot."""
        self._opened = opened
        self._trainer = trainer
        self._catalogue = catalogue
        self._clipboard = Clipboard()
        self.ways: dict[str, Callable[[], Awaitable[None] | None]] = {
            "copy-link": self._copy_link,
            "take-graph": self.take_graph,
            "take-png": partial(self._take_picture, "png"),
            "take-svg": partial(self._take_picture, "svg"),
            "take-script": self._take_script,
            "take-model": self._take_model,
        }
        """What the menu offers, by the names of commands."""
        with ui.button(color=None).props("no-caps flat").classes("gn-button gn-share") as button:
            icon("share", size=15)
            ui.label("Share")
            with menu().classes("gn-share-menu").props('anchor="bottom right" self="top right" :offset="[0, 6]"'):
                self._item("copy-link", "link", "Copy link", "Opens this network, as it is now")
                ui.separator()
                self._item("take-graph", "file", "Graph file", "JSON, all of it")
                self._item("take-png", "picture", "Picture, PNG", "Dropped here, it opens again")
                self._item("take-svg", "picture", "Picture, SVG", "Sharp at any size")
                self._item("take-script", "code", "Python script", "Builds, trains and scores it")
                self._item("take-model", "model", "Keras model", "With its run's weights, or fresh ones")
        named(button, "Share")

    def _item(self, way: str, icon_name: str, title: str, words: str) -> None:
        async def guarded() -> None:
            try:
                done = self.ways[way]()
                if done is not None:
                    await done
            except GraphnnError as error:
                ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")

        with menu_item("", guarded).classes("gn-share-item"):
            icon(icon_name, size=17)
            with ui.element("div"):
                ui.label(title)
                ui.label(words).classes("gn-soft gn-share-words")

    def _copy_link(self) -> None:
        fragment = fragment_of(self._opened.document)
        self._clipboard.copy_address(f"{SHARED_PATH}#{fragment}", "The link is copied: it opens this network")

    def take_graph(self) -> None:
        """Download the network as a graph file."""
        ui.download.content(codec.dumps(self._opened.document), self._name("json"), "application/json")

    async def _take_picture(self, to: str) -> None:
        # In a thread: matplotlib takes a second to import, and a large graph one to draw.
        drawn = await asyncio.to_thread(_drawn, self._opened.document, self._catalogue, self._opened.report, to)
        ui.download.content(drawn, self._name(to), _PICTURE_TYPES[to])

    def _take_script(self) -> None:
        source = python_source(self._opened.document, self._catalogue)
        ui.download.content(source, self._name("py"), "text/x-python")

    async def _take_model(self) -> None:
        waiting = ui.notification("Making the Keras model…", spinner=True, timeout=None)
        try:
            model, is_trained = await asyncio.to_thread(_model, self._opened.document, self._run())
        finally:
            waiting.dismiss()
        ui.download.content(model, self._name("keras"), "application/octet-stream")
        if not is_trained:
            ui.notify("The model has fresh weights: this network, as it is now, has not been trained.")

    def _run(self) -> RunFolder | None:
        folder = self._trainer.folder
        is_over = folder is not None and not self._trainer.is_running and folder.model_file.is_file()
        return folder if is_over else None

    def _name(self, ending: str) -> str:
        return f"{file_name(self._opened.document.name)}.{ending}"


def _drawn(document: Document, catalogue: Catalogue, report: GraphReport | None, to: str) -> bytes:
    from graphnn.web.picture.graph import picture_file  # only here: it imports matplotlib

    return picture_file(document, catalogue, report, to="png" if to == "png" else "svg")


def _model(document: Document, run: RunFolder | None) -> tuple[bytes, bool]:
    """Return the model as a file, and whether its weights are those of the run."""
    with tempfile.TemporaryDirectory(prefix="graphnn-share-") as folder:
        file = Path(folder) / "model.keras"
        if run is not None:
            try:
                export_model(document, file, to="keras", run=run)
                return file.read_bytes(), True
            except RefusedError:
                pass  # It has trained another network than this one; what is wrong with this one is told below.
        export_model(document, file, to="keras")
        return file.read_bytes(), False
