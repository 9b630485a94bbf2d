"""The verbs that explain a run, as far as they can be told without an engine."""

from pathlib import Path

import pytest

from tests.cli.shell import shell


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
