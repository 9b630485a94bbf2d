"""Rows as a table has them, given to a network that learned from it encoded, filled and scaled."""

import json
from pathlib import Path

import numpy as np
import pytest

from graphnn.document.model import Data, DataColumn, Document, FileSource, Split, Windows
from graphnn.engine.data.columns import column_values
from graphnn.engine.data.model import Samples
from graphnn.engine.explaining.predict import predict
from graphnn.engine.explaining.samples import sample_figure
from graphnn.engine.explaining.trained import TrainedRun, open_run
from graphnn.engine.training.train import train
from graphnn.errors import DataError
from graphnn.protocol.explanation import Predict, Predicted
from graphnn.protocol.run_folder import create_run_folder
from graphnn.sources.describe import described
from tests.engine.builders import GIGABYTE, SAVING_WARNS, chain, node, trained_by, wired

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

ISLANDS = ("Biscoe", "Dream", "Torgersen")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
COLUMNS = {
    "bill": DataColumn(kind="number", role="feature", normalize="standard", missing="mean"),
    "hatched": DataColumn(kind="date", role="feature", normalize="range"),
    "island": DataColumn(kind="category", role="feature", classes=ISLANDS),
    "sex": DataColumn(kind="category", role="feature", missing="category"),
    "colony": DataColumn(kind="category", role="feature", encoding="integer"),
    "mass": DataColumn(kind="number", role="target", normalize="standard"),
    "species": DataColumn(kind="category", role="target", classes=SPECIES),
    "note": DataColumn(role="ignored"),
}


def table(count: int = 90) -> str:
    """Return penguins of which the island tells the species and the bill the mass, some without a sex or a bill."""
    rows = ["bill,hatched,island,sex,colony,mass,species,note"]
    for number in range(count):
        kind, bill = number % 3, "" if number % 10 == 7 else f"{30 + number % 17}.5"
        sex = ("female", "male", "NA")[number % 7 % 3]
        date, mass = f"2021-{1 + number % 12:02}-10", 100 * (30 + number % 17)
        rows.append(f"{bill},{date},{ISLANDS[kind]},{sex},{number % 2},{mass},{SPECIES[kind]},anything")
    return "\n".join(rows) + "\n"


def open_learned(folder: Path, document: Document, data: Data, *, epochs: int) -> TrainedRun:
    """Train a document on data that lies in a folder, and open the run."""
    learning = trained_by(document.model_copy(update={"data": data}), "Adam", learning_rate=0.05, epochs=epochs)
    run = create_run_folder(folder, described(learning, folder), name="run", data_folder=folder)
    train(run, budget=GIGABYTE)
    return open_run(run)


