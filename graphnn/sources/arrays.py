"""Arrays of numpy in an npz file: looked at before they are read, described as columns, one sample a row.

An npz file is a zip of arrays. Only the arrays that are asked for are read, and objects (pickles) never are.
"""

import io
import math
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from graphnn.document.data import MAX_CLASSES
from graphnn.document.model import Data, DataColumn
from graphnn.errors import DataError
from graphnn.sources.describe_names import TARGET_NAMES, refuse_unknown
from graphnn.sources.opening import read_inside

MAX_FILE_BYTES = 512 * 2**20
MAX_ARRAYS = 64
MAX_ARRAY_BYTES = 2**30
MAX_LABEL_BYTES = 64 * 2**20
ENDING = ".npy"

Array = NDArray[Any]
Header = tuple[tuple[int, ...], np.dtype[np.generic]]


def read_header(file: IO[bytes]) -> Header:
    """Return shape and type of an array, from the start of its file.

    Raises:
        ValueError: If it is none, or in a format that is not known.
    """
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(file)
    else:
        raise ValueError(f"array format {version} is not known")
    return shape, dtype


def describe_arrays(data: Data, folder: Path) -> Data:
    """Return data whose arrays are all described; one with another number of samples than most is not used.

    Raises:
        DataError: If the file cannot be read, or an array is declared that it does not have.
    """
    name = data.source_name
    with _opened(folder, name) as archive:
        headers = {member.filename.removesuffix(ENDING): _header(archive, member, name) for member in _members(archive)}
        if not headers:
            raise DataError(f"{name}: holds no arrays. Save some by numpy.savez.")
        refuse_unknown(data, headers, name)
        usable = {each: header for each, header in headers.items() if header[0] and header[1].kind in "biuf"}
        if not usable:
            raise DataError(f"{name}: holds no array of numbers with a sample in each row. Save one by numpy.savez.")
        count = Counter(shape[0] for shape, _ in usable.values()).most_common(1)[0][0]
        columns = {}
        for each, (shape, dtype) in headers.items():
            declared = data.columns.get(each, DataColumn())
            if each not in usable or shape[0] != count:
                if declared.role not in (None, "ignored"):
                    raise DataError(f"{name}, array {each}: has not the {count:,} samples of numbers of the others.")
                columns[each] = declared.model_copy(update={"kind": "array", "role": "ignored"})
                continue
            columns[each] = _described(archive, each, shape, dtype, declared, name)
    return Data.model_validate({**dict(data), "columns": columns, "samples": count})


def read_arrays(data: Data, folder: Path) -> dict[str, Array]:
    """Return the arrays that a document uses, by name.

    Raises:
        DataError: If one cannot be read.
    """
    with _opened(folder, data.source_name) as archive:
        return {
            name: _array(archive, name, data.source_name, MAX_ARRAY_BYTES)
            for name, column in data.columns.items()
            if column.role != "ignored"
        }


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[zipfile.ZipFile]:
    content = read_inside(folder, name, maximum_bytes=MAX_FILE_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_ARRAYS:
                raise DataError(f"{name}: holds more than {MAX_ARRAYS} arrays. Leave some out.")
            yield archive
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{name}: cannot be read as an npz file: {error}. Save it by numpy.savez.") from error


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [member for member in archive.infolist() if member.filename.endswith(ENDING)]


def _header(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Header:
    with archive.open(member) as file:
        shape, dtype = read_header(file)
    if dtype.hasobject:
        raise DataError(f"{name}, array {member.filename}: holds objects, which may run code. Save numbers alone.")
    return shape, dtype


def _array(archive: zipfile.ZipFile, name: str, place: str, maximum_bytes: int) -> Array:
    member = archive.getinfo(f"{name}{ENDING}")
    shape, dtype = _header(archive, member, place)
    if math.prod(shape) * dtype.itemsize > maximum_bytes or member.file_size > maximum_bytes + 2**16:
        raise DataError(f"{place}, array {name}: more than {maximum_bytes:,} bytes. Give fewer samples.")
    with archive.open(member) as file:
        values: Array = np.lib.format.read_array(file, allow_pickle=False)
    return values


def _described(
    archive: zipfile.ZipFile,
    name: str,
    shape: tuple[int, ...],
    dtype: np.dtype[np.generic],
    declared: DataColumn,
    place: str,
) -> DataColumn:
    is_target = name.lower().split("_")[0] in TARGET_NAMES
    changes: Mapping[str, object] = {
        "kind": declared.kind or "array",
        "role": declared.role or ("target" if is_target else "feature"),
        "shape": shape[1:],
        "dtype": "uint8" if dtype == np.uint8 else "int32" if dtype.kind in "biu" else "float32",
    }
    is_one_number = all(size == 1 for size in shape[1:])
    if is_one_number and dtype.kind in "iu" and is_target and declared.kind in (None, "category"):
        highest = int(_array(archive, name, place, MAX_LABEL_BYTES).max(initial=0))
        if highest < MAX_CLASSES:
            classes = declared.classes or tuple(map(str, range(highest + 1)))
            changes = {**changes, "kind": "category", "classes": classes, "shape": None, "dtype": None}
    return DataColumn.model_validate({**dict(declared), **changes})
