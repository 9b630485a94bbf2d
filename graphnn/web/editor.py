"""The editor's page: header, palette, canvas, inspector and drawer over one open document.

Intent comes up from the panels as edits, goes through the document, and comes back down to every open page as a
patch. The page keeps no graph of its own beyond what its canvas was last sent.
"""

from collections.abc import Callable

from nicegui import Client, background_tasks, ui
from pydantic import ValidationError

from graphnn.analysis.blocks import with_blocks
from graphnn.catalogue.model import Catalogue
from graphnn.document import codec
from graphnn.document.edits import Edit
from graphnn.errors import GraphnnError
from graphnn.protocol.events import Preparing, RunEnded, RunEvent
from graphnn.session.desk import Desk
from graphnn.session.document_file import DocumentFile
from graphnn.session.library import file_name
from graphnn.session.open_document import DocumentChanged, ReportChanged
from graphnn.web import gestures, theme
from graphnn.web.cards import Pictures
from graphnn.web.drawer import Drawer
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.intents import (
    Add,
    ApplyCure,
    Enter,
    Intent,
    Leave,
    Open,
    Reach,
    Ready,
    Redo,
    Save,
    Select,
    Train,
    Undo,
)
from graphnn.web.elements.palette import Palette
from graphnn.web.explainer import Explainer
from graphnn.web.file_notice import FileNotice
from graphnn.web.file_picker import FilePicker, OpenFile
from graphnn.web.form import Choices
from graphnn.web.header import Actions, Header
from graphnn.web.insight import Insight
from graphnn.web.inspector import Inspector
from graphnn.web.level import Level
from graphnn.web.meaning import Change, meant
from graphnn.web.pictures import PictureBook
from graphnn.web.sections import palette_sections
from graphnn.web.shown import Shown
from graphnn.web.trainer import Trainer


