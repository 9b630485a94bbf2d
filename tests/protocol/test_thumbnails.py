from pathlib import Path

import pytest

from graphnn.errors import UnwritableError
from graphnn.protocol.run_folder import RunFolder
from graphnn.protocol.thumbnails import (
    THUMBNAILS_FILE,
    NodeActivity,
    Thumbnails,
    ThumbnailSettings,
    read_settings,
    read_thumbnails,
    write_settings,
    write_thumbnails,
)

NODES = {
    "hidden": NodeActivity(picture="data:image/png;base64,AAAA", words="8, from 0 to 1"),
    "stage/conv": NodeActivity(text="0.5", words="one number, 0.5"),
}


def thumbnails(step: int = 1) -> Thumbnails:
    return Thumbnails(time=1.0, epoch=1, step=step, split="test", sample=0, cost=0.01, nodes=NODES)


def test_thumbnails_read_back_as_they_were_written(tmp_path: Path) -> None:
    write_thumbnails(RunFolder(tmp_path), thumbnails())

    assert read_thumbnails(tmp_path) == thumbnails()


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for step in (1, 2, 3):
        write_thumbnails(RunFolder(tmp_path), thumbnails(step))

    assert read_thumbnails(tmp_path) == thumbnails(3)
    assert [file.name for file in tmp_path.iterdir()] == [THUMBNAILS_FILE]


def test_there_are_none_before_the_first_and_after_a_torn_file(tmp_path: Path) -> None:
    assert read_thumbnails(tmp_path) is None
    write_thumbnails(RunFolder(tmp_path), thumbnails())
    file = tmp_path / THUMBNAILS_FILE
    file.write_bytes(file.read_bytes()[:-20])

    assert read_thumbnails(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="gone"):
        write_thumbnails(RunFolder(tmp_path / "gone"), thumbnails())


def test_runs_show_the_first_sample_until_something_else_is_said(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    assert read_settings(runs) == ThumbnailSettings(is_on=True, sample=0, share=0.02)

    write_settings(runs, ThumbnailSettings(is_on=False, sample=7, share=0.1))

    assert read_settings(runs) == ThumbnailSettings(is_on=False, sample=7, share=0.1)


def test_what_was_said_before_their_share_could_be_is_kept(tmp_path: Path) -> None:
    (tmp_path / THUMBNAILS_FILE).write_text('{"is_on":true,"sample":7}', encoding="utf-8")

    assert read_settings(tmp_path) == ThumbnailSettings(sample=7, share=0.02)
