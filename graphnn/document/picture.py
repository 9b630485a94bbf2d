"""The graph file within a picture of the graph: a PNG that whoever gets it can open again.

The document lies in a text chunk of its own (iTXt, keyword `graphnn`), which programs that show pictures pass over.
A picture from anywhere is read as strictly as a graph file: chunk by chunk, each within the file, its sum right, and
never more text than a graph file may have, however small it was packed.

Source: PNG (third edition), W3C, 2025, https://www.w3.org/TR/png-3/
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from graphnn.document.inflated import inflated
from graphnn.errors import DocumentError

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"graphnn"
MAX_PICTURE_BYTES: Final = 50_000_000
MAX_CHUNKS: Final = 100_000

_HEADER: Final = struct.Struct(">I4s")
_SUM: Final = struct.Struct(">I")
_TEXT_CHUNK: Final = b"iTXt"
_END_CHUNK: Final = b"IEND"
# Keyword, compressed, by zlib; no language and no translation of the keyword.
_TEXT_HEAD: Final = KEYWORD + b"\0\1\0\0\0"


class _Chunk(NamedTuple):
    kind: bytes
    content: bytes


def is_picture(content: bytes) -> bool:
    """Tell whether bytes are those of a PNG, by how they begin."""
    return content.startswith(SIGNATURE)


def is_picture_file(file: Path) -> bool:
    """Tell whether a file is there and begins as a PNG does."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as stream:
            return is_picture(stream.read(len(SIGNATURE)))
    except OSError:
        return False


def with_text(picture: bytes, text: bytes) -> bytes:
    """Return a PNG with the text of a graph file in it, in the place of one that it had.

    Raises:
        DocumentError: If the picture is no PNG.
    """
    kept = [SIGNATURE]
    for chunk in _chunks(picture, place="picture"):
        if chunk.kind == _END_CHUNK:
            kept.append(_written(_TEXT_CHUNK, _TEXT_HEAD + zlib.compress(text, 9)))
        if not _holds_graph(chunk):
            kept.append(_written(chunk.kind, chunk.content))
    return b"".join(kept)


def text_of(picture: bytes, *, place: str) -> bytes:
    """Return the text of the graph file that a PNG carries.

    Args:
        picture: The whole file, which nobody vouches for.
        place: What messages call it.

    Raises:
        DocumentError: If it carries none, or is no whole PNG.
    """
    found = [chunk for chunk in _chunks(picture, place=place) if _holds_graph(chunk)]
    if not found:
        raise DocumentError(
            f"{place}: a picture without a graph in it. Open one that graphnn exported, as it was exported: "
            "programs that edit or shrink pictures drop the graph."
        )
    if len(found) > 1:
        raise DocumentError(f"{place}: a picture with {len(found)} graphs in it. Export it anew.")
    if not found[0].content.startswith(_TEXT_HEAD):
        raise DocumentError(f"{place}: the graph in the picture is not packed as graphnn packs it. Export it anew.")
    packed = found[0].content[len(_TEXT_HEAD) :]
    return inflated(packed, place=f"{place}: the graph in the picture", cure="Export it anew.")


def _holds_graph(chunk: _Chunk) -> bool:
    return chunk.kind == _TEXT_CHUNK and chunk.content.startswith(KEYWORD + b"\0")


def _chunks(picture: bytes, *, place: str) -> Iterator[_Chunk]:
    if not is_picture(picture):
        raise DocumentError(f"{place}: not a PNG. Name a picture that graphnn exported.")
    if len(picture) > MAX_PICTURE_BYTES:
        raise DocumentError(f"{place}: larger than {MAX_PICTURE_BYTES:,} bytes. Open the graph file itself.")
    start = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        content_start = start + _HEADER.size
        if content_start > len(picture):
            break
        length, kind = _HEADER.unpack_from(picture, start)
        end = content_start + length
        if end + _SUM.size > len(picture):
            break
        content = picture[content_start:end]
        if _SUM.unpack_from(picture, end) != (zlib.crc32(kind + content),):
            raise DocumentError(f"{place}: the picture is damaged at byte {start:,}. Copy it again, or export it anew.")
        yield _Chunk(kind, content)
        if kind == _END_CHUNK:
            return
        start = end + _SUM.size
    raise DocumentError(f"{place}: the picture is cut off. Copy it again, or export it anew.")


def _written(kind: bytes, content: bytes) -> bytes:
    return _HEADER.pack(len(content), kind) + content + _SUM.pack(zlib.crc32(kind + content))
