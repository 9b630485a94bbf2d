"""Inter for pictures: the page's own font as files that matplotlib reads, and the width of text in it.

The page has Inter as one packed file with every weight in it; matplotlib wants a plain file for each. They are made
once and kept in the user's cache folder. Text with letters that the file lacks, and all text where the browser part is
not built, is set in DejaVu Sans, which comes with matplotlib.
"""

import functools
import hashlib
import os
import tempfile
import unicodedata
from pathlib import Path
from typing import Final

import matplotlib.font_manager
import platformdirs
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from matplotlib.ft2font import FT2Font, LoadFlags

from graphnn.web.dist import AssetsMissingError, dist_folder

FONT_FILE: Final = Path("fonts") / "inter-latin-wght-normal.woff2"
ELLIPSIS: Final = "…"
_MEASURED_SIZE: Final = 100


class Face:
    """A font of one weight."""

    def __init__(self, weight: int) -> None:
        """Find the font's files."""
        self._inter = _inter_file(weight)
        self._other = Path(matplotlib.font_manager.findfont(f"DejaVu Sans:weight={'bold' if weight > 500 else 400}"))

    def file_for(self, text: str) -> Path:
        """Return the font file that has all letters of a text, as far as there is one."""
        if self._inter is not None and all(_has(self._inter, letter) for letter in text):
            return self._inter
        return self._other

    def width(self, text: str, size: float) -> float:
        """Return how wide a text is."""
        file = self.file_for(text)
        return sum(_advance(file, letter) for letter in text) * size / _MEASURED_SIZE

    def fitted(self, text: str, size: float, width: float) -> str:
        """Return the text, cut off with an ellipsis where it is wider than that."""
        if self.width(text, size) <= width:
            return text
        while text and self.width(text + ELLIPSIS, size) > width:
            text = text[:-1]
        return text.rstrip() + ELLIPSIS


@functools.cache
def face(weight: int) -> Face:
    """Return the font of a weight."""
    return Face(weight)


def _inter_file(weight: int) -> Path | None:
    try:
        packed = dist_folder() / FONT_FILE
    except AssetsMissingError:
        return None
    name = f"inter-{weight}-{hashlib.sha256(packed.read_bytes()).hexdigest()[:16]}.ttf"
    file = platformdirs.user_cache_path("graphnn") / name
    try:
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            _unpack(packed, file, weight)
    except OSError:
        return None  # a cache that cannot be written: the other font will do
    return file


def _unpack(packed: Path, file: Path, weight: int) -> None:
    font = instancer.instantiateVariableFont(TTFont(packed), {"wght": weight})
    font.flavor = None
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".ttf", delete=False) as stream:
        font.save(stream)
    os.replace(stream.name, file)


@functools.cache
def _font(file: Path) -> FT2Font:
    font = FT2Font(str(file))
    font.set_size(_MEASURED_SIZE, 72)
    return font


@functools.cache
def _has(file: Path, letter: str) -> bool:
    return _font(file).get_char_index(ord(letter)) != 0


@functools.cache
def _advance(file: Path, letter: str) -> float:
    if not _has(file, letter):  # what the reader's system has instead is square, or about as wide as a letter
        return _MEASURED_SIZE * (1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6)
    return _font(file).load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536
