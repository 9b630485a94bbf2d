"""What leaves the house: the wheel and the source archive hold what they need and nothing else.

Both are built here without network: static/dist is up to date, since the installation has made it.
"""

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent


class Archives(NamedTuple):
    """The archives of one build."""

    wheel: Path
    source: Path

    def wheel_names(self) -> list[str]:
        """Return the files in the wheel."""
        with zipfile.ZipFile(self.wheel) as archive:
            return archive.namelist()

    def source_names(self) -> list[str]:
        """Return the files in the source archive, without the folder around them."""
        with tarfile.open(self.source) as archive:
            return [name.partition("/")[2] for name in archive.getnames()]


def run(*command: str, cwd: Path = ROOT, path: Path | None = None) -> str:
    """Run Python with arguments and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    """A source archive, and a wheel that was built from it."""
    folder = tmp_path_factory.mktemp("archives")
    run("-m", "build", "--no-isolation", "--outdir", str(folder))
    return Archives(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


def test_the_wheel_brings_the_canvas_the_examples_and_the_data(archives):
    names = archives.wheel_names()

    assert {
        "graphnn/py.typed",
        "graphnn/static/dist/index.js",
        "graphnn/static/dist/index.css",
        "graphnn/examples/mnist_dense.json",
        "graphnn/engine/data/bundled/mnist.npz",
        "graphnn/catalogue/keras.json",
    } <= set(names)
    assert {f"graphnn/examples/{path.name}" for path in (ROOT / "examples").glob("*.json")} <= set(names)


def test_the_wheel_brings_nothing_that_only_developers_need(archives):
    tops = {name.partition("/")[0] for name in archives.wheel_names()}
    strays = [
        name
        for name in archives.wheel_names()
        if "node_modules" in name or "static/src" in name or "__pycache__" in name
    ]

    assert {top for top in tops if not top.endswith(".dist-info")} == {"graphnn"}
    assert not strays


def test_the_source_archive_can_be_built_from_and_tested(archives):
    names = archives.source_names()

    assert {
        "Makefile",
        "README.md",
        "conftest.py",
        "hatch_build.py",
        "pyproject.toml",
        "static/package.json",
        "static/package-lock.json",
        "static/dist/index.js",
        "tests/test_packaging.py",
    } <= set(names)
    assert any(name.startswith("static/src/") for name in names)
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name or name.startswith(".venv")]


def test_the_installed_wheel_works_from_an_unrelated_folder(archives, tmp_path):
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(archives.wheel))

    place = run("-c", "import graphnn; print(graphnn.__file__)", cwd=elsewhere, path=site)
    examples = json.loads(run("-m", "graphnn", "examples", "--json", cwd=elsewhere, path=site))

    assert Path(place.strip()).is_relative_to(site)
    assert "mnist_dense" in json.dumps(examples)


def test_the_installed_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert metadata.version("graphnn") == project["version"]
