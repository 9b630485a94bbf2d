"""An open document and its file: every edit is saved within a second, and what others write there is never lost.

Its law: the file is written only while it holds what was last read or written here. Once somebody else has changed
or removed it, saving waits until a person has said whose version stands; the other one stays in the history.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from graphnn.document import codec
from graphnn.document.atomic import Stamp, replace_file, stamp_of
from graphnn.document.model import Document
from graphnn.document.strict_json import MAX_BYTES
from graphnn.errors import GraphnnError, UsageError
from graphnn.session.open_document import NOBODY, DocumentChanged, OpenDocument
from graphnn.session.versions import VersionFolder

SAVE_AFTER_SECONDS = 0.25
"""How long an edit may wait for others to be saved with it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The file holds the document as it is."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """The file is a moment behind."""


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """The file could not be written; it is tried again and again."""

    message: str


@dataclass(frozen=True, slots=True)
class ChangedElsewhere:
    """Somebody else has written the file, or removed it."""

    is_gone: bool


SaveState: TypeAlias = Saved | Unsaved | SaveFailed | ChangedElsewhere


class DocumentFile:
    """Keeps a file and its versions up to an open document."""

    def __init__(
        self,
        opened: OpenDocument,
        path: Path,
        versions: VersionFolder,
        stamp: Stamp | None,
        *,
        clock: Callable[[], float] = time.time,
        save_after_seconds: float = SAVE_AFTER_SECONDS,
    ) -> None:
        """Keep a file that held the document when it had this stamp, and watch the document."""
        self.opened = opened
        self.path = path
        self.versions = versions
        self.state: SaveState = Saved()
        self._clock = clock
        self._save_after_seconds = save_after_seconds
        self._stamp, self._digest = stamp, _digest_of(path, stamp)
        self._found_stamp: Stamp | None = None
        self._saving: asyncio.Task[None] | None = None
        self._watchers: list[Callable[[], None]] = []
        self._has_kept_first = False
        self._stop = opened.watch(self._note)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Tell the watcher of every change of state from now on; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def save(self) -> None:
        """Save what is not saved yet, without waiting for more."""
        if self._saving is not None and not self._saving.done():
            await asyncio.wait({self._saving})
        if not isinstance(self.state, Saved | ChangedElsewhere):
            await self._save()

    @property
    def is_looked_at(self) -> bool:
        """Whether anyone but the file watches the document."""
        return self.opened.watcher_count > 1

    def let_go(self) -> None:
        """Watch the document no more."""
        self._stop()

    async def close(self) -> None:
        """Save what is not saved yet, and watch the document no more."""
        self._stop()
        await self.save()

    async def look(self) -> None:
        """See whether somebody else has changed the file, or made it ours again; try again what could not be saved."""
        if isinstance(self.state, SaveFailed):
            await self._save()
        is_told = isinstance(self.state, ChangedElsewhere)
        known = self._found_stamp if is_told else self._stamp
        if (self._saving is not None and not self._saving.done()) or stamp_of(self.path) == known:
            return
        found = await asyncio.to_thread(_read, self.path)
        # Meanwhile our own hand may have written.
        if known == (self._found_stamp if is_told else self._stamp):
            self._found(found)

    async def take_theirs(self, *, by: str = NOBODY) -> None:
        """Put what somebody else wrote in the place of the document; ours is a version, and one undo of `by` away.

        Raises:
            GraphnnError: If the file is gone or no graph file; nothing has changed then.
        """
        if not isinstance(self.state, ChangedElsewhere):
            return
        found = await asyncio.to_thread(_read, self.path)
        if found is None:
            raise UsageError(f"{self.path}: the file is gone. Keep the document that is open here.")
        theirs = codec.loads(found.content, place=self.path.name)
        ours = codec.dumps(self.opened.document)
        # The file is told to be ours only afterwards, so that what it holds is not written to it again.
        self.opened.replace(theirs, by=by)
        self._stamp, self._digest = found.stamp, found.digest
        self._tell(Saved())
        await asyncio.to_thread(self._keep_apart, ours)

    async def keep_ours(self) -> None:
        """Write our document over what somebody else wrote, which stays as a version.

        Raises:
            GraphnnError: If the version cannot be written; then nothing is written.
        """
        if not isinstance(self.state, ChangedElsewhere):
            return
        found = await asyncio.to_thread(_read, self.path)
        if found is not None:
            await asyncio.to_thread(self._keep_apart, found.content)
        self._stamp, self._digest = (found.stamp, found.digest) if found else (None, "")
        self._tell(Unsaved())
        await self._save()

    def restore(self, name: str, *, by: str = NOBODY) -> None:
        """Put an older version in the place of the document, as one step of undo of who does it.

        Raises:
            GraphnnError: If the version is gone.
        """
        document = self.versions.read(name)
        self.versions.close()
        self.opened.replace(document, by=by)

    def _note(self, change: object) -> None:
        if isinstance(change, DocumentChanged) and not isinstance(self.state, ChangedElsewhere):
            self._tell(Unsaved())
            self._start_saving()

    def _start_saving(self) -> None:
        if self._saving is None or self._saving.done():
            self._saving = asyncio.create_task(self._save_soon())

    async def _save_soon(self) -> None:
        await asyncio.sleep(self._save_after_seconds)
        while isinstance(self.state, Unsaved):
            await self._save()

    async def _save(self) -> None:
        document = self.opened.document
        try:
            outcome = await asyncio.to_thread(self._write, document, self._stamp, self._digest)
        except GraphnnError as error:
            self._tell(SaveFailed(str(error)))
            return
        if not isinstance(outcome, _Found):
            self._found(None)
        elif outcome.is_ours:
            self._stamp, self._digest = outcome.stamp, outcome.digest
            self._tell(Saved() if self.opened.document is document else Unsaved())
        else:
            self._found(outcome)

    def _write(self, document: Document, stamp: Stamp | None, digest: str) -> "_Found | None":
        """Write file and version, in a thread of its own; a file that is not as we left it is left alone."""
        content = codec.dumps(document)
        if stamp_of(self.path) != stamp:
            theirs = _read(self.path)
            if theirs is None or theirs.digest not in (digest, sha256(content).hexdigest()):
                return theirs
        if not self._has_kept_first:
            self._keep_as_found()
        written = replace_file(self.path, content)
        self.versions.keep(content, now_seconds=self._clock())
        return _Found(written, content, is_ours=True)

    def _keep_as_found(self) -> None:
        """Put the file as it was found first in the history."""
        found = _read(self.path)
        if found is not None:
            changed_seconds = found.stamp.modified_nanoseconds / 1e9
            self.versions.keep(found.content, now_seconds=min(self._clock(), changed_seconds))
            self.versions.close()
        self._has_kept_first = True

    def _keep_apart(self, content: bytes) -> None:
        self.versions.close()
        self.versions.keep(content, now_seconds=self._clock())
        self.versions.close()

    def _found(self, found: "_Found | None") -> None:
        """Take in what lies in the file's place: what we know already, our own document, or somebody else's."""
        known = () if isinstance(self.state, ChangedElsewhere) else (self._digest,)
        ours = sha256(codec.dumps(self.opened.document)).hexdigest()
        if found is not None and found.digest in (*known, ours):
            self._stamp, self._digest = found.stamp, found.digest
            if isinstance(self.state, ChangedElsewhere):
                self._tell(Saved())
            return
        self._found_stamp = found.stamp if found else None
        self._tell(ChangedElsewhere(is_gone=found is None))

    def _tell(self, state: SaveState) -> None:
        if state == self.state:
            return
        self.state = state
        for watcher in tuple(self._watchers):
            watcher()


@dataclass(frozen=True, slots=True)
class _Found:
    """What lies in a file's place."""

    stamp: Stamp
    content: bytes
    is_ours: bool = False

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def _read(path: Path) -> _Found | None:
    """Return what a file holds, as far as a graph file may go; None where there is none that can be read."""
    stamp = stamp_of(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError:
        return None
    return None if stamp is None else _Found(stamp, content)


def _digest_of(path: Path, stamp: Stamp | None) -> str:
    found = _read(path)
    return found.digest if found is not None and found.stamp == stamp else ""
