"""The client of a serving engine: starts the process, asks it, and starts another when it dies.

Everything runs on the caller's event loop. Replies are matched to requests by number, so that many may be
under way; a request whose engine dies raises `EngineError`.
"""

import asyncio
import itertools
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import IO

import platformdirs
from pydantic import ValidationError

from graphnn.document.model import Data, Document
from graphnn.errors import EngineError, RefusedError
from graphnn.protocol.messages import (
    MAXIMUM_LINE_BYTES,
    Infer,
    Inferred,
    Ready,
    Refused,
    Reply,
    Request,
    Samples,
    ShowSamples,
    reply_adapter,
)
from graphnn.protocol.report import GraphReport

COMMAND = (sys.executable, "-m", "graphnn.engine", "serve")


def log_file() -> Path:
    """Return where an engine's own words go: TensorFlow's chatter, and the traceback of a crash."""
    return Path(platformdirs.user_log_dir("graphnn")) / "engine.log"


class EngineClient:
    """Asks one engine process at a time; `ready` is set once it takes requests."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        """Take the command that starts an engine; nothing is started yet."""
        self._command = command
        self._watchers: list[Callable[[], None]] = []
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._start_lock = asyncio.Lock()
        self.ready: Ready | None = None

    async def start(self) -> None:
        """Start the engine process, if none runs."""
        async with self._start_lock:
            if self._process is not None and self._process.returncode is None:
                return
            self.ready = None
            with _open_log() as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=log,
                    start_new_session=True,
                    limit=MAXIMUM_LINE_BYTES,
                )
            self._reader = asyncio.create_task(self._read(self._process))

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Tell the watcher whenever an engine has become ready; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def infer(self, document: Document) -> GraphReport:
        """Return shapes, counts and faults of a document.

        Raises:
            EngineError: If the engine dies or refuses.
        """
        reply = await self._ask(Infer(number=next(self._numbers), document=document))
        if not isinstance(reply, Inferred):
            raise EngineError(f"The engine answered a question about shapes with {reply.reply}.")
        return reply.report

    async def sample_pictures(self, data: Data, column: str, count: int) -> tuple[str, ...]:
        """Return the first training samples of an image column as data URLs.

        Raises:
            RefusedError: If there are none to show.
        """
        reply = await self._ask(ShowSamples(number=next(self._numbers), data=data, column=column, count=count))
        if not isinstance(reply, Samples):
            raise EngineError(f"The engine answered a question about samples with {reply.reply}.")
        return reply.pictures

    async def close(self) -> None:
        """End the engine by closing its input; one that does not end is killed."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), timeout=5)
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._reader is not None:
            await self._reader

    async def _ask(self, request: Request) -> Reply:
        await self.start()
        if self._process is None or self._process.stdin is None:
            raise EngineError("The engine is closed.")
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request.number] = answer
        try:
            self._process.stdin.write(request.model_dump_json(exclude_defaults=False).encode() + b"\n")
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            self._waiting.pop(request.number, None)
            raise EngineError("The engine went away. It starts anew with the next request.") from error
        reply = await answer
        if isinstance(reply, Refused):
            raise RefusedError(reply.message)
        return reply

    async def _read(self, process: Process) -> None:
        if process.stdout is None:
            return
        while line := await process.stdout.readline():
            self._take(line)
        await process.wait()
        for answer in self._waiting.values():
            if not answer.done():
                words = f"The engine ended with exit code {process.returncode}. {log_file()} may tell why."
                answer.set_exception(EngineError(words))
        self._waiting.clear()

    def _take(self, line: bytes) -> None:
        try:
            reply = reply_adapter.validate_json(line)
        except ValidationError as error:
            raise EngineError(f"The engine answered nonsense: {line[:80]!r}.") from error
        if isinstance(reply, Ready):
            self.ready = reply
            for watcher in tuple(self._watchers):
                watcher()
        elif (answer := self._waiting.pop(reply.number, None)) is not None and not answer.done():
            answer.set_result(reply)


def _open_log() -> IO[bytes]:
    """Open the log for one engine; where it cannot be written, its words are dropped."""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        return log_file().open("wb")
    except OSError:
        return Path(os.devnull).open("wb")
