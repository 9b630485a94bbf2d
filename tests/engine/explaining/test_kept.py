"""A run's folder moved to where its data is not: it answers as before, by what it kept of the data."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.model import Data, DataColumn, Document, FileSource, Split
from graphnn.engine.explaining.answering import RunBook
from graphnn.engine.explaining.predict import predict
from graphnn.engine.explaining.trained import open_run
from graphnn.engine.training.train import train
from graphnn.errors import DataError, RunError
from graphnn.protocol.events import Remark
from graphnn.protocol.explanation import Evaluate, Predict
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.sources.describe import described
from tests.engine.builders import GIGABYTE, SAVING_WARNS, chain, node, trained_by
from tests.engine.explaining.test_given_rows import COLUMNS, table

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def trained(folder: Path, document: Document, data: Data) -> RunFolder:
    """Return the folder of a run that learned from data below a folder."""
    learning = trained_by(document.model_copy(update={"data": data}), "Adam", learning_rate=0.05, epochs=2)
    run = create_run_folder(folder, described(learning, folder), name="run", data_folder=folder)
    assert train(run, budget=GIGABYTE).outcome == "finished"
    return run


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a table of the same name that lies where data is looked for out of these tests."""
    monkeypatch.delenv("GRAPHNN_DATA", raising=False)


def moved(run: RunFolder, to: Path) -> RunFolder:
    """Return a copy of a run's folder, its data gone from where it was."""
    shutil.copytree(run.path, to / "run")
    for name in ("penguins.csv", "reviews.csv", "pictures.npz"):
        (run.path.parent / name).unlink(missing_ok=True)
    return RunFolder(to / "run")


def penguins() -> tuple[Document, Data]:
    document = chain(
        all=node("Input", column="features"),
        scaled=node("Normalization"),
        weight=node("Dense", units=1),
        mass=node("Output", column="mass", loss="mean_squared_error"),
    )
    return document, Data(source=FileSource(csv="penguins.csv"), columns=COLUMNS, test=Split(fraction=0.2))


@pytest.fixture
def penguin_run(tmp_path: Path) -> RunFolder:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "penguins.csv").write_text(table())
    return trained(folder, *penguins())


ROW = {"bill": None, "hatched": "2021-03-10", "island": "Dream", "sex": None, "colony": 1}


def test_rows_are_answered_where_the_table_is_not(penguin_run: RunFolder, tmp_path: Path) -> None:
    before = predict(open_run(penguin_run), Predict(run="", rows=(ROW,)))

    run = open_run(moved(penguin_run, tmp_path))

    assert not run.has_data
    assert predict(run, Predict(run="", rows=(ROW,))).samples == before.samples
    assert before.samples[0].outputs[0].values[0] != 0


def test_the_first_row_to_try_is_made_up_where_the_table_is_not(penguin_run: RunFolder, tmp_path: Path) -> None:
    predicted = predict(open_run(moved(penguin_run, tmp_path)), Predict(run="", sample=0))

    assert set(predicted.row) == set(ROW) - {"colony"}
    assert predicted.row["island"] == "Biscoe"
    assert "made up" in predicted.notes[0]


def test_a_score_without_the_table_says_where_it_is_to_be(penguin_run: RunFolder, tmp_path: Path) -> None:
    run = moved(penguin_run, tmp_path)

    with pytest.raises(DataError, match=r"penguins\.csv: is not in .*here, .*Put it back there"):
        RunBook(load_catalogue()).answer(Evaluate(run=str(run.path)))


@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_another_table_of_the_same_name_is_not_scored_on(
    penguin_run: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_elsewhere: bool
) -> None:
    run, folder = moved(penguin_run, tmp_path), tmp_path / ("data" if is_elsewhere else "here")
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("GRAPHNN_DATA", str(tmp_path / "data"))
    header, *rows = table().splitlines(keepends=True)

    (folder / "penguins.csv").write_text(header + "".join(reversed(rows)))

    with pytest.raises(DataError, match=r"penguins\.csv: .* is not the file this run learned from.*train anew"):
        RunBook(load_catalogue()).answer(Evaluate(run=str(run.path)))
    assert predict(open_run(run), Predict(run="", rows=(ROW,))).samples


