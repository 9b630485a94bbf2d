"""Pictures of samples on Input cards: their room is kept while they are awaited, so that no card grows."""

import asyncio
from dataclasses import dataclass, field

import pytest
from nicegui import core

from graphnn.document.model import Data, Document
from graphnn.errors import RefusedError
from graphnn.web.pictures import PictureBook
from tests.analysis.builders import catalogue

DOCUMENT = Document(data=Data(source="pixels"))


@dataclass
class PictureEngine:
    """Answers a question about samples when a test gives the answer."""

    answer: asyncio.Future[tuple[str, ...]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def sample_pictures(self, data: Data, column: str, count: int) -> tuple[str, ...]:
        return await self.answer


async def told(book: PictureBook) -> None:
    heard = asyncio.Event()
    book.watch(heard.set)
    await heard.wait()


def test_the_room_of_pictures_is_kept_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look() -> None:
        monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
        engine = PictureEngine()
        book = PictureBook(engine)
        before = book.of(DOCUMENT, catalogue())
        book.request(DOCUMENT, catalogue())
        awaited = book.of(DOCUMENT, catalogue())
        assert awaited == before == {"image": ("",) * 5}

        engine.answer.set_result(("data:a", "data:b"))
        await told(book)

        assert book.of(DOCUMENT, catalogue()) == {"image": ("data:a", "data:b")}
        assert awaited == before  # A canvas compares what it has drawn with what there is now.

    asyncio.run(look())


def test_where_there_are_no_pictures_no_room_is_kept_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look() -> None:
        monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
        engine = PictureEngine()
        book = PictureBook(engine)
        book.request(DOCUMENT, catalogue())

        engine.answer.set_exception(RefusedError("no such file"))
        await told(book)

        assert book.of(DOCUMENT, catalogue()) == {"image": ()}
        assert book.of(Document(), catalogue()) == {}

    asyncio.run(look())
