"""Pictures in a folder or a zip file, a folder for each class: listed by name, opened one by one, all made one size.

How many there are, how large a file is and how many pixels it has is known before it is unpacked.
"""

import io
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from graphnn.document.model import Data, DataColumn
from graphnn.errors import DataError
from graphnn.sources.class_folders import ClassFiles, class_files, class_numbers, refuse_classes
from graphnn.sources.describe_names import Part, refuse_unknown
from graphnn.sources.picture_cache import PictureCache

MAXIMUM_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
MAX_BYTES = 2**30
"""Of all pictures, once they are of one size."""

LARGEST_SIDE = 64
"""How wide and high pictures become where nobody says so."""

SIZES_LOOKED_AT = 50
PICTURE, LABEL = "image", "label"


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
        picture, label = data.columns.get(PICTURE, DataColumn()), data.columns.get(LABEL, DataColumn())
        refuse_classes(found, label)
        shape = picture.shape or _usual_shape(found)
        columns = {
            PICTURE: picture.model_copy(
                update={"kind": "image", "role": picture.role or "feature", "shape": shape, "dtype": "uint8"}
            ),
            LABEL: label.model_copy(
                update={"kind": "category", "role": label.role or "target", "classes": label.classes or found.classes}
            ),
        }
        return Data.model_validate({**dict(data), "columns": columns, **found.counts})


def read_pictures(data: Data, folder: Path, part: Part = "train") -> dict[str, NDArray[np.generic]]:
    """Return all pictures of one part, of the size that the document says, and the number of each one's class.

    Raises:
        DataError: If one cannot be read, or all together are too large.
    """
    shape = _shape(data)
    with picture_files(data, folder, part) as found:
        size = int(np.prod(shape)) * len(found.files)
        if size > MAX_BYTES:
            raise DataError(
                f"{found.name}: {size:,} bytes as {shape}; {MAX_BYTES:,} is the limit. Set a smaller shape."
            )
        pictures = np.empty((len(found.files), *shape), dtype=np.uint8)
        for place, (_, file) in enumerate(found.files):
            pictures[place] = _pixels(_picture(found, file), shape)
        return {PICTURE: pictures, LABEL: class_numbers(found, data.columns[LABEL])}


class PicturesOnDisk:
    """Pictures that are read where they are asked for, several at a time, all of one size."""

    def __init__(self, data: Data, folder: Path, part: Part = "train", *, cache_bytes: int = 0) -> None:
        """List those of one part, of which so many bytes may be kept in memory once they are unpacked.

        Raises:
            DataError: If there are none, or it is neither folder nor zip.
        """
        self._open = ExitStack()
        self._found = self._open.enter_context(picture_files(data, folder, part))
        self.shape = (len(self._found.files), *_shape(data))
        self.labels = class_numbers(self._found, data.columns[LABEL])
        self._cache = PictureCache(self.shape[0], self.shape[1:], maximum_bytes=cache_bytes)

    def __len__(self) -> int:
        """Return how many there are."""
        return self.shape[0]

    def __getitem__(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the pictures at some places, in that order.

        Raises:
            DataError: If one cannot be read.
        """
        return self._cache.take(places, self._read)

    def _read(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        pictures = np.empty((len(places), *self.shape[1:]), dtype=np.uint8)

        def read(at: int) -> None:
            _, file = self._found.files[places[at]]
            pictures[at] = _pixels(_picture(self._found, file), self.shape[1:])

        with ThreadPoolExecutor(os.cpu_count()) as readers:
            list(readers.map(read, range(len(places))))
        return pictures


def picture_files(data: Data, folder: Path, part: Part = "train") -> AbstractContextManager[ClassFiles]:
    """Return what opens the picture files of a folder or zip, those of one part.

    Raises:
        DataError: If there are none, too many, or it is neither folder nor zip.
    """
    return class_files(data, folder, part, endings=ENDINGS, words="pictures")


def _picture(found: ClassFiles, file: str) -> Image.Image:
    return read_picture(found.read(file), place=f"{found.name}/{file}")


def _shape(data: Data) -> tuple[int, ...]:
    return data.columns[PICTURE].shape or (LARGEST_SIDE, LARGEST_SIDE, 3)


def _usual_shape(found: ClassFiles) -> tuple[int, ...]:
    """Return the size of the first pictures, if they are small and all the same; else a small square."""
    step = max(len(found.files) // SIZES_LOOKED_AT, 1)
    looked_at = [_picture(found, file) for _, file in found.files[::step]]
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