class Editor:
    """One browser's page over an open document."""

    def __init__(
        self, file: DocumentFile, trainer: Trainer, desk: Desk, pictures: PictureBook, *, open_file: OpenFile
    ) -> None:
        """Build the page into the present client."""
        self._file = file
        self._opened = file.opened
        self._trainer = trainer
        self._desk = desk
        self._pictures = pictures
        self._picker = FilePicker(open_file)
        self._selected_nodes: tuple[str, ...] = ()
        self._level = Level(self._opened)
        self._client = ui.context.client
        self._build()
        self._watch_until_deleted(self._client)
        self._show_state()

    def _build(self) -> None:
        theme.apply_page_style()
        self._dark = theme.dark_mode()
        with ui.element("div").classes("gn-app"):
            self._header = Header(self._file, self._trainer, self._actions())
            with ui.element("aside").classes("gn-left").props('aria-label="Layers"'):
                self._palette = Palette(self._add_from_palette)
            with ui.element("main").classes("gn-main"):
                self._canvas = Canvas(self._take)
                self._shown = Shown(self._canvas, self._level, self._desk.catalogue, self._known_pictures)
                self._show_palette()
                self._notice = FileNotice(self._file)
            explainer = Explainer(self._desk.engine, self._trainer)
            self._drawer = Drawer(explainer, self._desk.catalogue, self._apply, self._reveal)
            with ui.element("aside").classes("gn-right").props('aria-label="Inspector"'):
                self._inspector = Inspector(self._level, self._choices, self._apply)
                self._insight = Insight(explainer, self._level, self._desk.catalogue)

    def _actions(self) -> Actions:
        return Actions(
            undo=lambda: self._guarded(self._opened.undo),
            redo=lambda: self._guarded(self._opened.redo),
            open=self._picker.pick,
            save=self._save,
            train=self._train,
            stop=self._trainer.stop,
            pause=self._trainer.pause,
            resume=self._resume,
            switch_theme=lambda: theme.switch(self._dark),
            show_problems=lambda: self._drawer.show_tab("Problems"),
        )

    # What comes down: changes of document, report, engine and run.

    def _watch_until_deleted(self, client: Client) -> None:
        endings = (
            self._opened.watch(self._document_changed),
            self._file.watch(self._file_changed),
            self._trainer.watch(self._run_event),
            self._pictures.watch(self._show_state),
            self._desk.engine.watch(self._show_state),
        )
        client.on_delete(lambda: [end() for end in endings])

    def _document_changed(self, change: DocumentChanged | ReportChanged) -> None:
        with self._client:
            if isinstance(change, DocumentChanged):
                if change.patch.blocks or change.patch.block_order:
                    self._show_palette()
                self._pictures.request(self._opened.document, self._desk.catalogue)
                if self._level.settle():
                    self._canvas.notice("The block that was shown here is gone.")
                    self._show_level()
                    return
            self._show_state()

    def _file_changed(self) -> None:
        with self._client:
            self._header.refresh()
            self._notice.refresh()

    def _run_event(self, event: RunEvent | None) -> None:
        with self._client:
            self._drawer.take(event)
            if event is None or isinstance(event, RunEnded):
                self._insight.refresh()
            if event is None or isinstance(event, RunEnded | Preparing):
                self._header.refresh()

    def _show_state(self) -> None:
        """Bring every panel up to the document and what is known of it."""
        with self._client:
            self._shown.update()
            self._header.refresh()
            self._header.show_engine(self._desk.engine.ready, self._opened.engine_failure)
            self._inspector.refresh()
            self._insight.show(self._selected_nodes)
            self._drawer.show_problems(self._opened.diagnostics)

    def _ask_engine(self) -> None:
        """Have the engine tell what is not known yet; asked only now, so that its start does not delay the page."""
        if self._opened.report is None:
            self._opened.request_report()
        self._pictures.request(self._opened.document, self._desk.catalogue)

    def _known_pictures(self) -> Pictures:
        return self._pictures.of(self._opened.document)

    def _show_palette(self) -> None:
        sections = palette_sections(self._desk.catalogue, self._opened.document)
        self._palette.show(sections)
        if self._shown.is_loaded:
            self._canvas.offer(sections)

    def _show_level(self) -> None:
        """Show another part of the document: nothing of it is selected yet."""
        self._show_selection(())
        self._shown.load()
        self._show_state()

    # What goes up: gestures, as edits.

    def _take(self, intent: Intent) -> None:
        match intent:
            case Ready():
                self._shown.load()
                self._canvas.offer(palette_sections(self._desk.catalogue, self._opened.document))
                self._ask_engine()
            case Select():
                self._show_selection(intent.nodes)
            case Undo():
                self._guarded(self._opened.undo)
            case Redo():
                self._guarded(self._opened.redo)
            case ApplyCure():
                self._cure(intent.id)
            case Save():
                self._save()
            case Open():
                self._picker.pick()
            case Train():
                background_tasks.create(self._train(), name="train", context=self._client)
            case Reach():
                self._choose(gestures.reached(intent, self._level.document))
            case Enter():
                if self._level.enter(intent.id):
                    self._show_level()
            case Leave():
                if self._level.leave(intent.depth):
                    self._show_level()
            case _:
                self._change(intent)

    def _add_from_palette(self, layer: str) -> None:
        """Add a layer behind the one selected node, else in the middle of the view, whose place the canvas knows."""
        if len(self._selected_nodes) == 1:
            self._change(Add(type=layer, x=None, y=None))
        else:
            self._canvas.place(layer)

    def _change(self, intent: Change) -> None:
        def change() -> None:
            what = meant(intent, self._level.document, self._catalogue, self._selected_nodes)
            self._carry_out(what.edit)
            if what.select is not None:
                self._choose(what.select)

        self._guarded(change)

    def _cure(self, node_id: str) -> None:
        fix = next((d.fix for d in self._level.diagnostics if node_id in d.nodes and d.fix is not None), None)
        if fix is not None:
            self._apply(fix.edit)

    def _apply(self, edit: Edit) -> None:
        self._guarded(lambda: self._carry_out(edit))

    def _carry_out(self, edit: Edit) -> None:
        """Apply an edit of what is shown, as one step of undo."""
        self._opened.apply(self._level.edit(edit))

    def _guarded(self, action: Callable[[], object]) -> None:
        """Carry out what a person asked for; a refusal is said on the canvas, and what it shows is made true again."""
        try:
            action()
        except (GraphnnError, ValidationError) as error:
            message = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            self._canvas.notice(message)
            self._shown.load()
            self._inspector.rebuild()

    def _show_selection(self, node_ids: tuple[str, ...]) -> None:
        self._selected_nodes = node_ids
        self._inspector.select(node_ids[0] if len(node_ids) == 1 else None)
        self._insight.show(node_ids)

    def _reveal(self, way: tuple[str, ...]) -> None:
        """Go to a node, into blocks if it lies there."""
        if self._level.go(way[:-1]):
            self._show_level()
        node_id = way[-1]
        self._canvas.reveal(node_id)
        self._choose((node_id,))

    def _choose(self, node_ids: tuple[str, ...]) -> None:
        """Select these nodes, as if the person had."""
        self._canvas.select(node_ids)
        self._show_selection(node_ids)

    @property
    def _catalogue(self) -> Catalogue:
        """What can be placed here: the layers, and the document's own blocks."""
        return with_blocks(self._level.document, self._desk.catalogue)

    def _choices(self) -> Choices:
        data = self._opened.document.data
        data_set = self._desk.catalogue.data_sets.get(data.source) if data else None
        return Choices(self._catalogue, tuple(c.name for c in data_set.columns) if data_set else ())

    async def _train(self) -> None:
        if any(diagnostic.is_error for diagnostic in self._opened.diagnostics):
            self._drawer.show_tab("Problems")
            return
        self._drawer.show_tab("Training")
        try:
            await self._trainer.start(self._opened.document)
        except GraphnnError as error:
            with self._client:
                self._canvas.notice(str(error))

    async def _resume(self) -> None:
        self._drawer.show_tab("Training")
        try:
            await self._trainer.resume()
        except GraphnnError as error:
            with self._client:
                self._canvas.notice(str(error))

    def _save(self) -> None:
        document = self._opened.document
        ui.download.content(codec.dumps(document), f"{file_name(document.name)}.json", "application/json")
