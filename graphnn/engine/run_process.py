"""The process of one training run: warms up, waits to be told its folder, trains, and ends.

It may be started long before it is needed, so that TensorFlow is there at once when someone presses Train.
Until it has a folder it ends with its parent; from then on it depends on nobody.
"""

import gc
import os
import signal
import sys
import time
import traceback
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

import keras
import tensorflow as tf
from filelock import Timeout

from graphnn.document.model import Data
from graphnn.engine.listening import has_line
from graphnn.engine.training.train import train
from graphnn.engine.training.warming import warm_up
from graphnn.errors import UnwritableError
from graphnn.protocol.events import RunEnded
from graphnn.protocol.run_folder import LOCK_PATIENCE_SECONDS, UNWRITABLE_EXIT_CODE, RunFolder
from graphnn.protocol.run_owner import current_process


def run_when_told(commands: TextIO, channel: TextIO, expected: str | None = None) -> int:
    """Warm up and say so, wait for one line with the folder, and train there.

    Args:
        commands: Where the line comes from.
        channel: Where it says that it is warm.
        expected: The data that are likely to be learned from, as JSON.
    Returns:
        The exit code: 0 finished or stopped, 1 failed, 3 refused, 73 where its folder takes no word of it.
    """
    warm_up(lambda: has_line(commands), Data.model_validate_json(expected) if expected else None)
    print("ready", file=channel, flush=True)
    line = commands.readline().strip()
    if not line:
        return 0
    channel.close()
    # What was imported stays to the end: looking through it for garbage took a sixth of the time to the first steps.
    gc.freeze()
    try:
        return _own(RunFolder(Path(line)))
    except (OSError, UnwritableError) as error:
        print(f"{line}: {error}", file=sys.stderr)
        return UNWRITABLE_EXIT_CODE


def _own(folder: RunFolder) -> int:
    """Train in a folder that nobody else trains in, and return the exit code.

    Raises:
        OSError: If the folder cannot be written.
        UnwritableError: Likewise.
    """
    lock = folder.lock()
    try:
        lock.acquire(timeout=LOCK_PATIENCE_SECONDS)  # Never released: the system does when the process ends.
    except Timeout:
        print(f"{folder.path}: another process trains there.", file=sys.stderr)
        return 1
    _log_to(folder.log_file)
    folder.write_process(current_process(_versions(), started=time.time()))
    signal.signal(signal.SIGTERM, lambda *_: folder.ask_to_stop())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the shell reaches all; the command line asks to stop.
    return _exit_code(_train(folder))


def _train(folder: RunFolder) -> RunEnded:
    try:
        return train(folder)
    except UnwritableError:
        raise
    except (tf.errors.ResourceExhaustedError, MemoryError):
        ended = RunEnded(
            time=time.time(),
            outcome="crashed",
            message="The memory ran out. Make the batch size or the network smaller.",
        )
    except Exception as error:  # The last line of defence: the run must say how it ended.
        traceback.print_exc()
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        ended = RunEnded(
            time=time.time(),
            outcome="crashed",
            message=f"Training failed: {first_line} The whole story is in {folder.log_file}.",
        )
    folder.append(ended)
    return ended


def _exit_code(ended: RunEnded) -> int:
    return {"finished": 0, "stopped": 0, "paused": 0, "refused": 3}.get(ended.outcome, 1)


def _log_to(path: Path) -> None:
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    os.close(log)


def _versions() -> dict[str, str]:
    return {"graphnn": version("graphnn"), "keras": keras.__version__, "tensorflow": tf.__version__}
