"""What the server spends on one update of a run that a page looks at: `python -m tests.benchmarks.watching`.

An update is what a look at the run's folder brings: read, taken note of, and made into one point for each chart. At
ten updates a second it should take less than 1 ms. The run was long before, so that a cost which grows with its length
would show. Measured is the time of the processor, so other programs make no difference.
"""

import asyncio
import json
import tempfile
import time
from pathlib import Path

from nicegui import Client, core, ui
from nicegui.page import page

from graphnn.document.examples import load_examples
from graphnn.protocol.events import EpochEnd, RunEvent, RunStarted, StepsEnd
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.runs.launch import RunLauncher
from graphnn.runs.queue import RunQueue
from graphnn.web.trainer import Trainer
from graphnn.web.training_panel import TrainingPanel

EPOCHS_BEFORE = 20_000
UPDATES = 100
SECONDS_APART = 0.1
METRICS = {"loss": 0.5, "accuracy": 0.9}


async def main() -> None:
    core.loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as parent, Client(page("/")), ui.column():
        folder = create_run_folder(Path(parent), load_examples()[0].document, name="run")
        folder.events_file.write_text("".join(f"{event.model_dump_json()}\n" for event in _before()))
        trainer = Trainer(RunQueue(RunLauncher(), Path(parent)))
        with folder.lock().acquire():
            trainer.show(folder)
            panel = TrainingPanel(trainer)
            updates: list[int] = []
            trainer.watch(lambda events: (panel.take(events), updates.append(1))[0])
            idle = await _processor_seconds(folder, 0)
            busy = await _processor_seconds(folder, UPDATES)
    print(json.dumps({"updates": len(updates), "ms_each": round(1000 * (busy - idle) / len(updates), 3)}))


async def _processor_seconds(folder: RunFolder, updates: int) -> float:
    """Return what this process spends on so many updates, or on as much time without any."""
    spent = 0.0
    for step in range(UPDATES):
        if updates:
            event = StepsEnd(
                time=time.time(),
                epoch=EPOCHS_BEFORE + 1,
                step=step + 1,
                metrics=METRICS,
                steps_per_second=10.0,
                learning_rate=0.001,
                memory_bytes=2**29,
                cpu_cores=1.5,
            )
            folder.append(event)
        began = time.process_time()
        await asyncio.sleep(SECONDS_APART)
        spent += time.process_time() - began
    return spent


def _before() -> list[RunEvent]:
    started = RunStarted(
        time=1.0,
        epochs=2 * EPOCHS_BEFORE,
        steps_per_epoch=100,
        batch_size=32,
        parameter_count=7,
        sample_counts={"train": 3200},
        prepare_seconds=1.0,
    )
    epochs = [
        EpochEnd(time=1.0 + number, epoch=number, metrics=METRICS, validation=METRICS, seconds=1.0, learning_rate=0.001)
        for number in range(1, EPOCHS_BEFORE + 1)
    ]
    return [started, *epochs]


if __name__ == "__main__":
    asyncio.run(main())