def test_the_same_table_elsewhere_is_scored_on(
    penguin_run: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = RunBook(load_catalogue()).answer(Evaluate(run=str(penguin_run.path)))
    run = moved(penguin_run, tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "penguins.csv").write_text(table())
    monkeypatch.setenv("GRAPHNN_DATA", str(tmp_path / "data"))

    after = RunBook(load_catalogue()).answer(Evaluate(run=str(run.path)))

    assert after == before


def test_a_run_that_goes_on_with_another_table_says_so(penguin_run: RunFolder) -> None:
    header, *rows = table().splitlines(keepends=True)
    (penguin_run.path.parent / "penguins.csv").write_text(header + "".join(reversed(rows)))
    document = penguin_run.read_document()
    longer = document.training.model_copy(update={"epochs": 3})
    codec.write(document.model_copy(update={"training": longer}), penguin_run.document_file)

    assert train(penguin_run, budget=GIGABYTE).outcome == "finished"

    (remark,) = [event for event in penguin_run.events()[0] if isinstance(event, Remark)]
    assert remark.message.startswith("penguins.csv is not the file the run began with")


def test_a_run_from_before_anything_was_kept_reads_its_table(penguin_run: RunFolder, tmp_path: Path) -> None:
    before = predict(open_run(penguin_run), Predict(run="", rows=(ROW,)))
    penguin_run.preparation_file.unlink()

    assert predict(open_run(penguin_run), Predict(run="", rows=(ROW,))).samples == before.samples
    with pytest.raises(DataError, match=r"penguins\.csv: is not in"):
        predict(open_run(moved(penguin_run, tmp_path)), Predict(run="", rows=(ROW,)))


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('{"graphnn_preparation": 1, "columns": {}}', "its columns are not those"),
        ('{"graphnn_preparation": 2}', "does not say how"),
        ('{"graphnn_preparation": 1, "columns": {"bill": {"factor": 1e999}}}', "does not say how"),
        ('{"graphnn_preparation": 1, "columns": {"bill": {"run": "me"}}}', "does not say how"),
        (" " * (5 * 2**20 + 1), "larger than"),
    ],
)
def test_what_was_kept_is_read_strictly(penguin_run: RunFolder, written: str, fault: str) -> None:
    penguin_run.preparation_file.write_text(written)

    with pytest.raises(RunError, match=fault):
        predict(open_run(penguin_run), Predict(run="", rows=(ROW,)))


def test_what_is_kept_is_plain_numbers(penguin_run: RunFolder) -> None:
    kept = json.loads(penguin_run.preparation_file.read_text())

    assert set(kept["columns"]) == {name for name, column in COLUMNS.items() if column.role != "ignored"}
    assert kept["columns"]["bill"]["offset"] == pytest.approx(38, abs=2)


@pytest.mark.parametrize("output_mode", ["multi_hot", "tf_idf"])
def test_a_learned_vocabulary_is_taken_from_the_model(tmp_path: Path, output_mode: str) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    lines = [f"{('good fine great' if n % 2 else 'bad awful poor')} film number {n % 5},{n % 2}" for n in range(60)]
    (folder / "reviews.csv").write_text("\n".join(["text,label", *lines]) + "\n")
    document = chain(
        text=node("Input", column="text"),
        words=node("TextVectorization", output_mode=output_mode, max_tokens=30, pad_to_max_tokens=True),
        opinion=node("Dense", units=2, activation="softmax"),
        answer=node("Output", column="label", loss="sparse_categorical_crossentropy"),
    )
    columns = {"text": DataColumn(kind="text", role="feature"), "label": DataColumn(kind="category", role="target")}
    run = trained(folder, document, Data(source=FileSource(csv="reviews.csv"), columns=columns))
    before = predict(open_run(run), Predict(run="", text="a great film, nothing awful"))

    after = predict(open_run(moved(run, tmp_path)), Predict(run="", text="a great film, nothing awful"))

    assert after.samples == before.samples


def test_learned_bins_are_taken_from_the_model(penguin_run: RunFolder, tmp_path: Path) -> None:
    folder = tmp_path / "bins"
    folder.mkdir()
    (folder / "penguins.csv").write_text(table())
    document = chain(
        bill=node("Input", column="bill"),
        bins=node("Discretization", num_bins=4, output_mode="one_hot"),
        weight=node("Dense", units=1),
        mass=node("Output", column="mass", loss="mean_squared_error"),
    )
    run = trained(folder, document, penguins()[1])
    before = predict(open_run(run), Predict(run="", rows=({"bill": 41},)))

    assert predict(open_run(moved(run, tmp_path)), Predict(run="", rows=({"bill": 41},))).samples == before.samples


def test_a_picture_is_answered_where_the_pictures_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    pictures = np.zeros((30, 12, 12), dtype=np.float32)
    pictures[:15, 2:10, 5:7], pictures[15:, 5:7, 2:10] = 7, 7
    np.savez(folder / "pictures.npz", x=pictures, y=np.repeat([0, 1], 15))
    document = chain(
        image=node("Input", column="x"),
        flat=node("Flatten"),
        kind=node("Dense", units=2, activation="softmax"),
        answer=node("Output", column="y", loss="sparse_categorical_crossentropy"),
    )
    run = trained(folder, document, Data(source=FileSource(npz="pictures.npz")))
    Image.fromarray(np.pad(np.full((4, 30), 0, np.uint8), 10, constant_values=255)).save(tmp_path / "bar.png")
    before = predict(open_run(run), Predict(run="", file=str(tmp_path / "bar.png")))

    after = predict(open_run(moved(run, tmp_path)), Predict(run="", file=str(tmp_path / "bar.png")))

    assert (after.samples, after.notes, after.seen) == (before.samples, before.notes, before.seen)
    assert json.loads(run.preparation_file.read_text())["pictures"]["image"] == {"top": 7.0, "box": 8}
