"""Pictures of samples for the Input cards, asked of the engine once for each data set."""

from collections.abc import Callable, Mapping

from nicegui import background_tasks

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Data, Document
from graphnn.errors import GraphnnError
from graphnn.session.engine_client import EngineClient

PICTURES_ON_A_CARD = 5


class PictureBook:
    """The pictures known so far; watchers are told when there are more."""

    def __init__(self, engine: EngineClient) -> None:
        """Take the engine that knows the data."""
        self._engine = engine
        self._pictures: dict[str, dict[str, tuple[str, ...]]] = {}
        self._watchers: list[Callable[[], None]] = []

    def of(self, document: Document) -> Mapping[str, tuple[str, ...]]:
        """Return the pictures of the document's data by column, as far as they are known."""
        return self._pictures.get(_key(document.data), {}) if document.data else {}

    def request(self, document: Document, catalogue: Catalogue) -> None:
        """Have the pictures of the document's data made, unless they are or it has none."""
        data = document.data
        data_set = catalogue.data_set(data)
        if data is None or data_set is None or _key(data) in self._pictures:
            return
        columns = [column.name for column in data_set.columns if column.kind == "image"]
        self._pictures[_key(data)] = {}
        for column in columns:
            background_tasks.create(self._ask(data, column), name=f"pictures of {data.source_name}")

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Tell the watcher whenever there are more pictures; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def _ask(self, data: Data, column: str) -> None:
        try:
            pictures = await self._engine.sample_pictures(data, column, PICTURES_ON_A_CARD)
        except GraphnnError:
            return  # A card without pictures: why the data cannot be had is said when it is trained on.
        self._pictures[_key(data)][column] = pictures
        for watcher in tuple(self._watchers):
            watcher()


def _key(data: Data) -> str:
    return data.model_dump_json(include={"source", "parameters"})
