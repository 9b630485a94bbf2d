"""Opening a file that a graph file names: below the document's folder, a regular file, no larger than allowed."""

import os
import stat
from pathlib import Path

from graphnn.errors import DataError


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
        raise DataError(f"{name}: no such file. Put it into the document's folder.")
    return path


def read_inside(folder: Path, name: str, *, maximum_bytes: int) -> bytes:
    """Return what a file below a folder holds.

    Raises:
        DataError: If it leads out of the folder, is no regular file, is too large, or cannot be read.
    """
    path = path_inside(folder, name)
    try:
        # What was resolved is opened as it is: a link, or a pipe, that has come in its place meanwhile is not.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise DataError(f"{name}: not a file. Name a file.")
            if status.st_size > maximum_bytes:
                raise DataError(f"{name}: {status.st_size:,} bytes; {maximum_bytes:,} is the limit. Give a part of it.")
            return file.read(maximum_bytes)
    except OSError as error:
        raise DataError(f"{name}: cannot be read: {error.strerror}. Check the file.") from error
