"""What a run computes on is what was asked for, or it says what it is instead."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tensorflow as tf

from graphnn.engine.devices import computing_on, cpu_in_words, devices_in_words
from graphnn.engine.environment import ENVIRONMENT
from graphnn.engine.training.train import train
from graphnn.protocol.events import RunStarted
from graphnn.protocol.run_folder import create_run_folder
from tests.engine.builders import GIGABYTE, SAVING_WARNS, events_of, function_fit


@pytest.mark.parametrize(
    ("wanted", "gpu_count", "words"),
    [
        ("auto", 0, cpu_in_words()),
        ("auto", 2, "GPU 0"),
        ("cpu", 2, cpu_in_words()),
        ("gpu", 1, "GPU 0"),
        ("gpu", 0, f"{cpu_in_words()}; no GPU here, which the recipe asks for"),
    ],
)
def test_the_device_is_told(wanted: str, gpu_count: int, words: str) -> None:
    with computing_on(wanted, gpu_count=gpu_count) as told:  # type: ignore[arg-type]
        assert told == words


FIRST_SIGHT = """
import os, runpy, sys

class Sight:
    def find_spec(self, name, path=None, target=None):
        if name == "tensorflow":
            sys.stderr.write(os.environ["TF_FORCE_GPU_ALLOW_GROWTH"])
            sys.stderr.flush()
            os._exit(0)

sys.meta_path.insert(0, Sight())
runpy.run_module("graphnn.engine", run_name="__main__", alter_sys=True)
"""
"""Runs an engine up to where it imports TensorFlow, and tells what TensorFlow would find."""


@pytest.mark.parametrize(
    ("mode", "set_before", "found"),
    [
        ("serve", {}, "true"),
        ("run", {}, "true"),
        ("convert", {}, "true"),
        ("run", {"TF_FORCE_GPU_ALLOW_GROWTH": "false"}, "false"),
    ],
)
def test_processes_that_share_a_gpu_take_only_what_they_need_unless_told_otherwise(
    mode: str, set_before: dict[str, str], found: str
) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}

    engine = subprocess.run(
        [sys.executable, "-c", FIRST_SIGHT, mode],
        stdin=subprocess.PIPE,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={**environment, **set_before},
    )

    assert engine.stderr == found


@pytest.mark.parametrize(
    ("wanted", "gpu_count", "words", "place"),
    [
        ("auto", 1, "GPU 0", ""),
        ("gpu", 2, "GPU 0", ""),
        ("cpu", 1, cpu_in_words(), "/device:CPU:0"),
        ("gpu", 0, f"{cpu_in_words()}; no GPU here, which the recipe asks for", ""),
    ],
)
def test_what_tensorflow_finds_decides_where_operations_are_placed(
    monkeypatch: pytest.MonkeyPatch, wanted: str, gpu_count: int, words: str, place: str
) -> None:
    gpus = [tf.config.PhysicalDevice(f"/physical_device:GPU:{number}", "GPU") for number in range(gpu_count)]
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: gpus if kind == "GPU" else [])

    with tf.Graph().as_default(), computing_on(wanted) as told:  # type: ignore[arg-type]
        assert (told, tf.zeros(()).op.device) == (words, place)

    assert devices_in_words() == (*(f"GPU {number}" for number in range(gpu_count)), cpu_in_words())


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_run_whose_gpu_is_not_there_trains_and_says_so(tmp_path: Path) -> None:
    document = function_fit()
    recipe = document.training.model_copy(update={"device": "gpu"})
    folder = create_run_folder(tmp_path, document.model_copy(update={"training": recipe}), name="run")

    ended = train(folder, budget=GIGABYTE)

    (started,) = (event for event in events_of(folder) if isinstance(event, RunStarted))
    assert (ended.outcome, started.device) == ("finished", f"{cpu_in_words()}; no GPU here, which the recipe asks for")
