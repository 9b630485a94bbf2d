"""The README's code runs.

Every fenced block marked `python`, `sh` or `console` is run in a folder of its own that has the examples in it.
In a `console` block the lines after `$ ` are run, and what is printed must be what the block shows; `...` stands
for anything. A block that opens a server, or that a machine cannot do again, is kept out by a comment on the
line above its fence, with the reason:

    <!-- not run: opens the editor -->
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TEXT = README.read_text("utf-8") if README.is_file() else ""
TIME_LIMIT_SECONDS = 300

FENCE = re.compile(r"^```(python|sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run: \S.* -->\n\Z")


class Block(NamedTuple):
    """One fenced block."""

    language: str
    code: str
    line: int


class Step(NamedTuple):
    """One command of a console block, and what the block shows below it."""

    command: str
    shown: str


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks that are to be run."""
    for match in FENCE.finditer(text):
        if not NOT_RUN.search(text[: match.start()]):
            yield Block(match[1], match[2], text.count("\n", 0, match.start()) + 1)


def steps_of(code: str) -> list[Step]:
    """Return the commands of a console block."""
    _, *parts = re.split(r"^\$ ", code, flags=re.MULTILINE)
    return [Step(*part.partition("\n")[::2]) for part in parts]


def shows(shown: str, printed: str) -> bool:
    """Tell whether a block shows what was printed; a block that shows nothing leaves it open."""
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return not shown.strip() or doctest.OutputChecker().check_output(shown, printed, options)


def run(command: list[str], folder: Path) -> str:
    """Run a command as a reader would who has graphnn installed, and return what it prints."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def run_block(block: Block, folder: Path) -> None:
    """Run a block; a command that fails, or prints something else than is shown, fails the test."""
    match block.language:
        case "python":
            run([sys.executable, "-c", block.code], folder)
        case "sh":
            run(["bash", "-euo", "pipefail", "-c", block.code], folder)
        case "console":
            for step in steps_of(block.code):
                printed = run(["bash", "-euo", "pipefail", "-c", step.command], folder)
                assert shows(step.shown, printed), f"$ {step.command}\n{printed}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the examples in it, as the README's reader has."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize("block", list(blocks_of(TEXT)), ids=lambda block: f"line-{block.line}")
def test_a_block_of_the_readme_runs(block, folder):
    run_block(block, folder)


def test_the_readme_shows_code_that_runs():
    assert list(blocks_of(TEXT))


def test_blocks_are_found_by_language_unless_they_are_kept_out_for_a_reason():
    text = (
        "```sh\nmake run\n```\n<!-- not run: opens the editor -->\n```sh\ngraphnn\n```\n"
        "<!-- not run: -->\n```python\nprint()\n```\n```json\n{}\n```\n"
    )

    assert list(blocks_of(text)) == [Block("sh", "make run\n", 1), Block("python", "print()\n", 9)]


def test_a_console_block_must_show_what_is_printed(tmp_path):
    run_block(Block("console", "$ echo one two three\none ... three\n$ echo anything\n", 1), tmp_path)

    with pytest.raises(AssertionError, match="echo one"):
        run_block(Block("console", "$ echo one\ntwo\n", 1), tmp_path)


@pytest.mark.parametrize(
    ("language", "code"), [("sh", "false\ntrue\n"), ("python", "1 / 0\n"), ("console", "$ false\n")]
)
def test_a_block_that_fails_fails_the_test(language, code, tmp_path):
    with pytest.raises(AssertionError):
        run_block(Block(language, code, 1), tmp_path)
