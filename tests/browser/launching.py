"""Start what a look at the page needs: the editor on a free port, and a browser without a window."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVER_END_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A server of the editor, and where it answers."""

    address: str
    process_id: int


@contextmanager
def serving(workspace: Path, tree: Path | None = None) -> Iterator[Served]:
    """Serve the editor on a free port, that of another checkout if one is named, and end it with the block."""
    # NiceGUI takes PYTEST_… for a sign that its own test fixtures are at work.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    if tree is not None:
        environment["PYTHONPATH"] = str(tree.resolve())
    server = subprocess.Popen(
        [sys.executable, "-m", "graphnn", "serve", "--port", "0", "--no-browser", "--json", "--workspace", workspace],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=tree,
    )
    assert server.stdout is not None
    try:
        yield Served(json.loads(server.stdout.readline())["address"], server.pid)
    finally:
        server.terminate()
        server.wait(SERVER_END_SECONDS)
        server.stdout.close()


def launched(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine, or else the one Playwright brings."""
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    return playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
