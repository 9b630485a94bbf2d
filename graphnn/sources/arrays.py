"""Arrays of numpy in an npz file: looked at before they are read, one sample a row.

An npz file is a zip of arrays. Only the arrays that are asked for are read, and objects (pickles) never are. Arrays
too large for the memory stay on the disk, mapped into it: one that was packed is unpacked to a file of its own first.
"""

import io
import math
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from graphnn.document.model import Data, DataColumn
from graphnn.errors import DataError
from graphnn.sources.aligned import aligned_zeros
from graphnn.sources.describe_names import Part
from graphnn.sources.opening import home_of, open_inside, refuse_packings
from graphnn.sources.scratch import mapped, scratch_file

MAX_FILE_BYTES = 2**40
MAX_ARRAYS = 64
MAX_ARRAY_BYTES = 2**30
MAX_HEADER_BYTES = 16_384
CHUNK_BYTES = 2**20
ZIP_HEADER_BYTES = 30
LENGTHS = struct.Struct("<HH")
ENDING = ".npy"

Array = NDArray[Any]
Header = tuple[tuple[int, ...], np.dtype[np.generic]]


def read_header(file: IO[bytes]) -> Header:
    """Return shape and type of an array, from the start of its file.

    Raises:
        ValueError: If it is none, or in a format that is not known.
    """
    shape, _, dtype = _layout(file)
    return shape, dtype


def read_values(file: IO[bytes]) -> Array:
    """Return an array of numbers or words from the start of its file, so that TensorFlow takes it as it is.

    Raises:
        ValueError: If it is none, holds objects, or is not as long as it says.
    """
    shape, by_column, dtype = _layout(file)
    if dtype.hasobject:
        raise ValueError("an array holds objects, which may run code")
    values = aligned_zeros(shape[::-1] if by_column else shape, dtype)
    content, filled = values.reshape(-1).view(np.uint8), 0
    while filled < len(content):
        chunk = file.read(min(CHUNK_BYTES, len(content) - filled))
        if not chunk:
            raise ValueError(f"an array is {len(content) - filled:,} bytes shorter than it says")
        content[filled : filled + len(chunk)] = np.frombuffer(chunk, np.uint8)
        filled += len(chunk)
    return values.T if by_column else values


def read_arrays(data: Data, folder: Path, part: Part = "train") -> dict[str, Array]:
    """Return the arrays that a document uses by name, those of another part under the names of the others.

    Raises:
        DataError: If one cannot be read.
    """
    place = data.source_name
    with open_arrays(folder, place) as archive:
        return {
            name: _numbered(read_array(archive, array, place, MAX_ARRAY_BYTES), data.columns[name], f"{place}, {array}")
            for name, array in _used(data, part)
        }


def map_arrays(data: Data, folder: Path, part: Part = "train") -> dict[str, Array]:
    """Return the same left on the disk: what is used of them is read when it is.

    Raises:
        DataError: If one cannot be read, or there is no room to unpack it.
    """
    place = data.source_name
    with open_arrays(folder, place) as archive:
        return {
            name: _numbered(_mapped(archive, array, place), data.columns[name], f"{place}, {array}")
            for name, array in _used(data, part)
        }


def _used(data: Data, part: Part) -> Iterator[tuple[str, str]]:
    """Yield the columns that are used, each with the array that holds its samples."""
    for name, column in data.columns.items():
        if column.role != "ignored":
            yield name, {"train": name, "validation": column.validation or name, "test": column.test or name}[part]


def _numbered(values: Array, column: DataColumn, place: str) -> Array:
    """Return words as the numbers of their classes; numbers stay."""
    if values.dtype.kind != "U":
        return values
    numbers = {name: number for number, name in enumerate(column.classes or ())}
    words = values.reshape(-1).tolist()
    if (unknown := next((word for word in words if word not in numbers), None)) is not None:
        raise DataError(f"{place}: {unknown[:40]!r} is none of its classes. Take classes of its column away.")
    return np.array([numbers[word] for word in words], dtype=np.int32)


