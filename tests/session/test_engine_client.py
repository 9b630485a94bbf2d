import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from graphnn.document.model import Data, Document, Node
from graphnn.errors import EngineError, RefusedError
from graphnn.session.engine_client import EngineClient
from tests.session.fake_engine import READY, engine
from tests.waiting import is_alive


def document(node_count: int) -> Document:
    return Document(nodes={f"n{index}": Node(type="Dense") for index in range(node_count)})


@asynccontextmanager
async def client_of(command: tuple[str, ...], *, patience_seconds: float = 10.0) -> AsyncIterator[EngineClient]:
    client = EngineClient(command, patience_seconds=patience_seconds)
    try:
        yield client
    finally:
        await client.close()


def with_client(command: tuple[str, ...], work: Callable[[EngineClient], Awaitable[object]]) -> None:
    """Do some work with a client of the engine; a request that is never answered fails the test."""

    async def main() -> None:
        async with client_of(command) as client, asyncio.timeout(60):
            await work(client)

    asyncio.run(main())


def test_an_engine_that_is_ready_is_told_of():
    async def work(client: EngineClient) -> None:
        is_ready = asyncio.Event()
        client.watch(is_ready.set)
        before = client.ready

        await client.start()
        await is_ready.wait()

        assert (before, client.ready) == (None, READY)

    with_client(engine(), work)


def test_who_has_stopped_watching_is_told_nothing():
    async def work(client: EngineClient) -> None:
        told = []
        stop = client.watch(lambda: told.append("one"))
        client.watch(lambda: told.append("other"))
        stop()

        await client.infer(document(1))

        assert told == ["other"]

    with_client(engine(), work)


def test_a_question_starts_the_engine_and_gets_its_report():
    async def work(client: EngineClient) -> None:
        report = await client.infer(document(3))

        assert report.memory_bytes == 3

    with_client(engine(), work)


def test_replies_find_their_requests_in_whichever_order_they_come():
    async def work(client: EngineClient) -> None:
        reports = await asyncio.gather(*(client.infer(document(count)) for count in (1, 2, 3)))

        assert [report.memory_bytes for report in reports] == [1, 2, 3]

    backwards = "if len(requests) == 3:\n    [answer(one) for one in reversed(requests)]"
    with_client(engine(backwards), work)


def test_questions_at_once_start_one_engine(tmp_path):
    async def work(client: EngineClient) -> None:
        await asyncio.gather(client.start(), client.infer(document(1)), client.infer(document(2)))

        assert len(list(tmp_path.iterdir())) == 1

    with_client(engine(before=f"Path({str(tmp_path)!r}, str(os.getpid())).touch()"), work)


def test_pictures_come_as_they_were_sent():
    async def work(client: EngineClient) -> None:
        pictures = await client.sample_pictures(Data(source="mnist"), "image", 2)

        assert pictures == ("data:image", "2")

    samples = (
        '{"reply": "samples", "number": request["number"], "pictures": [request["column"], str(request["count"])]}'
    )
    with_client(engine(f"send({samples})".replace('request["column"]', '"data:" + request["column"]')), work)


def test_a_refusal_is_told_in_the_engines_words():
    async def work(client: EngineClient) -> None:
        with pytest.raises(RefusedError, match="No such column"):
            await client.sample_pictures(Data(source="mnist"), "picture", 2)

    with_client(engine('refuse(request["number"], "No such column.")'), work)


def test_an_engine_that_dies_fails_all_who_wait_and_the_next_question_starts_another(tmp_path):
    async def work(client: EngineClient) -> None:
        failures = await asyncio.gather(*(client.infer(document(1)) for _ in range(3)), return_exceptions=True)
        ready = client.ready
        report = await client.infer(document(5))

        assert all(isinstance(failure, EngineError) for failure in failures)
        assert "exit code 7" in str(failures[0])
        assert ready is None
        assert report.memory_bytes == 5
        assert client.ready == READY

    # It dies of the third request, so that all three are surely under way.
    body = f"""
mark = Path({str(tmp_path / "mark")!r})
if mark.exists():
    answer(request)
elif len(requests) == 3:
    mark.touch()
    sys.exit(7)"""
    with_client(engine(body), work)