@pytest.fixture(scope="module")
def penguins(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    folder = tmp_path_factory.mktemp("penguins")
    (folder / "penguins.csv").write_text(table())
    nodes = {
        "all": node("Input", column="features"),
        "group": node("Input", column="colony"),
        "embed": node("Embedding", input_dim=2, output_dim=2),
        "flat": node("Flatten"),
        "join": node("Concatenate"),
        "kind": node("Dense", units=3, activation="softmax"),
        "answer": node("Output", column="species", loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
        "weight": node("Dense", units=1),
        "mass": node("Output", column="mass", loss="mean_squared_error"),
    }
    wires = ("group > embed", "embed > flat", "all > join.inputs.0", "flat > join.inputs.1", "join > kind")
    document = wired(nodes, *wires, "kind > answer", "join > weight", "weight > mass")
    data = Data(source=FileSource(csv="penguins.csv"), columns=COLUMNS, test=Split(fraction=0.2))
    return open_learned(folder, document, data, epochs=40)


def test_samples_are_shown_by_the_columns_of_their_table(tmp_path: Path) -> None:
    (tmp_path / "penguins.csv").write_text(table())
    document = chain(
        all=node("Input", column=["bill", "island", "sex"]),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="species", loss="sparse_categorical_crossentropy"),
    )
    data = Data(source=FileSource(csv="penguins.csv"), columns=COLUMNS, test=Split(fraction=0.2))
    run = open_learned(tmp_path, document, data, epochs=1)

    figure = sample_figure(run, [0, 1], name="s", title="", words=[("a", ""), ("b", "")])

    assert figure.columns == ("answer", "truth", "bill", "island", "sex")
    assert {row[3] for row in figure.rows} <= set(ISLANDS)


def rows_of(run: TrainedRun, count: int) -> list[dict[str, object]]:
    """Return the first rows that a run is scored on as a person would write them."""
    return [dict(predict(run, Predict(run="", sample=sample)).row) for sample in range(count)]


def test_raw_rows_are_answered_as_the_samples_made_of_them_in_training(penguins: TrainedRun, tmp_path: Path) -> None:
    rows = rows_of(penguins, 18)
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    names = list(rows[0])
    lines = [";".join("" if row[name] is None else str(row[name]) for name in names) for row in rows]
    (tmp_path / "rows.csv").write_text("\n".join([";".join(names), *lines]) + "\n")

    assert {row["sex"] for row in rows} == {"female", "male", None}
    assert None in {row["bill"] for row in rows}
    expected = penguins.predictions
    for request in (Predict(run="", file=str(tmp_path / name)) for name in ("rows.json", "rows.csv")):
        answers = predict(penguins, request).samples
        for number, answer in enumerate(answers):
            species, mass = answer.outputs
            assert species.classes[0].name == SPECIES[expected["answer"][number].argmax()]
            assert species.classes[0].probability == pytest.approx(expected["answer"][number].max(), abs=1e-5)
            assert mass.values == pytest.approx(penguins.in_units_of_the_data("mass", expected["mass"][number]))
    assert len(answers) == 18


def test_numbers_that_were_scaled_are_answered_in_their_own_units(penguins: TrainedRun) -> None:
    rows = rows_of(penguins, 12)
    masses = [predict(penguins, Predict(run="", rows=(row,))).samples[0].outputs[1].values[0] for row in rows]

    truth = penguins.rows.columns["mass"][:12]  # type: ignore[union-attr]
    has_bill = np.array([row["bill"] is not None for row in rows])
    assert np.abs(np.array(masses) - truth)[has_bill].max() < 500  # of 3000 to 4600


def test_the_columns_may_stand_in_any_order_beside_others_and_classes_may_be_numbers(penguins: TrainedRun) -> None:
    row = {"note": 1, "colony": 1, "sex": None, "island": "Dream", "hatched": "2021-03-10", "bill": 41}
    from_row = predict(penguins, Predict(run="", rows=(row,)))

    assert from_row.samples[0].outputs[0].classes[0].name == "Chinstrap"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"island": "Dreem"},
            "column island: 'Dreem' is no class that the network was trained on. Did you mean Dream?",
        ),
        ({"island": "x"}, "Give one of Biscoe, Dream, Torgersen"),
        ({"island": None}, "sample 1, column island: no value, and the network was trained on no row without one"),
        ({"bill": "wide"}, "column bill: 'wide' is no number"),
        ({"hatched": "10.3.21"}, "column hatched: '10.3.21' is no date"),
        ({"bill": [1]}, "column bill: not a single value"),
        ({"bill": ...}, "has no bill. The network takes bill, hatched, island, sex, colony"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_its_column(
    penguins: TrainedRun, changed: dict[str, object], fault: str
) -> None:
    row = {"colony": "1", "sex": None, "island": "Dream", "hatched": "2021-03-10", "bill": 41, **changed}
    given = {name: value for name, value in row.items() if value is not ...}

    with pytest.raises(DataError, match=fault.replace("?", r"\?")):
        predict(penguins, Predict.model_validate({"run": "", "rows": (given,)}))


def test_a_bad_row_of_a_file_is_named_by_line_and_column(penguins: TrainedRun, tmp_path: Path) -> None:
    lines = table(3).splitlines()
    (tmp_path / "rows.csv").write_text("\n".join([*lines[:3], lines[3].replace("Torgersen", "Nowhere")]))

    with pytest.raises(DataError, match=r"rows\.csv, line 4, column island: 'Nowhere' is no class"):
        predict(penguins, Predict(run="", file=str(tmp_path / "rows.csv")))


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    folder = tmp_path_factory.mktemp("series")
    rows = "".join(f"2021-{1 + n // 28:02}-{1 + n % 28:02},{100 + n % 7}\n" for n in range(300))
    (folder / "x.csv").write_text("day,x\n" + rows)
    layers = {"past": node("Input", column="x"), "flat": node("Flatten"), "next": node("Dense", units=2)}
    document = chain(**layers, answer=node("Output", column="x_next", loss="mean_squared_error"))
    columns = {"day": DataColumn(role="ignored"), "x": DataColumn(kind="number", role="target", normalize="standard")}
    data = Data(
        source=FileSource(csv="x.csv"),
        columns=columns,
        time="day",
        windows=Windows(length=7, horizon=2),
        test=Split(fraction=0.2),
    )
    return open_learned(folder, document, data, epochs=30)


def test_rows_in_time_are_answered_with_what_comes_after_the_last(series: TrainedRun, tmp_path: Path) -> None:
    (tmp_path / "week.csv").write_text(
        "day,x\n" + "".join(f"2022-01-{n + 1:02},{100 + n % 7}\n" for n in reversed(range(10)))
    )
    (tmp_path / "short.csv").write_text("x\n100\n")

    answer: Predicted = predict(series, Predict(run="", file=str(tmp_path / "week.csv")))

    assert answer.samples[0].outputs[0].values == pytest.approx((103, 104), abs=0.5)
    with pytest.raises(DataError, match="1 rows, and a forecast looks back on 7"):
        predict(series, Predict(run="", file=str(tmp_path / "short.csv")))


def test_a_text_is_answered_whether_typed_or_in_a_file(tmp_path: Path) -> None:
    words = "words,label\n" + "a good and lovely film,good\na bad and dreary film,bad\n" * 20
    (tmp_path / "films.csv").write_text(words)
    layers = {
        "words": node("Input", column="words"),
        "count": node("TextVectorization", max_tokens=20, output_mode="multi_hot", pad_to_max_tokens=True),
        "yes": node("Dense", units=1, activation="sigmoid"),
    }
    document = chain(**layers, answer=node("Output", column="label", loss="binary_crossentropy"))
    data = Data(source=FileSource(csv="films.csv"), columns={"words": DataColumn(kind="text", role="feature")})
    run = open_learned(tmp_path, document, data, epochs=20)
    (tmp_path / "one.txt").write_text("lovely")

    for request in (Predict(run="", text="good"), Predict(run="", file=str(tmp_path / "one.txt"))):
        assert predict(run, request).samples[0].outputs[0].classes[0].name == "good"


def test_what_a_run_was_scored_on_is_found_again_as_rows(penguins: TrainedRun) -> None:
    rows, prepared = penguins.rows, penguins.splits.prepare
    assert isinstance(rows, Samples)
    assert prepared is not None
    assert np.array_equal(column_values(prepared(rows), "features"), penguins.samples.columns["features"])
