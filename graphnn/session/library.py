"""The graph files of a folder: found by their key, made, copied, renamed and deleted.

A key is a file's path within the folder, as it stands in the address of its page, so that an address outlives the
server. Nothing outside the folder is read or written, no link is followed out of it, and no hidden file has a key.
What graphnn needs beside the files (their versions, what was deleted) lies in a hidden folder within, where no link
is followed at all: a folder may come from anybody, and what is old there is deleted.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from graphnn.document import codec
from graphnn.document.atomic import Stamp, replace_file, stamp_of
from graphnn.document.edits import SetTitle
from graphnn.document.model import Document
from graphnn.errors import DocumentError, GraphnnError, UsageError
from graphnn.session.versions import VersionFolder

HIDDEN_FOLDER = ".graphnn"
_VERSIONS, _DELETED, _UNTOUCHED = "versions", "deleted", "untouched"
SUFFIX = ".json"
MAX_LISTED = 500
MAX_KEY_LENGTH = 400
UNTOUCHED_SECONDS = 86_400.0
"""How long a copy of an example that nobody changed is kept."""

TRASH_SECONDS = 30 * 86_400.0


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A graph file of the folder, and when it was last changed."""

    key: str
    document: Document
    changed_seconds: float


@dataclass(frozen=True, slots=True)
class Deleted:
    """A file that was deleted, and where it waits in case it is wanted back."""

    key: str
    kept_at: Path


