"""Pictures of samples for the Input cards, asked of the engine once for each data set."""

from collections.abc import Callable, Mapping

from nicegui import background_tasks

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Data, Document
from graphnn.errors import GraphnnError
from graphnn.session.engine_client import EngineClient

PICTURES_ON_A_CARD = 5

AWAITED = ("",) * PICTURES_ON_A_CARD
"""Holds the room of pictures that are being made, so that no card grows when they come."""


class PictureBook:
    """The pictures known so far; watchers are told when there are more."""

    def __init__(self, engine: EngineClient) -> None:
        """Take the engine that knows the data."""
        self._engine = engine
        self._pictures: dict[str, dict[str, tuple[str, ...]]] = {}
        self._watchers: list[Callable[[], None]] = []

    def of(self, document: Document, catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
        """Return the pictures of the document's data by column; empty ones are awaited."""
        if document.data is None:
            return {}
        known = self._pictures.get(_key(document.data))
        return _awaited(document.data, catalogue) if known is None else known

    def request(self, document: Document, catalogue: Catalogue) -> None:
        """Have the pictures of the document's data made, unless they are or it has none."""
        data = document.data
        if data is None or catalogue.data_set(data) is None or _key(data) in self._pictures:
            return
        self._pictures[_key(data)] = _awaited(data, catalogue)
        for column in _awaited(data, catalogue):
            background_tasks.create(self._ask(data, column), name=f"pictures of {data.source_name}")

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Tell the watcher whenever there are more pictures; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def _ask(self, data: Data, column: str) -> None:
        try:
            pictures = await self._engine.sample_pictures(data, column, PICTURES_ON_A_CARD)
        except GraphnnError:
            pictures = ()  # A card without pictures: why the data cannot be had is said when it is trained on.
        # A new mapping: the one given out is what a canvas has drawn, and compares with what there is now.
        self._pictures[_key(data)] = {**self._pictures[_key(data)], column: pictures}
        for watcher in tuple(self._watchers):
            watcher()


def _awaited(data: Data, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    data_set = catalogue.data_set(data)
    return {column.name: AWAITED for column in (data_set.columns if data_set else ()) if column.kind == "image"}


def _key(data: Data) -> str:
    return data.model_dump_json(include={"source", "parameters"})
