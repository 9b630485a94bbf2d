"""Samples that are read as they are needed give what samples in memory give, bit for bit, in little memory."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from graphnn.document.data import Data, DataColumn, FileSource, Split, Windows
from graphnn.document.model import Document
from graphnn.engine.budget import Budget
from graphnn.engine.training.train import train
from graphnn.protocol.events import RunStarted
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.protocol.thumbnails import read_thumbnails
from graphnn.runs.record import read_record
from graphnn.sources import table
from graphnn.sources.describe import described
from tests.engine.builders import (
    GIGABYTE,
    SAVING_WARNS,
    PausedFolder,
    chain,
    events_of,
    learning,
    node,
    trained_by,
    wired,
)

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

TIGHT = Budget(memory_bytes=4_000_000)
"""Enough for the network and not for the data."""


def classifier(column: str, target: str) -> Document:
    return chain(
        x=node("Input", column=column),
        scaled=node("Rescaling", scale=0.01),
        flat=node("Flatten"),
        hidden=node("Dense", units=8, activation="relu"),
        dropped=node("Dropout", rate=0.3),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column=target, loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
    )


def prepared(
    folder: Path,
    document: Document,
    source: FileSource,
    name: str,
    *,
    columns: Mapping[str, DataColumn] | None = None,
    data: Mapping[str, object] | None = None,
    **recipe: object,
) -> RunFolder:
    """Return the folder of a run that is to learn from a file."""
    splits = {"validation": Split(fraction=0.2), "test": Split(fraction=0.1)}
    learned = Data.model_validate({"source": source, **splits, "columns": columns or {}, **(data or {})})
    training = trained_by(document, "Adam", epochs=2, seed=4, learning_rate=0.01).training
    training = training.model_copy(update={"batch_size": 64, **recipe})
    document = document.model_copy(update={"data": learned, "training": training})
    return create_run_folder(folder, described(document, folder), name=name, data_folder=folder)


def way(folder: RunFolder) -> str:
    return next(event.way for event in events_of(folder) if isinstance(event, RunStarted))


def assert_same(folder: RunFolder, expected: RunFolder) -> None:
    ours, theirs = (keras.models.load_model(each.model_file) for each in (folder, expected))
    for weights, others in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, others)
    assert read_record(folder).history() == read_record(expected).history()
    seen, expected_seen = read_thumbnails(folder.path), read_thumbnails(expected.path)
    assert seen is not None
    assert expected_seen is not None
    assert seen.nodes == expected_seen.nodes
    test, expected_test = read_record(folder).test, read_record(expected).test
    assert test is not None
    assert expected_test is not None
    assert test.metrics == expected_test.metrics


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_arrays_that_memory_does_not_hold_give_the_same_network_and_metrics(tmp_path: Path, save: object) -> None:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 3, 4001).astype(np.uint8)
    pictures = (generator.random((4001, 20, 20)) * 100 + 50 * labels[:, None, None]).astype(np.uint8)
    save(tmp_path / "arrays.npz", x=pictures, y=labels)  # type: ignore[operator]
    document, source = classifier("x", "y"), FileSource(npz="arrays.npz")
    on_disk = prepared(tmp_path, document, source, "disk", class_weights="balanced")
    in_memory = prepared(tmp_path, document, source, "memory", class_weights="balanced", streaming=False)

    # The third look is in the middle of an epoch, and of a piece.
    paused = train(PausedFolder(on_disk.path, [], 3), budget=TIGHT)
    assert paused.outcome == "paused"
    assert train(on_disk, budget=TIGHT).outcome == "finished"
    assert train(in_memory, budget=GIGABYTE).outcome == "finished"

    assert "samples read as they are needed: with the network they would take " in way(on_disk)
    assert "samples" not in way(in_memory).partition(":")[0]
    assert_same(on_disk, in_memory)


def test_a_table_that_memory_does_not_hold_gives_the_same_network_and_metrics(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "LARGE_BYTES", 1000)
    generator = np.random.default_rng(0)
    kinds = generator.integers(0, 3, 3000)
    rows = [
        f"{'' if place % 11 == 0 else generator.normal() + kind},{'ab'[place % 2]},word{place % 7} more,{'xyz'[kind]}"
        for place, kind in enumerate(kinds)
    ]
    (tmp_path / "t.csv").write_text("\n".join(["size,half,words,kind", *rows]))
    columns = {
        "size": DataColumn(kind="number", role="feature", missing="median", normalize="standard"),
        "words": DataColumn(kind="text", role="feature"),
    }
    document = wired(
        {
            "x": node("Input", column="features"),
            "text": node("Input", column="words"),
            "numbers": node("TextVectorization", output_mode="multi_hot", max_tokens=12, pad_to_max_tokens=True),
            "usual": node("Normalization"),
            "both": node("Concatenate"),
            "kinds": node("Dense", units=3, activation="softmax"),
            "answer": node("Output", column="kind", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
        },
        *("x > usual", "usual > both.inputs.0", "text > numbers", "numbers > both.inputs.1"),
        *("both > kinds", "kinds > answer"),
    )
    source = FileSource(csv="t.csv")
    on_disk = prepared(tmp_path, document, source, "disk", columns=columns, streaming=True)
    in_memory = prepared(tmp_path, document, source, "memory", columns=columns, streaming=False)

    for folder in (on_disk, in_memory):
        ended = train(folder, budget=GIGABYTE)
        assert ended.outcome == "finished", ended.message

    assert "samples read as they are needed" in way(on_disk)
    for epoch, expected in zip(read_record(on_disk).history(), read_record(in_memory).history(), strict=True):
        # Layers adapt to what they are shown piece by piece, which sums up in another order.
        assert epoch == pytest.approx(expected, rel=1e-4)


def test_pictures_are_unpacked_as_they_are_needed(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    for kind in ("a", "b", "c"):
        (tmp_path / "pictures" / kind).mkdir(parents=True)
        for number in range(40):
            pixels = (generator.random((6, 6, 3)) * 100 + 50 * "abc".index(kind)).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pictures" / kind / f"{number}.png")
    document, source = classifier("image", "label"), FileSource(images="pictures")
    on_disk = prepared(tmp_path, document, source, "disk", streaming=True)
    in_memory = prepared(tmp_path, document, source, "memory")

    for folder in (on_disk, in_memory):
        assert train(folder, budget=GIGABYTE).outcome == "finished"

    assert "the recipe asks for it" in way(on_disk)
    assert_same(on_disk, in_memory)


MEASURED = """
import json, sys
from pathlib import Path
from graphnn.engine.budget import Budget
from graphnn.engine.training.train import train
from graphnn.protocol.run_folder import RunFolder

