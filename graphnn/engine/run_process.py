"""The process of one training run: warms up, waits to be told its folder, trains, and ends.

It may be started long before it is needed, so that TensorFlow is there at once when someone presses Train.
Until it has a folder it ends with its parent; from then on it depends on nobody.
"""

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

from graphnn.engine.training.train import train
from graphnn.protocol.events import RunEnded
from graphnn.protocol.run_folder import LOCK_PATIENCE_SECONDS, RunFolder
from graphnn.protocol.run_owner import current_process


def run_when_told(commands: TextIO, channel: TextIO) -> int:
    """Say that it is warm, wait for one line with the folder, and train there.

    Returns:
        The exit code: 0 finished or stopped, 1 failed, 3 refused.
    """
    tf.constant(0)  # Starts TensorFlow's devices, which takes a moment the first time.
    print("ready", file=channel, flush=True)
    line = commands.readline().strip()
    if not line:
        return 0
    folder = RunFolder(Path(line))
    channel.close()
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
