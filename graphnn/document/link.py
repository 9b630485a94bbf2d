"""A document within a link: in the part behind the #, which browsers keep to themselves and send to no server.

The whole graph file is in it, packed, in the 64 letters that every program leaves alone. A link from anywhere is read
as strictly as a graph file.
"""

import base64
import re
import zlib
from typing import Final

from graphnn.document import codec
from graphnn.document.inflated import inflated
from graphnn.document.model import Document
from graphnn.errors import DocumentError

MAX_LENGTH: Final = 100_000
"""Of the letters behind the #: browsers take more, mail and chat programs seldom."""

_FORMAT: Final = re.compile(r"graph=1\.([A-Za-z0-9_-]+)")
_PREFIX: Final = "graph=1."
_PLACE: Final = "The link"
_CURE: Final = "Copy the whole link again."


def fragment_of(document: Document) -> str:
    """Return what stands behind the # in a link that carries a document.

    Raises:
        DocumentError: If it is too large for a link.

    >>> document_of(fragment_of(Document(name="tiny"))).name
    'tiny'
    """
    packed = zlib.compress(codec.dumps(document), 9)
    fragment = _PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(fragment) > MAX_LENGTH:
        raise DocumentError(
            f"The network makes a link of {len(fragment):,} letters, and {MAX_LENGTH:,} is the limit. "
            "Send its graph file, or its picture as PNG."
        )
    return fragment


def document_of(fragment: str) -> Document:
    """Return the document that a link carries behind its #.

    Raises:
        DocumentError: If it carries none, or none that a graph file could hold.
    """
    if len(fragment) > MAX_LENGTH:
        raise DocumentError(f"{_PLACE}: longer than {MAX_LENGTH:,} letters. Open the graph file instead.")
    found = _FORMAT.fullmatch(fragment)
    if found is None:
        raise DocumentError(f"{_PLACE} carries no network that this graphnn reads. {_CURE}")
    letters = found.group(1)
    try:
        packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except ValueError as error:
        raise DocumentError(f"{_PLACE} is cut off. {_CURE}") from error
    return codec.loads(inflated(packed, place=_PLACE, cure=_CURE), place=_PLACE)
