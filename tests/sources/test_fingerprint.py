"""Files are told apart by what they hold."""

from pathlib import Path

import pytest

from graphnn.document.model import FileSource
from graphnn.sources.fingerprint import PIECE_BYTES, PIECES, fingerprint

SOURCE = FileSource(csv="table.csv")


def written(folder: Path, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "table.csv").write_bytes(content)
    return folder


@pytest.mark.parametrize("size", [0, 1, 1000, PIECE_BYTES, PIECES * PIECE_BYTES - 1, 3 * PIECES * PIECE_BYTES])
def test_a_copy_has_the_same_and_one_that_differs_in_its_last_byte_another(tmp_path: Path, size: int) -> None:
    first = fingerprint(SOURCE, written(tmp_path / "first", bytes(size)))

    assert fingerprint(SOURCE, written(tmp_path / "copy", bytes(size))) == first
    assert fingerprint(SOURCE, written(tmp_path / "other", bytes(max(size - 1, 0)) + b"x")) != first


def test_every_byte_of_a_file_of_a_few_megabytes_counts(tmp_path: Path) -> None:
    size = PIECES * PIECE_BYTES
    plain = fingerprint(SOURCE, written(tmp_path / "plain", bytes(size)))

    for place in range(PIECE_BYTES // 2, size, PIECE_BYTES):
        content = bytearray(size)
        content[place] = 1
        assert fingerprint(SOURCE, written(tmp_path / "other", bytes(content))) != plain


def test_a_folder_has_none(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()

    assert fingerprint(FileSource(images="pictures"), tmp_path) is None
