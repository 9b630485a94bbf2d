"""A real editor for all tests, a real browser for each module, and a page for each test.

A module whose tests count all that is in the workspace, or bring much to it, asks for one by the mark `own_editor`.
Every page is watched: an error in its console, or a request to another machine, fails the test.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from graphnn.protocol import inside, thumbnails
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs import queue
from tests.browser.launching import launched, serving
from tests.waiting import until

# A machine that runs several things at once takes its time; no test waits longer than it must.
expect.set_options(timeout=20_000)


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor that is served on a free port, and the folder it works in."""

    address: str
    workspace: Path


@pytest.fixture(scope="session")
def shared_editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with edited(tmp_path_factory) as editor:
        yield editor


@pytest.fixture(scope="module")
def editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Return the editor of all, or one that ends with the module."""
    if request.node.get_closest_marker("own_editor") is None:
        yield request.getfixturevalue("shared_editor")
    else:
        with edited(tmp_path_factory) as editor:
            yield editor


@contextmanager
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    workspace = tmp_path_factory.mktemp("workspace")
    with serving(workspace) as served:
        yield Editor(served.address, workspace)


@pytest.fixture(scope="module")
def workspace(editor: Editor) -> Path:
    return editor.workspace


@pytest.fixture(scope="module")
def address(editor: Editor) -> str:
    return editor.address


@pytest.fixture(autouse=True)
def no_run_is_left(workspace: Path) -> Iterator[None]:
    """End what a test began and take it away, with what it set: the next has its turn at once and sees but its own."""
    yield
    runs = workspace / "runs"
    folders = [RunFolder(file.parent) for file in runs.glob("*/graph.json")]
    for folder in folders:
        if not folder.leave_queue():
            folder.ask_to_stop()
    for folder in folders:
        until(lambda folder=folder: not folder.is_running(), seconds=120)
        shutil.rmtree(folder.path, ignore_errors=True)  # A server that sees it end just now writes there, too.
    for settings in (queue.SETTINGS_FILE, inside.SETTINGS_FILE, thumbnails.THUMBNAILS_FILE):
        (runs / settings).unlink(missing_ok=True)


# Not for the session: Playwright keeps a loop running, beside which no other test could run one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that fails its test by a console error or a request off the machine."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if _is_local(request.url) else faults.append(request.url))
    yield page
    context.close()
    assert not faults


@pytest.fixture
def lenient_page(browser: Browser) -> Iterator[Page]:
    """Open an empty page whose server may go away: its console may complain of that."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def _is_local(url: str) -> bool:
    return url.startswith(("data:", "blob:", "http://127.0.0.1:", "ws://127.0.0.1:"))