def anonymous_bytes():  # what is mapped from a file is not counted: the system takes it back at will
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))

class Watched(RunFolder):
    most = 0
    def asked(self):
        Watched.most = max(Watched.most, anonymous_bytes())
        return None

before = anonymous_bytes()
ended = train(Watched(Path(sys.argv[1])), budget=Budget(memory_bytes=64 * 2**20))
print(json.dumps({"outcome": ended.outcome, "message": ended.message, "bytes": Watched.most - before}))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process holds")
def test_the_memory_taken_is_a_fraction_of_the_data(tmp_path: Path) -> None:
    count, side = 400, 1_000
    with zipfile.ZipFile(tmp_path / "large.npz", "w") as archive:
        with archive.open("x.npy", "w", force_zip64=True) as file:
            header = {"descr": "|u1", "fortran_order": False, "shape": (count, side, side)}
            np.lib.format.write_array_header_1_0(file, header)
            for number in range(count):
                file.write(bytes([number % 3 * 50]) * (side * side))
        with archive.open("y.npy", "w") as file:
            np.lib.format.write_array(file, (np.arange(count) % 3).astype(np.uint8))
    small = chain(
        x=node("Input", column="x"),
        channel=node("Reshape", target_shape=[side, side, 1]),
        smaller=node("AveragePooling2D", pool_size=[100, 100]),
        flat=node("Flatten"),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="y", loss="sparse_categorical_crossentropy"),
    )
    folder = prepared(tmp_path, small, FileSource(npz="large.npz"), "run", batch_size=1)

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(folder.path)], capture_output=True, text=True, check=True, timeout=600
    )

    told = json.loads(done.stdout.splitlines()[-1])
    assert told["outcome"] == "finished", told["message"]
    assert told["bytes"] < 100 * 2**20  # of 400 megabytes


def test_what_cannot_be_read_as_it_is_needed_is_refused_in_words(tmp_path: Path) -> None:
    document = trained_by(learning(classifier("features", "species"), "iris"), "Adam")
    recipe = document.training.model_copy(update={"streaming": True})
    folder = create_run_folder(tmp_path, document.model_copy(update={"training": recipe}), name="run")

    ended = train(folder, budget=GIGABYTE)

    assert (ended.outcome, ended.message) == (
        "refused",
        "training.streaming: iris is read whole: it is no file of your own. Set streaming to auto.",
    )


def test_a_file_that_is_damaged_meanwhile_ends_the_run_in_words(tmp_path: Path) -> None:
    (tmp_path / "pictures" / "a").mkdir(parents=True)
    (tmp_path / "pictures" / "b").mkdir()
    for number in range(20):
        Image.new("L", (4, 4), number).save(tmp_path / "pictures" / "ab"[number % 2] / f"{number}.png")
    folder = prepared(tmp_path, classifier("image", "label"), FileSource(images="pictures"), "run", streaming=True)
    (tmp_path / "pictures" / "a" / "2.png").write_bytes(b"no picture")

    ended = train(folder, budget=GIGABYTE)

    assert ended.outcome == "refused"
    assert ended.message.startswith("pictures/a/2.png: no picture that can be read.")


def test_windows_that_memory_does_not_hold_give_the_same_network_bit_for_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "LARGE_BYTES", 1000)
    rows = [f"{place * 37 % 500},{np.sin(place * 37 % 500 / 9):.4f}" for place in range(500)]
    (tmp_path / "waves.csv").write_text("\n".join(["moment,height", *rows]) + "\n")
    columns = {
        "moment": DataColumn(kind="number", role="feature", normalize="range"),
        "height": DataColumn(kind="number", role="target", normalize="standard"),
    }
    document = chain(
        past=node("Input", column="features"),
        seen=node("LSTM", units=4),
        ahead=node("Dense", units=3),
        answer=node("Output", column="height_next", loss="mean_squared_error"),
    )
    source, windows = FileSource(csv="waves.csv"), {"windows": Windows(length=12, horizon=3), "time": "moment"}
    on_disk = prepared(tmp_path, document, source, "disk", columns=columns, data=windows, streaming=True)
    in_memory = prepared(tmp_path, document, source, "memory", columns=columns, data=windows, streaming=False)

    for folder in (on_disk, in_memory):
        ended = train(folder, budget=GIGABYTE)
        assert ended.outcome == "finished", ended.message

    assert "samples read as they are needed" in way(on_disk)
    assert_same(on_disk, in_memory)
