"""The editor's server: its pages, the engine behind them, and the gate in front.

The page is up before TensorFlow is: the engine warms in a process of its own, and then one more process warms
for the first run.
"""

import asyncio
import gc
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from nicegui import Client, app, core, ui

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec, picture
from graphnn.document.examples import load_examples
from graphnn.document.lessons import load_lessons
from graphnn.document.model import Document
from graphnn.errors import DataError, GraphnnError
from graphnn.runs.launch import RunLauncher
from graphnn.runs.queue import RunQueue
from graphnn.runs.shelf import RunShelf
from graphnn.session.desk import Desk
from graphnn.session.engine_client import EngineClient
from graphnn.session.hand import Hand
from graphnn.session.library import Library
from graphnn.session.open_document import OpenDocument
from graphnn.session.own_table import is_table, take_table, title_of_table
from graphnn.web import gate, hearing
from graphnn.web.addresses import SHARED_PATH, document_path
from graphnn.web.editor import Editor
from graphnn.web.gallery import Gallery, waiting_page
from graphnn.web.lesson_book import LessonBook
from graphnn.web.listening import listen, shown_host
from graphnn.web.missing import answer_unknown_addresses, missing_page
from graphnn.web.opening import opened_file
from graphnn.web.people import this_person
from graphnn.web.pictures import PictureBook
from graphnn.web.shared_page import SharedPage
from graphnn.web.start_weights import Arrival, say_of_arrival
from graphnn.web.trainer import Trainer

RECONNECT_SECONDS = 60.0
"""How long a page may be away and find everything as it was."""

EDITOR_RECONNECT_SECONDS = 900.0
"""How long an editor may: somebody works there, and has selected, unfolded and typed."""

HEAD_START_SECONDS = 2.0
"""How long the engine's start, which takes all cores for seconds, waits for the first page."""

END_SECONDS = 0.5
"""How long a process that is still importing TensorFlow is waited for when the server ends."""

BUSY_SECONDS, IDLE_SECONDS = 0.25, 2.0
"""How often the queue is looked at while runs train or wait, and while none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What is served, and where.

    Args:
        file: The graph file to open, which is edited in place.
        example: The example to open, of which a copy is made.
        workspace: Where runs go.
        documents: The folder of the graph files.
    """

    file: Path | None
    example: Document | None
    workspace: Path
    documents: Path
    host: str
    port: int
    token: str | None
    opens_browser: bool
    as_json: bool


def serve_editor(serving: Serving) -> None:
    """Serve the editor until it is interrupted.

    Raises:
        UsageError: If another host than loopback has no token, or the port is taken.
    """
    gate.install(app, core.sio, host=serving.host, token=serving.token)
    hearing.install(core.sio)
    listener = listen(serving.host, serving.port)
    port = int(listener.getsockname()[1])
    server = EditorServer(serving.workspace, serving.documents)
    path = server.path_of(serving)
    query = f"?token={quote(serving.token)}" if serving.token else ""
    _announce(f"http://{shown_host(serving.host)}:{port}{path}{query}", as_json=serving.as_json)
    ui.run(
        host=serving.host,
        port=port,
        title="graphnn",
        language="en-US",
        favicon=_FAVICON,
        dark=None,
        reload=False,
        show=f"{path}{query}" if serving.opens_browser else False,
        show_welcome_message=False,
        reconnect_timeout=RECONNECT_SECONDS,
        tailwind=False,
        fd=listener.fileno(),
    )


