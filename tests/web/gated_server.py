"""A NiceGUI server behind the gate, for test_gate_around_nicegui: `python gated_server.py PORT [TOKEN]`."""

import sys

from fastapi import Request
from nicegui import app, core, ui

from graphnn.web import gate


@ui.page("/")
def index() -> None:
    """Show one label."""
    ui.label("behind the gate")


@app.post("/upload")
async def upload(request: Request) -> int:
    """Count the bytes that come in."""
    return len(await request.body())


if __name__ == "__main__":
    port, token = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    gate.install(app, core.sio, host="127.0.0.1", port=port, token=token, body_limit_bytes=1000)
    ui.run(
        host="127.0.0.1",
        port=port,
        reload=False,
        show=False,
        # A session per visitor is what a stranger must not be able to fill the disk with.
        storage_secret="only for this test",
        # The test waits for the line that says so when the server listens.
        uvicorn_logging_level="info",
    )
