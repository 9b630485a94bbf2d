"""The command line as a test calls it: in this process where that will do, in one of its own where it must."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphnn.cli import main
from graphnn.document import codec
from graphnn.document.examples import examples_folder
from graphnn.document.overrides import override

VERBS = (
    "run",
    "runs",
    "check",
    "summary",
    "schema",
    "examples",
    "datasets",
    "serve",
    "import",
    "export",
    "diff",
    "layout",
    "catalogue",
    "evaluate",
    "predict",
)


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout; anything more than that fails."""
        return json.loads(self.stdout)

    @property
    def has_failed_politely(self) -> bool:
        """Whether it said in words what is wrong."""
        return self.exit_code != 0 and self.stderr.strip() != "" and "Traceback" not in self.stderr


def shell(*words: str | Path) -> Done:
    """Run a command in this process."""
    with (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8") as stdout,
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8") as stderr,
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            main([os.fspath(word) for word in words])
        except SystemExit as end:
            return Done(int(end.code or 0), _written(stdout), _written(stderr))


def shell_of_its_own(*words: str | Path, folder: Path | None = None) -> Done:
    """Run a command in a process of its own, in a folder."""
    done = subprocess.run(
        command(*words), cwd=folder, capture_output=True, encoding="utf-8", errors="surrogateescape", timeout=120
    )
    return Done(done.returncode, done.stdout, done.stderr)


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "graphnn", *(os.fspath(word) for word in words)]


def small_network(folder: Path, *assignments: str) -> Path:
    """Write a graph that learns a curve from few points, with values set as `--set` does."""
    document = override(
        codec.read(examples_folder() / "function_fit.json"),
        ["training.epochs=2", "data.parameters.samples=64", *assignments],
    )
    path = folder / "curve.json"
    codec.write(document, path)
    return path


def faulty_network(folder: Path, fault: Mapping[str, Any] | None = None) -> Path:
    """Write a graph with a layer that does not exist, or with another fault."""
    path = folder / "faulty.json"
    node = fault or {"type": "Dence"}
    path.write_text(json.dumps({"graphnn": 1, "nodes": {"x": node}}))
    return path


def misshapen_network(folder: Path) -> Path:
    """Write a graph whose fault only its shapes can tell: a kernel larger than its picture."""
    path = folder / "misshapen.json"
    nodes = {
        "image": {"type": "Input", "parameters": {"shape": [4, 4, 1]}},
        "edges": {"type": "Conv2D", "parameters": {"filters": 2, "kernel_size": [9, 9]}},
        "answer": {"type": "Output"},
    }
    edges = [{"source": "image", "target": "edges"}, {"source": "edges", "target": "answer"}]
    path.write_text(json.dumps({"graphnn": 1, "nodes": nodes, "edges": edges}))
    return path


def refusals(folder: Path) -> dict[str, tuple[Path, int]]:
    """Return files that no verb can use, each with the exit code that says why."""
    (folder / "empty.json").write_text("")
    (folder / "broken.json").write_text('{"graphnn": 1,')
    (folder / "binary.json").write_bytes(bytes(range(256)) * 4)
    (folder / "list.json").write_text("[]")
    (folder / "loop.json").symlink_to("loop.json")
    (folder / "folder.json").mkdir()
    os.mkfifo(folder / "pipe.json")
    codes = {"empty": 3, "broken": 3, "binary": 3, "list": 3, "folder": 2, "pipe": 2, "loop": 2, "nowhere": 2}
    return {name: (folder / f"{name}.json", code) for name, code in codes.items()} | {
        "dash": (Path("-"), 2),
        "long": (folder / ("a" * 300), 2),
        "under a file": (folder / "empty.json" / "graph.json", 2),
    }


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8", "surrogateescape")
