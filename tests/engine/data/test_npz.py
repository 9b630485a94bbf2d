import io
import os
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from graphnn.engine.data.npz import ArraySpec, read_npz
from graphnn.errors import DataError
from graphnn.sources.aligned import ALIGNMENT_BYTES
from graphnn.sources.arrays import CHUNK_BYTES, read_values

SPECS = {"x": ArraySpec((4, 2), "f"), "y": ArraySpec((4,), "iu")}
X = np.arange(8, dtype=np.float32).reshape(4, 2)
Y = np.arange(4, dtype=np.uint8)


def npz(folder: Path, **arrays: np.ndarray) -> Path:
    path = folder / "data.npz"
    np.savez_compressed(path, **arrays)
    return path


def npy(values: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, values)
    return file.getvalue()


def test_the_arrays_that_are_asked_for_are_read(tmp_path: Path) -> None:
    arrays = read_npz(npz(tmp_path, x=X, y=Y), SPECS)

    assert np.array_equal(arrays["x"], X)
    assert np.array_equal(arrays["y"], Y)


def test_further_axes_of_length_one_are_taken_off(tmp_path: Path) -> None:
    arrays = read_npz(npz(tmp_path, x=X, y=Y[:, np.newaxis]), SPECS)

    assert arrays["y"].shape == (4,)


def test_pickled_objects_that_nobody_asked_for_are_left_alone(tmp_path: Path) -> None:
    path = npz(tmp_path, x=X, y=Y, names=np.array([{"a": 1}], dtype=object))

    assert set(read_npz(path, SPECS)) == {"x", "y"}


@pytest.mark.parametrize(
    ("y", "fault"),
    [
        (np.array([1, 2, 3, None], dtype=object), "kind iu"),
        (np.zeros(4, dtype=np.float32), "kind iu"),
        (np.zeros(4, dtype="S1"), "kind iu"),
        (np.zeros(5, dtype=np.uint8), r"shape \(5,\)"),
        (np.zeros((4, 2), dtype=np.uint8), r"shape \(4, 2\)"),
        (np.zeros((), dtype=np.uint8), r"shape \(\)"),
        (np.zeros(1_000_000, dtype=np.uint8), "more than the"),
    ],
    ids=["objects", "fractions", "text", "too many", "too wide", "a number", "far too large"],
)
def test_an_array_of_another_kind_or_shape_is_refused(tmp_path: Path, y: np.ndarray, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        read_npz(npz(tmp_path, x=X, y=y), SPECS)


def test_a_header_that_promises_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", npy(X)[:-8])
        archive.writestr("y.npy", npy(Y))

    with pytest.raises(DataError, match="cannot be read as an npz file"):
        read_npz(path, SPECS)


def test_a_missing_array_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="0 arrays named y"):
        read_npz(npz(tmp_path, x=X), SPECS)


def test_two_arrays_of_one_name_are_refused(tmp_path: Path) -> None:
    path = npz(tmp_path, x=X, y=Y)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("y.npy", npy(Y))

    with pytest.raises(DataError, match="2 arrays named y"):
        read_npz(path, SPECS)


def test_a_file_of_very_many_arrays_is_refused(tmp_path: Path) -> None:
    path = npz(tmp_path, **{f"a{number}": Y for number in range(70)})

    with pytest.raises(DataError, match="more than 64 arrays"):
        read_npz(path, SPECS)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip at all", npy(X)], ids=["empty", "torn", "npy"])
def test_what_is_no_npz_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.npz"
    path.write_bytes(content)

    with pytest.raises(DataError, match="cannot be read as an npz file"):
        read_npz(path, SPECS)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = npz(tmp_path, x=X, y=Y)
    content = bytearray(path.read_bytes())
    content[60:80] = bytes(20)
    path.write_bytes(bytes(content))

    with pytest.raises(DataError, match=r"data\.npz"):
        read_npz(path, SPECS)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.npz")

    with pytest.raises(DataError, match="no such file"):
        read_npz(tmp_path / "none.npz", SPECS)
    for path in (tmp_path, tmp_path / "pipe.npz"):
        with pytest.raises(DataError, match="not a file"):
            read_npz(path, SPECS)


@pytest.mark.parametrize(
    "values",
    [
        np.arange(12, dtype=np.float64).reshape(3, 4),
        np.asfortranarray(np.arange(24).reshape(2, 3, 4)),
        np.array(["a", "bcd"]),
        np.array([1.5, -2.0], dtype=">f4"),
        np.zeros((0, 3), np.uint8),
        np.array(7, np.int16),
    ],
)
def test_values_are_read_as_numpy_reads_them_and_where_tensorflow_takes_them(values: np.ndarray) -> None:
    read = read_values(io.BytesIO(npy(values)))

    assert read.dtype == values.dtype
    assert read.flags.f_contiguous == values.flags.f_contiguous
    np.testing.assert_array_equal(read, np.load(io.BytesIO(npy(values))))
    assert values.size == 0 or read.ctypes.data % ALIGNMENT_BYTES == 0


def test_values_larger_than_is_unpacked_at_a_time_are_read_whole(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 256, CHUNK_BYTES * 2 + 77, np.uint8)

    assert np.array_equal(read_npz(npz(tmp_path, x=values), {"x": ArraySpec(values.shape, "u")})["x"], values)


def test_values_that_are_cut_off_are_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes shorter"):
        read_values(io.BytesIO(npy(np.arange(4))[:-8]))


def test_objects_are_refused() -> None:
    with pytest.raises(ValueError, match="objects"):
        read_values(io.BytesIO(npy(np.array([{}], dtype=object))))
