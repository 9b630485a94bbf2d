"""Arrays and pictures of one's own: described, read within limits, and refused in words."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graphnn.catalogue.own_data import own_data_set
from graphnn.document.model import Data, DataColumn, Document, FileSource
from graphnn.errors import DataError
from graphnn.session.own_table import take_table
from graphnn.sources import arrays, pictures
from graphnn.sources.arrays import read_arrays
from graphnn.sources.describe import described
from graphnn.sources.pictures import read_pictures


def picture(size: tuple[int, int] = (6, 4), mode: str = "L", shade: int = 9) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, shade if mode == "L" else (shade, shade, shade)).save(file, format="PNG")
    return file.getvalue()


def animals(folder: Path, **files: bytes) -> Data:
    """Write pictures, each as class_number, and return them as data."""
    for name, content in files.items():
        label, number = name.split("_")
        (folder / "animals" / label).mkdir(parents=True, exist_ok=True)
        (folder / "animals" / label / f"{number}.png").write_bytes(content)
    return Data(source=FileSource(images="animals"))


def told(data: Data, folder: Path) -> Data:
    found = described(Document(data=data), folder).data
    assert found is not None
    return found


def test_arrays_are_described_and_those_with_other_samples_left_out(tmp_path):
    x, y = np.zeros((5, 8, 8), dtype=np.uint8), np.array([0, 2, 1, 0, 2])
    np.savez(tmp_path / "a.npz", x_train=x, y_train=y, weight=np.ones((5, 3)), x_test=x[:2], words=np.array(["a"] * 5))
    data = told(Data(source=FileSource(npz="a.npz")), tmp_path)

    data_set = own_data_set(data)
    assert data_set is not None
    assert [(c.name, c.kind, c.shape, c.role) for c in data_set.columns] == [
        ("x_train", "image", (8, 8), "feature"),
        ("y_train", "label", (), "target"),
        ("weight", "vector", (3,), "feature"),
    ]
    assert (data.columns["y_train"].classes, data.samples) == (("0", "1", "2"), 5)
    assert read_arrays(data, tmp_path)["y_train"].tolist() == y.tolist()


def test_pickled_objects_and_what_is_no_npz_are_refused(tmp_path):
    np.savez(tmp_path / "o.npz", x=np.array([{}], dtype=object))
    (tmp_path / "x.npz").write_text("no zip")
    for name, fault in (("o.npz", "holds objects, which may run code"), ("x.npz", "cannot be read as an npz file")):
        with pytest.raises(DataError, match=fault):
            told(Data(source=FileSource(npz=name)), tmp_path)


def test_an_array_is_read_up_to_a_size(tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "a.npz", x=np.zeros((1000, 10)), y=np.zeros((1000, 1)))
    data = told(Data(source=FileSource(npz="a.npz")), tmp_path)
    monkeypatch.setattr(arrays, "MAX_ARRAY_BYTES", 10_000)

    with pytest.raises(DataError, match="array x: more than 10,000 bytes"):
        read_arrays(data, tmp_path)


def test_a_folder_for_each_class_becomes_pictures_of_one_size(tmp_path):
    data = told(animals(tmp_path, cat_1=picture(), cat_2=picture(), dog_1=picture(shade=200)), tmp_path)

    read = read_pictures(data, tmp_path)
    assert data.columns["label"].classes == ("cat", "dog")
    assert (data.columns["image"].shape, data.samples) == ((4, 6, 1), 3)
    assert read["label"].tolist() == [0, 0, 1]
    assert read["image"][:, 0, 0, 0].tolist() == [9, 9, 200]


def test_pictures_of_different_size_or_colour_are_made_alike(tmp_path):
    data = animals(tmp_path, cat_1=picture((80, 40)), dog_1=picture(mode="RGB"))
    smaller = data.model_copy(update={"columns": {"image": DataColumn(shape=(10, 12, 3))}})

    assert told(data, tmp_path).columns["image"].shape == (64, 64, 3)
    assert read_pictures(told(smaller, tmp_path), tmp_path)["image"].shape == (2, 10, 12, 3)


def test_a_zip_of_pictures_is_stored_and_read_as_a_folder_is(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("animals/cat/1.png", picture())
        archive.writestr("animals/dog/1.png", picture())
        archive.writestr("../dog/2.png", picture())
        archive.writestr("__MACOSX/dog/1.png", b"")

    data = take_table(file.getvalue(), "animals.zip", tmp_path)

    assert (data.source_name, data.columns["label"].classes, data.samples) == ("animals.zip", ("cat", "dog"), 2)


def test_what_is_no_picture_or_none_at_all_is_named_and_not_stored(tmp_path, monkeypatch):
    with pytest.raises(DataError, match=r"animals/cat/1\.png: no picture that can be read"):
        told(animals(tmp_path, cat_1=b"no picture"), tmp_path)
    monkeypatch.setattr(pictures, "MAXIMUM_PIXELS", 20)
    with pytest.raises(DataError, match=r"animals/cat/1\.png: has 6 × 4 pixels"):
        told(animals(tmp_path, cat_1=picture()), tmp_path)
    with pytest.raises(DataError, match=r"empty\.zip: neither a folder nor a zip"):
        take_table(b"", "empty.zip", tmp_path)

    assert not (tmp_path / "empty.zip").exists()
