"""No engine is left behind."""

import subprocess
import sys

import pytest

from tests.waiting import until


def started(program: str, *, stdout: int | None = subprocess.PIPE) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", program]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE)


def test_one_that_never_comes_to_the_end_of_an_answer_ends_after_its_parent() -> None:
    engine = started(
        "import threading; from graphnn.engine.ending import end_soon_after_input;"
        "end_soon_after_input(patience_seconds=0.1); print('busy', flush=True); threading.Event().wait()"
    )
    assert engine.stdin is not None
    assert engine.stdout is not None
    engine.stdin.write(b"a request that was never read\n")
    engine.stdin.flush()
    assert engine.stdout.readline() == b"busy\n"
    assert engine.poll() is None

    engine.stdin.close()

    assert until(lambda: engine.poll() is not None)
    engine.stdout.close()
    assert engine.stderr is not None
    engine.stderr.close()


@pytest.mark.parametrize(("work", "exit_code"), [("lambda: 3", 3), ("lambda: 1 / 0", 1)])
def test_it_ends_at_once_although_a_thread_goes_on(work: str, exit_code: int) -> None:
    engine = started(
        "import threading; from graphnn.engine.ending import end_with;"
        f"threading.Thread(target=threading.Event().wait).start(); end_with({work})"
    )

    _, errors = engine.communicate(timeout=60)

    assert engine.returncode == exit_code
    assert (b"ZeroDivisionError" in errors) == (exit_code == 1)


def test_nobody_to_say_ready_to_ends_it() -> None:
    engine = subprocess.Popen(
        [sys.executable, "-m", "graphnn.engine", "serve"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert engine.stdout is not None
    engine.stdout.close()

    assert until(lambda: engine.poll() is not None) is True
    assert engine.stdin is not None
    engine.stdin.close()
