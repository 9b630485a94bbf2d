"""Starting runs from a page: the tab that shows them comes to the front, and what hinders is said."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from graphnn.errors import GraphnnError
from graphnn.session.open_document import OpenDocument
from graphnn.web.trainer import Trainer


class Starting:
    """What Train and Resume do on one page."""

    def __init__(
        self,
        trainer: Trainer,
        opened: OpenDocument,
        *,
        show_tab: Callable[[str], None],
        say: Callable[[str], None],
    ) -> None:
        """Start runs of an open document for the present client."""
        self._trainer = trainer
        self._opened = opened
        self._show_tab = show_tab
        self._say = say
        self._client = ui.context.client

    async def train(self) -> None:
        """Train the network as it is now, unless it has faults: then show them."""
        if any(diagnostic.is_error for diagnostic in self._opened.diagnostics):
            self._show_tab("Problems")
        else:
            await self._show(self._trainer.start(self._opened.document))

    async def resume(self) -> None:
        """Go on with the run that was paused or broke off."""
        await self._show(self._trainer.resume())

    async def _show(self, start: Awaitable[object]) -> None:
        self._show_tab("Training")
        try:
            await start
        except GraphnnError as error:
            with self._client:
                self._say(str(error))
