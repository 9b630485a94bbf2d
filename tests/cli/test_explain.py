"""The verbs that explain a run: what they refuse at once, and one run from training to an answer."""

from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.protocol.run_folder import create_run_folder
from tests.cli.shell import shell, shell_of_its_own


@pytest.mark.parametrize("verb", ["evaluate", "predict"])
def test_a_run_that_is_not_there_is_wrong_usage(verb: str, tmp_path: Path) -> None:
    words = ["a text"] if verb == "predict" else []
    for run in (tmp_path / "nowhere", tmp_path):  # nothing, and a folder that is no run's
        outcome = shell(verb, run, *words)

        assert outcome.exit_code == 2
        assert "no such run" in outcome.stderr


def test_what_lies_outside_the_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "x.json").write_text("[1]")

    outcome = shell("predict", str(tmp_path), str(tmp_path / "x.json"), "--workspace", str(tmp_path / "inside"))

    assert outcome.exit_code == 2
    assert "lies outside the workspace" in outcome.stderr


def test_a_file_to_score_on_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    run = create_run_folder(tmp_path, Document(), name="run").path
    outcome = shell("evaluate", str(run), "--data", "nowhere.csv")

    assert outcome.exit_code == 2
    assert "--data nowhere.csv: no such file. Name one that is there." in outcome.stderr


@pytest.mark.parametrize("words", [("evaluate",), ("predict", "a text")])
def test_a_run_whose_data_lies_outside_a_named_workspace_is_refused(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    run = create_run_folder(tmp_path / "inside", Document(), name="run", data_folder=tmp_path).path

    outcome = shell(words[0], run, *words[1:], "--workspace", tmp_path / "inside")

    assert outcome.exit_code == 2
    assert f"its data in {tmp_path}: lies outside the workspace" in outcome.stderr


@pytest.mark.parametrize("given", ["[1]", "{", "[]", "nowhere/x", "x.csv", "{folder}"])
def test_what_is_neither_row_nor_file_is_wrong_usage(given: str, tmp_path: Path) -> None:
    run = create_run_folder(tmp_path, Document(), name="run").path

    outcome = shell("predict", run, given.replace("{folder}", str(tmp_path)))

    assert outcome.exit_code == 2
    assert "no such run" not in outcome.stderr
    assert outcome.has_failed_politely


@pytest.mark.engine
def test_a_run_is_reported_scored_and_asked(tmp_path: Path) -> None:
    ran = shell_of_its_own(
        "run", "function_fit", "--epochs", "1", "--report", "report", "--workspace", tmp_path, "--json", folder=tmp_path
    )
    run = ran.json["run"]
    (tmp_path / "x.csv").write_text("x\n0.5\n1.5\n")
    evaluated = shell_of_its_own("evaluate", run, "--json", folder=tmp_path)
    predicted = shell_of_its_own("predict", run, "x.csv", "--json", folder=tmp_path)

    assert ran.exit_code == 0
    assert {"report.html", "fit.png", "y_sum.png"} <= {path.name for path in (tmp_path / "report").iterdir()}
    assert evaluated.json["metrics"] == pytest.approx(ran.json["test"], rel=1e-5)
    assert evaluated.json["samples"] == 200
    assert [sample[0]["shape"] for sample in predicted.json["samples"]] == [[1], [1]]
