"""No engine outlives the server that started it, however that ends."""

import subprocess
import sys

import pytest

from tests.waiting import children, is_alive, until

pytestmark = pytest.mark.engine

SERVER = """
import asyncio
from graphnn.runs.launch import RunLauncher
from graphnn.session.engine_client import EngineClient

async def main():
    launcher, client, is_ready = RunLauncher(), EngineClient(), asyncio.Event()
    client.watch(is_ready.set)
    launcher.prepare()
    await client.start()
    await is_ready.wait()
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_the_engines_of_a_killed_server_end_by_themselves():
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE)
    assert server.stdout is not None
    said = server.stdout.readline()
    engines = children(server.pid)

    server.kill()
    server.communicate(timeout=60)

    assert (said, len(engines)) == (b"ready\n", 2)
    until(lambda: not any(map(is_alive, engines)))
