import os
import subprocess
from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.protocol.events import RunEnded
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from tests.cli.shell import command, shell
from tests.runs.fake_run import FINISHED, STARTED, TESTED, epoch_end, steps_end
from tests.waiting import until

EPOCHS = (epoch_end(1, loss=0.9, val_loss=0.5), epoch_end(2, loss=0.4, val_loss=0.75))


def written(workspace: Path, name: str, *events, age: int = 0) -> RunFolder:
    """Write a run as if it had begun some seconds ago."""
    folder = create_run_folder(workspace / "runs", Document(name=f"Network {name}"), name=name)
    for event in events:
        folder.append(event)
    os.utime(folder.document_file, (1_000_000_000 - age, 1_000_000_000 - age))
    return folder


def test_runs_are_listed_newest_first_with_what_they_came_to(tmp_path):
    written(tmp_path, "first", STARTED, *EPOCHS, TESTED, FINISHED, age=9)
    written(tmp_path, "second", STARTED, RunEnded(time=3.0, outcome="crashed", message="The memory ran out."))

    done = shell("runs", "--workspace", tmp_path, "--json")

    assert done.exit_code == 0
    second, first = done.json
    assert (second["name"], second["status"], second["message"]) == ("second", "crashed", "The memory ran out.")
    assert first == {
        "name": "first",
        "run": str(tmp_path / "runs" / "first"),
        "document": "Network first",
        "status": "finished",
        "parameters": 7,
        "epochs": {"done": 2, "planned": Document().training.epochs},
        "best": {"epoch": 1, "metrics": {"loss": 0.9, "val_loss": 0.5}},
        "test": {"loss": 0.25},
        "seconds": 2.5,
    }


def test_a_person_reads_the_same_as_a_table(tmp_path):
    written(tmp_path, "first", STARTED, *EPOCHS, TESTED, FINISHED)

    words = " ".join(shell("runs", "--workspace", tmp_path).stdout.split())

    assert all(each in words for each in ("first", "finished", "1: loss 0.5000", "loss 0.2500", "2.5 s"))


def test_what_a_run_from_somewhere_says_neither_commands_the_terminal_nor_is_taken_for_marks(tmp_path):
    started = STARTED.model_copy(update={"way": "\x1b[2Jfast", "device": "\x1b]0;mine\x07"})
    odd = epoch_end(1, **{"[/x]\x1b[31m": 0.5})
    folder = written(tmp_path, "first", started, odd, FINISHED)

    listed, followed = shell("runs", "--workspace", tmp_path), shell("runs", folder.path, "--follow")

    assert (listed.exit_code, followed.exit_code) == (0, 0)
    assert "[/x]" in listed.stdout
    assert "\x1b" not in listed.stdout + followed.stdout + followed.stderr


def test_where_nothing_was_trained_yet_it_says_how_to_begin(tmp_path):
    assert "graphnn run FILE begins one" in shell("runs", "--workspace", tmp_path).stdout
    assert shell("runs", "--workspace", tmp_path, "--json").json == []
    following = shell("runs", "--workspace", tmp_path, "--follow")
    assert following.exit_code == 2
    assert "graphnn run FILE begins one" in following.stderr


def test_one_run_is_told_alone(tmp_path):
    folder = written(tmp_path, "first", STARTED, *EPOCHS, FINISHED)
    written(tmp_path, "second", STARTED)

    assert shell("runs", "first", "--workspace", tmp_path, "--json").json["name"] == "first"
    assert shell("runs", folder.path, "--json").json["name"] == "first"
    unknown = shell("runs", "third", "--workspace", tmp_path)
    assert (unknown.exit_code, "no such run" in unknown.stderr) == (2, True)


def test_a_run_that_trains_elsewhere_is_followed_to_its_end(tmp_path):
    folder = written(tmp_path, "first", STARTED, steps_end(1, 5))
    with folder.lock().acquire():
        following = subprocess.Popen(
            command("runs", "--follow", "--workspace", tmp_path, "--json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert following.stderr is not None
        folder.append(EPOCHS[0])
        seen = until(following.stderr.readline)
        was_running = following.poll() is None
        folder.append(FINISHED)
        stdout, _ = following.communicate(timeout=60)

    assert was_running
    assert seen.startswith("Epoch 1 of")
    assert following.returncode == 0
    assert '"status": "finished"' in stdout


@pytest.mark.parametrize(("outcome", "exit_code"), [("finished", 0), ("paused", 0), ("crashed", 1)])
def test_following_a_run_ends_as_the_run_did(tmp_path, outcome, exit_code):
    written(tmp_path, "first", STARTED, RunEnded(time=3.0, outcome=outcome, message="So it was."))

    done = shell("runs", "--follow", "--workspace", tmp_path)

    assert done.exit_code == exit_code
    assert done.stderr == "graphnn: So it was.\n"
