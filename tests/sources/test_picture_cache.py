"""Pictures that are read in every epoch are unpacked once, as far as the memory for them goes."""

import gc
import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graphnn.document.model import Data, Document, FileSource
from graphnn.errors import DataError
from graphnn.sources.describe import described
from graphnn.sources.pictures import PicturesOnDisk

SIDE, COUNT = 8, 12
PICTURE_BYTES = SIDE * SIDE


def pictures(folder: Path, *, cache_bytes: int, side: int = SIDE, count: int = COUNT) -> PicturesOnDisk:
    generator = np.random.default_rng(0)
    (folder / "shades" / "dark").mkdir(parents=True)
    for number in range(count):
        shade = generator.integers(0, 255, (side, side)).astype(np.uint8)
        Image.fromarray(shade).save(folder / "shades" / "dark" / f"{number:04}.png")
    data = described(Document(data=Data(source=FileSource(images="shades"))), folder).data
    assert data is not None
    return PicturesOnDisk(data, folder, cache_bytes=cache_bytes)


def readable(found: PicturesOnDisk) -> list[int]:
    places = []
    for place in range(len(found)):
        try:
            found[np.array([place])]
        except DataError:
            continue
        places.append(place)
    return places


def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    found = pictures(tmp_path, cache_bytes=COUNT * PICTURE_BYTES)
    order = np.random.default_rng(1).permutation(COUNT)
    first = found[order]

    shutil.rmtree(tmp_path / "shades")

    np.testing.assert_array_equal(found[order], first)
    np.testing.assert_array_equal(found[order[::-1]], first[::-1])


def test_no_more_is_kept_than_there_is_memory_for(tmp_path: Path) -> None:
    found = pictures(tmp_path, cache_bytes=5 * PICTURE_BYTES + PICTURE_BYTES - 1)
    found[np.array([7, 3, 3])]
    found[np.array([3, 9, 1, 0, 2, 4])]

    shutil.rmtree(tmp_path / "shades")

    assert readable(found) == [0, 1, 3, 7, 9]  # those that came first


@pytest.mark.parametrize("cache_bytes", [0, 2 * PICTURE_BYTES], ids=["nothing is kept", "some are kept"])
def test_pictures_come_in_the_order_in_which_they_are_asked_for(cache_bytes: int, tmp_path: Path) -> None:
    found = pictures(tmp_path, cache_bytes=cache_bytes)
    alone = [found[np.array([place])][0] for place in range(COUNT)]

    for places in ([11, 0, 5], [5, 5, 11, 2], list(range(COUNT))):
        np.testing.assert_array_equal(found[np.array(places)], [alone[place] for place in places])


def test_the_memory_taken_stays_below_the_bound_however_often_all_are_read(tmp_path: Path) -> None:
    side, count, bound = 64, 200, 100 * 64 * 64
    found = pictures(tmp_path, cache_bytes=bound, side=side, count=count)
    found[np.arange(10)]
    tracemalloc.start()

    for start in range(0, 3 * count, 10):
        found[np.arange(start, start + 10) % count]
    gc.collect()
    _, most_bytes = tracemalloc.get_traced_memory()
    ours = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*/graphnn/sources/*")])
    tracemalloc.stop()

    # The array itself was made before: nothing else grows, and a file takes no more than it holds while it is read.
    assert sum(each.size for each in ours.statistics("filename")) < bound // 4
    assert most_bytes < 16 * 2**20
