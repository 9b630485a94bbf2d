import json

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.edits import SetParameter
from graphnn.document.model import Document
from graphnn.document.picture import with_text
from tests.cli.shell import shell, small_network
from tests.document.builders import residual_network
from tests.document.test_picture import DOT


def test_a_difference_is_said_in_words(tmp_path):
    document = codec.read(small_network(tmp_path))
    hidden = next(name for name, node in document.nodes.items() if node.type == "Dense")
    codec.write(apply(document, SetParameter(id=hidden, name="units", value=7)), tmp_path / "changed.json")

    done = shell("diff", tmp_path / "curve.json", tmp_path / "changed.json")
    as_json = shell("diff", tmp_path / "curve.json", tmp_path / "changed.json", "--json")

    assert done.exit_code == as_json.exit_code == 0
    before = document.nodes[hidden].parameters["units"]
    assert done.stdout == f"{hidden}: units {before} → 7\n"
    assert as_json.json == {
        "same": False,
        "differences": [
            {
                "kind": "changed",
                "place": hidden,
                "field": "units",
                "before": before,
                "after": 7,
                "words": f"units {before} → 7",
            }
        ],
    }


def test_a_layout_is_no_difference(tmp_path):
    laid_out = shell("layout", small_network(tmp_path), "-o", tmp_path / "laid_out.json")
    done = shell("diff", tmp_path / "curve.json", tmp_path / "laid_out.json")

    assert laid_out.exit_code == 0
    assert done.stdout == "No differences\n"


def test_a_layout_places_every_node_and_leads_long_edges(tmp_path):
    path = tmp_path / "residual.json"
    codec.write(residual_network(60).model_copy(update={"view": Document().view}), path)

    done = shell("layout", path, "--direction", "top-to-bottom", "--json")

    document = codec.read(path)
    assert done.exit_code == 0
    assert document.view.positions.keys() == document.nodes.keys()
    assert document.view.waypoints
    assert document.view.direction == "top-to-bottom"
    assert done.json["file"] == str(path)
    assert done.json["direction"] == "top-to-bottom"
    assert done.json["positions"] == {name: list(point) for name, point in document.view.positions.items()}


def test_the_catalogue_is_one_json_document():
    done = shell("catalogue", "--json")

    assert done.exit_code == 0
    assert done.json["layers"].keys() == load_catalogue().layers.keys()
    assert next(p for p in done.json["layers"]["Dense"]["parameters"] if p["name"] == "units")["doc"]


def test_the_catalogue_is_readable():
    done = shell("catalogue")

    assert "Convolution" in done.stdout
    assert "Conv2D" in done.stdout
    assert "optimizers" in done.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("layout", "mnist_dense"), "an example, which stays as it is"),
        (("layout", "graph.png"), "a picture, which stays as it is"),
        (("layout", "curve.json", "--direction", "up"), "no such direction"),
        (("layout", "curve.json", "-o", "../c.json", "--workspace", "."), "outside the workspace"),
        (("diff", "curve.json", "nowhere.json"), "no such file"),
        (("diff", "curve.json"), "Missing argument"),
    ],
)
def test_wrong_usage_is_told_politely(words, reason, tmp_path, monkeypatch):
    small_network(tmp_path)
    (tmp_path / "graph.png").write_bytes(with_text(DOT, codec.dumps(Document())))
    monkeypatch.chdir(tmp_path)

    done = shell(*words)

    assert done.exit_code == 2
    assert reason in done.stderr
    assert done.has_failed_politely


def test_a_broken_file_is_refused(tmp_path):
    (tmp_path / "broken.json").write_text(json.dumps({"graphnn": 9}))

    assert shell("diff", tmp_path / "broken.json", "mnist_dense").exit_code == 3
    assert shell("layout", tmp_path / "broken.json").exit_code == 3
