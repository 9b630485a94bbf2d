"""`graphnn run` with real training, of the smallest data set there is."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graphnn.protocol.run_folder import RunFolder
from tests.cli.shell import Done, command, faulty_network, shell, shell_of_its_own, small_network
from tests.waiting import until

METRICS = {"loss", "mean_absolute_error"}
ENDLESS = "training.epochs=1000000"


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Done:
    """A run of an example by its name, from a folder that has nothing to do with it."""
    assignments = ("--set", "training.batch_size=500", "--set", "nodes.bend.parameters.units=4")
    folder = tmp_path_factory.mktemp("anywhere")
    options = ("--epochs", "2", "--seed", "3", "--device", "cpu", "--precision", "mixed_bfloat16")
    return shell_of_its_own("run", "function_fit", *options, *assignments, "--json", folder=folder)


def run_folder(done: Done) -> RunFolder:
    return RunFolder(Path(done.json["run"]))


@pytest.mark.engine
def test_a_run_ends_well_with_one_json_document(finished):
    assert finished.exit_code == 0, finished.stderr
    assert set(finished.json) == {"status", "run", "parameters", "epochs", "test", "seconds"}
    assert finished.json["status"] == "finished"
    # 1 → 4 → 32 → 32 → 1, weights and biases.
    assert finished.json["parameters"] == 2 * 4 + 5 * 32 + 33 * 32 + 33
    assert [set(epoch) for epoch in finished.json["epochs"]] == [METRICS | {f"val_{name}" for name in METRICS}] * 2
    assert set(finished.json["test"]) == METRICS
    assert set(finished.json["seconds"]) == {"prepare", "train", "evaluate"}
    assert all(seconds > 0 for seconds in finished.json["seconds"].values())


@pytest.mark.engine
def test_what_was_set_in_the_shell_is_what_is_trained(finished):
    document = run_folder(finished).read_document()

    training = document.training
    assert (training.epochs, training.batch_size, training.seed) == (2, 500, 3)
    assert (training.device, training.precision) == ("cpu", "mixed_bfloat16")
    assert document.nodes["bend"].parameters["units"] == 4


@pytest.mark.engine
def test_a_run_leaves_its_model_in_the_folder_that_it_names(finished):
    folder = run_folder(finished)

    assert folder.path.parent.name == "runs"
    assert folder.model_file.is_file()


@pytest.mark.engine
def test_where_nobody_watches_each_epoch_is_one_line_beside_the_json(finished):
    way, *epochs = finished.stderr.splitlines()

    assert way.startswith("Fast loop")
    assert "(CPU, " in way
    assert [line.split("  ")[0] for line in epochs] == ["Epoch 1 of 2", "Epoch 2 of 2"]


@pytest.mark.engine
def test_a_loss_that_is_no_number_fails_the_run(tmp_path):
    file = small_network(tmp_path, "training.optimizer.type=SGD", "training.optimizer.parameters.learning_rate=1e30")

    done = shell("run", file, "--output", tmp_path / "here", "--no-progress", "--json")

    assert done.exit_code == 1
    assert done.json["status"] == "diverged"
    assert "Lower the learning rate" in done.json["message"]
    assert done.stderr == f"graphnn: {done.json['message']}\n"
    assert run_folder(done).path.parent == tmp_path / "here"


@pytest.mark.engine
def test_a_terminal_shows_progress_and_ctrl_c_keeps_the_model(tmp_path):
    # The terminal is made by the standard library's pty, which copies it to pipes; Ctrl+C is a key typed there.
    typing = f"import pty, sys; sys.exit(pty.spawn({command('run', small_network(tmp_path, ENDLESS))!r}) >> 8)"
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "160"}
    terminal = subprocess.Popen(
        [sys.executable, "-c", typing], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert terminal.stdin is not None
    assert terminal.stdout is not None
    seen = b""

    def sees(*words: bytes) -> bool:
        nonlocal seen
        seen += os.read(terminal.stdout.fileno(), 65536)
        return all(word in seen for word in words)

    until(lambda: sees(b"Epoch 1 of 1000000", b"loss", b"mean_absolute_error", b"steps/s", b"s left"))
    terminal.stdin.write(b"\x03")
    terminal.stdin.flush()
    rest, _ = terminal.communicate(timeout=60)
    last_words = (seen + rest).decode().split("Stopping; the model so far is kept.")[1]

    assert terminal.returncode == 0
    assert "2,209 parameters" in last_words
    assert "test  loss" in last_words
    (run,) = (tmp_path / "runs").iterdir()
    assert RunFolder(run).model_file.is_file()


@pytest.mark.engine
def test_being_told_to_end_stops_the_run_and_keeps_the_model(tmp_path):
    process = subprocess.Popen(
        command("run", small_network(tmp_path, ENDLESS), "--no-progress", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: any("steps_end" in path.read_text() for path in tmp_path.glob("runs/*/events.jsonl")))

    process.send_signal(signal.SIGTERM)
    stdout, stderr = process.communicate(timeout=60)

    done = Done(process.returncode, stdout, stderr)
    assert (done.exit_code, done.json["status"]) == (0, "stopped")
    assert set(done.json["test"]) == METRICS
    assert run_folder(done).model_file.is_file()
    assert "Stopping" in done.stderr


@pytest.mark.engine
def test_a_run_whose_process_was_killed_says_so_and_is_resumed_to_its_end(tmp_path):
    file = small_network(tmp_path, "training.epochs=100000")
    process = subprocess.Popen(
        command("run", file, "--no-progress", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    (events,) = until(
        lambda: [path for path in tmp_path.glob("runs/*/events.jsonl") if "epoch_end" in path.read_text()]
    )
    folder = RunFolder(events.parent)
    running = folder.read_process()
    assert running is not None
    refused = shell("run", "--resume", folder.path)

    os.kill(running.pid, signal.SIGKILL)
    stdout, stderr = process.communicate(timeout=60)
    killed = Done(process.returncode, stdout, stderr)
    override_epochs = shell_of_its_own("run", "--resume", folder.path, "--epochs", "3", "--json")
    again = shell("run", "--resume", folder.name, "--workspace", tmp_path)

    assert refused.exit_code == 1
    assert "is being trained already" in refused.stderr
    assert killed.json["status"] == "crashed"
    assert "killed (SIGKILL)" in killed.json["message"]
    assert (override_epochs.exit_code, override_epochs.json["status"]) == (0, "finished"), override_epochs.stderr
    assert len(override_epochs.json["epochs"]) == 3
    assert folder.model_file.is_file()
    assert again.exit_code == 1
    assert "has finished its 3 epochs. Give it more to train it further." in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--resume", "nowhere"), "nowhere: no such run"),
        (("--resume", ".", "--seed", "1"), "Leave out --seed"),
        (("--resume", ".", "--set", "training.epochs=1", "--output", "x"), "Leave out --output and --set"),
        (("--resume", "."), "--resume .: no such run"),
        ((), "name a graph file, or a run to go on with by --resume"),
    ],
)
def test_what_cannot_be_resumed_is_refused_in_words(tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)

    done = shell("run", *words)

    assert done.has_failed_politely
    assert message in done.stderr


def test_a_faulty_graph_is_refused_before_anything_is_started(tmp_path):
    done = shell("run", faulty_network(tmp_path), "--json")

    assert done.exit_code == 3
    assert done.json == {
        "status": "refused",
        "run": None,
        "parameters": None,
        "epochs": [],
        "test": None,
        "seconds": {"prepare": 0.0, "train": 0.0, "evaluate": 0.0},
        "message": "x: there is no layer Dence. Did you mean Dense?",
    }
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    "assignment",
    [
        "units=3",
        "training.epochs",
        "training.epochs=many",
        "training.epochs=0",
        "nodes.nobody.parameters.units=3",
        "=1",
    ],
)
def test_setting_what_is_not_there_is_wrong_usage(tmp_path, assignment):
    done = shell("run", small_network(tmp_path), "--set", assignment, "--json")

    assert done.exit_code == 2
    assert done.json["message"].startswith(f"--set {assignment.partition('=')[0]}")
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("option", [("--epochs", "0"), ("--epochs", "x"), ("--seed", "-1")])
def test_a_number_that_cannot_be_is_wrong_usage(tmp_path, option):
    done = shell("run", small_network(tmp_path), *option, "--json")

    assert done.exit_code == 2
    assert option[0] in done.json["message"]


def test_an_output_folder_that_cannot_be_made_fails_the_run(tmp_path):
    file = small_network(tmp_path)

    for output in (file, file / "runs"):
        done = shell("run", file, "--output", output, "--json")

        assert done.exit_code == 1
        assert (done.json["status"], done.json["run"]) == ("crashed", None)
        assert "Choose another with --output." in done.json["message"]


def test_a_workspace_that_was_named_is_not_left_by_the_output(tmp_path):
    (tmp_path / "inside").mkdir()
    file = small_network(tmp_path / "inside")

    done = shell("run", file, "--workspace", tmp_path / "inside", "--output", tmp_path / "outside")

    assert done.exit_code == 2
    assert "lies outside the workspace" in done.stderr
    assert not (tmp_path / "outside").exists()


def test_a_run_that_was_never_started_is_told_on_stderr_alone(tmp_path):
    done = shell("run", faulty_network(tmp_path))

    assert done == Done(3, "", "graphnn: x: there is no layer Dence. Did you mean Dense?\n")


def test_a_failure_told_as_json_is_told_once(tmp_path):
    done = shell("run", faulty_network(tmp_path), "--json")

    assert json.dumps(done.json, indent=2) + "\n" == done.stdout
