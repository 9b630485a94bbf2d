"""Who runs a run: what `run.json` of its folder says."""

import os
from pathlib import Path

from graphnn.document.values import Frozen, FrozenMapping


class RunProcess(Frozen):
    """Who runs it: enough to tell the process from a later one with the same pid."""

    pid: int
    started: float
    boot_id: str
    versions: FrozenMapping[str]


def boot_id() -> str:
    """Return what names this start of the machine, or "" where the system has no such name."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def current_process(versions: dict[str, str], *, started: float) -> RunProcess:
    """Return what `run.json` says of the calling process."""
    return RunProcess(pid=os.getpid(), started=started, boot_id=boot_id(), versions=versions)
