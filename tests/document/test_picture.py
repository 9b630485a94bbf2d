import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.document import codec, picture
from graphnn.document.codec import dumps, loads
from graphnn.document.values import same
from graphnn.errors import DocumentError, GraphnnError
from tests.document.builders import wired
from tests.document.strategies import documents, quick


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXEL = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND", b"")
DOT = picture.SIGNATURE + HEAD + PIXEL + END


def carrying(content: bytes) -> bytes:
    return picture.SIGNATURE + HEAD + chunk(b"iTXt", content) + PIXEL + END


@quick
@given(documents)
def test_a_picture_carries_any_document(document):
    again = loads(picture.with_text(DOT, dumps(document)))

    assert same(again, document)


def test_the_picture_stays_as_it_is_around_the_graph():
    with_graph = picture.with_text(DOT, dumps(wired("a > b")))

    assert with_graph.startswith(picture.SIGNATURE + HEAD + PIXEL)
    assert with_graph.endswith(END)


def test_a_graph_takes_the_place_of_the_one_before():
    first = picture.with_text(DOT, dumps(wired("a > b")))

    assert picture.with_text(first, dumps(wired("c"))) == picture.with_text(DOT, dumps(wired("c")))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (DOT, "a picture without a graph"),
        (picture.SIGNATURE, "cut off"),
        (DOT[:-5], "cut off"),
        (picture.SIGNATURE + HEAD + b"\xff\xff\xff\xffiTXt", "cut off"),
        (picture.SIGNATURE + HEAD[:-1] + b"\0" + END, "damaged"),
        (picture.SIGNATURE + chunk(b"tEXt", b"") * (picture.MAX_CHUNKS + 1), "cut off"),
        (carrying(b"graphnn\0\0\0\0\0{}"), "not packed"),
        (carrying(b"graphnn\0\1\0\0\0no zlib"), "cannot be unpacked"),
        (carrying(b"graphnn\0\1\0\0\0" + zlib.compress(b"{}")[:-3]), "cut off"),
        (carrying(b"graphnn\0\1\0\0\0" + zlib.compress(b"{}") + b"more"), "cut off"),
        (carrying(b"graphnn\0\1\0\0\0" + zlib.compress(bytes(100_000_000))), "larger than 5,000,000 bytes"),
        (carrying(b"graphnn\0\1\0\0\0" + zlib.compress(b'{"graphnn": 1, "nodes": 3}')), "nodes"),
        (carrying(b"graphnn\0").replace(PIXEL, chunk(b"iTXt", b"graphnn\0")), "2 graphs"),
        (DOT + bytes(picture.MAX_PICTURE_BYTES), "larger than 50,000,000 bytes"),
    ],
)
def test_a_picture_that_holds_no_graph_file_is_refused_with_its_reason(content, reason):
    with pytest.raises(DocumentError, match=r"^party\.png: ") as refusal:
        loads(content, place="party.png")

    assert reason in str(refusal.value)


@quick
@given(st.data())
def test_a_damaged_picture_is_refused_or_gives_the_document(data):
    document = wired("a > b")
    content = bytearray(picture.with_text(DOT, dumps(document)))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))

    try:
        read = loads(bytes(content))
    except DocumentError:
        return
    assert same(read, document)


def test_a_picture_is_read_like_a_graph_file_and_never_written_over(tmp_path):
    path = tmp_path / "graph.png"
    path.write_bytes(picture.with_text(DOT, dumps(wired("a > b"))))

    document = codec.read(path)
    with pytest.raises(GraphnnError, match="a picture"):
        codec.write(document, path)

    assert document == wired("a > b")
    assert codec.read(path) == document
