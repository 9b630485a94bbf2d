"""The editor's page: header, palette, canvas, inspector and drawer over one open document.

Intent comes up from the panels as edits, goes through the document, and comes back down to every open page as a
patch. The page keeps no graph of its own beyond what its canvas was last sent.
"""

import asyncio
from collections.abc import Sequence

from nicegui import Client, ui

from graphnn.document.edits import SetData
from graphnn.errors import GraphnnError
from graphnn.protocol.events import Preparing, RunEnded, RunEvent
from graphnn.runs.shelf import RunShelf
from graphnn.session.company import Person
from graphnn.session.desk import Desk
from graphnn.session.document_file import DocumentFile
from graphnn.session.hand import Hand
from graphnn.session.open_document import DocumentChanged, News, Overwritten
from graphnn.session.own_table import is_table, take_table
from graphnn.web import theme
from graphnn.web.activation_gallery import ActivationGallery
from graphnn.web.canvas_hand import CanvasHand, Page
from graphnn.web.cards import Pictures
from graphnn.web.drawer import Drawer
from graphnn.web.elements.connection import Connection
from graphnn.web.elements.divider import Divider
from graphnn.web.elements.palette import Palette
from graphnn.web.elements.region import Region
from graphnn.web.explainer import Explainer
from graphnn.web.file_notice import FileNotice
from graphnn.web.file_picker import FilePicker, OpenFile
from graphnn.web.form import Choices, vocabulary
from graphnn.web.header import Actions, Header
from graphnn.web.insight import Insight
from graphnn.web.inspector import Inspector
from graphnn.web.lesson_book import LessonBook, Seat
from graphnn.web.lesson_panel import LessonPanel
from graphnn.web.level import Level
from graphnn.web.people import People, this_person
from graphnn.web.pictures import PictureBook
from graphnn.web.sections import palette_sections
from graphnn.web.shown import Shown
from graphnn.web.soon import Soon
from graphnn.web.starting import Starting
from graphnn.web.trainer import Trainer
from graphnn.web.versions_panel import VersionsPanel
from graphnn.web.wishes import Wishes, ask_network_name

PANELS_SECONDS = 0.02
"""So long panels wait for canvases: whatever changes, all browsers are told first what is drawn, and of each other."""


