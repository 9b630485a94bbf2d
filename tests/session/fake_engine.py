"""Engines without TensorFlow: small programs that speak the protocol, and one that is no process at all."""

import asyncio
import sys
from dataclasses import dataclass, field

from graphnn.document.model import Document
from graphnn.protocol.messages import Ready
from graphnn.protocol.report import GraphReport

READY = Ready(keras_version="3.15.1", tensorflow_version="2.21.0", devices=("CPU, 2 cores",))

ANSWER = "answer(request)"
"""The body of an engine that does its work."""


def engine(body: str = ANSWER, *, before: str = "", after: str = "") -> tuple[str, ...]:
    """Return a command that starts an engine: it says that it is ready and runs the body for each request.

    Its report of a document says how many nodes that has, as its memory.
    """
    program = f"""
import json, os, signal, sys
from pathlib import Path

def send(reply):
    sys.stdout.write(json.dumps(reply) + "\\n")
    sys.stdout.flush()

def answer(request):
    memory_bytes = len(request["document"]["nodes"])
    send({{"reply": "inferred", "number": request["number"], "report": {{"memory_bytes": memory_bytes}}}})

def refuse(number, message):
    send({{"reply": "refused", "number": number, "message": message}})

requests = []
{before}
send({READY.model_dump(mode="json")!r})
for line in sys.stdin:
    request = json.loads(line)
    requests.append(request)
{_indented(body)}
{after}
"""
    return (sys.executable, "-S", "-E", "-c", program)


@dataclass
class FakeEngine:
    """What a document asks its engine, and the answers that a test gives when it likes."""

    asked: list[Document] = field(default_factory=list)
    _answers: list[asyncio.Future[GraphReport]] = field(default_factory=list)

    async def infer(self, document: Document, *, since: Document | None = None) -> GraphReport:
        self.asked.append(document)
        self._answers.append(asyncio.get_running_loop().create_future())
        return await self._answers[-1]

    async def answer(self, report: GraphReport | Exception) -> None:
        """Answer the question that was asked last, and let who asked go on."""
        if isinstance(report, Exception):
            self._answers[-1].set_exception(report)
        else:
            self._answers[-1].set_result(report)
        await let_others_run()


async def let_others_run() -> None:
    """Let all tasks run until each waits for something."""
    for _ in range(10):
        await asyncio.sleep(0)


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" for line in body.splitlines())
