import json
from pathlib import Path

import pytest

from graphnn.document import codec
from tests.cli.shell import faulty_network, shell, small_network
from tests.exchange.configs import layer, with_layer


def model_text(folder: Path, class_name: str = "Dense") -> Path:
    path = folder / "model.json"
    path.write_text(
        json.dumps(with_layer(layer(class_name, "middle", **({"units": 2} if class_name == "Dense" else {}))))
    )
    return path


def test_a_models_json_becomes_a_graph_file(tmp_path):
    done = shell("import", model_text(tmp_path), "-o", tmp_path / "graph.json")

    assert done.exit_code == 0
    assert "The graph is in" in done.stdout
    assert "without weights" in done.stdout
    assert codec.read(tmp_path / "graph.json").nodes["middle"].type == "Dense"


def test_an_import_is_one_json_document_where_that_is_asked_for(tmp_path):
    done = shell("import", model_text(tmp_path), "-o", tmp_path / "graph.json", "--json")

    assert done.json == {
        "status": "done",
        "file": str(tmp_path / "graph.json"),
        "run": None,
        "nodes": 4,
        "notes": [],
    }


def test_a_refused_model_leaves_no_file_and_says_why(tmp_path):
    done = shell("import", model_text(tmp_path, "Lambda"), "-o", tmp_path / "graph.json", "--json")

    assert done.exit_code == 3
    assert done.json["status"] == "refused"
    assert "middle (Lambda): " in done.json["message"]
    assert not (tmp_path / "graph.json").exists()


def test_a_graph_becomes_a_script(tmp_path):
    done = shell("export", small_network(tmp_path), "--to", "python", "-o", tmp_path / "curve.py", "--json")

    assert done.exit_code == 0
    assert done.json == {"status": "done", "file": str(tmp_path / "curve.py"), "format": "python", "notes": []}
    assert "def build_model():" in (tmp_path / "curve.py").read_text()


def test_other_formats_are_wrong_usage_by_name(tmp_path):
    done = shell("export", small_network(tmp_path), "--to", "pickle", "-o", tmp_path / "out")

    assert done.exit_code == 2
    assert "--to pickle: no such format. Export to keras, savedmodel, litert, onnx, python, svg or png." in done.stderr


def test_a_faulty_graph_is_not_exported(tmp_path):
    done = shell("export", faulty_network(tmp_path), "--to", "python", "-o", tmp_path / "out.py")

    assert done.exit_code == 3
    assert "there is no layer Dence" in done.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("import", "nowhere.keras", "-o", "g.json"), "no such file"),
        (("import", "model.json"), "Missing option"),
        (("import", "model.json", "-o", "no folder/g.json"), "there is no folder"),
        (("import", "model.json", "-o", "."), "is a folder"),
        (("import", "model.json", "-o", "g.json", "--workspace", "inside"), "lies outside the workspace"),
        (("import", "model.json", "-o", "inside/g.json", "--workspace", "inside"), "lies outside the workspace"),
        (("export", "curve.json", "--to", "keras", "-o", "c.h5"), "ends in .keras"),
        (("export", "curve.json", "--to", "savedmodel", "-o", "inside"), "is a folder"),
        (("export", "curve.json", "--to", "svg", "-o", "c.svg", "--run", "nowhere"), "a picture has no weights"),
        (("export", "curve.json", "--to", "keras", "-o", "c.keras", "--dark"), "only a picture is light or dark"),
        (("export", "curve.json", "--to", "keras", "-o", "c.keras", "--run", "nowhere"), "no such run"),
        (("export", "curve.json", "--to", "python", "-o", "c.py", "--run", "nowhere"), "a script has no weights"),
        (("export", "curve.json", "--to", "python", "-o", "../c.py", "--workspace", "."), "outside the workspace"),
    ],
)
def test_wrong_usage_is_told_politely(words, reason, tmp_path, monkeypatch):
    model_text(tmp_path)
    small_network(tmp_path)
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path)

    done = shell(*words)

    assert done.exit_code == 2
    assert reason in done.stderr
    assert done.has_failed_politely


def test_what_is_no_model_is_told_by_its_name(tmp_path):
    (tmp_path / "list.json").write_text("[]")

    outcomes = [
        shell("import", file, "-o", tmp_path / "g.json") for file in (small_network(tmp_path), tmp_path / "list.json")
    ]

    assert [outcome.exit_code for outcome in outcomes] == [3, 3]
    assert "curve.json: a graph file, which needs no import" in outcomes[0].stderr
    assert "list.json: not a model's JSON" in outcomes[1].stderr


@pytest.mark.engine
def test_a_graph_goes_out_as_a_keras_model_and_comes_back_with_its_weights(tmp_path):
    out = shell("export", small_network(tmp_path), "--to", "keras", "-o", tmp_path / "curve.keras", "--json")
    back = shell("import", tmp_path / "curve.keras", "-o", tmp_path / "back.json", "--json")
    again = shell(
        "export", tmp_path / "back.json", "--to", "keras", "-o", tmp_path / "again.keras", "--run", back.json["run"]
    )

    onnx = shell(
        "export",
        tmp_path / "back.json",
        "--to",
        "onnx",
        "-o",
        tmp_path / "curve.onnx",
        "--run",
        back.json["run"],
        "--json",
    )

    assert (out.exit_code, back.exit_code, again.exit_code) == (0, 0, 0), back.stderr
    assert onnx.exit_code == 0, onnx.stderr
    assert onnx.json["difference"] <= 1e-5
    assert (tmp_path / "curve.onnx").is_file()
    assert Path(back.json["run"]) == tmp_path / "runs" / "curve-imported"
    assert (tmp_path / "again.keras").is_file()
    before, after = codec.read(tmp_path / "curve.json"), codec.read(tmp_path / "back.json")
    layers = [name for name, node in before.nodes.items() if node.type == "Dense"]
    assert {name: before.nodes[name].parameters for name in layers} == {
        name: after.nodes[name].parameters for name in layers
    }
