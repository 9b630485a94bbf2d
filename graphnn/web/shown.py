"""What the canvas of one page shows: the graph as it was last sent there, and what has changed since."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.analysis.fitting import edges_by_target
from graphnn.catalogue.model import Catalogue
from graphnn.document.apply import apply
from graphnn.document.diff import Patch
from graphnn.document.edits import Edit
from graphnn.document.model import DEFAULT_TARGET_PORT, Document, Edge, parse_port
from graphnn.protocol.report import GraphReport
from graphnn.web.cards import Drawing, Pictures, changes, told_faults
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.scene import Card, FrameDrawn, NoteDrawn, SceneChanges, Step, Wire
from graphnn.web.level import Level


@dataclass(frozen=True, slots=True)
class Known:
    """All that decides how a graph looks."""

    document: Document
    report: GraphReport | None
    diagnostics: tuple[Diagnostic, ...]
    pictures: Pictures


class Shown:
    """Keeps a canvas up to the level that its page looks at."""

    def __init__(self, canvas: Canvas, level: Level, catalogue: Catalogue, pictures: Callable[[], Pictures]) -> None:
        """Begin with a canvas that is not there yet: the browser says when it is."""
        self._canvas = canvas
        self._level = level
        self._catalogue = catalogue
        self._pictures = pictures
        self._cards: dict[str, Card] = {}
        self._wires: dict[str, Wire] = {}
        self._frames: dict[str, FrameDrawn] = {}
        self._notes: dict[str, NoteDrawn] = {}
        self._steps: list[Step] = []
        self._known: Known | None = None
        self._edges: tuple[Edge, ...] | None = None
        self._edges_into: Mapping[str, list[Edge]] = {}
        self.is_loaded = False
        self._is_sent_ahead = False

    def load_ahead(self) -> None:
        """Send everything before the browser says that its canvas is there: the page keeps it until then."""
        if not self.is_loaded:
            self.load()
            self._is_sent_ahead = True

    def load_for_ready(self) -> None:
        """Send everything to a canvas that is there now, unless it was sent ahead.

        Should it say so again, it is there anew, and has missed what was sent meanwhile.
        """
        if not self._is_sent_ahead:
            self.load()
        self._is_sent_ahead = False

    def load(self) -> None:
        """Send everything."""
        self.is_loaded = True
        self._draw()
        self._canvas.load(
            {
                "cards": list(self._cards.values()),
                "wires": list(self._wires.values()),
                "frames": list(self._frames.values()),
                "notes": list(self._notes.values()),
                "way": self._steps,
                "has_data": self._level.document.data is not None,
            }
        )

    def update(self) -> None:
        """Send what has changed; of the document that is shown already only what more is known of it is looked at."""
        if not self.is_loaded:
            return
        before, now = self._known, self._now()
        if before is not None and before.document is now.document and before.pictures == now.pictures:
            self._known = now
            if nodes := _told_anew(before, now):
                ends = {edge.target: (edge.source_port.node, edge.target_port.node) for edge in now.document.edges}
                self._redraw(nodes, {target for target, (one, other) in ends.items() if one in nodes or other in nodes})
            return
        cards, wires, frames, notes, steps = self._cards, self._wires, self._frames, self._notes, self._steps
        self._draw()
        changed: SceneChanges = {
            "cards": changes(cards, self._cards),
            "wires": changes(wires, self._wires),
            "frames": changes(frames, self._frames),
            "notes": changes(notes, self._notes),
        }
        if steps != self._steps:
            changed["way"] = self._steps
        has_data = now.document.data is not None
        if before is None or has_data != (before.document.data is not None):
            changed["has_data"] = has_data
        self._send(changed)

    def touch(self, patch: Patch) -> None:
        """Send what a change of the document names, which takes no longer in a large graph; `update` sends the rest.

        Where it names more than nodes, wires and what is drawn around them, everything is looked at.
        """
        if not self.is_loaded:
            return
        known = self._known
        everywhere = (patch.blocks, patch.block_views, patch.data, patch.direction, patch.name)
        if known is None or self._level.way or any(everywhere):
            self.update()
            return
        ends = (parse_port(target, DEFAULT_TARGET_PORT) for target in patch.edges)
        folded = set(patch.collapsed.value) ^ set(known.document.view.collapsed) if patch.collapsed else set()
        nodes = {*patch.nodes, *patch.positions, *folded, *(end.node for end in ends)}
        self._redraw(nodes, {*patch.edges, *patch.waypoints})
        self._known = replace(known, document=self._level.document)

    def preview(self, node_id: str, edit: Edit) -> None:
        """Show a card as an edit on its way would make it, on this canvas alone; the document stays as it is."""
        if not self.is_loaded or node_id not in self._cards or node_id not in self._level.document.nodes:
            return
        document = apply(self._level.document, edit)
        card = self._drawing(replace(self._now(), document=document)).cards((node_id,))[node_id]
        before, self._cards = self._cards, {**self._cards, node_id: card}
        if before[node_id] != card:
            self._send({"cards": {node_id: card}})

    def _redraw(self, nodes: Collection[str], targets: Collection[str]) -> None:
        """Draw some cards, and the wires that end at some ports, and send those that are others now."""
        drawing = self._drawing(self._now())
        cards, wires = drawing.cards(nodes), drawing.wires(targets)
        frames, notes = drawing.frames(), drawing.notes()
        changed: SceneChanges = {
            "cards": changes({key: self._cards[key] for key in nodes if key in self._cards}, cards),
            "wires": changes({key: self._wires[key] for key in targets if key in self._wires}, wires),
            "frames": changes(self._frames, frames),
            "notes": changes(self._notes, notes),
        }
        # In place: to copy what thousands of others look like takes longer than to draw one.
        for key in set(nodes) - cards.keys():
            self._cards.pop(key, None)
        for key in set(targets) - wires.keys():
            self._wires.pop(key, None)
        self._cards.update(cards)
        self._wires.update(wires)
        self._frames, self._notes = frames, notes
        self._send(changed)

    def _send(self, changed: SceneChanges) -> None:
        if any(changed.values()) or "has_data" in changed:
            self._canvas.patch(changed)

    def _draw(self) -> None:
        self._known = self._now()
        drawing = self._drawing(self._known)
        self._cards, self._wires = drawing.cards(), drawing.wires()
        self._frames, self._notes = drawing.frames(), drawing.notes()
        self._steps = self._level.steps

    def _now(self) -> Known:
        level = self._level
        return Known(level.document, level.report, level.diagnostics, self._pictures())

    def _drawing(self, known: Known) -> Drawing:
        """Return how the graph looks; which edges end where is looked at again only where edges are others."""
        if known.document.edges is not self._edges:
            self._edges, self._edges_into = known.document.edges, edges_by_target(known.document)
        document, into = known.document, self._edges_into
        return Drawing(document, self._catalogue, known.report, known.diagnostics, known.pictures, edges_into=into)


def _told_anew(before: Known, now: Known) -> set[str]:
    """Return the nodes of a document of which something else is known now."""
    nodes: set[str] = set()
    if before.diagnostics is not now.diagnostics:
        faults, others = told_faults(before.diagnostics), told_faults(now.diagnostics)
        nodes |= {node for node in {*faults, *others} if faults.get(node) != others.get(node)}
    if before.report is not now.report:
        reports, known = (each.nodes if each is not None else {} for each in (before.report, now.report))
        nodes |= {node for node in {*reports, *known} if reports.get(node) is not known.get(node)}
    return nodes
