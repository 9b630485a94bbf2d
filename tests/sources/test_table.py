import gzip
import os

import pytest

from graphnn.document.model import Data, Document, FileSource
from graphnn.errors import DataError
from graphnn.sources import table
from graphnn.sources.describe import described
from graphnn.sources.table import parse_table, read_table


def parsed(text: str) -> table.Table:
    return parse_table(text.encode(), "birds.csv")


def test_cells_stand_by_column_with_the_line_that_each_row_starts_on():
    birds = parsed('name,words\na,"one\ntwo"\n\nb,three\n')

    assert birds.columns == {"name": ["a", "b"], "words": ["one\ntwo", "three"]}
    assert birds.lines == [2, 5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_told_from_the_first_line(delimiter):
    assert parsed(f"a{delimiter}b\r\n1{delimiter}2\r\n").columns == {"a": ["1"], "b": ["2"]}


def test_a_mark_of_byte_order_is_no_part_of_the_first_name():
    assert list(parse_table(b"\xef\xbb\xbfa,b\n1,2\n", "x.csv").columns) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "birds.csv: is empty"),
        ("a,b\n", "birds.csv: has no rows below its names"),
        ("a,b\n1,2\n3\n", "birds.csv, line 3: 1 cells, and the first line names 2 columns"),
        ('a,b\n"1\n2",3\n4,5,6\n', "birds.csv, line 4: 3 cells"),
        ('a,b\n1,"2\n', "birds.csv, line 2: unexpected end of data"),
        ("1,2\n3,4\n", "birds.csv, line 1: numbers, where the names"),
        ("a,\n1,2\n", "birds.csv, line 1, cell 2: not a name of a column"),
        ("a,a\n1,2\n", "birds.csv, line 1: two columns are called a"),
        ("a,__proto__\n1,2\n", "birds.csv, line 1, cell 2: not a name"),
        ("a,:style\n1,2\n", "birds.csv, line 1, cell 2: not a name"),
        ("a,b\n1,2\x00\n", "birds.csv, line 2: a zero byte"),
        (",".join(f"c{n}" for n in range(1001)) + "\n", "birds.csv: 1,001 columns; 1,000 is the limit"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_line(text, fault):
    with pytest.raises(DataError) as refused:
        parsed(text)

    assert str(refused.value).startswith(fault)


def test_text_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(DataError, match=r"x\.csv, line 2: not UTF-8"):
        parse_table("a\nMünchen\n".encode("latin-1"), "x.csv")


def test_more_rows_or_longer_cells_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(table, "MAX_ROWS", 2)
    with pytest.raises(DataError, match="line 4: more than 2 rows of 1 columns"):
        parsed("a\n1\n2\n3\n")
    with pytest.raises(DataError, match="line 2: field larger than field limit"):
        parsed(f"a\n{'x' * 1_000_001}\n")


def test_a_packed_table_is_read_up_to_a_size(tmp_path, monkeypatch):
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"a\n" + b"1\n" * 2000))
    source = FileSource(csv="x.csv.gz")

    assert read_table(tmp_path, source).row_count == 2000
    monkeypatch.setattr(table, "MAX_BYTES", 1000)
    with pytest.raises(DataError, match="unpacks to more than 1,000 bytes"):
        read_table(tmp_path, source)


def test_nothing_outside_the_folder_is_read(tmp_path):
    inside = tmp_path / "work"
    inside.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    os.mkfifo(inside / "pipe.csv")
    (inside / "folder.csv").mkdir()

    for name, fault in (
        ("link.csv", "leads out of the document's folder"),
        ("gone.csv", "no such file"),
        ("pipe.csv", "not a file"),
        ("folder.csv", "not a file|cannot be read"),
    ):
        with pytest.raises(DataError, match=fault):
            read_table(inside, FileSource(csv=name))


def test_a_file_that_the_documents_folder_lacks_is_looked_for_where_data_lies(tmp_path, monkeypatch):
    home, data, further = (tmp_path / name for name in ("home", "data", "further"))
    for folder, cell in ((home, None), (data, 1), (further, 2)):
        folder.mkdir()
        if cell is not None:
            (folder / "x.csv").write_text(f"a\n{cell}\n")
    source = FileSource(csv="x.csv")
    document = Document(data=Data(source=source))
    monkeypatch.setenv("GRAPHNN_DATA", os.pathsep.join(["", str(tmp_path / "none"), str(data), str(further)]))

    assert read_table(home, source).columns == {"a": ["1"]}
    assert described(document, home).data.samples == 1
    (home / "x.csv").write_text("a\n3\n4\n")
    assert read_table(home, source).columns == {"a": ["3", "4"]}
    assert described(document, home).data.samples == 2


def test_a_link_out_of_a_folder_of_data_is_not_followed(tmp_path, monkeypatch):
    home, data = tmp_path / "home", tmp_path / "data"
    home.mkdir()
    data.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (data / "x.csv").symlink_to(tmp_path / "secret.csv")
    monkeypatch.setenv("GRAPHNN_DATA", str(data))

    with pytest.raises(DataError, match="leads out"):
        read_table(home, FileSource(csv="x.csv"))


def test_a_file_that_is_nowhere_is_named_with_every_place_it_may_be_put(tmp_path):
    with pytest.raises(
        DataError, match=r"Drop it on the page, or put it into the document's folder or one of GRAPHNN_D"
    ):
        read_table(tmp_path, FileSource(csv="nowhere.csv"))


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.csv", "a/../../x.csv", "a\\b.csv", ""])
def test_a_path_that_leads_out_is_no_path_of_a_graph_file(path):
    with pytest.raises(ValueError, match=r"leads out|at least 1"):
        FileSource(csv=path)
