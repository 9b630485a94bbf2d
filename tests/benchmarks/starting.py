"""From the click on Train to the first progress: `python -m tests.benchmarks.starting [EXAMPLE…] [--runs N]`.

Measured in the folder of the run, from the moment it is begun to the first event that tells of a step: for each
example in a process that was kept warm, as the editor does; once with its data at hand there, as where the editor had
them expected, and once with them to load. XLA compiles the steps of mnist_dense and mnist_dropout afresh each
time. Medians, in seconds, with how they are spent.
"""

import argparse
import json
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from graphnn.document.examples import load_examples
from graphnn.document.model import Document
from graphnn.protocol.events import Preparing, RunStarted, StepsEnd
from graphnn.runs.launch import RunLauncher
from graphnn.runs.watch import POLL_SECONDS

EXAMPLES = ("mnist_dense", "mnist_dropout", "function_fit", "digits_cnn")
IDLE_SECONDS = 1.5
"""A process that has used no processor for this long is warm."""


def main() -> None:
    """Print what the command line asks for, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", nargs="*", default=EXAMPLES)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    documents = {example.name: example.document for example in load_examples()}
    for name in arguments.examples:
        for data in ("at hand", "to load"):
            times = [first_progress(documents[name], is_expected=data == "at hand") for _ in range(arguments.runs)]
            print(json.dumps({"example": name, "data": data, **_medians(times)}), flush=True)


def first_progress(document: Document, *, is_expected: bool) -> dict[str, float]:
    """Return the seconds from the beginning of a run to each thing that it tells up to its first steps."""
    launcher = RunLauncher()
    if is_expected:
        launcher.expect(document)
    launcher.prepare()
    with tempfile.TemporaryDirectory() as parent:
        _wait_until_idle(launcher)
        began = time.time()
        run = launcher.launch(document, Path(parent))
        seconds: dict[str, float] = {}
        offset = 0
        while "first progress" not in seconds and run.process.poll() is None:
            events, offset = run.folder.events(offset)
            for event in events:
                match event:
                    case Preparing():
                        seconds.setdefault(event.stage.lower(), event.time - began)
                    case RunStarted():
                        seconds["ready"] = event.time - began
                    case StepsEnd():
                        seconds.setdefault("first progress", event.time - began)
                    case _:
                        pass
            time.sleep(POLL_SECONDS)
        os.kill(run.process.pid, signal.SIGKILL)
        run.process.wait()
    return seconds


def _wait_until_idle(launcher: RunLauncher) -> None:
    """Wait until the warm process has done all it does ahead of need."""
    pid, used, since = launcher.stand_by_pid, -1.0, time.monotonic()
    while time.monotonic() - since < IDLE_SECONDS:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        now = float(fields[11]) + float(fields[12])
        if now != used:
            used, since = now, time.monotonic()
        time.sleep(0.05)


def _medians(times: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(each[name] for each in times), 3) for name in times[0]}


if __name__ == "__main__":
    main()
