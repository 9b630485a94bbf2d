"""A large table keeps its cells on the disk and gives the very table that a small one is."""

import gzip

import pytest

from graphnn.document.model import Data, FileSource
from graphnn.errors import DataError
from graphnn.sources import packed, table
from graphnn.sources.describe import describe
from graphnn.sources.table import parse_table, read_table

ROWS = "größe,note,kind\n" + "".join(
    f'{n / 7},"a word,\n{n}",{"xyz"[n % 3]}\n' if n % 5 else f",,{n % 2}\n" for n in range(900)
)


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(table, "LARGE_BYTES", 10)
    monkeypatch.setattr(table, "LARGE_PACKED_BYTES", 10)
    monkeypatch.setattr(packed, "BLOCK_BYTES", 2000)


@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz"])
def test_cells_and_lines_are_those_of_a_table_in_memory(tmp_path, name):
    content = ROWS.encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    small = parse_table(content, name)

    large = read_table(tmp_path, FileSource(csv=name))

    assert {name: list(cells) for name, cells in large.columns.items()} == small.columns
    assert [large.columns["note"][place] for place in (0, 1, 450, -1)] == [
        small.columns["note"][place] for place in (0, 1, 450, -1)
    ]
    assert large.columns["kind"][895:] == small.columns["kind"][895:]
    assert list(large.lines) == small.lines
    data = Data(source=FileSource(csv=name))
    assert describe(data, large) == describe(data, small)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a,b\n1,2\n1\n", "line 3: 1 cells"),
        ("a\nMünchen\n".encode("latin-1"), "not UTF-8"),
        (b"a\n1\n\0\n", "line 3: a zero byte"),
        (b"a,b,c,d,e,f\n", "has no rows"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(tmp_path, content, fault):
    (tmp_path / "x.csv").write_bytes(content)

    with pytest.raises(DataError, match=fault):
        read_table(tmp_path, FileSource(csv="x.csv"))


def test_a_cell_beyond_the_last_is_none(tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n2\n3\n4\n5\n")
    cells = read_table(tmp_path, FileSource(csv="x.csv")).columns["a"]

    with pytest.raises(IndexError):
        cells[5]
