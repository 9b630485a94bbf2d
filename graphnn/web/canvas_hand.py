"""What a person does on the canvas, carried out: gestures become edits, questions get their answers.

The page around it is asked for what is not about the graph: to save, to open, to train.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import background_tasks, ui
from pydantic import ValidationError

from graphnn.analysis import advice
from graphnn.analysis.blocks import with_blocks
from graphnn.catalogue.model import Catalogue
from graphnn.document.edits import Edit
from graphnn.document.model import Document
from graphnn.errors import GraphnnError
from graphnn.session.desk import Desk
from graphnn.session.hand import Hand
from graphnn.web import gestures
from graphnn.web.cards import told_faults
from graphnn.web.copying import text_of
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.intents import (
    Add,
    ApplyCure,
    Ask,
    Connect,
    Copy,
    Enter,
    Intent,
    Leave,
    Open,
    Paste,
    Point,
    Pull,
    Reach,
    Ready,
    Redo,
    Rewire,
    Save,
    Seek,
    Select,
    TakeAdvice,
    Train,
    Undo,
    Wish,
)
from graphnn.web.level import Level
from graphnn.web.meaning import Change, meant
from graphnn.web.pulling import WireGuide


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the canvas needs of the page around it."""

    ready: Callable[[], None]
    selected: Callable[[tuple[str, ...]], None]
    pointed: Callable[[Point], None]
    refused: Callable[[str], None]
    level_changed: Callable[[], None]
    asked: Callable[[Wish], None]
    open: Callable[[], None]
    save: Callable[[], None]
    train: Callable[[], Awaitable[None]]


class CanvasHand:
    """Takes the intents of one canvas."""

    def __init__(self, own: Hand, level: Level, desk: Desk, page: Page) -> None:
        """Build the canvas, on which one person works, into the present slot."""
        self._own = own
        self._level = level
        self._desk = desk
        self._page = page
        self._client = ui.context.client
        self.selected: tuple[str, ...] = ()
        self.is_acting = False
        self._advice: advice.Advice | None = None
        self.canvas = Canvas(self._take)
        self._guide = WireGuide(level, desk, self.canvas)

    @property
    def catalogue(self) -> Catalogue:
        """What can be placed here: the layers, and the document's own blocks."""
        return with_blocks(self._level.document, self._desk.catalogue)

    @property
    def document(self) -> Document:
        """The whole document, whatever part of it the canvas shows."""
        return self._own.opened.document

    def apply(self, edit: Edit) -> None:
        """Carry out an edit."""
        self.guarded(lambda: self._carry_out(edit))

    def train(self) -> None:
        """Have the network trained as it is now."""
        background_tasks.create(self._page.train(), name="train", context=self._client)

    def undo(self) -> None:
        """Take the person's last step back."""
        self.guarded(lambda: self._say(self._own.undo()))

    def redo(self) -> None:
        """Take the step again that was taken back."""
        self.guarded(lambda: self._say(self._own.redo()))

    def add_from_palette(self, layer: str) -> None:
        """Add a layer behind the one selected node, else in the middle of the view, whose place the canvas knows."""
        if len(self.selected) == 1:
            self._take(Add(type=layer, x=None, y=None))
        else:
            self.canvas.place(layer)

    def reveal(self, way: tuple[str, ...]) -> None:
        """Go to a node, into blocks if it lies there, and select it."""
        if self._level.go(way[:-1]):
            self._page.level_changed()
        self.canvas.reveal(way[-1])
        self.choose((way[-1],))

    def forget_selection(self) -> None:
        """Take it that nothing is selected: another part of the document is shown."""
        self._select(())

    def choose(self, node_ids: tuple[str, ...]) -> None:
        """Select these nodes, as if the person had."""
        self.canvas.select(node_ids)
        self._select(node_ids)

    def guarded(self, action: Callable[[], object]) -> None:
        """Carry out what a person asked for; a refusal is said on the canvas, and what it shows is made true again."""
        self._drop_advice()
        self.is_acting = True
        try:
            action()
        except (GraphnnError, ValidationError) as error:
            self._page.refused(error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error))
        finally:
            self.is_acting = False

    def _take(self, intent: Intent) -> None:
        match intent:
            case Ready():
                self._page.ready()
            case Select():
                self._select(intent.nodes)
            case Point():
                self._page.pointed(intent)
            case Undo():
                self.undo()
            case Redo():
                self.redo()
            case ApplyCure():
                self._cure(intent.id)
            case Save():
                self._page.save()
            case Ask():
                self._page.asked(intent.what)
            case Open():
                self._page.open()
            case Train():
                self.train()
            case Pull():
                self._guide.tell_ports(intent)
            case Seek():
                self._guide.tell_layers(intent)
            case TakeAdvice():
                self._take_advice(intent)
            case Copy():
                self.guarded(lambda: self.canvas.hand_over(text_of(intent, self._level.document)))
            case Reach():
                self.choose(gestures.reached(intent, self._level.document))
            case Enter():
                if self._level.enter(intent.id):
                    self._page.level_changed()
            case Leave():
                if self._level.leave(intent.depth):
                    self._page.level_changed()
            case _:
                self.guarded(lambda: self._change(intent))

    def _change(self, intent: Change) -> None:
        what = meant(intent, self._level.document, self.catalogue, self.selected)
        self._carry_out(what.edit)
        if what.select is not None:
            self.choose(what.select)
        if isinstance(intent, Add) and what.select is not None:
            # Where a hand dropped it, it is seen: to move the view then would take the canvas from under the hand.
            if intent.x is None:
                self.canvas.show(what.select[0])
            self._advise(what.select[0])
        elif isinstance(intent, Paste) and intent.x is None and what.select:
            self.canvas.show(what.select[0])
        elif isinstance(intent, Connect | Rewire):
            self._advise(intent.target)

    def _carry_out(self, edit: Edit) -> None:
        """Apply an edit of what is shown, as one step of undo."""
        self._own.apply(self._level.edit(edit))

    def _say(self, words: str) -> None:
        if words:
            self.canvas.notice(words)

    def _select(self, node_ids: tuple[str, ...]) -> None:
        self.selected = node_ids
        self._page.selected(node_ids)

    def _cure(self, node_id: str) -> None:
        fault = told_faults(self._level.diagnostics).get(node_id)
        if fault is not None and fault.fix is not None:
            self.apply(fault.fix.edit)

    def _advise(self, target: str) -> None:
        """Say what a wire just drawn brings about, where that is seldom meant."""
        edge = self._level.document.edge_into(target)
        spec = self._guide.spec_at(edge.source_port) if edge is not None else None
        if spec is None:
            return
        self._advice = advice.advise(self._level.document, self.catalogue, target, spec.shape)
        if self._advice is not None:
            labels = [fix.label for fix in self._advice.fixes]
            self.canvas.advise({"message": self._advice.message, "cures": labels})

    def _take_advice(self, intent: TakeAdvice) -> None:
        if self._advice is not None and intent.place < len(self._advice.fixes):
            self.apply(self._advice.fixes[intent.place].edit)

    def _drop_advice(self) -> None:
        if self._advice is not None:
            self._advice = None
            self.canvas.advise(None)
