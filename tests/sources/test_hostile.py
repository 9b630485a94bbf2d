"""Files made to do harm: refused in words, before much of them is read and with nothing outside touched."""

import gzip
import io
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graphnn.document.model import Data, FileSource
from graphnn.errors import DataError
from graphnn.session.own_table import take_table
from graphnn.sources import class_folders, table
from graphnn.sources.arrays import read_arrays
from graphnn.sources.describe import describe_file
from graphnn.sources.pictures import read_pictures

MAGIC = b"\x93NUMPY"


def npy(header: str, *, content: bytes = b"", version: int = 1, length: int | None = None) -> bytes:
    """Return an array file with any header, which may say that it is longer than it is."""
    count = len(header) if length is None else length
    return MAGIC + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", count) + header.encode() + content


def npz(folder: Path, **members: bytes) -> Data:
    """Write an npz file of such arrays."""
    with zipfile.ZipFile(folder / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return Data(source=FileSource(npz="a.npz"))


def written(shape: object, descr: object = "<f8") -> str:
    return repr({"descr": descr, "fortran_order": False, "shape": shape}) + "\n"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (npy("x" * 100, version=2, length=2**31), "cannot be read as an npz file"),
        (npy("{" + "(" * 9000), "cannot be read as an npz file"),
        (npy(written((-1, 2))), "cannot be read as an npz file"),
        (npy(written((3,), "|O"), content=b"\x80\x04."), "holds objects, which may run code"),
        (npy(written((3,), [("a", "|O")])), "holds objects, which may run code"),
        (npy("__import__('os').getcwd()\n"), "cannot be read as an npz file"),
        (b"no array", "cannot be read as an npz file"),
    ],
)
def test_an_array_with_a_header_that_lies_is_refused(tmp_path: Path, content: bytes, fault: str):
    with pytest.raises(DataError, match=fault):
        describe_file(npz(tmp_path, x=content), tmp_path)


def test_an_array_that_unpacks_to_more_than_it_says_or_than_may_be_is_refused(tmp_path: Path):
    bomb = npy(written((2**40,)), content=bytes(10**6))
    short = npy(written((1000,)), content=bytes(80))

    for content, fault in ((bomb, "more than 1,073,741,824 bytes"), (short, "cannot be read as an npz file")):
        data = describe_file(npz(tmp_path, x=content), tmp_path)
        with pytest.raises(DataError, match=fault):
            read_arrays(data, tmp_path)


@pytest.mark.parametrize(("shape", "kind"), [((4, *(1,) * 40), "<f4"), ((2**40,), "<U0"), ((2**40, 0), "<f4")])
def test_an_array_of_too_many_axes_or_of_nothing_is_none_to_learn_from(tmp_path: Path, shape: object, kind: str):
    with pytest.raises(DataError, match=r"a\.npz: holds no array of numbers with a sample in each row"):
        describe_file(npz(tmp_path, x=npy(written(shape, kind), content=bytes(16))), tmp_path)


def test_too_many_members_are_refused(tmp_path: Path):
    with pytest.raises(DataError, match="holds more than 64 arrays"):
        describe_file(npz(tmp_path, **{f"x{n}": npy(written((1,)), content=bytes(8)) for n in range(65)}), tmp_path)


