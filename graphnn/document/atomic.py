"""Files written whole: after a crash at any moment, a file holds the old bytes or the new ones.

The new bytes go to a file beside it, reach the disk, and take its place in one step; then the folder reaches the
disk too.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from graphnn.errors import GraphnnError


class Stamp(NamedTuple):
    """What tells a file from another that somebody put in its place, or wrote into it."""

    modified_nanoseconds: int
    size_bytes: int
    inode: int


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file; None where there is no file, or none that may be looked at."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def replace_file(path: Path, content: bytes) -> Stamp:
    """Put these bytes in the place of a file, or write a new one; a link to a file stays a link.

    Returns:
        The stamp of what was written, whoever may have written there since.

    Raises:
        GraphnnError: If the file cannot be written; it is as it was.
    """
    try:
        with replacing(path) as beside:
            beside.write_bytes(content)
            stamp = _stamp(beside.stat())
    except OSError as error:
        raise GraphnnError(
            f"{path}: cannot be written: {error.strerror}. Check the folder, its permissions and its space."
        ) from error
    return stamp


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside a file to write to; what is there at the end takes the file's place.

    Where the block or the disk fails, the file stays as it was and nothing is left beside it.

    Raises:
        OSError: If it cannot be written.
    """
    file = path.resolve()
    # The ending stays, since some writers go by it.
    beside = file.with_name(f".{secrets.token_hex(8)}.{file.name[-200:]}")
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        if file.exists():
            beside.chmod(file.stat().st_mode & 0o7777)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    synchronise_folder(file.parent)


def synchronise_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk."""
    # Only POSIX can open a folder; elsewhere the rename itself is all there is.
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_mtime_ns, status.st_size, status.st_ino)
