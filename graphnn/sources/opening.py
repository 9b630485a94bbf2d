"""Opening a file that a graph file names: below the document's folder, a regular file, no larger than allowed.

What the document's own folder lacks may lie in a folder that GRAPHNN_DATA names, which holds to the same.
"""

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from graphnn.errors import DataError

SEARCH_PATH_VARIABLE = "GRAPHNN_DATA"

SAFE_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def data_folders() -> tuple[Path, ...]:
    """Return the folders that GRAPHNN_DATA names, separated as in PATH."""
    names = os.environ.get(SEARCH_PATH_VARIABLE, "").split(os.pathsep)
    return tuple(Path(name).expanduser() for name in names if name)


def home_of(name: str, folder: Path) -> Path:
    """Return the folder below which a document's file lies: its own, or the first of GRAPHNN_DATA where it lacks it."""
    return next((home for home in (folder, *data_folders()) if os.path.lexists(home / name)), folder)


def path_inside(folder: Path, name: str) -> Path:
    """Return where a name leads below a folder, links followed.

    Raises:
        DataError: If it leads out of the folder, or there is nothing.
    """
    home = folder.resolve()
    try:
        path = home.joinpath(name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise DataError(f"{name}: not the name of a file. Write its path below the document's folder.") from error
    if not path.is_relative_to(home):
        raise DataError(f"{name}: leads out of the document's folder. Put the file below it.")
    if not path.exists():
        raise DataError(
            f"{name}: no such file. "
            f"Drop it on the page, or put it into the document's folder or one of {SEARCH_PATH_VARIABLE}."
        )
    return path


@contextmanager
def open_inside(folder: Path, name: str, *, maximum_bytes: int) -> Iterator[IO[bytes]]:
    """Open a file below a folder to read from it, as much of it as is wanted.

    Raises:
        DataError: If it leads out of the folder, is no regular file, is too large, or cannot be opened.
    """
    path = path_inside(folder, name)
    try:
        # What was resolved is opened as it is: a link, or a pipe, that has come in its place meanwhile is not.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise DataError(f"{name}: cannot be read: {error.strerror}. Check the file.") from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise DataError(f"{name}: not a file. Name a file.")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > maximum_bytes:
            raise DataError(f"{name}: {status.st_size:,} bytes; {maximum_bytes:,} is the limit. Give a part of it.")
        yield file


def read_inside(folder: Path, name: str, *, maximum_bytes: int) -> bytes:
    """Return what a file below a folder holds.

    Raises:
        DataError: If it leads out of the folder, is no regular file, is too large, or cannot be read.
    """
    with open_inside(folder, name, maximum_bytes=maximum_bytes) as file:
        try:
            # Room is made for all that is asked for, however little there is.
            return file.read(min(os.fstat(file.fileno()).st_size, maximum_bytes))
        except OSError as error:
            raise DataError(f"{name}: cannot be read: {error.strerror}. Check the file.") from error


def refuse_packings(archive: zipfile.ZipFile) -> None:
    """Refuse a zip file of which a kilobyte may unpack to gigabytes, whatever size its directory states.

    zipfile unpacks what was deflated no further than it is asked to, and of bzip2 and LZMA a whole piece at once.

    Raises:
        BadZipFile: If a member is packed in such a way.
    """
    packed = next((each.filename for each in archive.infolist() if each.compress_type not in SAFE_PACKINGS), None)
    if packed is not None:
        raise zipfile.BadZipFile(
            f"{packed[:80]} is packed by neither of the ways that may be unpacked: pack by deflate"
        )


def holds_texts(content: bytes) -> bool:
    """Tell whether a zip file holds texts rather than pictures, by the endings of their names."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            endings = [PurePosixPath(name).suffix.lower() for name in archive.namelist()]
    except (OSError, ValueError, zipfile.BadZipFile):
        return False  # What it is instead is said by who reads it.
    return 2 * endings.count(".txt") > sum(ending != "" for ending in endings)
