"""What people give a network: files, drawings, numbers."""

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.engine.explaining.ink import from_drawing, from_file, style_of
from graphnn.engine.explaining.predict import predict
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.errors import DataError
from graphnn.protocol.explanation import GivenColumn, Predict
from tests.engine.builders import SAVING_WARNS

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

MNIST = load_data_set(Data(source="mnist")).train.columns["image"][:200]


def drawn(sample: np.ndarray, *, at: tuple[int, int], side: int) -> Image.Image:  # type: ignore[type-arg]
    """Return a sample as someone might draw it: ink on nothing, larger, and anywhere on a large sheet."""
    ink = Image.fromarray(sample).resize((side, side), Image.Resampling.BILINEAR)
    sheet = Image.new("RGBA", (420, 380), (0, 0, 0, 0))
    sheet.paste(Image.new("RGBA", (side, side), (20, 20, 20, 255)), at, mask=ink)
    return sheet


def test_the_box_that_digits_fill_is_measured() -> None:
    assert style_of(MNIST, top=255).box == 20


@pytest.mark.parametrize("number", [0, 1, 5])
def test_a_drawing_is_scaled_and_centred_as_the_data_is(number: int) -> None:
    sample = from_drawing(drawn(MNIST[number], at=(150, 40), side=224), style_of(MNIST, top=255))

    # Within what two resamplings blur, it is the sample that it was drawn from.
    assert np.abs(sample - MNIST[number]).mean() < 12
    assert np.corrcoef(sample.ravel(), MNIST[number].ravel())[0, 1] > 0.93


def test_dark_ink_on_paper_is_turned_round_and_said_so() -> None:
    paper = Image.new("L", (420, 380), 240)
    paper.paste(0, (150, 40), mask=Image.fromarray(MNIST[5]).resize((224, 224)))

    sample, notes = from_file(paper, style_of(MNIST, top=255))

    assert np.corrcoef(sample.ravel(), MNIST[5].ravel())[0, 1] > 0.9
    assert "Dark on bright" in notes[0]


def test_a_picture_of_the_right_size_stays_as_it_is() -> None:
    sample, notes = from_file(Image.fromarray(MNIST[0]), style_of(MNIST, top=255))

    assert np.array_equal(sample, MNIST[0])
    assert notes == ()


def test_an_empty_drawing_is_refused() -> None:
    with pytest.raises(DataError, match="Nothing is drawn"):
        from_drawing(Image.new("RGBA", (100, 100)), style_of(MNIST, top=255))


def test_a_file_of_samples_is_answered_as_the_network_answers(digits_run: TrainedRun, tmp_path: Path) -> None:
    samples = digits_run.values("image")[:3]
    np.save(tmp_path / "some.npy", samples)
    np.savez(tmp_path / "some.npz", image=samples)
    (tmp_path / "some.json").write_text(json.dumps(samples.tolist()))
    Image.fromarray((samples[0] * (255 / 16)).round().astype(np.uint8)).save(tmp_path / "one.png")

    for name in ("some.npy", "some.npz", "some.json", "one.png"):
        predicted = predict(digits_run, Predict(run="", file=str(tmp_path / name)))
        answers = [sample.outputs[0].classes[0] for sample in predicted.samples]
        expected = digits_run.predictions["answer"][: len(answers)]
        assert [answer.name for answer in answers] == [str(row.argmax()) for row in expected]
        assert [answer.probability for answer in answers] == pytest.approx(expected.max(axis=1), abs=0.01)


def test_numbers_are_taken_by_the_names_of_their_columns(curve_run: TrainedRun, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("note,x\nfirst,0.5\nsecond,2\n")
    from_csv = predict(curve_run, Predict(run="", file=str(tmp_path / "x.csv")))
    direct = predict(curve_run, Predict(run="", inputs={"x": GivenColumn(values=[[0.5], [2.0]])}))

    assert len(from_csv.samples) == 2
    assert from_csv.samples == direct.samples
    assert direct.samples[0].outputs[0].shape == (1,)


def test_a_test_sample_is_answered_with_its_values_and_the_range_of_the_data(curve_run: TrainedRun) -> None:
    predicted = predict(curve_run, Predict(run="", sample=199))

    assert predicted.row["x"] == pytest.approx(3.0)
    assert predicted.ranges["x"] == pytest.approx((-3.0, 3.0))
    with pytest.raises(DataError, match="there are 200 samples"):
        predict(curve_run, Predict(run="", sample=200))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.csv", b"y\n1\n", "x\\.csv: has no x"),
        ("x.csv", b"1,2\n", "line 1: has 2 values, and the network takes 1: x"),
        ("x.csv", b"x,y\n1\n", "line 2: 1 cells, and the first line names 2 columns"),
        ("x.csv", b"1\nmany\n", "line 2, column x: 'many' is no number"),
        ("x.csv", b"\xff\xfe", "line 1: not UTF-8"),
        ("x.csv", b"", "is empty"),
        ("x.json", b"[[1, 2]]", "1 × 2 values for x, which takes 1"),
        ("x.json", b"{", "x.json"),
        ("x.json", b'[["a"]]', "not numbers"),
        ("x.npy", b"\x80\x04", "no plain arrays of numpy"),
        ("x.npy", b"\x93NUMPY\x01\x00\x05\x00{((((", "no plain arrays of numpy"),
        ("x.npz", b"PK\x03\x04", "no plain arrays of numpy"),
        ("x.png", b"not a picture", "is a picture, and the network takes|no picture"),
        ("x.txt", b"1", "takes no text alone but x"),
        ("x.doc", b"1", "cannot tell what it holds"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(
    curve_run: TrainedRun, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(DataError, match=message):
        predict(curve_run, Predict(run="", file=str(tmp_path / name)))


@pytest.mark.parametrize("name", ["x.npy", "x.npz"])
@pytest.mark.parametrize(("shape", "kind"), [("(1000000000000,)", "<f8"), ("(1000000000000,)", "<U0")])
def test_an_array_that_says_it_is_larger_than_its_file_is_not_made_room_for(
    curve_run: TrainedRun, tmp_path: Path, name: str, shape: str, kind: str
) -> None:
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}}}".ljust(117) + "\n"
    content = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    if name.endswith("npz"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("x.npy", content)
    else:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(DataError, match="no plain arrays of numpy"):
        predict(curve_run, Predict(run="", file=str(tmp_path / name)))


def test_pickled_objects_are_never_read(curve_run: TrainedRun, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)

    with pytest.raises(DataError, match="no plain arrays"):
        predict(curve_run, Predict(run="", file=str(tmp_path / "x.npy")))


def test_a_file_of_very_many_arrays_is_refused_before_they_are_read(curve_run: TrainedRun, tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", **{f"array_{number}": np.zeros(1) for number in range(65)})

    with pytest.raises(DataError, match="holds more than 64 arrays"):
        predict(curve_run, Predict(run="", file=str(tmp_path / "x.npz")))
