import gzip
import os

import pytest

from graphnn.document.model import Document, FileSource, Split
from graphnn.errors import DataError
from graphnn.session.engine_client import EngineClient
from graphnn.session.open_document import OpenDocument
from graphnn.session.own_table import describe_in, gap_counts, is_table, take_table, with_column
from graphnn.sources.describe import is_known
from tests.analysis.builders import catalogue

TABLE = b"x,kind\n1,a\n,b\n3,a\n4,b\n"


def test_a_table_is_stored_under_a_name_that_leads_nowhere_else(tmp_path):
    data = take_table(TABLE, "../../my birds (1).csv", tmp_path)

    assert data.source_name == "my_birds_1.csv"
    assert (tmp_path / "my_birds_1.csv").read_bytes() == TABLE
    assert (data.samples, data.columns["kind"].role, gap_counts(data, tmp_path)) == (4, "target", {"x": 1, "kind": 0})


def test_the_same_table_is_stored_once_and_another_one_beside_it(tmp_path):
    names = [take_table(content, "x.csv", tmp_path).source_name for content in (TABLE, TABLE, TABLE + b"5,a\n")]

    assert names == ["x.csv", "x.csv", "x_2.csv"]
    assert (tmp_path / "x.csv").read_bytes() == TABLE


def test_a_table_is_read_anew_only_for_what_is_said_of_its_columns(tmp_path):
    data = take_table(TABLE, "x.csv", tmp_path)
    file = tmp_path / "x.csv"
    status = file.stat()
    # It holds something else, and looks as before: whoever reads it again finds out.
    file.write_bytes(b"x,kind\n1,a\n,b\n3,a\n4,c\n")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    held_out = data.model_copy(update={"test": Split(fraction=0.5), "validation": None})
    assert describe_in(held_out, tmp_path) == held_out
    assert is_known(Document(data=held_out), tmp_path)
    other = with_column(held_out, "x", role="ignored")
    assert not is_known(Document(data=other), tmp_path)


def test_the_file_that_a_document_names_and_that_was_missing_is_put_in_its_place(tmp_path):
    known = with_column(take_table(TABLE, "x.csv", tmp_path), "x", normalize="standard")
    (tmp_path / "x.csv").unlink()

    with pytest.raises(DataError, match="has no column"):
        take_table(b"a,b\n1,2\n", "x.csv", tmp_path, known)
    assert not (tmp_path / "x.csv").exists()
    assert take_table(TABLE, "x.csv", tmp_path, known) == known


def test_what_is_no_table_is_not_stored(tmp_path):
    with pytest.raises(DataError, match=r"x\.csv\.gz: cannot be unpacked"):
        take_table(TABLE, "x.csv.gz", tmp_path)
    with pytest.raises(DataError, match="line 3"):
        take_table(b"a,b\n1,2\n3\n", "x.csv", tmp_path)

    assert not list(tmp_path.iterdir())
    assert take_table(gzip.compress(TABLE), "x.csv.gz", tmp_path).samples == 4
    assert [is_table(name) for name in ("X.CSV", "a.csv.gz", "a.gz", "a.json")] == [True, True, False, False]


def test_a_column_used_otherwise_is_described_anew(tmp_path):
    data = take_table(TABLE, "x.csv", tmp_path)

    category = describe_in(with_column(data, "x", kind="category"), tmp_path).columns["x"]
    assert (category.classes, category.missing, category.range) == (("1", "3", "4"), "category", None)
    assert describe_in(with_column(data, "x", role="ignored"), tmp_path).columns["x"].range is None
    with pytest.raises(DataError, match="'a' is no number"):
        describe_in(with_column(data, "kind", kind="number"), tmp_path)


def test_an_open_document_tells_of_a_file_that_is_gone(tmp_path):
    document = Document(data=take_table(TABLE, "x.csv", tmp_path))
    (tmp_path / "x.csv").unlink()
    opened = OpenDocument(document, catalogue(), EngineClient(), folder=tmp_path)

    assert opened.diagnostics[0].code == "data/file"
    assert opened.diagnostics[0].message == "x.csv: no such file."


def test_a_table_is_not_written_through_a_link_to_what_is_not_there_yet(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "x.csv").symlink_to(tmp_path / "elsewhere.csv")

    data = take_table(TABLE, "x.csv", home)
    again = take_table(TABLE, "x.csv", home, known=data.model_copy(update={"source": FileSource(csv="x.csv")}))

    assert (data.source_name, again.source_name) == ("x_2.csv", "x_2.csv")
    assert not (tmp_path / "elsewhere.csv").exists()
