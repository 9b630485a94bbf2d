"""Waiting for what another process does: for a condition, never for a time."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Fact = TypeVar("Fact")


def until(fact: Callable[[], Fact], *, seconds: float = 60.0) -> Fact:
    """Return the fact as soon as it is true; fail if that takes longer than even a busy machine should need."""
    deadline = time.monotonic() + seconds
    while not (found := fact()):
        assert time.monotonic() < deadline, "Waited in vain."
        time.sleep(0.01)
    return found


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent to ask does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, from whichever of its threads."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text(encoding="utf-8").split()]
