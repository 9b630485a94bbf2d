"""The text of a graph file as somebody packed it: unpacked with care, since nobody vouches for it."""

import zlib

from graphnn.document.strict_json import MAX_BYTES, refuse_size
from graphnn.errors import DocumentError


def inflated(packed: bytes, *, place: str, cure: str) -> bytes:
    """Return what was packed by zlib, never more than a graph file may have, however small it was packed.

    Args:
        packed: The whole of it.
        place: What messages call it.
        cure: What to do where it is damaged, as a sentence.

    Raises:
        DocumentError: If it is damaged, or too large.

    >>> inflated(zlib.compress(b"{}"), place="link", cure="Copy it again.")
    b'{}'
    """
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(packed, MAX_BYTES + 1)
    except zlib.error as error:
        raise DocumentError(f"{place} cannot be unpacked. {cure}") from error
    refuse_size(len(text), place=place)
    if not reader.eof or reader.unused_data:
        raise DocumentError(f"{place} is cut off. {cure}")
    return text
