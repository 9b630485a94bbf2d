"""Where engine processes put their own words: TensorFlow's chatter, and the traceback of a crash.

A run has a log of its own in its folder; this one holds what came before it had a folder.
"""

import os
from pathlib import Path
from typing import IO

import platformdirs


def log_file(name: str) -> Path:
    """Return where the log of that name lies: in the user's log folder."""
    return Path(platformdirs.user_log_dir("graphnn")) / f"{name}.log"


def open_log(name: str) -> IO[bytes]:
    """Open the log of that name for one process; where it cannot be written, its words are dropped."""
    try:
        log_file(name).parent.mkdir(parents=True, exist_ok=True)
        return log_file(name).open("wb")
    except OSError:
        return Path(os.devnull).open("wb")
