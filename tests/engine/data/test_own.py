from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graphnn.document.model import Data, DataColumn, FileSource, Split, Windows
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import Samples
from graphnn.engine.data.split import Splits, split_data
from graphnn.errors import DataError
from graphnn.sources.describe import describe_file

NUMBER = DataColumn(kind="number", role="feature")


def splits(folder: Path, text: str, *, seed: int = 0, **data: object) -> Splits[Samples]:
    (folder / "x.csv").write_text(text)
    described = Data.model_validate({"source": FileSource(csv="x.csv"), **data})
    return split_data(load_data_set(described, folder=folder), described, seed=seed)


def series(count: int) -> str:
    return "t,x\n" + "".join(f"{n},{n}\n" for n in range(count))


def test_gaps_and_scales_are_measured_on_the_training_rows_alone(tmp_path):
    column = NUMBER.model_copy(update={"missing": "mean", "normalize": "standard"})
    rows = "part,x\ntrain,1\ntrain,3\ntrain,\ntest,1000\ntest,\n"
    both = splits(tmp_path, rows, columns={"x": column}, test=Split(column="part", value="test"))

    train = np.array([1.0, 3.0, 2.0])
    assert both.train.columns["x"] == pytest.approx((train - 2) / train.std())
    assert both.test.columns["x"] == pytest.approx((np.array([1000, 2]) - 2) / train.std())


def test_gaps_leave_rows_out_or_are_a_class_or_the_most_frequent(tmp_path):
    classes = {"classes": ("a", "b"), "kind": "category", "role": "feature"}
    columns = {
        "drop": DataColumn(**classes, missing="drop"),
        "own": DataColumn(**classes, missing="category"),
        "most": DataColumn(**classes, missing="most_frequent", encoding="integer"),
    }
    train = splits(tmp_path, "drop,own,most\na,a,b\n,a,a\nb,,b\na,b,\n", columns=columns).train.columns

    assert train["drop"].tolist() == [[1, 0], [0, 1], [1, 0]]
    assert train["own"].tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert train["most"].tolist() == [1, 1, 1]
    assert train["features"].tolist() == [[1, 0, 1, 0, 0], [0, 1, 0, 0, 1], [1, 0, 0, 1, 0]]


def test_a_split_by_time_holds_out_the_last_rows_whatever_their_order_in_the_file(tmp_path):
    rows = "day,x\n" + "".join(f"2026-01-{day:02},{day}\n" for day in (3, 1, 10, 2, 5, 4, 9, 8, 7, 6))
    both = splits(tmp_path, rows, columns={"x": NUMBER}, time="day", test=Split(fraction=0.3, by="time"))

    assert both.train.columns["x"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert both.test.columns["x"].tolist() == [8, 9, 10]


def test_windows_never_reach_over_the_edge_of_their_split(tmp_path):
    both = splits(
        tmp_path,
        series(20),
        columns={"t": DataColumn(role="ignored"), "x": DataColumn(kind="number", role="target")},
        windows=Windows(length=3, horizon=2, stride=2),
        test=Split(fraction=0.4),
    )

    assert both.train.columns["x"][:, :, 0].tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6], [6, 7, 8]]
    assert both.train.columns["x_next"].tolist() == [[3, 4], [5, 6], [7, 8], [9, 10]]
    assert both.test.columns["x"].min() == 12
    assert both.train.columns["features"].shape == (4, 3, 1)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"windows": Windows(length=30)}, "30 rows and 1 after them do not fit into the 20 rows"),
        ({"windows": Windows(length=3), "test": Split(fraction=0.5, by="random")}, 'Set by to "time"'),
        ({"test": Split(fraction=0.5, by="stratified")}, 'no classes to predict. Set by to "random"'),
        ({"test": Split(column="t", value="a")}, "none of the 20 samples has a in t"),
        ({"columns": {"t": DataColumn(role="ignored"), "x": DataColumn(role="ignored")}}, "every column of x.csv is"),
    ],
)
def test_what_cannot_be_done_with_the_rows_is_refused_with_the_cure(tmp_path, data, fault):
    with pytest.raises(DataError, match=fault):
        splits(tmp_path, series(20), **data)


def test_texts_stay_texts_and_rows_without_one_are_left_out(tmp_path):
    columns = {"words": DataColumn(kind="text", role="feature"), "label": DataColumn(kind="category", role="target")}
    train = splits(tmp_path, 'words,label\n"good, really",1\n,0\nbad,0\n', columns=columns).train.columns

    assert train["words"].tolist() == ["good, really", "bad"]
    assert train["label"].tolist() == [1, 0]


def test_windows_need_every_row(tmp_path):
    column = NUMBER.model_copy(update={"missing": "drop"})
    with pytest.raises(DataError, match=r"1 rows of x\.csv have gaps, and a window must have every row"):
        splits(tmp_path, "x,y\n1,1\n,2\n3,3\n", columns={"x": column}, windows=Windows(length=1))


def test_rows_given_later_are_prepared_as_those_trained_on(tmp_path):
    column = NUMBER.model_copy(update={"normalize": "range"})
    columns = {"x": column, "y": DataColumn(role="ignored")}
    both = splits(tmp_path, "x,y\n0,1\n10,2\n5,2\n", columns=columns)

    assert both.prepare is not None
    rows = load_data_set(Data(source=FileSource(csv="x.csv"), columns=columns), folder=tmp_path).train
    assert both.prepare(rows.take(np.array([2]))).columns["x"].tolist() == [0.5]


def test_arrays_and_pictures_are_divided_by_class_as_any_data(tmp_path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "a.npz", x=rng.random((40, 3)), y=np.arange(40) % 2)
    for number in range(8):
        folder = tmp_path / "animals" / ("cat" if number % 2 else "dog")
        folder.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (5, 4), (number, 0, 0)).save(folder / f"{number}.png")

    for source, name, shape in (
        (FileSource(npz="a.npz"), "x", (32, 3)),
        (FileSource(images="animals"), "image", (6, 4, 5, 3)),
    ):
        test = Split(fraction=0.2 if source.npz else 0.25)
        described = describe_file(Data(source=source, test=test), tmp_path)
        both = split_data(load_data_set(described, folder=tmp_path), described, seed=0)
        label = both.test.columns["y" if source.npz else "label"]
        assert both.train.columns[name].shape == shape
        assert np.bincount(label).tolist() == [len(label) // 2] * 2


def test_where_the_file_lies_must_be_known():
    with pytest.raises(DataError, match=r"not known where x\.csv lies"):
        load_data_set(Data(source=FileSource(csv="x.csv")))
