import os
from pathlib import Path

import numpy as np
import pytest

from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.sources import Arrays, Sources, sources_of_this_machine
from graphnn.errors import DataError

HOUSING = Data(source="california_housing")


def offline(name: str) -> Arrays:
    raise OSError("Name or service not known")


def houses(path: Path, *, price: float) -> Path:
    path.parent.mkdir(exist_ok=True)
    np.savez(path, x=np.full((20_640, 8), -120.0, dtype=np.float32), y=np.full(20_640, price, dtype=np.float32))
    return path


def price_of(sources: Sources, *, path: Path | None = None) -> float:
    return float(load_data_set(HOUSING, path=path, sources=sources).train.columns["value"][0])


def test_the_first_folder_that_has_the_file_counts(tmp_path: Path) -> None:
    houses(tmp_path / "second" / "california_housing.npz", price=200_000)
    houses(tmp_path / "third" / "california_housing.npz", price=300_000)
    folders = tuple(tmp_path / name for name in ("first", "second", "third"))

    assert price_of(Sources(folders, offline)) == 2.0


def test_a_path_that_is_given_comes_before_every_folder(tmp_path: Path) -> None:
    houses(tmp_path / "california_housing.npz", price=200_000)
    given = houses(tmp_path / "mine.npz", price=500_000)

    assert price_of(Sources((tmp_path,), offline), path=given) == 5.0


def test_a_damaged_file_is_an_error_even_where_the_download_would_do(tmp_path: Path) -> None:
    (tmp_path / "california_housing.npz").write_bytes(b"torn")
    good = {f"{kind}_{split}": np.zeros(0) for kind in "xy" for split in ("train", "test")}

    with pytest.raises(DataError, match=r"california_housing\.npz: cannot be read"):
        load_data_set(HOUSING, sources=Sources((tmp_path,), lambda name: good))


def test_the_bundled_mnist_needs_neither_folder_nor_network() -> None:
    assert load_data_set(Data(source="mnist"), sources=Sources((), offline)).train.count == 60_000


def test_without_file_and_network_it_says_what_was_tried_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refusal:
        load_data_set(HOUSING, sources=Sources((tmp_path,), offline))

    assert str(refusal.value) == (
        "california_housing: not on this machine, and the download failed (Name or service not known). "
        f"Looked in GRAPHNN_DATA ({tmp_path}), Keras' cache (~/.keras/datasets). "
        "Connect to the network once, or put california_housing.npz into a folder and set GRAPHNN_DATA to it."
    )


def test_reviews_which_only_keras_may_read_are_to_be_put_where_keras_looks() -> None:
    with pytest.raises(DataError, match=r"put Keras' imdb\.npz into ~/\.keras/datasets"):
        load_data_set(Data(source="imdb"), sources=Sources((), offline))


def test_the_search_path_names_folders_as_path_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHNN_DATA", os.pathsep.join(["here", "", "there"]))

    assert sources_of_this_machine().folders == (Path("here"), Path("there"))


def test_without_a_search_path_no_folder_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHNN_DATA", raising=False)

    assert sources_of_this_machine().folders == ()
