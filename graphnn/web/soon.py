"""Doing something a moment later, once, however often it was asked for meanwhile."""

import asyncio
from collections.abc import Callable

from nicegui import Client, background_tasks

TURNS = 8
"""So many turns of the event loop a message takes to the network, from the page's outbox through NiceGUI's layers."""


class Soon:
    """Does one thing for a page, after what was already to be sent to pages is on its way."""

    def __init__(self, act: Callable[[], None], client: Client, *, name: str, seconds: float) -> None:
        """Do nothing until asked.

        Args:
            act: What to do, in the page's context.
            client: The page.
            name: What it is, for who looks at tasks.
            seconds: How long it may wait.
        """
        self._act = act
        self._client = client
        self._name = name
        self._seconds = seconds
        self._is_asked = False

    def ask(self) -> None:
        """Have it done."""
        if not self._is_asked:
            self._is_asked = True
            background_tasks.create(self._do(), name=self._name, context=self._client)

    async def _do(self) -> None:
        await asyncio.sleep(self._seconds)
        for _ in range(TURNS):
            await asyncio.sleep(0)  # On a busy machine the time alone is over before anything was sent.
        self._is_asked = False
        if not self._client.is_deleted:
            with self._client:
                self._act()
