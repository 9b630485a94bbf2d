"""The client of a serving engine: starts the process, asks it, and starts another when it dies.

Everything runs on the caller's event loop. Replies are matched to requests by number, so that many may be
under way. However an engine ends, by a crash, by an answer that is nonsense, or by `close`, whoever waits for it
gets an `EngineError`: nobody waits for ever.
"""

import asyncio
import contextlib
import itertools
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from graphnn.document.diff import diff
from graphnn.document.model import Data, Document
from graphnn.errors import EngineError, RefusedError
from graphnn.protocol.explanation import ExplanationReply, ExplanationRequest
from graphnn.protocol.messages import (
    MAXIMUM_LINE_BYTES,
    Forgotten,
    Infer,
    InferChange,
    Inferred,
    InferredChange,
    Ready,
    Refused,
    Reply,
    Request,
    Samples,
    ShowSamples,
    Trial,
    Tried,
    Try,
    reply_adapter,
)
from graphnn.protocol.process_log import log_file, open_log
from graphnn.protocol.remembered import Answered, Remembered
from graphnn.protocol.report import GraphReport, changed

COMMAND = (sys.executable, "-m", "graphnn.engine", "serve")

LOG_NAME = "engine"

Explanation = TypeVar("Explanation", bound=ExplanationReply)


@dataclass(slots=True, eq=False)
class _Engine:
    """One engine process, and who waits for its replies, by the number of the request."""

    process: Process
    waiting: dict[int, asyncio.Future[Reply]] = field(default_factory=dict)
    remembered: Remembered = field(default_factory=Remembered)
    is_lost: bool = False