class EditorServer:
    """What all pages share: the desk, the launcher, and one trainer for each open document."""

    def __init__(self, workspace: Path, documents: Path) -> None:
        """Make the pages known to NiceGUI and start the engine with the server."""
        self._launcher = RunLauncher(patience_seconds=END_SECONDS)
        self._runs_folder = workspace / "runs"
        self._queue = RunQueue(self._launcher, self._runs_folder)
        self._shelf = RunShelf(self._runs_folder)
        self._trainers: dict[str, Trainer] = {}
        self._arrivals: dict[str, Arrival] = {}
        self.desk = Desk(load_catalogue(), EngineClient(patience_seconds=END_SECONDS), Library(documents))
        self._pictures = PictureBook(self.desk.engine)
        self._examples = load_examples()
        self._lessons = LessonBook(load_lessons(), self._examples, self.desk)
        self.desk.engine.watch(self._engine_is_ready)
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        app.on_startup(self._start)
        app.on_shutdown(self._close)
        ui.page("/")(self._gallery_page)
        ui.page("/document/{key:path}", reconnect_timeout=EDITOR_RECONNECT_SECONDS)(self._editor_page)
        ui.page(SHARED_PATH)(self._shared_page)
        answer_unknown_addresses()

    def path_of(self, serving: Serving) -> str:
        """Return the path of the page to open first: a file's, a copy's of an example or picture, or the start page."""
        if serving.example is not None:
            return document_path(self.desk.create(serving.example, copied_from=serving.example))
        if serving.file is None:
            return "/"
        if picture.is_picture_file(serving.file):
            return document_path(self.desk.create(codec.read(serving.file)))
        key = self.desk.library.key_of(serving.file)
        self.desk.library.path(key)  # Refused here, not on a page.
        return document_path(key)

    def _gallery_page(self) -> None:
        Gallery(self.desk, self._examples, self._lessons, open_document=self._show, open_file=self._open_file)

    def _reading(self, key: str) -> Callable[[], object] | None:
        try:
            return self.desk.reading(key)
        except DataError:
            return None  # What is wrong with the file is told in the editor.

    def _editor_page(self, key: str, lesson: str = "", step: str = "") -> None:
        try:
            if (reading := self._reading(key)) is not None:
                waiting_page("Reading the data of this document…", reading)
                return
            file = self.desk.find(key)
        except GraphnnError as error:
            missing_page(str(error))
            return
        trainer = self._trainer(key, file.opened)
        Editor(
            file,
            trainer,
            self.desk,
            self._pictures,
            shelf=self._shelf,
            open_file=self._open_file,
            book=self._lessons,
            lesson=self._lessons.seat(lesson, step, key),
        )
        if (arrival := self._arrivals.pop(key, None)) is not None:
            say_of_arrival(arrival, Hand(file.opened, this_person().key))

    def _shared_page(self) -> None:
        SharedPage(self.desk, save_copy=self._show)

    def _trainer(self, key: str, opened: OpenDocument) -> Trainer:
        """Return the trainer of an open document; a new one shows the run that an earlier server began."""
        if key not in self._trainers:
            self._trainers[key] = Trainer(self._queue, opened.folder)
            self._launcher.expect(opened.document)
            if (run := self._shelf.of(opened.document)) is not None:
                self._trainers[key].show(run.folder)
        return self._trainers[key]

    def _show(self, document: Document, copied_from: Document | None = None, *, arrival: Arrival | None = None) -> None:
        key = self.desk.create(document, copied_from=copied_from)
        if arrival is not None:
            self._arrivals[key] = arrival
        ui.navigate.to(document_path(key))

    async def _open_file(self, content: bytes, name: str) -> None:
        if is_table(name):
            await self._learn_from(content, name)
            return
        try:
            taken = await asyncio.to_thread(opened_file, content, name, runs_folder=self._runs_folder)
            self._show(taken.document, arrival=Arrival(taken.notes, taken.weights))
        except GraphnnError as error:
            ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")

    async def _learn_from(self, content: bytes, name: str) -> None:
        """Open a new document that learns from a table."""
        try:
            data = await asyncio.to_thread(take_table, content, name, self.desk.library.folder)
            self._show(Document(name=title_of_table(name), data=data))
        except GraphnnError as error:
            ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")

    def _start(self) -> None:
        hearing.look_often(core.sio)
        # What is loaded by now stays: to look through it for garbage took a tenth of a second again and again,
        # in which no page was answered.
        gc.collect()
        gc.freeze()
        self.desk.library.sweep()
        self._shelf.sweep()
        coroutines = (self._warm_up(), self.desk.look_at_files(), self._look_at_queue())
        self._tasks = tuple(asyncio.create_task(coroutine) for coroutine in coroutines)

    async def _warm_up(self) -> None:
        """Start the engine once the first page has had the machine to itself; a page that is there starts it sooner."""
        await asyncio.sleep(HEAD_START_SECONDS)
        await self.desk.engine.start()

    async def _look_at_queue(self) -> None:
        """Let the runs that wait have their turn, those of an earlier server too, until cancelled."""
        while True:
            is_busy = await asyncio.to_thread(self._queue.look)
            await asyncio.sleep(BUSY_SECONDS if is_busy else IDLE_SECONDS)

    def _engine_is_ready(self) -> None:
        # Only now: two processes that import TensorFlow at once would both be late.
        self._launcher.prepare()

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.desk.close()
        self._launcher.close()
        # NiceGUI 3.18 waits two seconds in vain for the loops that feed pages still open.
        for client in Client.instances.values():
            client.outbox.stop()


def _announce(address: str, *, as_json: bool) -> None:
    print(json.dumps({"address": address}) if as_json else f"graphnn is at {address}", flush=True)


_FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22"><rect width="22" height="22" rx="6" fill="#5b5bd6"/>'
    '<g stroke="#fff" stroke-width="1.4"><path d="M6 7l10 4M6 15l10-4"/></g><g fill="#fff">'
    '<circle cx="6" cy="7" r="2.3"/><circle cx="6" cy="15" r="2.3"/><circle cx="16" cy="11" r="2.3"/></g></svg>'
)