@pytest.mark.parametrize("nonsense", ["Epoch 1/5", "{}", '{"reply": "party"}', "", "[" * 100])
def test_nonsense_fails_all_who_wait_and_the_next_question_starts_another(tmp_path, nonsense):
    async def work(client: EngineClient) -> None:
        failures = await asyncio.gather(*(client.infer(document(1)) for _ in range(2)), return_exceptions=True)
        report = await client.infer(document(5))

        assert all("nonsense" in str(failure) for failure in failures)
        assert all(isinstance(failure, EngineError) for failure in failures)
        assert report.memory_bytes == 5

    body = f"""
mark = Path({str(tmp_path / "mark")!r})
if mark.exists():
    answer(request)
elif len(requests) == 2:
    mark.touch()
    print({nonsense!r}, flush=True)"""
    with_client(engine(body), work)


def test_an_answer_to_another_question_is_an_error():
    async def work(client: EngineClient) -> None:
        with pytest.raises(EngineError, match="with samples"):
            await client.infer(document(1))

    with_client(engine('send({"reply": "samples", "number": request["number"], "pictures": []})'), work)


def test_a_question_that_the_engine_cannot_read_is_not_waited_for():
    async def work(client: EngineClient) -> None:
        with pytest.raises(EngineError, match="does not know"):
            await client.infer(document(1))

    with_client(engine('refuse(0, "It does not know.")'), work)


def test_an_answer_that_nobody_waits_for_any_more_is_dropped(tmp_path):
    async def work(client: EngineClient) -> None:
        await client.start()
        asking = asyncio.create_task(client.infer(document(1)))
        await asyncio.sleep(0)  # The task runs until it waits for the answer: the request is on its way.
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        report = await client.infer(document(2))

        assert report.memory_bytes == 2

    with_client(engine("if len(requests) == 2:\n    [answer(one) for one in requests]"), work)


def test_an_engine_that_cannot_be_started_is_told_in_words(tmp_path):
    async def work(client: EngineClient) -> None:
        with pytest.raises(EngineError, match="no-python: the engine does not start: No such file"):
            await client.infer(document(1))

    with_client((str(tmp_path / "no-python"),), work)


def test_closing_lets_the_engine_end_by_itself(tmp_path):
    farewell = tmp_path / "farewell"

    async def work(client: EngineClient) -> None:
        await client.infer(document(1))

    with_client(engine(after=f"Path({str(farewell)!r}).touch()"), work)

    assert farewell.exists()


def test_closing_kills_an_engine_that_hangs_and_fails_who_waits(tmp_path):
    mark = tmp_path / "pid"

    async def main() -> None:
        async with asyncio.timeout(60):
            client = EngineClient(
                engine(f"Path({str(mark)!r}).symlink_to(str(os.getpid()))\nsignal.pause()"), patience_seconds=0.1
            )
            question = asyncio.create_task(client.infer(document(1)))
            while not mark.is_symlink():
                await asyncio.sleep(0.01)

            await client.close()

            with pytest.raises(EngineError, match="exit code -9"):
                await question

    asyncio.run(main())

    assert not is_alive(int(mark.readlink().name))


def test_a_closed_client_starts_no_engine():
    async def work(client: EngineClient) -> None:
        await client.close()

        with pytest.raises(EngineError, match="closed"):
            await client.infer(document(1))

    with_client(engine(), work)


def test_of_a_document_asked_about_before_only_changes_are_sent():
    body = """
if request["request"] == "infer_change":
    nodes = {name: {} if node else None for name, node in request["patch"]["nodes"].items()}
    change = {"nodes": nodes, "diagnostics": [], "left_out": [], "memory_bytes": request["base"]}
    send({"reply": "inferred_change", "number": request["number"], "change": change})
else:
    answer(request)
"""

    async def work(client: EngineClient) -> None:
        first, second = document(1), document(2)
        await client.infer(first)

        report = await client.infer(second, since=first)
        after = await client.infer(first, since=second)

        assert list(report.nodes) == ["n1"]
        assert list(after.nodes) == []
        assert (report.memory_bytes, after.memory_bytes) == (1, 2)

    with_client(engine(body), work)


def test_a_document_that_the_engine_has_forgotten_is_sent_whole():
    body = """
if request["request"] == "infer_change":
    send({"reply": "forgotten", "number": request["number"]})
else:
    answer(request)
"""

    async def work(client: EngineClient) -> None:
        first = document(1)
        await client.infer(first)

        report = await client.infer(document(5), since=first)

        assert report.memory_bytes == 5

    with_client(engine(body), work)


def test_another_engine_is_sent_whole_documents():
    async def work(client: EngineClient) -> None:
        first = document(1)
        await client.infer(first)
        with pytest.raises(EngineError):
            await client.infer(document(3), since=first)

        report = await client.infer(document(4), since=first)

        assert report.memory_bytes == 4

    # The first engine ends with what it does not know: a change.
    with_client(engine('answer(request) if request["request"] == "infer" else sys.exit(1)'), work)
