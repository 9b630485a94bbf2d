import asyncio

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.edits import SetTitle
from graphnn.document.model import Data, Document, FileSource
from graphnn.errors import UsageError
from graphnn.session.desk import MAX_UNWATCHED, Desk
from graphnn.session.document_file import ChangedElsewhere
from graphnn.session.engine_client import EngineClient
from graphnn.session.library import Library
from graphnn.session.open_document import DocumentChanged


@pytest.fixture
def desk(tmp_path):
    return Desk(load_catalogue(), EngineClient(("not started",)), Library(tmp_path))


def test_a_large_table_is_read_before_its_document_is_opened(desk, tmp_path):
    texts = "\n".join(f"{number},{'word ' * 100_000}" for number in range(6))
    (tmp_path / "x.csv").write_text(f"x,text\n{texts}\n")
    key = desk.create(Document(name="x", data=Data(source=FileSource(csv="x.csv"))))

    reading = desk.reading(key)

    assert reading is not None
    reading()
    assert desk.reading(key) is None
    assert desk.find(key).opened.document.data.samples == 6


def test_an_address_means_the_same_document_to_the_next_server(desk, tmp_path):
    key = desk.create(Document(name="one"))

    other = Desk(desk.catalogue, desk.engine, Library(tmp_path))

    assert other.find(key).opened.document.name == "one"
    assert desk.find(key) is desk.find(key)


def test_a_key_without_a_file_is_told_with_the_cure(desk):
    with pytest.raises(UsageError, match=r"abc: there is no document of this name\. Open it from"):
        desk.find("abc")


def test_before_the_engine_is_ready_it_has_no_state(desk):
    assert desk.engine.ready is None


def test_an_open_document_is_renamed_and_copied_as_it_is_now(desk):
    async def work() -> str:
        key = desk.create(Document(name="one"))
        desk.find(key).opened.apply(SetTitle(name="two", description="d"))
        desk.rename(key, "three")
        copy = await desk.duplicate(key)
        await desk.close()
        return copy

    copied = codec.read(desk.library.path(asyncio.run(work())))

    assert (copied.name, copied.description) == ("three (copy)", "d")


def test_pages_that_show_a_deleted_document_are_told_and_it_comes_back(desk):
    async def work() -> None:
        key = desk.create(Document(name="one"))
        file = desk.find(key)
        file.opened.watch(lambda change: None)
        deleted = await desk.delete(key)
        assert file.state == ChangedElsewhere(is_gone=True)
        desk.library.bring_back(deleted)
        await file.look()
        assert not isinstance(file.state, ChangedElsewhere)

    asyncio.run(work())


def test_documents_nobody_looks_at_are_put_away_and_those_looked_at_stay(desk):
    keys = [desk.create(Document(name=str(number))) for number in range(MAX_UNWATCHED + 3)]
    looked_at, unwatched = desk.find(keys[0]), desk.find(keys[1])
    looked_at.opened.watch(lambda change: isinstance(change, DocumentChanged))

    for key in keys[2:]:
        desk.find(key)

    assert desk.find(keys[0]) is looked_at
    assert desk.find(keys[1]) is not unwatched