class EngineClient:
    """Asks one engine process at a time; `ready` is set while it takes requests."""

    def __init__(self, command: tuple[str, ...] = COMMAND, *, patience_seconds: float = 2.0) -> None:
        """Take the command that starts an engine, and how long one may take to end; nothing is started yet."""
        self._command = command
        self._patience_seconds = patience_seconds
        self._watchers: list[Callable[[], None]] = []
        self._numbers = itertools.count(1)
        self._engine: _Engine | None = None
        self._reader: asyncio.Task[None] | None = None
        self._start_lock = asyncio.Lock()
        self._is_closed = False
        self.ready: Ready | None = None

    async def start(self) -> None:
        """Start the engine process, if none runs.

        Raises:
            EngineError: If it does not start, or the client is closed.
        """
        await self._running_engine()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Tell the watcher whenever an engine has become ready; call what is returned to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def infer(self, document: Document, *, since: Document | None = None) -> GraphReport:
        """Return shapes, counts and faults of a document; of one that was asked about before, only changes are sent.

        Raises:
            EngineError: If the engine does not start, dies or answers nonsense.
            RefusedError: If it refuses.
        """
        engine = await self._running_engine()
        number = next(self._numbers)
        report = await self._infer_change(engine, number, document, since)
        if report is None:
            reply = await self._ask(Infer(number=number, document=document))
            if not isinstance(reply, Inferred):
                raise EngineError(f"The engine answered a question about shapes with {reply.reply}.")
            report = reply.report
        engine.remembered.keep(Answered(number, document, report))
        return report

    async def _infer_change(
        self, engine: _Engine, number: int, document: Document, since: Document | None
    ) -> GraphReport | None:
        """Return the report where the engine remembers an earlier document."""
        base = engine.remembered.of(since)
        if base is None:
            return None
        patch = diff(base.document, document)
        match await self._ask(InferChange(number=number, base=base.number, patch=patch)):
            case InferredChange() as reply:
                return changed(base.report, reply.change)
            case Forgotten():
                return None
            case other:
                raise EngineError(f"The engine answered a question about shapes with {other.reply}.")

    async def sample_pictures(self, data: Data, column: str, count: int) -> tuple[str, ...]:
        """Return the first training samples of an image column as data URLs.

        Raises:
            EngineError: If the engine does not start, dies or answers nonsense.
            RefusedError: If there are none to show.
        """
        reply = await self._ask(ShowSamples(number=next(self._numbers), data=data, column=column, count=count))
        if not isinstance(reply, Samples):
            raise EngineError(f"The engine answered a question about samples with {reply.reply}.")
        return reply.pictures

    async def explain(self, request: ExplanationRequest, reply_type: type[Explanation]) -> Explanation:
        """Return the answer to a question about a trained run; the request is numbered here.

        Raises:
            EngineError: If the engine does not start, dies or answers nonsense.
            RefusedError: If it refuses.
        """
        reply = await self._ask(request.model_copy(update={"number": next(self._numbers)}))
        if not isinstance(reply, reply_type):
            raise EngineError(f"The engine answered {request.request} with {reply.reply}.")
        return reply

    async def try_layers(self, trials: tuple[Trial, ...]) -> tuple[str | None, ...]:
        """Return for each trial why its layer does not take what would reach it, or None where it does.

        Raises:
            EngineError: If the engine does not start, dies or answers nonsense.
        """
        reply = await self._ask(Try(number=next(self._numbers), trials=trials))
        if not isinstance(reply, Tried) or len(reply.refusals) != len(trials):
            raise EngineError(f"The engine answered a question about layers with {reply.reply}.")
        return reply.refusals

    async def close(self) -> None:
        """End the engine by closing its input, for good; one that does not end is killed."""
        async with self._start_lock:
            self._is_closed = True
            engine, reader = self._engine, self._reader
        if engine is None or reader is None:
            return
        if engine.process.stdin is not None:
            engine.process.stdin.close()
        _, running = await asyncio.wait({reader}, timeout=self._patience_seconds)
        if running:
            _kill(engine.process)
        await reader

    async def _running_engine(self) -> _Engine:
        async with self._start_lock:
            if self._is_closed:
                raise EngineError("The engine is closed.")
            if self._engine is None or self._engine.is_lost or self._engine.process.returncode is not None:
                self.ready = None
                self._engine = _Engine(await self._start_process())
                self._reader = asyncio.create_task(self._read(self._engine))
            return self._engine

    async def _start_process(self) -> Process:
        try:
            with open_log(LOG_NAME) as log:
                return await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=log,
                    start_new_session=True,
                    limit=MAXIMUM_LINE_BYTES,
                )
        except OSError as error:
            raise EngineError(
                f"{self._command[0]}: the engine does not start: {error.strerror}. Install graphnn anew."
            ) from error

    async def _ask(self, request: Request) -> Reply:
        engine = await self._running_engine()
        if engine.process.stdin is None:
            raise EngineError("The engine has no input.")
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        engine.waiting[request.number] = answer
        try:
            engine.process.stdin.write(request.model_dump_json().encode() + b"\n")
            # An engine that is gone is told by its reader, which knows how it ended.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                await engine.process.stdin.drain()
            reply = await answer
        finally:
            engine.waiting.pop(request.number, None)
        if isinstance(reply, Refused):
            raise RefusedError(reply.message)
        return reply

    async def _read(self, engine: _Engine) -> None:
        """Take replies until the engine ends; then tell all who wait for it why no reply will come."""
        words = "The engine's answers could not be read."
        try:
            words = await self._take_replies(engine)
        finally:
            engine.is_lost = True
            if self._engine is engine:
                self.ready = None
            _fail(engine, f"{words} It starts anew with the next request.")

    async def _take_replies(self, engine: _Engine) -> str:
        """Take replies until the engine ends; return why it did."""
        process = engine.process
        if process.stdout is None:
            return "The engine has no output."
        line = b""
        try:
            while line := await process.stdout.readline():
                self._take(reply_adapter.validate_json(line), engine)
        except ValueError:  # no reply, or a line without end
            engine.is_lost = True
            _kill(process)
            await process.wait()
            return f"The engine answered nonsense: {line[:80]!r}."
        exit_code = await process.wait()
        return f"The engine ended with exit code {exit_code}. {log_file(LOG_NAME)} may tell why."

    def _take(self, reply: Reply, engine: _Engine) -> None:
        if isinstance(reply, Ready):
            self.ready = reply
            for watcher in tuple(self._watchers):
                watcher()
            return
        if isinstance(reply, Refused) and reply.number == 0:
            # It could not read a request, not even its number: none of those under way can be sure of a reply.
            _fail(engine, reply.message)
            return
        answer = engine.waiting.get(reply.number)
        if answer is not None and not answer.done():
            answer.set_result(reply)


def _fail(engine: _Engine, message: str) -> None:
    """Tell all who wait for an engine's replies that none will come."""
    for answer in engine.waiting.values():
        if not answer.done():
            answer.set_exception(EngineError(message))


def _kill(process: Process) -> None:
    if process.returncode is None:
        process.kill()
