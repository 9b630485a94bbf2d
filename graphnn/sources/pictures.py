"""Pictures in a folder or a zip file, a folder for each class: listed by name, opened one by one, all made one size.

How many there are, how large a file is and how many pixels it has is known before it is unpacked.
"""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from graphnn.document.data import MAX_CLASSES
from graphnn.document.model import Data, DataColumn
from graphnn.errors import DataError
from graphnn.sources.describe_names import refuse_unknown
from graphnn.sources.opening import path_inside, read_inside

MAXIMUM_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
MAX_PICTURES = 100_000
MAX_FILE_BYTES = 64 * 2**20
MAX_ZIP_BYTES = 512 * 2**20
MAX_BYTES = 2**30
"""Of all pictures, once they are of one size."""

LARGEST_SIDE = 64
"""How wide and high pictures become where nobody says so."""

SIZES_LOOKED_AT = 50
PICTURE, LABEL = "image", "label"


@dataclass(frozen=True, slots=True)
class PictureFiles:
    """The picture files of a folder or zip, each with its class, in order of name; `read` gives the bytes of one."""

    name: str
    files: tuple[tuple[str, str], ...]
    read: Callable[[str], bytes]

    def picture(self, file: str) -> Image.Image:
        """Return one of them.

        Raises:
            DataError: If it is no picture, or too large.
        """
        return read_picture(self.read(file), place=f"{self.name}/{file}")


def read_picture(content: bytes, *, place: str) -> Image.Image:
    """Return a picture file's picture, whose size is looked at before it is unpacked.

    Raises:
        DataError: If it is none of `FORMATS`, or has too many pixels.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MAXIMUM_PIXELS:
            raise DataError(f"{place}: has {picture.width} × {picture.height} pixels. Make it smaller.")
        picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{place}: no picture that can be read. Give a {', '.join(FORMATS)} file.") from error
    return picture


def describe_pictures(data: Data, folder: Path) -> Data:
    """Return data with the columns image and label described; pictures of different size become one.

    Raises:
        DataError: If there are none, or they cannot be read.
    """
    refuse_unknown(data, (PICTURE, LABEL), data.source_name)
    with picture_files(data, folder) as found:
        classes = tuple(sorted({label for label, _ in found.files}))
        picture, label = data.columns.get(PICTURE, DataColumn()), data.columns.get(LABEL, DataColumn())
        if len(classes) > MAX_CLASSES:
            raise DataError(f"{found.name}: {len(classes):,} folders; {MAX_CLASSES:,} classes is the limit.")
        if label.classes is not None and (more := set(classes) - set(label.classes)):
            raise DataError(f"{found.name}/{min(more)}: none of the classes. Take classes of data.columns.label away.")
        shape = picture.shape or _usual_shape(found)
        columns = {
            PICTURE: picture.model_copy(
                update={"kind": "image", "role": picture.role or "feature", "shape": shape, "dtype": "uint8"}
            ),
            LABEL: label.model_copy(
                update={"kind": "category", "role": label.role or "target", "classes": label.classes or classes}
            ),
        }
        return Data.model_validate({**dict(data), "columns": columns, "samples": len(found.files)})


def read_pictures(data: Data, folder: Path) -> dict[str, NDArray[np.generic]]:
    """Return all pictures of the size that the document says, and the number of each one's class.

    Raises:
        DataError: If one cannot be read, or all together are too large.
    """
    column, label = data.columns[PICTURE], data.columns[LABEL]
    shape = column.shape or (LARGEST_SIDE, LARGEST_SIDE, 3)
    numbers = {name: place for place, name in enumerate(label.classes or ())}
    with picture_files(data, folder) as found:
        size = int(np.prod(shape)) * len(found.files)
        if size > MAX_BYTES:
            raise DataError(
                f"{found.name}: {size:,} bytes as {shape}; {MAX_BYTES:,} is the limit. Set a smaller shape."
            )
        pictures = np.empty((len(found.files), *shape), dtype=np.uint8)
        for place, (_, file) in enumerate(found.files):
            pictures[place] = _pixels(found.picture(file), shape)
        labels = np.array([numbers[name] for name, _ in found.files], dtype=np.int32)
    return {PICTURE: pictures, LABEL: labels}


@contextmanager
def picture_files(data: Data, folder: Path) -> Iterator[PictureFiles]:
    """Give the picture files of a folder or zip.

    Raises:
        DataError: If there are none, too many, or it is neither folder nor zip.
    """
    name = data.source_name
    path = path_inside(folder, name)
    if path.is_dir():
        # Files that a link leads to elsewhere are refused when they are read.
        names = (file.relative_to(path).as_posix() for file in path.glob("*/*"))
        yield _listed(name, names, lambda file: read_inside(path, file, maximum_bytes=MAX_FILE_BYTES))
        return
    content = read_inside(folder, name, maximum_bytes=MAX_ZIP_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {member.filename: member.file_size for member in archive.infolist()}

            def read(file: str) -> bytes:
                if sizes[file] > MAX_FILE_BYTES:
                    raise DataError(f"{name}/{file}: {sizes[file]:,} bytes; {MAX_FILE_BYTES:,} is the limit.")
                return archive.read(file)

            yield _listed(name, iter(sizes), read)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{name}: neither a folder nor a zip file that can be read: {error}.") from error


def _listed(name: str, names: Iterator[str], read: Callable[[str], bytes]) -> PictureFiles:
    files = []
    for file in names:
        path = PurePosixPath(file)
        is_picture = path.suffix.lower() in ENDINGS and len(path.parts) > 1 and not path.name.startswith(".")
        if is_picture and ".." not in path.parts and path.parts[0] != "__MACOSX":
            files.append((path.parts[-2], file))
        if len(files) > MAX_PICTURES:
            raise DataError(f"{name}: more than {MAX_PICTURES:,} pictures. Give a part of them.")
    if not files:
        raise DataError(f"{name}: holds no folders of pictures. Give each class a folder: {name}/cat/1.png.")
    return PictureFiles(name, tuple(sorted(files)), read)


def _usual_shape(found: PictureFiles) -> tuple[int, ...]:
    """Return the size of the first pictures, if they are small and all the same; else a small square."""
    step = max(len(found.files) // SIZES_LOOKED_AT, 1)
    looked_at = [found.picture(file) for _, file in found.files[::step]]
    channels = 1 if all(picture.mode in ("1", "L", "I", "I;16") for picture in looked_at) else 3
    (width, height), count = Counter(picture.size for picture in looked_at).most_common(1)[0]
    is_usual = count == len(looked_at) and max(width, height) <= LARGEST_SIDE
    return (*((height, width) if is_usual else (LARGEST_SIDE, LARGEST_SIDE)), channels)


def _pixels(picture: Image.Image, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    height, width, channels = shape
    if "A" in picture.getbands() or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    plain = picture.convert("L" if channels == 1 else "RGB")
    if plain.size != (width, height):
        plain = plain.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(plain, dtype=np.uint8).reshape(height, width, channels)
