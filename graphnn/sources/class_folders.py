"""Files in a folder or a zip file, a folder for each class: listed by name, read one by one.

How many there are and how large each is is known before one is unpacked. Where the folders of the classes lie in two
that are called train and test, or validation, these are the splits.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from graphnn.document.data import MAX_CLASSES
from graphnn.document.model import Data, DataColumn
from graphnn.errors import DataError
from graphnn.sources.describe_names import HELD_OUT, Part
from graphnn.sources.opening import home_of, open_inside, path_inside, read_inside, refuse_packings

MAX_FILES = 100_000
MAX_FILE_BYTES = 64 * 2**20
MAX_ZIP_BYTES = 2**40

PARTS: Mapping[str, Part] = {
    "train": "train",
    "training": "train",
    **{word: part for part, words in HELD_OUT.items() for word in words},
}
"""What folders are called that hold the classes of one part."""


@dataclass(frozen=True, slots=True)
class ClassFiles:
    """The files of a folder or zip, each with its class, in order of name; `read` gives the bytes of one."""

    name: str
    files: tuple[tuple[str, str], ...]
    held_out: Mapping[Part, tuple[tuple[str, str], ...]]
    read: Callable[[str], bytes]

    @property
    def counts(self) -> dict[str, int | None]:
        """How many there are of each part, as a graph file says it."""
        return {"samples": len(self.files)} | {f"{part}_samples": len(self.held_out[part]) or None for part in HELD_OUT}

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of all files, in order of name."""
        return tuple(sorted({label for files in (self.files, *self.held_out.values()) for label, _ in files}))

    def of(self, part: Part) -> "ClassFiles":
        """Return the files of one part as the files."""
        return self if part == "train" else replace(self, files=self.held_out[part])


@contextmanager
def class_files(data: Data, folder: Path, part: Part, *, endings: tuple[str, ...], words: str) -> Iterator[ClassFiles]:
    """Give the files of one part.

    Args:
        data: Names the folder or zip.
        folder: Where its path starts.
        part: Which of them.
        endings: How their names end.
        words: What messages call them.

    Raises:
        DataError: If there are none, too many, or it is neither folder nor zip.
    """
    name = data.source_name
    folder = home_of(name, folder)
    path = path_inside(folder, name)
    if path.is_dir():
        # Files that a link leads to elsewhere are refused when they are read.
        names = (file.relative_to(path).as_posix() for way in ("*/*", "*/*/*") for file in path.glob(way))
        read_file = _reader_below(path)
        yield _listed(name, names, read_file, endings, words).of(part)
        return
    try:
        with (
            open_inside(folder, name, maximum_bytes=MAX_ZIP_BYTES) as content,
            zipfile.ZipFile(content) as archive,
        ):
            refuse_packings(archive)
            sizes = {member.filename: member.file_size for member in archive.infolist()}

            def read(file: str) -> bytes:
                if sizes[file] > MAX_FILE_BYTES:
                    raise DataError(f"{name}/{file}: {sizes[file]:,} bytes; {MAX_FILE_BYTES:,} is the limit.")
                return archive.read(file)

            yield _listed(name, iter(sizes), read, endings, words).of(part)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{name}: neither a folder nor a zip file that can be read: {error}.") from error


def refuse_classes(found: ClassFiles, label: DataColumn) -> None:
    """Refuse folders that are no classes.

    Raises:
        DataError: If there are too many, or one is none of the classes that are declared.
    """
    if len(found.classes) > MAX_CLASSES:
        raise DataError(f"{found.name}: {len(found.classes):,} folders; {MAX_CLASSES:,} classes is the limit.")
    if label.classes is not None and (more := set(found.classes) - set(label.classes)):
        raise DataError(f"{found.name}/{min(more)}: none of the classes. Take classes of data.columns.label away.")


def class_numbers(found: ClassFiles, label: DataColumn) -> NDArray[np.int32]:
    """Return the number of each file's class."""
    numbers = {name: place for place, name in enumerate(label.classes or ())}
    return np.array([numbers[name] for name, _ in found.files], dtype=np.int32)


def _reader_below(path: Path) -> Callable[[str], bytes]:
    return lambda file: read_inside(path, file, maximum_bytes=MAX_FILE_BYTES)


def _listed(
    name: str, names: Iterator[str], read: Callable[[str], bytes], endings: tuple[str, ...], words: str
) -> ClassFiles:
    files = []
    for file in names:
        path = PurePosixPath(file)
        is_wanted = path.suffix.lower() in endings and len(path.parts) > 1 and not path.name.startswith(".")
        if is_wanted and ".." not in path.parts and path.parts[0] != "__MACOSX":
            files.append((path.parts[-2], file))
        if len(files) > MAX_FILES:
            raise DataError(f"{name}: more than {MAX_FILES:,} {words}. Give a part of them.")
    if not files:
        raise DataError(f"{name}: holds no folders of {words}. Give each class a folder: {name}/cat/1{endings[0]}.")
    parts = {file: _part_of(file) for _, file in files}
    is_divided = "train" in parts.values()
    held_out = {
        part: tuple(sorted(each for each in files if is_divided and parts[each[1]] == part)) for part in HELD_OUT
    }
    others = {each for part in held_out.values() for each in part}
    return ClassFiles(name, tuple(sorted(set(files) - others)), held_out, read)


def _part_of(file: str) -> Part | None:
    """Return the part that a file belongs to by the folder above that of its class."""
    above = PurePosixPath(file).parts[-3:-2]
    return PARTS.get(above[0].lower()) if above else None
