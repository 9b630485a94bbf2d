"""Reading npz files strictly: nothing is unpacked before its size, type and shape are known to be right.

An npz file is a zip of arrays. Its directory and each array's header are looked at first; objects (pickles) are
refused, and what is not asked for is never opened.
"""

import math
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graphnn.engine.data.model import Array
from graphnn.errors import DataError
from graphnn.sources.arrays import read_header, read_values
from graphnn.sources.opening import refuse_packings

MAXIMUM_MEMBERS = 64
MAXIMUM_ITEM_BYTES = 8
MAXIMUM_HEADER_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """What an array of a file must be: its shape (further axes of length 1 may follow) and kind of numbers.

    `kinds` holds letters as numpy's `dtype.kind`: u and i whole numbers, f floating point.
    """

    shape: tuple[int, ...]
    kinds: str


def read_npz(path: Path, specs: Mapping[str, ArraySpec]) -> dict[str, Array]:
    """Return the named arrays of an npz file, in the shapes of their specs.

    Raises:
        DataError: If the file cannot be read, or an array is missing or not as its spec says.
    """
    if not path.is_file():
        raise DataError(f"{path}: {'not a file' if path.exists() else 'no such file'}. Name an npz file.")
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_packings(archive)
            if len(archive.infolist()) > MAXIMUM_MEMBERS:
                raise DataError(f"{path}: holds more than {MAXIMUM_MEMBERS} arrays. Give the file of the data set.")
            return {name: _read(archive, name, spec, path) for name, spec in specs.items()}
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        # zipfile and numpy say in these ways that a file is damaged, encrypted or packed in a way they do not know.
        raise DataError(f"{path}: cannot be read as an npz file: {error}. Get the file once more.") from error


def _read(archive: zipfile.ZipFile, name: str, spec: ArraySpec, path: Path) -> Array:
    members = [member for member in archive.infolist() if member.filename == f"{name}.npy"]
    if len(members) != 1:
        raise DataError(f"{path}: holds {len(members)} arrays named {name}, and needs one. Get the right file.")
    # This bounds what is unpacked, however small it was packed: zipfile stops at the size the directory states.
    most = math.prod(spec.shape) * MAXIMUM_ITEM_BYTES + MAXIMUM_HEADER_BYTES
    if members[0].file_size > most:
        raise DataError(
            f"{path}: {name} is {members[0].file_size:,} bytes, more than the {most:,} that fit the data set."
        )
    with archive.open(members[0]) as file:
        shape, dtype = read_header(file)
    without_ones = shape[: len(spec.shape)] if all(size == 1 for size in shape[len(spec.shape) :]) else shape
    if without_ones != spec.shape or dtype.kind not in spec.kinds:
        raise DataError(
            f"{path}: {name} is {dtype} of shape {shape}, where shape {spec.shape} and kind {spec.kinds} are needed. "
            "Get the right file."
        )
    with archive.open(members[0]) as file:
        return read_values(file).reshape(spec.shape)
