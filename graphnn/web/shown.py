"""What the canvas of one page shows: the graph as it was last sent there, and what has changed since."""

from collections.abc import Callable

from graphnn.catalogue.model import Catalogue
from graphnn.web.cards import Drawing, Pictures, changes
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.scene import Card, FrameDrawn, NoteDrawn, SceneChanges, Step, Wire
from graphnn.web.level import Level


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
        self.is_loaded = False

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
            }
        )

    def update(self) -> None:
        """Send what has changed."""
        if not self.is_loaded:
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
        if any(changed.values()):
            self._canvas.patch(changed)

    def _draw(self) -> None:
        level = self._level
        drawing = Drawing(level.document, self._catalogue, level.report, level.diagnostics, self._pictures())
        self._cards, self._wires = drawing.cards(), drawing.wires()
        self._frames, self._notes = drawing.frames(), drawing.notes()
        self._steps = level.steps
