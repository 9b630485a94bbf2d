"""How many steps to take in one call of the loop, when to tell of them, and what they cost the machine."""

import os
import time
from pathlib import Path

SECONDS_PER_CALL = 0.1
"""How long a call of the loop should take: Stop is seen, and an event sent, that often."""

MAXIMUM_STEPS_PER_CALL = 100_000


class Pace:
    """How many steps to take in one call, learned from how long they take, and when the next event is due."""

    def __init__(self) -> None:
        """Start carefully: the first call also compiles, so it takes one step and counts for nothing."""
        self.steps_per_call = 1
        self.steps_per_second = 0.0
        self._calls = 0
        self._last_event = 0.0

    def learn(self, steps: int, seconds: float) -> None:
        """Take note of a call of some steps."""
        self._calls += 1
        if self._calls == 1:
            return
        rate = steps / max(seconds, 1e-6)
        is_first_measure = self.steps_per_second == 0.0
        self.steps_per_second = rate if is_first_measure else 0.7 * self.steps_per_second + 0.3 * rate
        # At most tenfold at once: the first measures are of few steps.
        wanted = min(int(rate * SECONDS_PER_CALL), steps * 10, MAXIMUM_STEPS_PER_CALL)
        self.steps_per_call = max(1, wanted)

    def is_event_due(self) -> bool:
        """Tell whether the last event is long enough ago, and take note that one is sent now if so."""
        now = time.perf_counter()
        if now - self._last_event < SECONDS_PER_CALL * 0.9:
            return False
        self._last_event = now
        return True


class ProcessLoad:
    """What this process takes of the machine."""

    def __init__(self) -> None:
        """Begin to measure."""
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def cpu_cores(self) -> float:
        """Return how many cores were kept busy since the last call."""
        wall, cpu = time.perf_counter(), time.process_time()
        cores = (cpu - self._cpu) / max(wall - self._wall, 1e-6)
        self._wall, self._cpu = wall, cpu
        return round(cores, 2)

    @staticmethod
    def memory_bytes() -> int:
        """Return the memory this process holds; 0 where the system does not tell."""
        try:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")
