"""Data that memory is not to hold, looked at: what is shown is of some samples and says so, the score is of all."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data, DataColumn, Document, FileSource, Split, Windows
from graphnn.engine.data import opened
from graphnn.engine.explaining.answering import RunBook
from graphnn.engine.training.train import train
from graphnn.protocol.explanation import Evaluate, Evaluated, Figures, ShowData, ShowResults
from graphnn.protocol.figures import Matrix, Table
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.sources.describe import described
from tests.engine.builders import GIGABYTE, SAVING_WARNS, chain, node, trained_by

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def shades(*, side: int, pool: int) -> Document:
    return chain(
        x=node("Input", column="x"),
        channel=node("Reshape", target_shape=[side, side, 1]),
        smaller=node("AveragePooling2D", pool_size=[pool, pool]),
        scaled=node("Rescaling", scale=0.01),
        flat=node("Flatten"),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="y", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
    )


def run_of(folder: Path, document: Document, data: Data, *, batch_size: int = 32) -> RunFolder:
    """Return the folder of a run that is to learn from data in a folder."""
    document = trained_by(document.model_copy(update={"data": data}), "Adam", epochs=1, learning_rate=0.05)
    recipe = document.training.model_copy(update={"batch_size": batch_size})
    document = document.model_copy(update={"training": recipe})
    return create_run_folder(folder, described(document, folder), name="run", data_folder=folder)


def looked_at(run: RunFolder) -> tuple[Figures, Figures, Evaluated]:
    """Return what is shown of the data and results of a run, and its score."""
    book, document = RunBook(load_catalogue()), run.read_document()
    shown = (
        book.answer(ShowData(document=document, folder=str(run.data_folder))),
        book.answer(ShowResults(run=str(run.path))),
        book.answer(Evaluate(run=str(run.path))),
    )
    assert isinstance(shown[0], Figures)
    assert isinstance(shown[1], Figures)
    assert isinstance(shown[2], Evaluated)
    return shown[0], shown[1], shown[2]


def test_data_left_in_its_file_shows_the_same_as_in_memory_and_its_score_is_of_all_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = np.arange(600) % 3
    noise = np.random.default_rng(0).integers(0, 40, (600, 6, 6))
    np.savez(tmp_path / "shades.npz", x=(noise + 60 * kinds[:, None, None]).astype(np.uint8), y=kinds)
    run = run_of(tmp_path, shades(side=6, pool=2), Data(source=FileSource(npz="shades.npz"), test=Split(fraction=0.5)))
    assert train(run, budget=GIGABYTE).outcome == "finished"
    whole_data, whole_results, whole_score = looked_at(run)

    monkeypatch.setattr(opened, "WHOLE_BYTES", 0)
    data, results, score = looked_at(run)
    monkeypatch.setattr(opened, "SHOWN_BYTES", 37 * 100)  # so many bytes has a sample, and its label three more
    _, some, still_all = looked_at(run)

    assert data.figures == whole_data.figures
    assert results.figures == whole_results.figures
    assert score == whole_score
    assert (still_all.metrics, still_all.sample_count) == (score.metrics, 300)
    captions = {each.figure.caption for each in some.figures}
    assert all(caption.startswith("Of 92 of the 300 test samples, evenly spread.") for caption in captions)
    matrix = next(each.figure for each in some.figures if each.figure.name == "confusion_matrix")
    assert isinstance(matrix, Matrix)
    assert sum(map(sum, matrix.counts)) == 92


def test_windows_left_in_their_file_show_the_same_as_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{place},{np.sin(place / 7):.5f},{'' if place % 50 == 3 else place % 5}" for place in range(400)]
    (tmp_path / "waves.csv").write_text("\n".join(["moment,height,step", *rows]) + "\n")
    columns = {
        "height": DataColumn(kind="number", role="target", normalize="standard"),
        "step": DataColumn(kind="number", role="feature", missing="median"),
        "moment": DataColumn(kind="number", role="ignored"),
    }
    windows = Windows(length=9, horizon=2, stride=3)
    data = Data(source=FileSource(csv="waves.csv"), columns=columns, windows=windows, test=Split(fraction=0.3))
    document = chain(
        past=node("Input", column="features"),
        flat=node("Flatten"),
        next=node("Dense", units=2),
        answer=node("Output", column="height_next", loss="mean_squared_error"),
    )
    run = run_of(tmp_path, document, data)
    assert train(run, budget=GIGABYTE).outcome == "finished"
    whole = looked_at(run)

    monkeypatch.setattr(opened, "WHOLE_BYTES", 0)

    assert looked_at(run) == whole
    table = next(each.figure for each in whole[0].figures if each.figure.name == "columns")
    assert isinstance(table, Table)
    assert table.rows[0][:3] == ("features", "series", "9 × 2")


def test_looking_at_large_data_takes_a_fraction_of_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "WHOLE_BYTES", 2**24)
    monkeypatch.setattr(opened, "SHOWN_BYTES", 2**20)
    count, side = 640, 500
    pictures = np.repeat(np.arange(count, dtype=np.uint8) % 3 * 50, side * side).reshape(count, side, side)
    np.savez(tmp_path / "large.npz", x=pictures, y=np.arange(count) % 3)
    del pictures
    data = Data(source=FileSource(npz="large.npz"), test=Split(fraction=0.9))
    run = run_of(tmp_path, shades(side=side, pool=50), data, batch_size=2)
    assert train(run, budget=GIGABYTE).outcome == "finished"
    book = RunBook(load_catalogue())

    tracemalloc.start()
    try:
        book.answer(ShowData(document=run.read_document(), folder=str(tmp_path)))
        book.answer(ShowResults(run=str(run.path)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 80 * 2**20  # of 160 megabytes