class Editor:
    """One browser's page over an open document."""

    def __init__(
        self,
        file: DocumentFile,
        trainer: Trainer,
        desk: Desk,
        pictures: PictureBook,
        *,
        shelf: RunShelf,
        open_file: OpenFile,
        book: LessonBook,
        lesson: Seat | None,
    ) -> None:
        """Build the page into the present client; a lesson goes on beside the canvas."""
        self._file = file
        self._opened = file.opened
        self._trainer = trainer
        self._desk = desk
        self._pictures = pictures
        self._shelf = shelf
        self._open_file = open_file
        self._picker = FilePicker(self._take_file)
        self._level = Level(self._opened)
        person = this_person()
        self._own = Hand(self._opened, person.key)
        self._client = ui.context.client
        self._is_away = False
        self._state = Soon(self._show_state, self._client, name="state", seconds=PANELS_SECONDS)
        self._chosen = Soon(self._show_chosen, self._client, name="selection", seconds=PANELS_SECONDS)
        self._build(person, book, lesson)
        self._watch_until_deleted(self._client)
        self._show_state()
        Soon(self._shown.load_ahead, self._client, name="drawing", seconds=0).ask()  # once the page is on its way

    def _build(self, person: Person, book: LessonBook, lesson: Seat | None) -> None:
        theme.apply_page_style()
        self._dark = theme.dark_mode()
        Connection()
        with ui.element("div").classes("gn-app"):
            actions = self._actions()
            self._header = Header(self._file, self._own, self._trainer, self._desk.catalogue, actions)
            with Region("aside").classes("gn-left").props('aria-label="Layers"') as left:
                self._palette = Palette(lambda layer: self._hand.add_from_palette(layer))
            left_edge = Divider("left")
            with Region("main").classes("gn-main"):
                self._hand = CanvasHand(self._own, self._level, self._desk, self._page())
                with self._header.people:
                    self._people = People(self._opened.company, person, self._level, self._hand.canvas)
                self._shown = Shown(self._hand.canvas, self._level, self._desk.catalogue, self._known_pictures)
                self._show_palette()
                self._notice = FileNotice(self._file, person.key)
            explainer = Explainer(self._desk.engine, self._trainer)
            self._drawer = Drawer(explainer, self._own, self._desk.catalogue, self._hand, shelf=self._shelf)
            show_tab = self._drawer.show_tab
            further = {"lessons": book.open, "activations": ActivationGallery(explainer, self._desk.catalogue).open}
            share = self._header.share
            self._wishes = Wishes(
                self._file, self._own, self._desk, actions, share=share, show_tab=show_tab, further=further
            )
            self._starting = Starting(self._trainer, self._opened, show_tab=show_tab, say=self._hand.canvas.notice)
            with Region("aside").classes("gn-right").props('aria-label="Inspector"'):
                self._inspector = Inspector(self._level, self._choices, self._hand.apply, self._shown.preview)
                self._insight = Insight(explainer, self._level, self._desk.catalogue)
            Divider("right")
            if lesson is not None:
                left_edge.unfold()
                with left:
                    LessonPanel(lesson, self._hand, self._drawer, self._insight, self._trainer)

    def _actions(self) -> Actions:
        return Actions(
            undo=lambda: self._hand.undo(),
            redo=lambda: self._hand.redo(),
            open=self._picker.pick,
            save=lambda: self._header.share.take_graph(),
            train=lambda: self._starting.train(),
            stop=self._trainer.stop,
            pause=self._trainer.pause,
            resume=lambda: self._starting.resume(),
            switch_theme=lambda: theme.switch(self._dark),
            rename=lambda: ask_network_name(self._own),
            show_problems=lambda: self._drawer.show_tab("Problems"),
            show_versions=lambda: VersionsPanel(self._file, self._own, self._desk.catalogue).open(),
        )

    def _page(self) -> Page:
        return Page(
            ready=self._canvas_ready,
            selected=self._show_selection,
            pointed=lambda intent: self._people.point(intent),
            refused=self._refused,
            level_changed=self._show_level,
            asked=lambda wish: self._wishes.carry_out(wish),
            open=self._picker.pick,
            save=lambda: self._header.share.take_graph(),
            train=lambda: self._starting.train(),
        )

    # What comes down: changes of document, report, engine and run.

    def _watch_until_deleted(self, client: Client) -> None:
        endings = (
            self._opened.watch(self._document_changed),
            self._file.watch(self._state.ask),
            self._trainer.watch(self._run_events),
            self._pictures.watch(self._state.ask),
            self._desk.engine.watch(self._state.ask),
        )
        client.on_delete(lambda: [end() for end in endings])
        client.on_disconnect(self._go_away)
        client.on_connect(self._come_back)

    def _go_away(self, client: Client) -> None:
        """Send nothing while the connection is lost: it would be kept, and all of it sent on return."""
        self._is_away = not client.has_socket_connection
        if self._is_away:
            self._drawer.rest()

    def _come_back(self) -> None:
        """Bring the page up to what it has missed; its canvas asks anew by itself."""
        if not self._is_away:
            return
        self._is_away = False
        self._show_palette()
        if self._level.settle():
            self._show_level()
        self._show_state()
        self._run_events(None)

    def _document_changed(self, change: News) -> None:
        if self._is_away:
            return
        with self._client:
            if isinstance(change, Overwritten):
                if change.person == self._own.person:
                    self._hand.canvas.notice(f"{self._people.name_of(change.by)} – {change.words}")
                return
            if isinstance(change, DocumentChanged):
                if change.patch.blocks or change.patch.block_order:
                    self._show_palette()
                self._pictures.request(self._opened.document, self._desk.catalogue)
                if self._level.settle():
                    self._hand.canvas.notice("The block that was shown here is gone.")
                    self._show_level()
                    return
                self._shown.touch(change.patch)
            if self._hand.is_acting:
                self._show_panels()  # A field that is being typed in takes note of what came of it at once.
            self._state.ask()

    def _run_events(self, events: Sequence[RunEvent] | None) -> None:
        if self._is_away:
            return
        with self._client:
            self._drawer.take(events)
            if events is None or isinstance(events[-1], RunEnded):
                self._insight.refresh()
            if events is None or any(isinstance(event, RunEnded | Preparing) for event in events):
                self._header.refresh()

    def _show_state(self) -> None:
        """Bring canvas and panels up to the document and what is known of it."""
        if self._is_away:
            return
        with self._client:
            self._shown.update()
        self._show_panels()

    def _show_panels(self) -> None:
        with self._client:
            self._header.refresh()
            self._notice.refresh()
            self._header.show_engine(self._desk.engine.ready, self._opened.engine_failure)
            self._inspector.refresh()
            self._insight.show(self._hand.selected)
            self._drawer.show_problems(self._opened.diagnostics)
            self._drawer.show_document()

    def _ask_engine(self) -> None:
        """Have the engine tell what is not known yet; asked only now, so that its start does not delay the page."""
        if self._opened.report is None:
            self._opened.request_report()
        self._pictures.request(self._opened.document, self._desk.catalogue)

    def _known_pictures(self) -> Pictures:
        return self._pictures.of(self._opened.document, self._desk.catalogue)

    def _show_palette(self) -> None:
        sections = palette_sections(self._desk.catalogue, self._opened.document, self._level.block)
        self._palette.show(sections)
        if self._shown.is_loaded:
            self._hand.canvas.offer(sections)

    def _show_level(self) -> None:
        """Show another part of the document: nothing of it is selected yet."""
        self._hand.forget_selection()
        self._shown.load()
        self._show_palette()
        self._show_state()

    # What goes up: what the hand on the canvas asks of the page.

    def _canvas_ready(self) -> None:
        self._shown.load_for_ready()
        self._hand.canvas.offer(palette_sections(self._desk.catalogue, self._opened.document, self._level.block))
        self._people.canvas_ready()
        self._hand.canvas.teach(vocabulary(self._desk.catalogue))
        self._drawer.show_marks()
        self._ask_engine()

    def _refused(self, message: str) -> None:
        self._hand.canvas.notice(message)
        self._shown.load()
        self._inspector.rebuild()

    def _show_selection(self, node_ids: tuple[str, ...]) -> None:
        self._people.look_at(node_ids)
        self._chosen.ask()

    def _show_chosen(self) -> None:
        """Show what is selected in the panels."""
        node_ids = self._hand.selected
        self._inspector.select(node_ids[0] if len(node_ids) == 1 else None)
        self._insight.show(node_ids)

    def _choices(self) -> Choices:
        data_set = self._desk.catalogue.data_set(self._opened.document.data)
        return Choices(self._hand.catalogue, tuple(c.name for c in data_set.columns) if data_set else ())

    async def _take_file(self, content: bytes, name: str) -> None:
        """Open a file that was dropped or chosen; a table is what the document learns from henceforth."""
        folder = self._opened.folder
        if folder is None or not is_table(name):
            await self._open_file(content, name)
            return
        try:
            data = await asyncio.to_thread(take_table, content, name, folder, self._opened.document.data)
        except GraphnnError as error:
            self._hand.canvas.notice(str(error))
            return
        if data == self._opened.document.data:
            self._opened.look_again()
        self._hand.guarded(lambda: self._own.apply(SetData(data=data)))
        self._drawer.show_tab("Data")
