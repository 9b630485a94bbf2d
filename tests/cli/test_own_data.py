"""A CSV file of one's own, from the shell: checked without Keras, trained on, and a fault in it named."""

import json
import shutil

import pytest

from tests.cli.shell import shell, shell_of_its_own
from tests.shared_data import shared_file

NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
PENGUINS = {
    "graphnn": 1,
    "name": "Penguins",
    "nodes": {
        "measures": {"type": "Input", "parameters": {"column": NUMBERS}},
        "scale": {"type": "Normalization"},
        "place": {"type": "Input", "parameters": {"column": ["island", "sex"]}},
        "join": {"type": "Concatenate"},
        "hidden": {"type": "Dense", "parameters": {"units": 16, "activation": "relu"}},
        "species": {"type": "Dense", "parameters": {"units": 3, "activation": "softmax"}},
        "answer": {
            "type": "Output",
            "parameters": {"column": "species", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
        },
    },
    "edges": [
        {"source": source, "target": target}
        for source, target in (
            ("measures", "scale"),
            ("scale", "join"),
            ("place", "join"),
            ("join", "hidden"),
            ("hidden", "species"),
            ("species", "answer"),
        )
    ],
    "data": {"source": {"csv": "penguins.csv"}, "test": {"fraction": 0.2}},
    "training": {"epochs": 40, "batch_size": 16},
}

GENTOO = {
    "island": "Biscoe",
    "sex": None,
    "bill_length_mm": 47.5,
    "bill_depth_mm": 14.2,
    "flipper_length_mm": 217,
    "body_mass_g": 5000,
}


def written(folder, **changes):
    """Write the graph, changed, and return its path."""
    file = folder / "penguins.json"
    file.write_text(json.dumps(PENGUINS | changes))
    return file


@pytest.mark.engine
def test_a_table_with_gaps_trains_a_classifier(tmp_path):
    shutil.copy(shared_file("penguins.csv"), tmp_path)

    done = shell_of_its_own("run", written(tmp_path), "--json", folder=tmp_path)

    assert done.exit_code == 0, done.stderr
    assert done.json["test"]["accuracy"] > 0.9
    scored = shell_of_its_own("evaluate", done.json["run"], "--json", folder=tmp_path.parent)
    assert scored.json["metrics"]["accuracy"] == pytest.approx(done.json["test"]["accuracy"], abs=1e-6)
    asked = shell_of_its_own("predict", done.json["run"], json.dumps(GENTOO), "--json", folder=tmp_path)
    assert asked.json["samples"][0][0]["class"] == "Gentoo"
    refused = shell_of_its_own("predict", done.json["run"], json.dumps({**GENTOO, "island": "Bisco"}), folder=tmp_path)
    assert refused.exit_code == 3
    assert "column island: 'Bisco' is no class that the network was trained on. Did you mean Biscoe?" in refused.stderr


def test_a_column_that_the_table_lacks_and_units_that_do_not_fit_are_told_without_keras(tmp_path):
    (tmp_path / "penguins.csv").write_text("species,island,sex\n" + "a,x,f\nb,y,m\n" * 10)

    done = shell("check", written(tmp_path), "--json")

    told = {(each["code"], tuple(each["nodes"])) for each in done.json["diagnostics"]}
    assert done.exit_code == 3
    assert {("data/column", ("measures",)), ("loss/units", ("answer",))} <= told


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (None, "penguins.csv: no such file."),
        ("species,sex\na,f\nb\n", "penguins.csv, line 3: 1 cells, and the first line names 2 columns."),
    ],
)
def test_a_table_that_cannot_be_read_is_one_fault_with_its_line(tmp_path, monkeypatch, table, message):
    monkeypatch.setenv("GRAPHNN_DATA", str(tmp_path / "nowhere"))
    if table is not None:
        (tmp_path / "penguins.csv").write_text(table)

    done = shell("check", written(tmp_path), "--json")

    fault = done.json["diagnostics"][0]
    assert (fault["code"], fault["message"]) == ("data/file", message)
    assert fault["hint"]
    assert shell("run", written(tmp_path)).exit_code == 3
