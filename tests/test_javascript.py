"""The browser part's own tests, run by Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[1] / "static"


def test_the_browser_part_passes_its_own_tests() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed, which the tests of static/ need")
    files = sorted(str(path) for path in (STATIC / "test").glob("*.test.js"))
    assert files, "static/test holds no tests"

    outcome = subprocess.run(
        [node, "--test", "--test-reporter=spec", *files], cwd=STATIC, capture_output=True, text=True, timeout=120
    )

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
