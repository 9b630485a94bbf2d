"""The Layers tab: what goes on in each layer while the network learns; the cards on the canvas say the worst of it."""

import asyncio
from collections.abc import Callable, Mapping

from nicegui import background_tasks, ui

from graphnn.errors import UnwritableError
from graphnn.protocol.inside import Inside, InsideSettings, read_inside, read_settings, write_settings
from graphnn.protocol.run_folder import RunFolder
from graphnn.session.open_document import OpenDocument
from graphnn.web.elements.layer_table import LayerTable
from graphnn.web.inside_words import LayerMark, histories, marks_of, numbers_of, way_to
from graphnn.web.live_activity import LiveActivity, of_unchanged_nodes
from graphnn.web.trainer import Trainer

LOOK_SECONDS = 1.0

LOOKS_SHOWN = 60
"""So many columns has the picture of how a layer's weights were spread."""

ShowMarks = Callable[[Mapping[str, LayerMark]], None]
Reveal = Callable[[tuple[str, ...]], None]


class InsidePanel:
    """Reads the looks inside of the run shown, as they are written."""

    def __init__(
        self, trainer: Trainer, opened: OpenDocument, show_marks: ShowMarks, reveal: Reveal, live: LiveActivity
    ) -> None:
        """Build the panel into the present slot."""
        self._trainer = trainer
        self._opened = opened
        self._show_marks = show_marks
        self._reveal_way = reveal
        self._live = live
        self._client = ui.context.client
        self._folder: RunFolder | None = None
        self._looks: list[Inside] = []
        self._offset = 0
        self._shown: Mapping[str, LayerMark] = {}
        self._is_looked_at = False
        self._cost: float | None = None
        self._table = LayerTable(self._send, self._reveal, self._set_share, live.choose)
        self._timer = ui.timer(LOOK_SECONDS, self._read, active=False)
        self.refresh()

    def refresh(self) -> None:
        """Show the run there is now, and follow it while it is under way."""
        self._timer.active = self._trainer.is_running
        if self._folder != self._trainer.folder:
            self._folder, self._looks, self._offset = self._trainer.folder, [], 0
            self.show_marks()
            self._send()
        background_tasks.create(self._read(), name="inside", context=self._client)

    def rest(self) -> None:
        """Follow the run no more until the next `refresh`."""
        self._timer.active = False

    async def _read(self) -> None:
        folder, offset = self._folder, self._offset
        if folder is None:
            return
        looks, end = await asyncio.to_thread(read_inside, folder, offset)
        if not looks and self._live.cost != self._cost:
            with self._client:
                self._send()
        if not looks or folder != self._folder or offset != self._offset:
            return  # Nothing is new, or it is of another run, or was read already.
        self._looks += looks
        self._offset = end
        with self._client:
            self.show_marks()
            self._send()

    def show_marks(self) -> None:
        """Have the cards say what was seen last; one that was changed since has not been seen."""
        self._shown = self._marks()
        self._show_marks(self._shown)

    def show_document(self) -> None:
        """Bring up to date which cards are those that were seen, after an edit."""
        if self._marks() != self._shown:
            self.show_marks()

    def _marks(self) -> Mapping[str, LayerMark]:
        if not self._looks:
            return {}
        marks, trained = marks_of(self._looks[-1], self._opened.document), self._trainer.trained
        return marks if trained is None else of_unchanged_nodes(marks, trained, self._opened.document)

    def set_looked_at(self, is_looked_at: bool) -> None:
        """Say whether anybody looks at the table: only then is it sent."""
        self._is_looked_at = is_looked_at
        self._send()

    def _send(self) -> None:
        if not self._is_looked_at:
            return
        self._cost = self._live.cost
        stride = max(1, -(-len(self._looks) // LOOKS_SHOWN))
        looks = self._looks[::-stride][::-1]  # evenly, the last among them
        names = self._looks[-1].layers if self._looks else {}
        self._table.show(
            [
                {
                    "name": name,
                    "title": name,
                    "numbers": numbers_of(layer),
                    **histories(looks, name),
                }
                for name, layer in names.items()
            ],
            read_settings(self._trainer.queue.parent).share,
            self._live.settings,
            self._cost,
        )

    def _reveal(self, name: str) -> None:
        if way := way_to(name, self._opened.document):
            self._reveal_way(way)

    def _set_share(self, share: float) -> None:
        try:
            write_settings(self._trainer.queue.parent, InsideSettings(share=share))
        except UnwritableError as error:
            ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")
