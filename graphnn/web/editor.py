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
from graphnn.web.adding import add
from graphnn.web.cards import Drawing, changes
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.intents import (
    Add,
    ApplyCure,
    Intent,
    Open,
    Reach,
    Ready,
    Redo,
    Save,
    Select,
    Switch,
    Train,
    Undo,
)
from graphnn.web.elements.palette import Palette
from graphnn.web.elements.scene import Card, SceneChanges, Wire
from graphnn.web.file_notice import FileNotice
from graphnn.web.file_picker import FilePicker, OpenFile
from graphnn.web.form import Choices
from graphnn.web.header import Actions, Header
from graphnn.web.inspector import Inspector
from graphnn.web.pictures import PictureBook
from graphnn.web.problems_panel import ProblemsPanel
from graphnn.web.sections import palette_sections
from graphnn.web.switching import switched
from graphnn.web.trainer import Trainer
from graphnn.web.training_panel import TrainingPanel


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
        self._cards: dict[str, Card] = {}
        self._wires: dict[str, Wire] = {}
        self._has_loaded = False
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
                self._show_palette()
            with ui.element("main").classes("gn-main"):
                self._canvas = Canvas(self._take)
                self._notice = FileNotice(self._file)
            with ui.element("section").classes("gn-drawer").props('aria-label="Training and problems"'):
                self._build_drawer()
            with ui.element("aside").classes("gn-right").props('aria-label="Inspector"'):
                self._inspector = Inspector(self._opened, self._choices, self._apply)

    def _build_drawer(self) -> None:
        with ui.element("div").classes("gn-tabs"):
            tabs = ui.tabs().props("no-caps dense inline-label indicator-color=transparent").classes("gn-drawer-tabs")
            with tabs:
                training = ui.tab("Training")
                problems = ui.tab("Problems")
        with ui.tab_panels(tabs, value=training).props("animated=false keep-alive").classes("gn-tab-panels") as panels:
            with ui.tab_panel(training):
                self._training = TrainingPanel(self._trainer)
            with ui.tab_panel(problems):
                self._problems = ProblemsPanel(self._apply, self._reveal)
        self._panels = panels

    def _show_tab(self, name: str) -> None:
        self._panels.set_value(name)

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
            show_problems=lambda: self._show_tab("Problems"),
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
            self._show_state()

    def _file_changed(self) -> None:
        with self._client:
            self._header.refresh()
            self._notice.refresh()

    def _run_event(self, event: RunEvent | None) -> None:
        with self._client:
            self._training.take(event)
            if event is None or isinstance(event, RunEnded | Preparing):
                self._header.refresh()

    def _show_state(self) -> None:
        """Bring every panel up to the document and what is known of it."""
        with self._client:
            cards, wires = self._draw()
            changed: SceneChanges = {"cards": changes(self._cards, cards), "wires": changes(self._wires, wires)}
            if self._has_loaded and any(changed.values()):
                self._canvas.patch(changed)
            self._cards, self._wires = cards, wires
            self._header.refresh()
            self._header.show_engine(self._desk.engine.ready, self._opened.engine_failure)
            self._inspector.refresh()
            self._problems.show(self._opened.diagnostics)

    def _ask_engine(self) -> None:
        """Have the engine tell what is not known yet; asked only now, so that its start does not delay the page."""
        if self._opened.report is None:
            self._opened.request_report()
        self._pictures.request(self._opened.document, self._desk.catalogue)

    def _draw(self) -> tuple[dict[str, Card], dict[str, Wire]]:
        opened = self._opened
        pictures = self._pictures.of(opened.document)
        drawing = Drawing(opened.document, self._desk.catalogue, opened.report, opened.diagnostics, pictures)
        return drawing.cards(), drawing.wires()

    def _show_palette(self) -> None:
        sections = palette_sections(self._desk.catalogue, self._opened.document)
        self._palette.show(sections)
        if self._has_loaded:
            self._canvas.offer(sections)

    def _load(self) -> None:
        self._has_loaded = True
        self._cards, self._wires = self._draw()
        self._canvas.load({"cards": list(self._cards.values()), "wires": list(self._wires.values())})

    # What goes up: gestures, as edits.

    def _take(self, intent: Intent) -> None:
        match intent:
            case Ready():
                self._load()
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
            case Add():
                self._guarded(lambda: self._add(intent))
            case Switch():
                self._guarded(lambda: self._opened.apply(switched(intent, self._opened.document, self._catalogue)))
            case Reach():
                self._choose(gestures.reached(intent, self._opened.document))
            case _:
                self._guarded(lambda: self._opened.apply(gestures.edit_of(intent, self._opened.document)))

    def _add_from_palette(self, layer: str) -> None:
        """Add a layer behind the one selected node, else in the middle of the view, whose place the canvas knows."""
        if len(self._selected_nodes) == 1:
            self._guarded(lambda: self._add(Add(type=layer, x=None, y=None)))
        else:
            self._canvas.place(layer)

    def _add(self, intent: Add) -> None:
        added = add(intent, self._opened.document, self._catalogue, self._selected_nodes)
        self._opened.apply(added.edit)
        self._choose((added.node_id,))

    def _cure(self, node_id: str) -> None:
        fix = next((d.fix for d in self._opened.diagnostics if node_id in d.nodes and d.fix is not None), None)
        if fix is not None:
            self._apply(fix.edit)

    def _apply(self, edit: Edit) -> None:
        self._guarded(lambda: self._opened.apply(edit))

    def _guarded(self, action: Callable[[], object]) -> None:
        """Carry out what a person asked for; a refusal is said on the canvas, and what it shows is made true again."""
        try:
            action()
        except (GraphnnError, ValidationError) as error:
            message = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            self._canvas.notice(message)
            self._load()
            self._inspector.rebuild()

    def _show_selection(self, node_ids: tuple[str, ...]) -> None:
        self._selected_nodes = node_ids
        self._inspector.select(node_ids[0] if len(node_ids) == 1 else None)

    def _reveal(self, node_id: str) -> None:
        self._canvas.reveal(node_id)
        self._choose((node_id,))

    def _choose(self, node_ids: tuple[str, ...]) -> None:
        """Select these nodes, as if the person had."""
        self._canvas.select(node_ids)
        self._show_selection(node_ids)

    @property
    def _catalogue(self) -> Catalogue:
        """What can be placed here: the layers, and the document's own blocks."""
        return with_blocks(self._opened.document, self._desk.catalogue)

    def _choices(self) -> Choices:
        data = self._opened.document.data
        data_set = self._desk.catalogue.data_sets.get(data.source) if data else None
        return Choices(self._catalogue, tuple(c.name for c in data_set.columns) if data_set else ())

    async def _train(self) -> None:
        if any(diagnostic.is_error for diagnostic in self._opened.diagnostics):
            self._show_tab("Problems")
            return
        self._show_tab("Training")
        try:
            await self._trainer.start(self._opened.document)
        except GraphnnError as error:
            with self._client:
                self._canvas.notice(str(error))

    async def _resume(self) -> None:
        self._show_tab("Training")
        try:
            await self._trainer.resume()
        except GraphnnError as error:
            with self._client:
                self._canvas.notice(str(error))

    def _save(self) -> None:
        document = self._opened.document
        ui.download.content(codec.dumps(document), f"{file_name(document.name)}.json", "application/json")
