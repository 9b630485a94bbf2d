"""All that is open in one editor server: the documents with their files, and the engine that serves them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from graphnn.catalogue.model import Catalogue
from graphnn.document import codec, picture
from graphnn.document.atomic import stamp_of
from graphnn.document.edits import SetTitle
from graphnn.document.model import Document
from graphnn.errors import UsageError
from graphnn.session.document_file import DocumentFile, Saved
from graphnn.session.engine_client import EngineClient
from graphnn.session.library import Deleted, Library
from graphnn.session.open_document import NOBODY, OpenDocument
from graphnn.sources.describe import described, file_stamp, is_known

LOOK_SECONDS = 1.0
"""How often the files of open documents are looked at for what others do to them."""

LARGE_BYTES = 2 * 2**20
"""A file of so many bytes takes a moment to be described."""

MAX_UNWATCHED = 40
"""So many documents that nobody looks at keep their undo steps in memory."""


@dataclass(slots=True)
class Desk:
    """The documents of a server, by the key that stands in their page's address; each is opened when asked for."""

    catalogue: Catalogue
    engine: EngineClient
    library: Library
    _files: dict[str, DocumentFile] = field(default_factory=dict, init=False)

    def create(self, document: Document, *, copied_from: Document | None = None) -> str:
        """Write a document to a new file of the library and return its key.

        Raises:
            GraphnnError: If it cannot be written.
        """
        return self.library.create(document, copied_from=copied_from)

    def find(self, key: str) -> DocumentFile:
        """Return the open document of a key with its file, opened now if it is not open yet.

        Raises:
            UsageError: If there is no such file.
            DocumentError: If it is not a graph file.
        """
        found = self._files.get(key)
        if found is None:
            path = self.library.path(key)
            if not path.is_file():
                raise UsageError(f"{key}: there is no document of this name. Open it from the start page.")
            if picture.is_picture_file(path):
                raise UsageError(f"{key}: a picture, which saving would replace. Drop it on the start page.")
            stamp = stamp_of(path)
            opened = OpenDocument(codec.read(path), self.catalogue, self.engine, folder=path.parent)
            found = self._files[key] = DocumentFile(opened, path, self.library.versions(key), stamp)
            self._put_away()
        return found

    def reading(self, key: str) -> Callable[[], object] | None:
        """Return what reads the large file that a document learns from; None where it opens at once.

        Raises:
            GraphnnError: If there is no such document, or no such file.
        """
        path = self.library.path(key)
        if key in self._files or not path.is_file() or picture.is_picture_file(path):
            return None
        document, folder = codec.read(path), path.parent
        file = document.data.file if document.data is not None else None
        if file is None or file_stamp(file, folder)[1] < LARGE_BYTES or is_known(document, folder):
            return None
        return partial(described, document, folder)

    def rename(self, key: str, name: str, *, by: str = NOBODY) -> None:
        """Give a document another name, whether it is open or not.

        Raises:
            GraphnnError: If it cannot be read or written.
        """
        if key in self._files:
            opened = self._files[key].opened
            opened.apply(SetTitle(name=name, description=opened.document.description), by=by)
        else:
            self.library.rename(key, name)

    async def duplicate(self, key: str) -> str:
        """Copy a document, as it is now, beside itself and return the copy's key.

        Raises:
            GraphnnError: If it cannot be read or written.
        """
        if key in self._files:
            await self._files[key].save()
        return self.library.duplicate(key)

    async def delete(self, key: str) -> Deleted:
        """Take a document out of the library; pages that show it say so, and can write it anew.

        Raises:
            GraphnnError: If it cannot be moved.
        """
        if key in self._files:
            await self._files[key].save()
        deleted = self.library.delete(key)
        file = self._files.get(key)
        if file is not None and file.is_looked_at:
            await file.look()
        elif file is not None:
            self._files.pop(key).let_go()
        return deleted

    async def look_at_files(self) -> None:
        """See again and again what others do to the files of open documents, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for file in tuple(self._files.values()):
                await file.look()

    async def close(self) -> None:
        """Save everything and end the engine."""
        files = tuple(self._files.values())
        self._files.clear()
        for file in files:
            await file.close()
        await self.engine.close()

    def _put_away(self) -> None:
        """Forget documents that nobody looks at beyond some, first opened first; their files hold all of them."""
        unwatched = [key for key, file in self._files.items() if not file.is_looked_at and file.state == Saved()]
        for key in unwatched[: -MAX_UNWATCHED - 1]:
            self._files.pop(key).let_go()