def test_a_zip_bomb_among_pictures_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cat/1.png", bytes(2**20))
    monkeypatch.setattr(class_folders, "MAX_FILE_BYTES", 2**16)

    with pytest.raises(DataError, match=r"bomb\.zip/cat/1\.png: 1,048,576 bytes; 65,536 is the limit"):
        take_table(packed.getvalue(), "bomb.zip", tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize(("file", "member"), [("a.npz", "x.npy"), ("a.zip", "cat/1.png"), ("a.zip", "cat/1.txt")])
def test_a_packing_that_unpacks_more_than_it_is_asked_for_is_refused(
    tmp_path: Path, file: str, member: str, packing: int
):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        archive.writestr(member, bytes(2**20))

    # Of bzip2 a kilobyte can unpack to gigabytes before anybody sees how many.
    with pytest.raises(DataError, match=rf"{member} is packed by neither of the ways that may be unpacked"):
        take_table(packed.getvalue(), file, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_packed_table_of_one_endless_line_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table, "MAX_ROW_LENGTH", 1000)
    for text in ("a,b\n1," + "1" * 2000, 'a,b\n1,"' + "1\n" * 1000 + '"\n'):
        (tmp_path / "x.csv.gz").write_bytes(gzip.compress(text.encode()))

        with pytest.raises(DataError, match=r"x\.csv\.gz, line 2: a row of more than 1,000 letters"):
            table.read_table(tmp_path, FileSource(csv="x.csv.gz"))


def test_a_large_table_that_shrank_to_almost_nothing_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table, "LARGE_PACKED_BYTES", 1000)
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 2**18))

    with pytest.raises(DataError, match=r"x\.csv\.gz: unpacks to more than 200 times its size"):
        table.read_table(tmp_path, FileSource(csv="x.csv.gz"))


def test_a_picture_of_endless_pixels_is_refused_by_its_first_bytes(tmp_path: Path):
    file = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, format="PNG")  # a few kilobytes
    (tmp_path / "animals" / "cat").mkdir(parents=True)
    (tmp_path / "animals" / "cat" / "1.png").write_bytes(file.getvalue())

    with pytest.raises(DataError, match=r"animals/cat/1\.png: (has 30000 × 30000 pixels|no picture)"):
        describe_file(Data(source=FileSource(images="animals")), tmp_path)


def test_names_that_lead_out_of_a_zip_are_no_files_of_it(tmp_path: Path):
    picture = io.BytesIO()
    Image.new("L", (2, 2)).save(picture, format="PNG")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("../../cat/1.png", "cat/../../dog/1.png", "cat/1.png", "/etc/cat/2.png"):
            archive.writestr(name, picture.getvalue())
    data = describe_file(Data(source=FileSource(images="a.zip")), tmp_path)

    assert data.columns["label"].classes == ("cat",)
    assert len(read_pictures(data, tmp_path)["label"]) == data.samples
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize("kind", ["csv", "npz", "images", "texts"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, kind: str):
    home, secret = tmp_path / "home", tmp_path / "secret"
    home.mkdir()
    secret.mkdir()
    (secret / "x").write_text("a,b\n1,2\n")
    (home / "x").symlink_to(secret / "x" if kind in ("csv", "npz") else secret)

    with pytest.raises(DataError, match="leads out of the document's folder"):
        describe_file(Data(source=FileSource.model_validate({kind: "x"})), home)


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_link_within_a_folder_of_pictures_is_not_followed_out_of_it(tmp_path: Path, is_folder: bool):
    (tmp_path / "outside").mkdir()
    Image.new("L", (2, 2)).save(tmp_path / "outside" / "1.png")
    home = tmp_path / "home"
    (home / "animals").mkdir(parents=True)
    if is_folder:
        (home / "animals" / "cat").symlink_to(tmp_path / "outside")
    else:
        (home / "animals" / "cat").mkdir()
        (home / "animals" / "cat" / "1.png").symlink_to(tmp_path / "outside" / "1.png")

    with pytest.raises(DataError, match="leads out of the document's folder"):
        describe_file(Data(source=FileSource(images="animals")), home)


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "x.csv")

    with pytest.raises(DataError, match=r"x\.csv: not a file"):
        describe_file(Data(source=FileSource(csv="x.csv")), tmp_path)


def test_arrays_of_many_kinds_are_read_as_numpy_reads_them(tmp_path: Path):
    arrays = {
        "x": np.arange(6, dtype=">i4").reshape(3, 2),
        "z": np.asfortranarray(np.ones((3, 2))),
        "y": np.array([0, 1, 0]),
    }
    np.savez(tmp_path / "a.npz", **arrays)
    data = describe_file(Data(source=FileSource(npz="a.npz")), tmp_path)

    assert all(np.array_equal(values, arrays[name]) for name, values in read_arrays(data, tmp_path).items())
