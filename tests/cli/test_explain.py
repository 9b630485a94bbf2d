"""The verbs that explain a run: what they refuse at once, and one run from training to an answer."""

from pathlib import Path

import pytest

from tests.cli.shell import shell, shell_of_its_own


@pytest.mark.parametrize("verb", ["evaluate", "predict"])
def test_a_run_that_is_not_there_is_wrong_usage(verb: str, tmp_path: Path) -> None:
    words = [verb, str(tmp_path / "nowhere")] + ([str(tmp_path)] if verb == "predict" else [])
    outcome = shell(*words)

    assert outcome.exit_code == 2
    assert "no such file or folder" in outcome.stderr


def test_what_lies_outside_the_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "x.json").write_text("[1]")

    outcome = shell("predict", str(tmp_path), str(tmp_path / "x.json"), "--workspace", str(tmp_path / "inside"))

    assert outcome.exit_code == 2
    assert "lies outside the workspace" in outcome.stderr


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
