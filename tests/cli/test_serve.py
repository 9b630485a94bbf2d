"""`graphnn FILE`, as a process of its own that serves the editor."""

import json
import os
import signal
import subprocess
import urllib.request

import pytest

from tests.cli.shell import command, small_network
from tests.waiting import children, is_alive, until

pytestmark = pytest.mark.browser


def test_a_graph_file_alone_opens_the_editor_until_it_is_interrupted(tmp_path):
    # NiceGUI takes PYTEST_… for a sign that its own test fixtures are at work.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    server = subprocess.Popen(
        command(small_network(tmp_path), "--no-browser", "--port", "0", "--json"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert server.stdout is not None
    address = json.loads(server.stdout.readline())["address"]

    with urllib.request.urlopen(address, timeout=60) as answer:
        shown = answer.read().decode()
    engines = until(lambda: children(server.pid))
    server.send_signal(signal.SIGINT)
    more, complaints = server.communicate(timeout=60)

    assert "/document/" in address
    assert "graphnn" in shown
    assert (server.returncode, more) == (0, b"")
    assert b"Traceback" not in complaints
    until(lambda: not any(map(is_alive, engines)))