@dataclass(slots=True)
class Library:
    """The graph files of one folder."""

    folder: Path
    _read: dict[str, tuple[Stamp, Document | None]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Take the folder as the one it really is, whatever links lead to it.

        Raises:
            UsageError: If graphnn's own folder within it leads elsewhere.
        """
        self.folder = self.folder.resolve()
        for name in (_VERSIONS, _DELETED, _UNTOUCHED):
            self._own(name)

    def path(self, key: str) -> Path:
        """Return the path of a key's file, whether it is there or not.

        Raises:
            UsageError: If the key leads out of the folder, or to what is hidden.
        """
        parts = PurePosixPath(key).parts
        is_plain = 0 < len(key) <= MAX_KEY_LENGTH and "\\" not in key and "\0" not in key
        if not is_plain or any(part.startswith((".", "/")) for part in parts):
            raise UsageError(f"{key[:80]}: not the name of a document. Open it from the start page.")
        path = self.folder.joinpath(*parts)
        if not path.resolve().is_relative_to(self.folder):
            raise UsageError(f"{key[:80]}: leads out of the folder {self.folder}. Open it from the start page.")
        return path

    def key_of(self, path: Path) -> str:
        """Return the key of a file in the folder."""
        return path.resolve().relative_to(self.folder).as_posix()

    def versions(self, key: str) -> VersionFolder:
        """Return where the versions of a document are kept.

        Raises:
            UsageError: If a link leads elsewhere from there.
        """
        self._hidden(_VERSIONS)
        return VersionFolder(self._own(_VERSIONS, *self.path(key).relative_to(self.folder).parts))

    def entries(self) -> tuple[LibraryEntry, ...]:
        """Return the graph files of the folder, last changed first; what is no graph file is left out."""
        entries = []
        for path, stamp in sorted(self._files(), key=lambda each: each[1], reverse=True)[:MAX_LISTED]:
            document = self._document(path, stamp)
            if document is not None and not self._is_untouched(path.name, document):
                entries.append(LibraryEntry(path.name, document, stamp.modified_nanoseconds / 1e9))
        return tuple(entries)

    def create(self, document: Document, *, copied_from: Document | None = None) -> str:
        """Write a new file named after the document, and return its key.

        Args:
            document: What it holds.
            copied_from: An example; as long as the file holds nothing else, nobody has made it their own.

        Raises:
            GraphnnError: If it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        key = self._free_key(file_name(document.name))
        content = codec.dumps(document)
        if copied_from is not None:
            replace_file(self._hidden(_UNTOUCHED) / key, content)
        replace_file(self.folder / key, content)
        return key

    def rename(self, key: str, name: str) -> None:
        """Give a document another name; its file, and so its address, stays.

        Raises:
            GraphnnError: If it cannot be read or written.
        """
        path = self.path(key)
        document = codec.read(path)
        title = SetTitle(name=name, description=document.description)
        codec.write(document.model_copy(update={"name": title.name}), path)

    def duplicate(self, key: str) -> str:
        """Copy a document beside itself under a name of its own, and return the copy's key.

        Raises:
            GraphnnError: If it cannot be read or written.
        """
        document = codec.read(self.path(key))
        return self.create(document.model_copy(update={"name": f"{document.name[:190]} (copy)"}))

    def delete(self, key: str) -> Deleted:
        """Take a document out of the folder; it can be brought back.

        Raises:
            GraphnnError: If it cannot be moved.
        """
        path = self.path(key)
        kept_at = self._hidden(_DELETED) / f"{time.time_ns()} {path.name}"
        try:
            os.utime(path)  # The time of deletion, by which it is thrown away for good.
            path.replace(kept_at)
        except OSError as error:
            raise GraphnnError(f"{key}: cannot be deleted: {error.strerror}. Check the folder.") from error
        return Deleted(key, kept_at)

    def bring_back(self, deleted: Deleted) -> str:
        """Put a deleted document back, under its key or a free one like it, and return the key.

        Raises:
            GraphnnError: If it is gone for good.
        """
        key = deleted.key if stamp_of(self.path(deleted.key)) is None else self._free_key(Path(deleted.key).stem)
        try:
            deleted.kept_at.rename(self.path(key))
        except OSError as error:
            raise GraphnnError(f"{deleted.key}: cannot be brought back: {error.strerror}.") from error
        return key

    def sweep(self) -> None:
        """Throw away for good what was deleted long ago, and copies of examples that nobody has changed."""
        for path in self._own(_DELETED).glob("*"):
            if _age_seconds(path) > TRASH_SECONDS:
                path.unlink(missing_ok=True)
        for mark in self._own(_UNTOUCHED).glob(f"*{SUFFIX}"):
            copy = self.folder / mark.name
            is_untouched = copy.is_file() and copy.read_bytes() == mark.read_bytes()
            if not is_untouched:
                mark.unlink(missing_ok=True)
            elif _age_seconds(copy) > UNTOUCHED_SECONDS:
                copy.unlink(missing_ok=True)
                mark.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[Path, Stamp]]:
        for path in self.folder.glob(f"*{SUFFIX}"):
            stamp = stamp_of(path)
            if not path.name.startswith(".") and path.is_file() and not path.is_symlink() and stamp is not None:
                yield path, stamp

    def _document(self, path: Path, stamp: Stamp) -> Document | None:
        """Return what a file holds, read again only where it has changed; None for what is no graph file."""
        known = self._read.get(path.name)
        if known is None or known[0] != stamp:
            try:
                document = codec.read(path)
            except DocumentError:
                document = None
            self._read[path.name] = known = (stamp, document)
        return known[1]

    def _is_untouched(self, key: str, document: Document) -> bool:
        mark = self._own(_UNTOUCHED) / key
        return mark.is_file() and mark.read_bytes() == codec.dumps(document)

    def _free_key(self, stem: str) -> str:
        number, key = 1, f"{stem}{SUFFIX}"
        while os.path.lexists(self.folder / key) or self.versions(key).folder.exists():
            number += 1
            key = f"{stem}_{number}{SUFFIX}"
        return key

    def _hidden(self, name: str) -> Path:
        """Return a folder of graphnn's own, which no repository around it takes in; it is made if need be."""
        folder = self._own(name)
        hidden = folder.parent
        if not hidden.exists():
            hidden.mkdir(parents=True, exist_ok=True)
            (hidden / ".gitignore").write_text("*\n")
        folder.mkdir(exist_ok=True)
        return folder

    def _own(self, *names: str) -> Path:
        """Return where something of graphnn's own lies, whether it is there or not."""
        path = self.folder.joinpath(HIDDEN_FOLDER, *names)
        if path.resolve() != path:
            raise UsageError(f"{path}: leads elsewhere, where graphnn would write and delete. Remove the link.")
        return path


def file_name(title: str) -> str:
    """Return a file name, without its ending, that says what a document is called.

    >>> file_name("MNIST, one hidden layer")
    'mnist_one_hidden_layer'
    """
    words = "".join(c.lower() if c.isascii() and c.isalnum() else " " for c in title).split()
    return "_".join(words)[:80] or "graph"


def _age_seconds(path: Path) -> float:
    stamp = stamp_of(path)
    return 0.0 if stamp is None else time.time() - stamp.modified_nanoseconds / 1e9
