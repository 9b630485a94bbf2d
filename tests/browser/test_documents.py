"""Documents and their files: saved by themselves, and there again after the server was killed."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graphnn.document import codec
from tests.browser.driving import DENSE, card, choose_example, open_drawn, select, set_value
from tests.browser.launching import SERVER_END_SECONDS
from tests.waiting import children, is_alive, until

RECONNECT_MILLISECONDS = 60_000


def serve(workspace: Path, port: int, *arguments: str) -> subprocess.Popen[str]:
    """Start an editor server and return it once it listens."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "graphnn", "serve", *arguments, "--port", str(port), "--no-browser", "--json"]
    server = subprocess.Popen(
        [*command, "--workspace", str(workspace)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert server.stdout is not None
    assert json.loads(server.stdout.readline())["address"].split("/")[2].endswith(f":{port}")
    return server


def end(server: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> None:
    server.send_signal(number)
    server.wait(SERVER_END_SECONDS)
    assert server.stdout is not None
    server.stdout.close()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_an_edit_survives_the_death_of_the_server_and_the_page_goes_on(
    lenient_page: Page, tmp_path: Path, free_port: int
) -> None:
    page = lenient_page
    server = serve(tmp_path, free_port)
    page.goto(f"http://127.0.0.1:{free_port}")
    choose_example(page, DENSE)
    select(page, "hidden")
    set_value(page, "units", "77")
    file = tmp_path / "mnist_one_hidden_layer.json"
    until(lambda: codec.read(file).nodes["hidden"].parameters["units"] == 77)
    expect(page.locator(".gn-saved")).to_have_text("Saved")
    page.evaluate("window.isOfTheDeadServer = true")
    engines = until(lambda: children(server.pid))
    end(server, signal.SIGKILL)
    until(lambda: not any(map(is_alive, engines)))

    server = serve(tmp_path, free_port)
    try:
        # Nobody reloads it: the page finds the new server by itself.
        page.wait_for_function("!window.isOfTheDeadServer", timeout=RECONNECT_MILLISECONDS)
        select(page, "hidden")
        expect(page.get_by_role("textbox", name="units", exact=True)).to_have_value("77")
        set_value(page, "units", "78")
        until(lambda: codec.read(file).nodes["hidden"].parameters["units"] == 78)
    finally:
        end(server)


def test_a_file_is_edited_in_place_and_what_others_write_there_is_told(
    page: Page, tmp_path: Path, free_port: int
) -> None:
    file = tmp_path / "net.json"
    file.write_text('{"graphnn": 1, "name": "Mine", "nodes": {"a": {"type": "Flatten"}}}')
    server = serve(tmp_path, free_port, str(file))
    try:
        page.goto(f"http://127.0.0.1:{free_port}/document/net.json")
        select(page, "a")
        page.keyboard.press("ArrowRight")
        until(lambda: "positions" in file.read_text())
        theirs = codec.read(file).model_copy(update={"name": "Theirs"})
        codec.write(theirs, file)

        expect(page.get_by_role("alert")).to_contain_text("net.json was changed by another program")
        page.get_by_role("button", name="Show theirs").click()

        expect(page.locator(".gn-document-name")).to_have_text("Theirs")
        expect(page.get_by_role("alert")).to_be_hidden()
        assert codec.read(file) == theirs
    finally:
        page.goto("about:blank")  # or the page complains that its server is gone
        end(server)


def test_a_version_is_looked_at_compared_and_restored_in_one_step(page: Page, address: str) -> None:
    open_drawn(page, address, DENSE)
    select(page, "hidden")
    set_value(page, "units", "77")
    expect(page.locator(".gn-saved")).to_have_text("Saved")

    page.get_by_role("button", name="Versions").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".gn-version")).to_have_count(2)
    dialog.locator(".gn-version").last.click()
    expect(dialog).to_contain_text("hidden: units 512 → 77")
    expect(dialog).to_contain_text("1 node changed")
    expect(dialog.locator("svg rect[fill='var(--warn)']")).to_have_count(1)
    dialog.get_by_role("button", name="Restore this version").click()

    expect(card(page, "hidden")).to_contain_text("512")
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "hidden")).to_contain_text("77")
