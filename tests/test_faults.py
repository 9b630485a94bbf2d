"""Whatever becomes of the processes and the disk, a run says what happened, and goes on from where it was."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphnn.document.examples import load_examples
from graphnn.document.model import Document
from graphnn.protocol.events import RunEnded, RunResumed, StepsEnd
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.launch import COMMAND, RunLauncher, prepare_folder
from graphnn.runs.record import read_record
from graphnn.runs.watch import ProcessElsewhere, RunWatch, follow
from tests.waiting import is_alive, until

pytestmark = pytest.mark.engine

SERVER = """
import signal, sys
from pathlib import Path
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.launch import RunLauncher

launcher = RunLauncher()
print(launcher.start(RunFolder(Path(sys.argv[1]))).process.pid, flush=True)
launcher.prepare()
signal.pause()
"""

LIMITED = f"""
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
os.execv(sys.executable, {list(COMMAND)!r})
"""
"""Starts a process that can write no file of more than 100,000 bytes, as on a full disk."""

WITHOUT_PRIVILEGE = f"""
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)
os.execv(sys.executable, {list(COMMAND)!r})
"""
"""Starts a process that may not write where it is not allowed to, even if root does."""


def never_ending(**recipe: object) -> Document:
    document = next(each.document for each in load_examples() if each.name == "function_fit")
    training = document.training.model_copy(update={"epochs": 1_000_000, "jit_compile": False, **recipe})
    return document.model_copy(update={"training": training})


def launcher(program: str) -> RunLauncher:
    return RunLauncher(command=(sys.executable, "-c", program))


def steps(folder: RunFolder) -> int:
    return sum(isinstance(event, StepsEnd) for event in folder.events()[0])


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[RunFolder]:
    """The folder of a run to be; whatever trains there in the end is killed."""
    prepared = prepare_folder(never_ending(), tmp_path, name="run")
    yield prepared
    process = prepared.read_process()
    if process is not None and is_alive(process.pid):
        os.kill(process.pid, signal.SIGKILL)


def test_a_run_outlives_its_server_says_who_killed_it_and_goes_on_until_it_is_told_to_stop(folder: RunFolder) -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder.path)], stdout=subprocess.PIPE)
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    until(lambda: steps(folder) > 2)

    server.kill()
    server.communicate()
    before = steps(folder)
    until(lambda: steps(folder) > before + 2)
    watch = RunWatch(folder, ProcessElsewhere(folder))  # of a server that was started anew
    assert watch.poll()
    assert not watch.has_ended
    folder.ask_to_pause()
    until(lambda: not is_alive(pid))
    assert isinstance(watch.poll()[-1], RunEnded)

    resumed = RunLauncher().resume(folder)
    until(lambda: isinstance(folder.events(resumed.offset)[0][-1], StepsEnd))
    os.kill(resumed.process.pid, signal.SIGKILL)
    resumed.process.wait()
    watch = RunWatch(folder, ProcessElsewhere(folder))
    *_, ended = until(lambda: watch.poll())
    assert isinstance(ended, RunEnded)
    assert ended.message == "The training process is gone: it was killed, or the machine went down. Resume the run."

    again = RunLauncher().resume(folder)
    until(lambda: isinstance(folder.events(again.offset)[0][-1], StepsEnd))
    os.kill(again.process.pid, signal.SIGTERM)
    last = list(follow(again))[-1]
    assert isinstance(last, RunEnded)
    assert last.outcome == "stopped"
    assert folder.model_file.exists()
    positions = [(event.epoch, event.step) for event in folder.events()[0] if isinstance(event, RunResumed)]
    assert len(positions) == 2
    assert (1, 0) < positions[0] <= positions[1]  # both from the checkpoint of the pause, or a later one


def test_a_disk_without_room_pauses_the_run_with_the_reason_and_it_goes_on_when_there_is_some(tmp_path: Path) -> None:
    document = never_ending(epochs=3)
    nodes = {**document.nodes, "bend": document.nodes["bend"].model_copy(update={"parameters": {"units": 2_000}})}
    folder = prepare_folder(document.model_copy(update={"nodes": nodes}), tmp_path, name="run")

    paused = list(follow(launcher(LIMITED).start(folder)))[-1]

    assert isinstance(paused, RunEnded)
    assert paused.outcome == "paused"
    assert "cannot be written: File too large. Make room or allow it, then resume the run." in paused.message
    finished = list(follow(RunLauncher().resume(folder)))[-1]
    assert isinstance(finished, RunEnded)
    assert finished.outcome == "finished"
    assert len(read_record(folder).epochs) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="takes away a privilege as Linux does")
def test_a_folder_that_may_not_be_written_ends_the_run_in_words(folder: RunFolder) -> None:
    folder.path.chmod(0o555)
    try:
        ended = list(follow(launcher(WITHOUT_PRIVILEGE).start(folder)))[-1]
    finally:
        folder.path.chmod(0o755)

    assert isinstance(ended, RunEnded)
    assert ended.message == "The run's folder can no longer be written. Make room or allow it, then resume the run."


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_tears_nothing(small_disk: Path) -> None:
    folder = prepare_folder(never_ending(), small_disk, name="run")
    run = RunLauncher().start(folder)
    until(lambda: steps(folder) > 1)

    with (small_disk / "filling").open("wb", buffering=0) as filling, contextlib.suppress(OSError):
        while filling.write(bytes(4096)):
            pass
    paused = list(follow(run))[-1]

    assert isinstance(paused, RunEnded)
    assert (paused.outcome, "No space left on device" in paused.message) == ("paused", True)
    assert all(line.endswith(b"}") for line in folder.events_file.read_bytes().splitlines())
