"""Saving, and what others do to the file; the clock and the delay are the tests'."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from graphnn.document import codec
from graphnn.document.atomic import stamp_of
from graphnn.document.edits import SetTitle
from graphnn.document.model import Document
from graphnn.errors import DocumentError, UsageError
from graphnn.session.document_file import ChangedElsewhere, DocumentFile, Saved, SaveFailed, Unsaved
from graphnn.session.open_document import OpenDocument
from graphnn.session.versions import VersionFolder
from tests.analysis.builders import catalogue
from tests.session.fake_engine import FakeEngine

FIRST = Document(name="First")


def titled(name: str) -> SetTitle:
    return SetTitle(name=name, description="")


def with_file(folder: Path, work: Callable[[DocumentFile], Awaitable[object]]) -> None:
    async def main() -> None:
        path = folder / "graph.json"
        codec.write(FIRST, path)
        opened = OpenDocument(codec.read(path), catalogue(), FakeEngine())
        versions = VersionFolder(folder / "versions")
        file = DocumentFile(opened, path, versions, stamp_of(path), save_after_seconds=0)
        await work(file)
        await file.close()

    asyncio.run(main())


def kept(file: DocumentFile) -> list[str]:
    return [file.versions.read(version.name).name for version in file.versions.all()]


def test_an_edit_reaches_the_file_and_the_mark_follows(tmp_path):
    states = []

    async def work(file: DocumentFile) -> None:
        file.watch(lambda: states.append(file.state))
        file.opened.apply(titled("Second"))
        await file.save()

        assert codec.read(file.path).name == "Second"
        assert states == [Unsaved(), Saved()]
        assert kept(file) == ["First", "Second"]

    with_file(tmp_path, work)


def test_what_was_never_edited_is_never_written(tmp_path):
    async def work(file: DocumentFile) -> None:
        file.path.write_text('{"graphnn": 1, "name": "by hand"}')
        await file.save()

        assert file.path.read_text() == '{"graphnn": 1, "name": "by hand"}'

    with_file(tmp_path, work)


def test_an_edit_never_overwrites_what_somebody_else_wrote(tmp_path):
    async def work(file: DocumentFile) -> None:
        codec.write(Document(name="Theirs"), file.path)
        file.opened.apply(titled("Ours"))
        await file.save()
        file.opened.apply(titled("Ours too"))
        await file.save()

        assert file.state == ChangedElsewhere(is_gone=False)
        assert codec.read(file.path).name == "Theirs"

    with_file(tmp_path, work)


def test_whose_version_stands_is_chosen_and_the_other_stays_in_the_history(tmp_path):
    async def ours(file: DocumentFile) -> None:
        file.opened.apply(titled("Ours"))
        await file.save()
        codec.write(Document(name="Theirs"), file.path)
        await file.look()
        await file.keep_ours()

        assert (codec.read(file.path).name, file.state) == ("Ours", Saved())
        assert "Theirs" in kept(file)

    async def theirs(file: DocumentFile) -> None:
        file.opened.apply(titled("Ours"))
        await file.save()
        codec.write(Document(name="Theirs"), file.path)
        await file.look()
        await file.take_theirs()

        assert (file.opened.document.name, file.state) == ("Theirs", Saved())
        assert "Ours" in kept(file)
        file.opened.undo()
        await file.save()
        assert codec.read(file.path).name == "Ours"

    for number, work in enumerate((ours, theirs)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with_file(folder, work)


def test_a_file_that_is_no_graph_file_any_more_is_not_taken(tmp_path):
    async def work(file: DocumentFile) -> None:
        file.path.write_text("{")
        await file.look()
        with pytest.raises(DocumentError):
            await file.take_theirs()

        assert (file.opened.document, file.state) == (FIRST, ChangedElsewhere(is_gone=False))

    with_file(tmp_path, work)


def test_a_deleted_file_is_told_and_written_again_when_asked(tmp_path):
    async def work(file: DocumentFile) -> None:
        file.path.unlink()
        await file.look()
        assert file.state == ChangedElsewhere(is_gone=True)
        with pytest.raises(UsageError, match="gone"):
            await file.take_theirs()
        await file.keep_ours()

        assert (codec.read(file.path), file.state) == (FIRST, Saved())

    with_file(tmp_path, work)


def test_a_file_that_is_ours_again_is_no_matter_any_more(tmp_path):
    async def work(file: DocumentFile) -> None:
        moved = file.path.rename(file.path.with_name("away.json"))
        await file.look()
        moved.rename(file.path)
        await file.look()
        file.opened.apply(titled("Second"))
        await file.save()

        assert codec.read(file.path).name == "Second"

    with_file(tmp_path, work)


def test_a_touched_file_with_the_same_content_is_nobodys_change(tmp_path):
    async def work(file: DocumentFile) -> None:
        content = file.path.read_bytes()
        file.path.unlink()
        file.path.write_bytes(content)
        await file.look()
        file.opened.apply(titled("Second"))
        await file.save()

        assert codec.read(file.path).name == "Second"

    with_file(tmp_path, work)


def test_what_cannot_be_saved_is_told_and_saved_once_it_can_be(tmp_path):
    async def work(file: DocumentFile) -> None:
        (tmp_path / "versions").write_text("in the way")
        file.opened.apply(titled("Second"))
        await file.save()
        failed = file.state
        (tmp_path / "versions").unlink()
        await file.look()

        assert isinstance(failed, SaveFailed)
        assert file.state == Saved()
        assert codec.read(file.path).name == "Second"

    with_file(tmp_path, work)


def test_a_restored_version_is_one_step_of_undo(tmp_path):
    async def work(file: DocumentFile) -> None:
        file.opened.apply(titled("Second"))
        await file.save()
        file.restore(file.versions.all()[0].name)
        restored = file.opened.document.name
        await file.save()
        file.opened.undo()

        assert (restored, file.opened.document.name) == ("First", "Second")
        assert kept(file) == ["First", "Second", "First"]

    with_file(tmp_path, work)
