"""What a file brings to be scored on: arrays named so, or folders of pictures."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from graphnn.catalogue.own_data import own_data_set
from graphnn.document.model import Data, DataColumn, Document, FileSource, Split
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.own import stream_own
from graphnn.engine.data.split import split_data
from graphnn.errors import DataError
from graphnn.session.own_table import take_table, with_column
from graphnn.sources.describe import describe_file, described
from tests.sources.test_files import picture


def saved(folder: Path, **arrays: object) -> Data:
    np.savez(folder / "a.npz", **arrays)
    return describe_file(Data(source=FileSource(npz="a.npz")), folder)


X, Y = np.arange(40, dtype=np.float32).reshape(20, 2), np.arange(20) % 3


@pytest.mark.parametrize(
    "names", [("x_train", "y_train", "x_test", "y_test"), ("train_x", "train_labels", "test_x", "test_labels")]
)
def test_arrays_of_a_test_split_are_what_is_scored_and_never_learned_from(tmp_path: Path, names: tuple[str, ...]):
    x, y, x_test, y_test = names
    # The test arrays come first, and there are as many arrays of one length as of the other.
    np.savez(tmp_path / "own.npz", **{x_test: X[:6] + 100, y_test: [0, 1, 2, 3, 0, 1], x: X, y: Y})
    data = take_table((tmp_path / "own.npz").read_bytes(), "own.npz", tmp_path)

    assert (data.samples, data.test_samples, data.test) == (20, 6, None)
    assert (data.columns[x].test, data.columns[y].test) == (x_test, y_test)
    assert data.columns[y].classes == ("0", "1", "2", "3")  # the test samples' classes are classes too
    data_set = own_data_set(data)
    assert data_set is not None
    assert ([column.name for column in data_set.columns], data_set.test_count) == ([x, y], 6)
    for loaded in (load_data_set(data, folder=tmp_path), stream_own(data, tmp_path)):
        splits = split_data(loaded, data, seed=0)
        assert splits.test is not None
        assert splits.test.columns[x].tolist() == (X[:6] + 100).tolist()
        assert splits.train.count == 18
        assert splits.train.columns[x].max() < 100
        assert splits.validation is not None
        assert splits.validation.count == 2


def test_test_arrays_that_are_not_whole_are_no_test_split(tmp_path: Path):
    assert saved(tmp_path, x=X, y=Y, x_test=X[:5]).test_samples is None
    assert saved(tmp_path, x=X, y=Y, x_test=X[:5], y_test=Y[:4]).test_samples is None
    assert saved(tmp_path, x=X, y=Y, x_test=np.ones((5, 3)), y_test=Y[:5]).test_samples is None
    assert saved(tmp_path, x=X, y=Y, x_test=X[:5], y_test=Y[:5]).test_samples == 5


def test_a_declared_test_array_must_be_there(tmp_path: Path):
    data = saved(tmp_path, x=X, y=Y)
    column = DataColumn(role="feature", test="x_later")
    with pytest.raises(DataError, match=r"data\.columns\.x\.test: a\.npz has no array x_later"):
        describe_file(data.model_copy(update={"columns": {"x": column}}), tmp_path)


def test_words_are_classes_and_the_last_single_values_are_predicted(tmp_path: Path):
    kinds = np.array(["owl", "cat", "owl", "dog"] * 5)
    data = saved(tmp_path, arr_0=X, arr_1=kinds)
    read = load_data_set(data, folder=tmp_path).train

    assert data.columns["arr_1"].classes == ("cat", "dog", "owl")
    assert read.columns["arr_1"].tolist()[:4] == [2, 0, 2, 1]
    assert saved(tmp_path, arr_0=X, arr_1=Y).columns["arr_1"].role == "target"


def test_the_guess_of_what_is_predicted_can_be_changed(tmp_path: Path):
    data = saved(tmp_path, x=X, kind=Y, y=np.linspace(0, 1, 20))
    changed = describe_file(with_column(with_column(data, "y", role="ignored"), "kind", role="target"), tmp_path)

    assert (data.columns["y"].role, data.columns["kind"].role) == ("target", "feature")
    assert (changed.columns["kind"].kind, changed.columns["kind"].classes) == ("category", ("0", "1", "2"))


@pytest.mark.parametrize("is_zip", [True, False])
def test_folders_train_and_test_of_pictures_are_the_splits(tmp_path: Path, is_zip: bool):
    files = {
        f"{part}/{kind}/{n}.png": shade for part, shade in (("train", 10), ("test", 200)) for kind in "ab" for n in "12"
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, shade in files.items():
            archive.writestr(f"pets/{name}", picture(shade=shade))
            (tmp_path / "pets" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "pets" / name).write_bytes(picture(shade=shade))
    if is_zip:
        data = take_table(packed.getvalue(), "pets.zip", tmp_path).model_copy(update={"validation": None})
    else:
        data = describe_file(Data(source=FileSource(images="pets")), tmp_path)
    splits = split_data(load_data_set(data, folder=tmp_path), data, seed=0)

    assert (data.samples, data.test_samples, data.columns["label"].classes) == (4, 4, ("a", "b"))
    assert splits.test is not None
    assert (splits.train.columns["image"].max(), splits.test.columns["image"].min()) == (10, 200)
    assert splits.test.columns["label"].tolist() == [0, 0, 1, 1]
    assert stream_own(data, tmp_path).test is not None


def test_texts_with_a_folder_for_each_class_are_learned_from(tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(4):
            archive.writestr(f"films/train/good/{number}.txt", f"a lovely film {number}")
            archive.writestr(f"films/train/bad/{number}.txt", f"a dreary film {number}")
        archive.writestr("films/test/good/9.txt", "\ufefflovely")
    data = take_table(packed.getvalue(), "films.zip", tmp_path).model_copy(update={"validation": None})

    splits = split_data(load_data_set(data, folder=tmp_path), data, seed=0)
    assert data.file is not None
    assert data.file.texts == "films.zip"
    assert splits.train.columns["text"][0] == "a dreary film 0"
    assert splits.train.columns["label"].tolist() == [0] * 4 + [1] * 4
    assert splits.test is not None
    assert (splits.test.columns["text"].tolist(), splits.test.columns["label"].tolist()) == (["lovely"], [1])
    streamed = stream_own(data, tmp_path).train.take(np.array([7, 0]))
    assert streamed.columns["text"].tolist() == ["a lovely film 3", "a dreary film 0"]

    (tmp_path / "letters" / "a").mkdir(parents=True)
    (tmp_path / "letters" / "a" / "1.txt").write_bytes(b"one\ntwo \xff")
    broken = describe_file(Data(source=FileSource(texts="letters")), tmp_path)
    with pytest.raises(DataError, match=r"letters/a/1\.txt, line 2: not UTF-8"):
        load_data_set(broken, folder=tmp_path)


@pytest.mark.parametrize("word", ["val", "valid", "validation"])
def test_arrays_of_a_validation_split_are_watched_and_never_learned_from(tmp_path: Path, word: str):
    held_out = {f"x_{word}": X[:4] + 200, f"y_{word}": [3, 1, 2, 0], "x_test": X[:6] + 100, "y_test": Y[:6]}
    np.savez(tmp_path / "own.npz", x_train=X, y_train=Y, **held_out)
    dropped = take_table((tmp_path / "own.npz").read_bytes(), "own.npz", tmp_path)
    written = described(Document(data=Data(source=FileSource(npz="own.npz"))), tmp_path).data

    assert written is not None
    for data in (dropped, written):
        assert (data.samples, data.validation_samples, data.test_samples) == (20, 4, 6)
        assert (data.validation, data.test) == (Split(split="validation"), None)
        assert (data.columns["x_train"].validation, data.columns["y_train"].test) == (f"x_{word}", "y_test")
        assert data.columns["y_train"].classes == ("0", "1", "2", "3")  # those of the validation samples too
        for loaded in (load_data_set(data, folder=tmp_path), stream_own(data, tmp_path)):
            splits = split_data(loaded, data, seed=0)
            assert splits.validation is not None
            assert splits.validation.columns["x_train"].tolist() == (X[:4] + 200).tolist()
            assert (splits.train.count, splits.test and splits.test.count) == (20, 6)


def test_a_fraction_may_be_watched_where_the_file_has_a_validation_split(tmp_path: Path):
    np.savez(tmp_path / "own.npz", x_train=X, y_train=Y, x_val=X[:4] + 200, y_val=Y[:4])
    data = Data(source=FileSource(npz="own.npz"), validation=Split(fraction=0.1))
    data = described(Document(data=data), tmp_path).data or data

    splits = split_data(load_data_set(data, folder=tmp_path), data, seed=0)
    assert splits.validation is not None
    assert (splits.train.count, splits.validation.count) == (18, 2)
    assert splits.train.columns["x_train"].max() < 200


def test_a_validation_split_that_is_not_there_is_said(tmp_path: Path):
    data = saved(tmp_path, x=X, y=Y).model_copy(update={"validation": Split(split="validation")})
    with pytest.raises(DataError, match=r"data\.validation: a\.npz has no validation split of its own"):
        split_data(load_data_set(data, folder=tmp_path), data, seed=0)


def test_a_folder_of_pictures_to_validate_with_is_never_learned_from(tmp_path: Path):
    for part, shade in (("train", 10), ("val", 100), ("test", 200)):
        for kind in "ab":
            (tmp_path / "pets" / part / kind).mkdir(parents=True)
            (tmp_path / "pets" / part / kind / "1.png").write_bytes(picture(shade=shade))
    data = described(Document(data=Data(source=FileSource(images="pets"))), tmp_path).data
    assert data is not None

    splits = split_data(load_data_set(data, folder=tmp_path), data, seed=0)
    parts = [splits.train, splits.validation, splits.test]
    assert [set(part.columns["image"].ravel().tolist()) for part in parts if part] == [{10}, {100}, {200}]
