import base64
import random
import zlib

import pytest
from hypothesis import given

from graphnn.document.codec import dumps
from graphnn.document.link import MAX_LENGTH, document_of, fragment_of
from graphnn.document.model import Document
from graphnn.document.strict_json import MAX_BYTES
from graphnn.document.values import same
from graphnn.errors import DocumentError
from tests.document.strategies import documents, quick


def carrying(text: bytes) -> str:
    return "graph=1." + base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip("=")


@quick
@given(documents)
def test_a_link_carries_any_document(document):
    assert same(document_of(fragment_of(document)), document)


def test_a_document_too_large_for_a_link_says_what_to_send_instead():
    noise = base64.b85encode(random.Random(0).randbytes(79_000)).decode()

    with pytest.raises(DocumentError, match="Send its graph file"):
        fragment_of(Document(description=noise))


@pytest.mark.parametrize(
    ("fragment", "fault"),
    [
        ("", "carries no network"),
        ("graph=2.eJw", "carries no network"),
        ("graph=1.<b>", "carries no network"),
        ("graph=1.a", "cut off"),
        ("graph=1.bm8gemxpYg", "cannot be unpacked"),
        (carrying(dumps(Document()))[:-6], "cut off"),
        (carrying(b" " * (MAX_BYTES + 1)), "larger than"),
        (carrying(b'{"graphnn": 1, "evil": 1}'), "evil"),
        (carrying(b'{"graphnn": 99}'), "newer graphnn"),
        ("graph=1." + "A" * MAX_LENGTH, "longer than"),
    ],
)
def test_a_link_that_is_none_is_refused_in_words(fragment, fault):
    with pytest.raises(DocumentError, match=fault):
        document_of(fragment)