@contextmanager
def open_arrays(folder: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """Open an npz file below a folder.

    Raises:
        DataError: If it cannot be had, or anything that is read within the block cannot.
    """
    try:
        with (
            open_inside(home_of(name, folder), name, maximum_bytes=MAX_FILE_BYTES) as file,
            zipfile.ZipFile(file) as archive,
        ):
            refuse_packings(archive)
            if len(archive.infolist()) > MAX_ARRAYS:
                raise DataError(f"{name}: holds more than {MAX_ARRAYS} arrays. Leave some out.")
            yield archive
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{name}: cannot be read as an npz file: {error}. Save it by numpy.savez.") from error


def headers_of(archive: zipfile.ZipFile, place: str) -> dict[str, Header]:
    """Return shape and type of each array.

    Raises:
        DataError: If one holds objects.
    """
    members = [member for member in archive.infolist() if member.filename.endswith(ENDING)]
    return {member.filename.removesuffix(ENDING): _header(archive, member, place) for member in members}


def _header(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str) -> Header:
    with archive.open(member) as file:
        shape, dtype = read_header(file)
    if dtype.hasobject:
        raise DataError(f"{place}, array {member.filename}: holds objects, which may run code. Save numbers alone.")
    return shape, dtype


def _layout(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    """Return shape, whether it lies there column by column, and type of an array, from the start of its file."""
    # Of a header that says it is gigabytes long no more is read than of any.
    head = io.BytesIO(file.read(MAX_HEADER_BYTES))
    version = np.lib.format.read_magic(head)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"array format {version} is not known")
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    try:
        layout = read(head)
    except (tokenize.TokenError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError) as error:
        # In these ways, too, numpy fails on a header that is none.
        raise ValueError("an array has a damaged header") from error
    if min(layout[0], default=0) < 0:
        raise ValueError(f"an array has no shape {layout[0]}")
    file.seek(head.tell())
    return layout


def read_array(archive: zipfile.ZipFile, name: str, place: str, maximum_bytes: int) -> Array:
    """Return an array.

    Raises:
        DataError: If it is larger than allowed.
    """
    member = archive.getinfo(f"{name}{ENDING}")
    shape, dtype = _header(archive, member, place)
    if math.prod(shape) * dtype.itemsize > maximum_bytes or member.file_size > maximum_bytes + 2**16:
        raise DataError(f"{place}, array {name}: more than {maximum_bytes:,} bytes. Give fewer samples.")
    with archive.open(member) as file:
        return read_values(file)


def _mapped(archive: zipfile.ZipFile, name: str, place: str) -> Array:
    """Return an array that stays where it lies in the file, or in a file of its own where it is packed there."""
    member = archive.getinfo(f"{name}{ENDING}")
    with archive.open(member) as file:
        shape, by_column, dtype = _layout(file)
        start = file.tell()
        size = math.prod(shape) * dtype.itemsize
        if by_column and len(shape) > 1:
            raise DataError(f"{place}, array {name}: lies there column by column. Save numpy.ascontiguousarray of it.")
        if member.file_size != start + size:
            raise DataError(f"{place}, array {name}: is not as long as it says. Save it once more.")
        if member.compress_type != zipfile.ZIP_STORED or archive.fp is None:
            with scratch_file(size, place=f"{place}, array {name}") as scratch:
                while chunk := file.read(CHUNK_BYTES):
                    scratch.write(chunk)
                return mapped(scratch, shape, dtype)
    return mapped(archive.fp, shape, dtype, offset=_start(archive.fp, member) + start)


def _start(file: IO[bytes], member: zipfile.ZipInfo) -> int:
    """Return where what a member of a zip holds begins: behind a header, a name and more, whose lengths it tells."""
    file.seek(member.header_offset)
    name_length, extra_length = LENGTHS.unpack(file.read(ZIP_HEADER_BYTES)[-LENGTHS.size :])
    return member.header_offset + ZIP_HEADER_BYTES + int(name_length) + int(extra_length)
