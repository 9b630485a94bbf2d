import gzip
from pathlib import Path

import pytest

from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.sources import Sources
from graphnn.errors import DataError
from tests.shared_data import shared_file

REVIEWS = Data(source="movie_reviews")


def packed(path: Path, *lines: str) -> Path:
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def load(folder: Path) -> DataSet[Samples]:
    return load_data_set(REVIEWS, sources=Sources((folder,)))


def test_reviews_are_whole_texts_with_the_label_beside_them() -> None:
    train = load(shared_file("movie_reviews.csv.gz").parent).train

    assert train.count == 2_000
    assert train.columns["text"].dtype == object
    assert all(isinstance(text, str) and len(text) > 50 for text in train.columns["text"])
    assert [int((train.columns["label"] == label).sum()) for label in (0, 1)] == [1_000, 1_000]


def test_texts_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    rows = [f'{number % 2},"well, ""so"" it\nends, {number}"' for number in range(2_000)]
    packed(tmp_path / "movie_reviews.csv.gz", "label,text", *rows)

    assert load(tmp_path).train.columns["text"][3] == 'well, "so" it\nends, 3'


def test_without_the_file_it_says_what_to_put_where(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Put movie_reviews\.csv\.gz into a folder and set GRAPHNN_DATA"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["text,label", "good,1"], "first line"),
        (["label,text", "2,good"], "sample 1"),
        (["label,text", "1,good,so"], "sample 1"),
        (["label,text", "1,good"], "holds 1 samples"),
        (["label,text", '1,"good'], "cannot be read"),
    ],
)
def test_a_file_that_is_another_is_refused_by_its_place(lines: list[str], fault: str, tmp_path: Path) -> None:
    packed(tmp_path / "movie_reviews.csv.gz", *lines)

    with pytest.raises(DataError, match=fault):
        load(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"label,text\n", b"\x1f\x8bdamaged", gzip.compress(b"label,text\n1,\xff\xfe", mtime=0)],
    ids=["not packed", "packed badly", "not text"],
)
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "movie_reviews.csv.gz").write_bytes(content)

    with pytest.raises(DataError, match="cannot be read as packed CSV"):
        load(tmp_path)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "movie_reviews.csv.gz").write_bytes(gzip.compress(b" " * (65 * 2**20)))

    with pytest.raises(DataError, match="unpacks to more than"):
        load(tmp_path)
