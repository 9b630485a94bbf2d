"""Files for what does not fit into the memory: nameless, so that they are gone however the process ends."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from graphnn.errors import DataError


@contextmanager
def scratch_file(size: int, *, place: str) -> Iterator[IO[bytes]]:
    """Give a new file that is to hold so many bytes; what was mapped of it stays when it is closed.

    Raises:
        DataError: If there is no room for it; the message begins with the place.
    """
    folder = platformdirs.user_cache_path("graphnn")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < size:
            raise DataError(f"{place}: needs {size:,} bytes of room in {folder}, where {free:,} are left. Make room.")
        with tempfile.TemporaryFile(dir=folder) as file:
            yield file
    except OSError as error:
        raise DataError(f"{place}: cannot be unpacked into {folder}: {error.strerror}. Make room there.") from error


def mapped(file: IO[bytes], shape: tuple[int, ...], dtype: np.dtype[Any], *, offset: int = 0) -> NDArray[Any]:
    """Return what lies in a file as an array, of which only what is used is read."""
    file.flush()
    if 0 in shape:
        return np.empty(shape, dtype)
    return np.asarray(np.memmap(file, dtype=dtype, mode="r", offset=offset, shape=shape))
