"""Starting runs from a page: the tab that shows one comes to the front, and what hinders it is said."""

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

    def train(self) -> Awaitable[None]:
        """Train the network as it is now, or queue it where it trains already; if it has faults, show them."""
        has_faults = any(diagnostic.is_error for diagnostic in self._opened.diagnostics)
        queues = self._trainer.is_running
        if has_faults or not queues:
            # At once, not when this is awaited: a click on another tab that follows has the last word.
            self._show_tab("Problems" if has_faults else "Training")
        return self._train(queues=queues, has_faults=has_faults)

    def resume(self) -> Awaitable[None]:
        """Go on with the run that was paused or broke off."""
        self._show_tab("Training")
        return self._resume()

    async def _train(self, *, queues: bool, has_faults: bool) -> None:
        # Whoever queues goes on with what is before them: it is said, but no tab comes to the front.
        if not has_faults and await self._starts(self._trainer.start(self._opened.document)) and queues:
            with self._client:
                self._say("Queued: it trains once those before it have ended. The Runs tab shows them all.")

    async def _resume(self) -> None:
        await self._starts(self._trainer.resume())

    async def _starts(self, start: Awaitable[object]) -> bool:
        """Tell whether it starts; what hinders it is said."""
        try:
            await start
        except GraphnnError as error:
            with self._client:
                self._say(str(error))
            return False
        return True
