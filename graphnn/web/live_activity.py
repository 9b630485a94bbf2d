"""What nodes give to a sample, below their cards: of the run shown as it learns, or of what is tried.

A node that was changed since that run began gives something else by now: below its card nothing is shown.
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias, TypeVar

from nicegui import background_tasks, ui

from graphnn.document.atomic import Stamp, stamp_of
from graphnn.document.model import Block, Document, Node, View
from graphnn.errors import UnwritableError
from graphnn.protocol.thumbnails import (
    THUMBNAILS_FILE,
    NodeActivity,
    Thumbnails,
    ThumbnailSettings,
    read_settings,
    read_thumbnails,
    write_settings,
)
from graphnn.session.open_document import OpenDocument
from graphnn.web.elements.scene import CardActivity
from graphnn.web.end_activity import with_ends
from graphnn.web.trainer import Trainer

LOOK_SECONDS = 0.5

Given = TypeVar("Given")
Activity: TypeAlias = Mapping[str, CardActivity]
ShowActivity: TypeAlias = Callable[[Activity], None]


class LiveActivity:
    """Reads the thumbnails of the run shown, as they are written; what is tried comes before them."""

    def __init__(self, trainer: Trainer, opened: OpenDocument, show: ShowActivity) -> None:
        """Follow the trainer's runs; what cards are to show is shown by `show`."""
        self._trainer = trainer
        self._opened = opened
        self._show = show
        self._client = ui.context.client
        self._folder: Path | None = None
        self._stamps: tuple[Stamp | None, Stamp | None] = (None, None)
        self._of_run: Activity = {}
        self._cost: float | None = None
        self._tried: Activity | None = None
        self._shown: frozenset[str] = frozenset()
        self._timer = ui.timer(LOOK_SECONDS, self._read, active=False)
        self.refresh()

    @property
    def settings(self) -> ThumbnailSettings:
        """What all runs of this document show on their cards."""
        return read_settings(self._runs)

    @property
    def cost(self) -> float | None:
        """What they have taken of the training of the run shown, as a share; None where it shows none."""
        return self._cost

    def choose(self, settings: ThumbnailSettings) -> None:
        """Have all runs show this; the one under way follows at its next look."""
        try:
            write_settings(self._runs, settings)
        except UnwritableError as error:
            ui.notify(str(error), type="negative", multi_line=True, timeout=0, close_button="Close")
        self.refresh()

    def refresh(self) -> None:
        """Show the run there is now, and follow it while it is under way."""
        self._timer.active = self._trainer.is_running
        background_tasks.create(self._read(), name="activity", context=self._client)

    def rest(self) -> None:
        """Follow the run no more until the next `refresh`."""
        self._timer.active = False

    def try_out(self, activity: Activity | None) -> None:
        """Show what nodes give to what is tried; None leaves the cards to the run again."""
        if activity != self._tried:
            self._tried = activity
            self.show_again()

    def show_again(self) -> None:
        """Show what there is, on a canvas that has just come or has lost it."""
        activity = self._of_unchanged_nodes()
        self._shown = frozenset(activity)
        with self._client:
            self._show(activity)

    def show_document(self) -> None:
        """Bring up to date which nodes are those of the run, after an edit."""
        if self._shown != self._of_unchanged_nodes().keys():
            self.show_again()

    def _of_unchanged_nodes(self) -> Activity:
        activity = self._of_run if self._tried is None else self._tried
        trained, current = self._trainer.trained, self._opened.document
        whole = with_ends(activity, current if trained is None else trained)
        return whole if trained is None else of_unchanged_nodes(whole, trained, current)

    @property
    def _runs(self) -> Path:
        return self._trainer.queue.parent

    async def _read(self) -> None:
        folder = None if self._trainer.folder is None else self._trainer.folder.path
        files = (self._runs, folder)
        stamps = (stamp_of(self._runs / THUMBNAILS_FILE), stamp_of(folder / THUMBNAILS_FILE) if folder else None)
        if (folder, stamps) == (self._folder, self._stamps):
            return
        self._folder, self._stamps = folder, stamps
        of_run, cost = await asyncio.to_thread(_read_activity, *files)
        if (folder, stamps) != (self._folder, self._stamps):
            return  # It is of another run, or newer ones were read meanwhile.
        self._cost = cost
        if of_run == self._of_run:
            return
        self._of_run = of_run
        if self._tried is None:
            self.show_again()


def of_unchanged_nodes(of_nodes: Mapping[str, Given], trained: Document, current: Document) -> dict[str, Given]:
    """Return what is told of the nodes that are as they were trained, by the way to each, with the blocks around."""
    return {way: given for way, given in of_nodes.items() if _along(way, trained) == _along(way, current)}


def _along(way: str, document: Document) -> list[tuple[Node | None, Block | None]]:
    """Return the nodes that a way leads along, and the blocks that they are of."""
    nodes: Mapping[str, Node] = document.nodes
    steps: list[tuple[Node | None, Block | None]] = []
    for node_id in way.split("/"):
        node = nodes.get(node_id)
        block = None if node is None or node.block is None else document.blocks.get(node.block)
        # How a block lies on the canvas is no part of what it gives.
        steps.append((node, block and block.model_copy(update={"view": View()})))
        nodes = {} if block is None else block.nodes
    return steps


def _read_activity(runs: Path, folder: Path | None) -> tuple[Activity, float | None]:
    """Return what a run shows, and what that has cost: nothing where none is to be shown."""
    found = read_thumbnails(folder) if folder is not None and read_settings(runs).is_on else None
    if found is None:
        return {}, None
    return {way: on_card(each, _moment(found)) for way, each in found.nodes.items()}, found.cost


def on_card(given: NodeActivity, moment: str = "") -> CardActivity:
    """Return what a node gives to a sample as its card shows it.

    >>> on_card(NodeActivity(text="0.5", words="one number, 0.5"), "test sample 1")["words"]
    'one number, 0.5 (test sample 1)'
    """
    words = f"{given.words} ({moment})" if moment else given.words
    return {"picture": given.picture, "text": given.text, "words": words}


def _moment(thumbnails: Thumbnails) -> str:
    return f"{thumbnails.split} sample {thumbnails.sample + 1:,}, epoch {thumbnails.epoch:,}"
